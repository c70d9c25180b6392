"""What she sent after her session had ended: kept for her alone, given back, and gone once it was sent again."""

import datetime as dt
from importlib import import_module

import pytest
import sqlalchemy as sa
from wtforms import PasswordField

from lms.features.accounts.actions import end_all_sessions
from lms.models.base import db
from lms.models.learning import Attempt, LessonRead, PracticalWork
from lms.models.people import ParkedForm
from lms.rules.sessions import KEPT_FOR, LEFT
from lms.web import kept
from lms.web.forms import Form
from tests import make, make_people
from tests.course import publish_garden
from tests.make import NOW, PIN
from tests.make_signoffs import RIGHT, make_try

BUTTON = "Save for later"
WORDS = "I dug the bed and named three plants."


def parked():
    db.session.expire_all()
    return list(db.session.scalars(sa.select(ParkedForm).order_by(ParkedForm.id)))


def sign(kiosk, page, name):
    return kiosk.press(page, "Sign in", name=name, secret=PIN)


@pytest.fixture
def practical(people):
    """The address of the practical of an attempt in which all that comes before is done."""
    publish_garden()
    attempt_id = make_people.make_attempt(people.ann, "garden/soil")
    for slug in ("dig", "plant"):
        db.session.add(LessonRead(attempt_id=attempt_id, lesson_slug=slug, read_at=NOW))
    make_try(db.session.get_one(Attempt, attempt_id), RIGHT, NOW)
    db.session.commit()
    return f"/attempts/{attempt_id}/practical"


@pytest.fixture
def late(browse, people, practical, clock):
    """A kiosk at which Ann has written, waited too long, and pressed the button; and what she got."""
    kiosk = browse(people.ann)
    page = kiosk.get(practical)
    clock.move(minutes=30)
    return kiosk, kiosk.press(page, BUTTON, words=WORDS), page


def saved():
    db.session.expire_all()
    return [row.words for row in db.session.scalars(sa.select(PracticalWork))]


def test_words_kept_the_day_before_are_given_back_with_their_day(late, clock):
    kiosk, page, _before = late
    clock.move(hours=20)
    assert "Kept on 4 May 2026, 05:30." in sign(kiosk, page, "1001").text


def test_words_sent_too_late_are_given_back_after_signing_in_and_saved(late, practical, clock):
    kiosk, page, _before = late
    assert "You were signed out. What you typed is kept. Sign in again to get it back." in page.text
    assert WORDS not in page.html
    assert saved() == []
    page = sign(kiosk, page, "1001")
    assert "Your words are here" in page.text
    assert WORDS in page.text
    assert "Kept at 05:30." in page.text
    home = kiosk.get("/")
    assert "/kept" in [e.get("href") for e in home.all("a")]
    page = kiosk.press(page, "Save it now")
    assert page.status == 200
    assert saved() == [WORDS]
    assert parked() == [], "it is hers again, so nothing is kept twice"
    assert "Nothing is waiting here." in kiosk.get("/kept").text


def test_a_kept_form_that_has_to_be_mended_stays_kept(late):
    kiosk, page, _before = late
    page = sign(kiosk, page, "1001")
    url, fields = page.action("Save it now")
    refused = kiosk.post(url, {**fields, "words": "x" * 20_001})
    assert refused.status == 422
    assert len(parked()) == 1
    short = kiosk.post(url, {**fields, "go_on": "yes"})
    assert short.status == 422, "her ratings are missing"
    assert short.text.count("Rate this line: Draws the bed.") == 2, "said above and beside the line"
    assert (saved(), parked()) == ([WORDS], []), "but her words are saved"


def test_she_may_throw_it_away(late):
    kiosk, page, _before = late
    page = kiosk.press(sign(kiosk, page, "1001"), "Throw it away")
    assert "Nothing is waiting here." in page.text
    assert parked() == []


def test_what_names_no_kept_form_drops_none(late, browse, people):
    look = {"theme": "dark", "size": "100", "lang": "en"}
    for kiosk, name in ((browse(people.ann), "x"), (browse(people.ann), ""), (browse(), str(parked()[0].id))):
        assert kiosk.post("/look", {"kept": name, **look}, follow=False).status == 302
    assert len(parked()) == 1


def test_only_she_gets_it_back_at_whatever_kiosk(late, browse, people):
    kiosk, page, _before = late
    page = sign(kiosk, page, "1002")
    assert "You are Bea" in page.text
    assert WORDS not in page.html + kiosk.get("/kept").html + kiosk.get("/").html
    one = parked()[0]
    for url in ("/kept/drop", "/look"):
        kiosk.post(url, {"kept": one.id, "theme": "dark", "size": "100", "lang": "en"})
    assert len(parked()) == 1, "nobody else throws it away"
    assert WORDS in browse(people.ann).get("/kept").text


def test_it_is_kept_for_a_day(late, browse, people, clock):
    clock.move(hours=23, minutes=59)
    assert WORDS in browse(people.ann).get("/kept").text
    clock.move(minutes=1)
    assert WORDS not in browse(people.ann).get("/kept").text
    bea = browse(people.bea)
    page = bea.get("/look")
    clock.move(minutes=30)
    make_people.make_attempt(people.bea, "garden/soil")
    bea.post("/courses/garden/start", {"csrf_token": page.form("/finish")["csrf_token"], "said": "a word"})
    assert [row.person_id for row in parked()] == [people.bea], "what is too old goes when the next one comes"


@pytest.mark.parametrize("days", [-3650, 3650])
def test_it_is_kept_though_the_clock_was_put_right_meanwhile(browse, people, practical, clock, monkeypatch, days):
    kiosk = browse(people.ann)
    page = kiosk.get(practical)
    clock.move(minutes=30)
    jumped = dt.datetime.now(dt.UTC).timestamp() + days * 86400
    monkeypatch.setattr("time.time", lambda: jumped)
    assert "What you typed is kept." in kiosk.press(page, BUTTON, words=WORDS).text
    assert [one.fields["words"] for one in parked()] == [[WORDS]]


def test_a_clock_put_forward_by_years_takes_no_words(late, browse, people, clock):
    clock.move(minutes=1)
    clock.put(clock() + dt.timedelta(days=3650))
    kiosk = browse(people.ann)
    assert WORDS in kiosk.get("/kept").text
    bea = browse(people.bea)
    page = bea.get("/look")
    clock.move(minutes=30)
    make_people.make_attempt(people.bea, "garden/soil")
    bea.post("/courses/garden/start", {"csrf_token": page.form("/finish")["csrf_token"], "said": "a word"})
    assert [row.person_id for row in parked()] == [people.ann, people.bea]
    clock.move(hours=24)
    assert WORDS not in browse(people.ann).get("/kept").text, "the day goes on after the jump"


def test_sent_twice_it_is_kept_once(late, practical):
    kiosk, _page, before = late
    again = kiosk.press(before, BUTTON, words=WORDS)
    assert "What you typed is kept" in again.text
    assert len(parked()) == 1
    kiosk.press(before, BUTTON, words=WORDS + " More.")
    assert len(parked()) == 2


def test_after_a_day_away_nothing_is_kept_and_nothing_is_promised(browse, people, practical, clock):
    kiosk = browse(people.ann)
    page = kiosk.get(practical)
    clock.move(hours=24, seconds=1)
    page = kiosk.press(page, BUTTON, words=WORDS)
    assert "kept" not in page.text
    assert parked() == []


@pytest.mark.parametrize("why", ["slip given", "new secret"])
def test_it_is_kept_where_staff_or_a_new_secret_ended_the_session(browse, people, practical, why):
    """She was in the middle of a line; it was not she who left."""
    kiosk = browse(people.ann)
    page = kiosk.get(practical)
    end_all_sessions(people.ann, why, NOW)
    db.session.commit()
    assert kiosk.get(practical).location == f"/sign-in?next={practical}", "nobody says that she was still for too long"
    page = kiosk.press(page, BUTTON, words=WORDS)
    assert "What you typed is kept." in page.text
    assert WORDS in sign(kiosk, page, "1001").text


@pytest.mark.parametrize("why", sorted(LEFT))
def test_where_she_left_herself_nothing_is_kept(browse, people, practical, why):
    kiosk = browse(people.ann)
    page = kiosk.get(practical)
    end_all_sessions(people.ann, why, NOW)
    db.session.commit()
    assert "What you typed is kept" not in kiosk.press(page, BUTTON, words=WORDS).text
    assert parked() == []


def test_after_finish_nothing_is_kept(browse, people, practical):
    kiosk = browse(people.ann)
    page = kiosk.get(practical)
    kiosk.press(kiosk.get("/"), "Finish")
    page = kiosk.press(page, BUTTON, words=WORDS)
    assert "What you typed is kept" not in page.text
    assert parked() == []


def test_a_form_of_her_earlier_sign_in_is_kept_for_her(browse, people, practical):
    """Two tabs: in one she finished and signed in again, in the other her words were still waiting."""
    kiosk = browse(people.ann)
    old = kiosk.get(practical)
    kiosk.press(kiosk.get("/"), "Finish")
    sign(kiosk, kiosk.get("/sign-in"), "1001")
    page = kiosk.press(old, BUTTON, words=WORDS)
    assert "Your words are here" in page.text
    assert WORDS in page.text
    assert saved() == []
    kiosk.press(page, "Save it now")
    assert saved() == [WORDS]


def test_a_form_of_her_earlier_sign_in_is_kept_when_the_later_one_ran_out_too(browse, people, practical, clock):
    kiosk = browse(people.ann)
    old = kiosk.get(practical)
    kiosk.press(kiosk.get("/"), "Finish")
    sign(kiosk, kiosk.get("/sign-in"), "1001")
    clock.move(minutes=30)
    assert "What you typed is kept" in kiosk.press(old, BUTTON, words=WORDS).text
    assert [row.person_id for row in parked()] == [people.ann]


def test_a_form_from_another_womans_page_is_kept_for_nobody(browse, people, practical, clock):
    kiosk = browse(people.ann)
    old = kiosk.get(practical)
    kiosk.press(kiosk.get("/"), "Finish")
    sign(kiosk, kiosk.get("/sign-in"), "1002")
    assert kiosk.press(old, BUTTON, words=WORDS).status == 400
    clock.move(minutes=30)
    page = kiosk.press(old, BUTTON, words=WORDS)
    assert "What you typed is kept" not in page.text
    assert parked() == []


@pytest.mark.parametrize("token", ["", "x", "IjIuYWJjIg.x.y"])
def test_a_form_without_a_token_of_ours_is_kept_for_nobody(browse, people, practical, clock, token):
    kiosk = browse(people.ann)
    assert kiosk.post(practical, {"csrf_token": token, "words": WORDS}).status == 400
    clock.move(minutes=30)
    page = kiosk.post(practical, {"csrf_token": token, "words": WORDS})
    assert "nothing was touched" in page.text
    assert parked() == []


def test_a_token_that_names_nobody_keeps_nothing(browse, people, practical, clock):
    """Such as that of a page from before anybody signed in."""
    kiosk = browse(people.ann)
    with kiosk.client.session_transaction() as session:
        session["csrf_token"] = "from before"
    page = kiosk.get(practical)
    clock.move(minutes=30)
    kiosk.press(page, BUTTON, words=WORDS)
    assert parked() == []


def test_secrets_are_never_kept(browse, people, clock):
    publish_garden()
    attempt_id = make_people.make_attempt(people.ann, "garden/soil", "submitted", submitted_at=NOW)
    kiosk = browse(people.mo)
    token = kiosk.get("/look").form("/finish")["csrf_token"]
    clock.move(minutes=30)
    secret = {"signer": "mo", "signer_secret": "open sesame now", "strength": "She digs with care."}
    kiosk.post(f"/attempts/{attempt_id}/approve", {"csrf_token": token, **secret})
    assert [row.fields for row in parked()] == [{"strength": ["She digs with care."]}]
    for url, fields in (
        ("/new-secret", {"new_secret": "open sesame now", "new_secret_again": "open sesame now", "kind": "pin"}),
        ("/sign-in", {"name": "1001", "secret": "open sesame now", "way": "pin"}),
        ("/finish", {"words": "x"}),
        ("/no-such-page", {"words": "x"}),
    ):
        kiosk.post(url, {"csrf_token": token, **fields})
    assert len(parked()) == 1
    assert "sesame" not in repr([row.fields for row in parked()])


def test_every_secret_field_has_a_name_that_is_never_kept(app):
    for feature in ("accounts", "admin", "people", "records", "signoffs", "style"):
        import_module(f"lms.features.{feature}.forms")
    forms, found = [Form], []
    for form in forms:
        forms += form.__subclasses__()
        found += [name for name, field in vars(form).items() if getattr(field, "field_class", None) is PasswordField]
    assert {"secret", "signer_secret", "new_secret", "new_secret_again"} <= set(found)
    assert all("secret" in name for name in found)


def test_what_is_far_too_long_or_too_much_is_not_promised(browse, people, practical, clock, monkeypatch):
    kiosk = browse(people.ann)
    page = kiosk.get(practical)
    clock.move(minutes=30)
    long = kiosk.press(page, BUTTON, words="x" * (kept.LONGEST + 1))
    assert "What you typed is kept" not in long.text
    assert parked() == []
    monkeypatch.setattr(kept, "AT_MOST", 2)
    answers = [kiosk.press(page, BUTTON, words=f"{WORDS} {n}").text for n in range(3)]
    assert ["What you typed is kept" in text for text in answers] == [True, True, False]
    assert len(parked()) == 2


def test_a_page_asked_for_too_late_keeps_nothing_and_comes_after_signing_in(browse, people, practical, clock):
    kiosk = browse(people.ann)
    clock.move(minutes=30)
    page = kiosk.get(practical)
    assert page.location == f"/sign-in?next={practical}&idle=1"
    assert parked() == []


def test_a_form_without_words_promises_nothing(browse, people, clock):
    kiosk = browse(people.ann)
    page = kiosk.get("/")
    clock.move(minutes=30)
    page = kiosk.press(page, "Finish")
    assert "kept" not in page.text
    assert "nothing was touched for a while" in page.text


def test_how_long_is_what_was_said(app):
    assert dt.timedelta(days=1) == KEPT_FOR
    assert make.PIN == PIN
