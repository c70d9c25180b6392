"""Signing in: with a PIN, three words, a slip or a passphrase; slowly for whoever guesses, at once for whose it is."""

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from lms.features.accounts.actions import LEARNER_SECRETS, Proved, prove, sign_in
from lms.models.base import db
from lms.models.people import Facility, Person, SignIn, SignInDelay
from lms.rules import passwords
from tests import make, make_people
from tests.make import NOW, PIN, PIN_HASH

REFUSED = "These two do not go together. Check both and try again. Staff can help you."


def sign(kiosk, name, secret=PIN, way="pin", follow=True, **more):
    """Type a name and a secret into the page of one way of signing in."""
    return kiosk.press(kiosk.get(f"/sign-in?way={way}"), "Sign in", name=name, secret=secret, follow=follow, **more)


def errors(page):
    return [" ".join("".join(e.itertext()).split()) for e in page.all("p") if e.get("class") == "error"]


def change(person_id, **values):
    db.session.execute(sa.update(Person).where(Person.id == person_id).values(**values))
    db.session.commit()


def give_words(person_id, words, **values):
    """Let these words be her secret, in a form that is made cheap on purpose."""
    from werkzeug.security import generate_password_hash

    kept = passwords.normalise(words) if values["secret_kind"] in (*LEARNER_SECRETS, "slip") else words
    change(person_id, secret_hash=generate_password_hash(kept, method="scrypt:1024:8:1"), **values)


def at(kiosk, address):
    """Put a kiosk at another place on the network."""
    kiosk.client.environ_base["REMOTE_ADDR"] = address
    return kiosk


def test_a_learner_signs_in_and_finishes(browse, people):
    kiosk = browse()
    page = sign(kiosk, "1001")
    assert page.status == 200
    assert "You are Ann Learns" in page.text
    page = kiosk.press(page, "Finish")
    assert "You are signed out" in page.text
    assert "Ann" not in page.text
    assert kiosk.get("/").location.startswith("/sign-in")


def test_a_pin_may_be_typed_with_spaces_and_a_name_in_any_case(browse, people):
    assert "You are Ann Learns" in sign(browse(), " 1001 ", "41 72-93").text
    assert "You are Ivy Instructor" in sign(browse(), "IVY", way="staff").text


def test_three_words_sign_her_in_however_they_are_written(browse, people):
    give_words(people.ann, "river lamp stone", secret_kind="words")
    page = sign(browse(), "1001", "River-LAMP stone", way="words")
    assert "You are Ann Learns" in page.text


def test_a_passphrase_is_taken_as_it_stands(browse, people):
    give_words(people.ivy, "Correct horse battery", secret_kind="passphrase")
    assert sign(browse(), "ivy", "correct horse battery", way="staff").status == 422
    assert "You are Ivy Instructor" in sign(browse(), "ivy", "Correct horse battery", way="staff").text


def test_a_slip_works_once_and_only_for_a_day(browse, people, clock):
    slip = {"secret_kind": "slip", "secret_until": NOW + dt.timedelta(hours=24), "must_change": True}
    give_words(people.ann, "river lamp stone", **slip)
    clock.move(hours=24)
    assert sign(browse(), "1001", "river lamp stone", way="words").status == 422
    clock.put(NOW + dt.timedelta(hours=23, minutes=59))
    page = sign(browse(), "1001", "river lamp stone", way="words")
    assert "Choose a new PIN" in page.text
    assert sign(browse(), "1001", "river lamp stone", way="words").status == 422
    for time in (NOW - dt.timedelta(days=3650), dt.datetime(1970, 1, 1, tzinfo=dt.UTC)):
        clock.put(time)
        assert sign(browse(), "1001", "river lamp stone", way="words").status == 422, (
            "a clock put back gives no slip back"
        )


def test_one_slip_at_two_kiosks_at_once_is_one_sign_in(app, people, facility):
    """Both have proved the words before either has used them up."""
    give_words(people.ann, "river lamp stone", secret_kind="slip", secret_until=NOW + dt.timedelta(hours=1))
    proved = [prove(facility, "1001", "river lamp stone", device, NOW) for device in ("A", "B")]
    assert proved == [Proved(people.ann, facility, by_slip=True)] * 2
    sign_in(proved[0], "A", NOW)
    with pytest.raises(Exception, match="refused"):
        sign_in(proved[1], "B", NOW)
    assert len(db.session.scalars(sa.select(SignIn)).all()) == 1


@pytest.mark.parametrize("way", ["pin", "words", "staff", "another"])
def test_a_secret_that_does_not_fit_and_an_unknown_name_get_the_same_answer(browse, people, way):
    kiosk = browse()
    known, unknown = sign(kiosk, "1001", "000001", way), sign(kiosk, "9999", "000001", way)
    assert known.status == unknown.status == 422
    assert errors(known) == errors(unknown) == [f"Error: {REFUSED}"]
    tokens = r'name="csrf_token"[^>]* value="[^"]+"'  # Each is stamped with the second it was made in.
    assert re.sub(tokens, "", known.html.replace("1001", "9999")) == re.sub(tokens, "", unknown.html)


def test_guesses_at_made_up_names_do_not_pile_up(browse, people, clock):
    kiosk = browse()
    for name in ("7001", "7002", "7003"):
        sign(kiosk, name, "000001")
    kept = sa.select(sa.func.count()).select_from(SignInDelay)
    assert db.session.scalar(kept) == 3
    clock.move(days=6)
    sign(kiosk, "7004", "000001")
    assert db.session.scalar(kept) == 4
    clock.move(days=2)
    sign(kiosk, "7005", "000001")
    assert db.session.scalar(kept) == 2


def test_what_is_missing_is_said_and_the_number_stays_in_its_box(browse, people):
    page = sign(browse(), "1001", "")
    assert page.status == 422
    assert errors(page) == ["Error: Write your PIN."]
    assert page.form("/sign-in")["name"] == "1001"
    assert PIN not in sign(browse(), "", PIN).html


def test_names_with_hidden_characters_or_of_any_length_are_refused_calmly(browse, people):
    for name in ("10\x0001", "10\u202e01", "1" * 10_000, "' OR 1=1--", "%"):
        assert sign(browse(), name).status == 422


def test_an_account_that_is_off_gets_the_words_of_an_unknown_one(browse, people):
    change(people.ann, active=False)
    assert errors(sign(browse(), "1001")) == [f"Error: {REFUSED}"]


def test_guessing_at_one_kiosk_slows_that_kiosk_and_no_other(browse, people, clock):
    """A hundred sign-ins that do not fit, from a kiosk in the next room: she is not locked out anywhere."""
    there = at(browse(), "10.0.0.2")
    page = there.get("/sign-in")
    for _ in range(100):
        answer = there.press(page, "Sign in", name="1001", secret="000001")
        assert errors(answer) == [f"Error: {REFUSED}"]
        waiting = db.session.scalars(sa.select(SignInDelay.wait_until)).one() - clock()
        assert waiting <= dt.timedelta(seconds=30)
        clock.move(seconds=waiting.total_seconds())
    there.press(page, "Sign in", name="1001", secret="000001")
    assert "You are Ann Learns" in sign(at(browse(), "10.0.0.1"), "1001").text
    locked = sign(there, "1001")
    assert errors(locked) == ["Error: Please wait 30 seconds, then try again. Staff can help you."]
    clock.move(seconds=29)
    assert errors(sign(there, "1001")) == ["Error: Please wait 1 second, then try again. Staff can help you."]
    clock.move(seconds=1)
    assert "You are Ann Learns" in sign(there, "1001").text
    db.session.expire_all()
    assert db.session.scalars(sa.select(SignInDelay)).all() == [], "whoever got in waits no more"


def test_an_unknown_name_is_slowed_down_like_a_known_one(browse, people):
    kiosk = browse()
    answers = {name: [errors(sign(kiosk, name, "000001")) for _ in range(4)] for name in ("1001", "9999")}
    assert answers["1001"] == answers["9999"]
    assert "wait" in answers["9999"][-1][0]
    kept = [row.account for row in db.session.scalars(sa.select(SignInDelay))]
    assert len(kept) == 2
    assert not any(name in account for account in kept for name in answers), "the typed name itself is not kept"


def test_a_clock_put_back_makes_nobody_wait_for_years(browse, people, clock):
    kiosk = browse()
    for _ in range(4):
        sign(kiosk, "1001", "000001")
    assert "wait" in sign(kiosk, "1001").text
    clock.put(NOW - dt.timedelta(days=3650))
    assert "You are Ann Learns" in sign(kiosk, "1001").text


def test_where_there_are_two_facilities_she_says_which(browse, people):
    other = make_people.make_elsewhere()
    page = browse().get("/sign-in")
    assert [e.get("value") for e in page.all("option")] == ["1", str(other.facility)]
    kiosk = browse()
    assert "You are Una Other" in sign(kiosk, "1001", facility=str(other.facility)).text
    assert "You are Ann Learns" in sign(browse(), "1001", facility="1").text
    for wrong in ("99", "x", ""):
        assert sign(browse(), "1001", facility=wrong).status == 422


def test_a_server_without_a_facility_says_so(browse, app):
    kiosk = browse()
    assert "This server is not set up yet" in kiosk.get("/sign-in").text
    assert sign(kiosk, "1001").status == 422


def test_the_sign_in_page_names_nobody_but_in_a_demonstration(browse, people, app, monkeypatch):
    assert "Ann" not in browse().get("/sign-in").html
    monkeypatch.setitem(app.config, "DEMO", True)
    page = browse().get("/sign-in")
    assert "People in this demonstration" in page.text
    assert "This is a demonstration. The people in it are not real." in page.text


def test_whoever_is_signed_in_already_is_taken_home(browse, people):
    assert browse(people.ann).get("/sign-in").location == "/"


def test_signing_in_at_somebody_elses_session_ends_hers(browse, people):
    kiosk = browse(people.ann)
    token = kiosk.get("/look").form("/look")["csrf_token"]
    kiosk.post("/sign-in", {"csrf_token": token, "name": "1002", "secret": PIN, "next": "/record"}, follow=False)
    assert "You are Bea Also-Learns" in kiosk.get("/").text
    ended = db.session.scalars(sa.select(SignIn).where(SignIn.person_id == people.ann)).one()
    assert (ended.ended_at, ended.ended_why) == (NOW, "someone else signed in")


@pytest.mark.parametrize("next_url", ["/courses", "/courses?first=1", "/library/garden/versions/1"])
def test_she_goes_on_to_the_page_she_asked_for(browse, people, next_url):
    kiosk = browse()
    page = kiosk.get(next_url)
    assert page.location.startswith("/sign-in?next=")
    page = kiosk.get(page.location)
    assert page.form("/sign-in")["next"] == next_url
    assert kiosk.press(page, "Sign in", name="1001", secret=PIN, follow=False).location == next_url


ELSEWHERE = [
    "",
    "//evil.test",
    "///evil",
    "/\\evil.test",
    "\\\\evil.test",
    "https://evil.test",
    "javascript:alert(1)",
    "evil",
    "/\t/evil.test",
    "/\n/evil.test",
    "/ /evil.test",
    "/\x00",
    "/a\\b",
    "/\u2028/evil.test",
    "/\x85/evil.test",
]


def test_she_never_goes_on_to_another_site(browse, people):
    for target in ELSEWHERE:
        kiosk = browse()
        page = kiosk.press(kiosk.get("/sign-in"), "Sign in", name="1001", secret=PIN, next=target, follow=False)
        assert (page.status, page.location) == (302, "/"), target
        page = kiosk.press(kiosk.get("/look"), "Save", next=target, follow=False)
        assert (page.status, page.location) == (302, "/"), target


def test_the_page_of_the_woman_before_is_not_opened_for_the_next_one(browse, people, clock):
    kiosk = browse(people.ann)
    clock.move(minutes=17)
    page = kiosk.get(kiosk.get("/record").location)
    assert "nothing was touched for a while" in page.text
    assert kiosk.press(page, "Sign in", name="1002", secret=PIN, follow=False).location == "/"
    kiosk = browse(people.ann)
    clock.move(minutes=17)
    page = kiosk.get(kiosk.get("/record").location)
    assert kiosk.press(page, "Sign in", name="1001", secret=PIN, follow=False).location == "/record"


def test_the_hash_of_the_tests_is_one_of_ours():
    assert passwords.check_secret(PIN_HASH, PIN)
    assert make.PIN_HASH.startswith("scrypt:")


def test_before_anybody_signs_in_pages_speak_the_first_facilitys_language_unless_another_was_chosen(browse, people):
    make.make_facility("Birch House")
    kiosk = browse()
    assert kiosk.get("/sign-in").root.get("lang") == "en"
    place = db.session.scalars(sa.select(Facility).order_by(Facility.id)).first()
    place.language = "es"
    db.session.commit()
    for path in ("/sign-in", "/help", "/signed-out", "/verify", "/nothing-here"):
        page = kiosk.get(path)
        assert page.root.get("lang") == "es", path
    page = kiosk.press(kiosk.get("/sign-in"), "English")
    assert page.root.get("lang") == kiosk.get("/nothing-here").root.get("lang") == "en"
    change(people.ann, lang="en")
    assert browse(people.ann).get("/").root.get("lang") == "en", "her own language comes first"


def test_a_server_without_a_facility_speaks_english(app, browse):
    assert browse().get("/sign-in").root.get("lang") == "en"
