"""Choosing a PIN, three words or a passphrase: what is refused, who has to choose, and what it ends."""

import datetime as dt

import pytest
import sqlalchemy as sa

from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.people import Person, SignIn
from lms.rules import passwords
from lms.web.signin import load_actor
from tests.addresses import ENDPOINTS, address, things
from tests.make import NOW, PIN, PIN_HASH
from tests.make_world import Asker, make_world

WORDS = "river lamp stone"


def change(person_id, **values):
    db.session.execute(sa.update(Person).where(Person.id == person_id).values(**values))
    db.session.commit()


def choose(kiosk, secret, again=None, url="/new-secret", old=PIN, **more):
    page = kiosk.get(url)
    fields = {"new_secret": secret, "new_secret_again": secret if again is None else again}
    if any(box.get("name") == "old_secret" for box in page.all("input")):
        fields["old_secret"] = old
    return kiosk.press(page, "Save and go on", **fields, **more)


def stored(person_id):
    db.session.expire_all()
    return db.session.get_one(Person, person_id)


def errors(page):
    return [" ".join("".join(e.itertext()).split()) for e in page.all("p") if e.get("class") == "error"]


def offered(page):
    return next("".join(e.itertext()).strip() for e in page.all("p") if e.get("class") == "big")


def test_a_learner_chooses_a_pin_and_signs_in_with_it(browse, people):
    kiosk, elsewhere = browse(people.ann), browse(people.ann)
    page = choose(kiosk, "830 517")
    assert page.status == 200
    person = stored(people.ann)
    assert (person.secret_kind, person.must_change, person.secret_until) == ("pin", False, None)
    assert person.secret_hash.startswith(passwords.METHOD)
    assert kiosk.get("/").status == 200, "she stays signed in where she is"
    assert elsewhere.get("/").status == 302, "and nowhere else"
    ended = db.session.scalars(sa.select(SignIn).where(SignIn.ended_at.is_not(None))).one()
    assert ended.ended_why == "new secret"
    new = browse()
    assert new.press(new.get("/sign-in"), "Sign in", name="1001", secret="830517").status == 200
    noted = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "secret-chosen")).one()
    assert noted.details == {"kind": "pin"}


@pytest.mark.parametrize(
    ("secret", "words"),
    [
        ("12", "Use 6 digits or more."),
        ("123456", "Those digits follow each other. Mix them up."),
        ("112233", "Many people pick this PIN. Choose another one."),
        ("100100", "Those digits repeat. Use different ones."),
        ("821001", "Leave your number out of your PIN."),
        ("letters", "Use digits only."),
    ],
)
def test_a_pin_that_others_would_guess_is_refused_with_a_reason(browse, people, secret, words):
    page = choose(browse(people.ann), secret)
    assert page.status == 422
    assert errors(page) == [f"Error: {words}"]
    assert stored(people.ann).secret_hash == PIN_HASH


def test_both_boxes_have_to_hold_the_same(browse, people):
    kiosk = browse(people.ann)
    assert errors(choose(kiosk, "830517", "830518")) == ["Error: The two are not the same."]
    assert errors(choose(kiosk, "", "")) == ["Error: Write a new PIN.", "Error: Write it once more."]
    assert stored(people.ann).secret_hash == PIN_HASH


def test_whoever_sits_at_her_open_session_cannot_change_it(browse, people, clock):
    kiosk = browse(people.ann)
    assert "Your current PIN" in kiosk.get("/new-secret").text
    assert errors(choose(kiosk, "830517", old="")) == ["Error: Write the one you use now."]
    assert len(errors(choose(kiosk, "", "", old=""))) == 3
    for _ in range(2):
        page = choose(kiosk, "830517", old="902417")
        assert (page.status, errors(page)) == (422, ["Error: That is not the one. Try again, or ask staff."])
    page = choose(kiosk, "830517")
    assert errors(page) == ["Error: Please wait 1 second, then try again. Staff can help you."], "guessing is slowed"
    assert stored(people.ann).secret_hash == PIN_HASH
    forged = kiosk.post("/new-secret", {"new_secret": "830517", "new_secret_again": "830517", "kind": "pin"})
    assert (forged.status, stored(people.ann).secret_hash) == (422, PIN_HASH)
    clock.move(seconds=1)
    assert choose(kiosk, "830517").status == 200
    assert stored(people.ann).secret_hash != PIN_HASH
    assert "Your current passphrase" in browse(people.ivy).get("/new-secret").text


def test_who_has_to_choose_is_asked_for_nothing_else(browse, people):
    change(people.ann, must_change=True)
    kiosk = browse(people.ann)
    assert "current" not in kiosk.get("/new-secret").text
    assert choose(kiosk, "830517").status == 200
    assert stored(people.ann).secret_hash != PIN_HASH


def test_three_words_are_offered_and_taken_from_the_list_only(browse, people):
    kiosk = browse(people.ann)
    page = kiosk.get("/new-secret?kind=words")
    words = offered(page)
    assert len(words.split()) == 3
    refused = choose(kiosk, "my dog ate", url="/new-secret?kind=words")
    assert refused.status == 422
    assert len(offered(refused).split()) == 3
    page = choose(kiosk, words.upper().replace(" ", "-"), words, url="/new-secret?kind=words")
    assert errors(page) == ["Error: The two are not the same."]
    assert choose(kiosk, words, url="/new-secret?kind=words").status == 200
    assert stored(people.ann).secret_kind == "words"
    new = browse()
    assert new.press(new.get("/sign-in?way=words"), "Sign in", name="1001", secret=words).status == 200


def test_staff_choose_a_passphrase_and_are_offered_no_pin(browse, people):
    kiosk = browse(people.ivy)
    page = kiosk.get("/new-secret?kind=words")
    assert "Choose a new passphrase" in page.text
    assert "Use three words instead" not in page.text
    for secret in ("short", "aaaaaaaaaaaaaaaa", "Ivy Instructor", "x" * 201):
        assert choose(kiosk, secret).status == 422, secret
    assert choose(kiosk, "many green apples fall").status == 200
    assert stored(people.ivy).secret_kind == "passphrase"
    new = browse()
    signed = new.press(new.get("/sign-in?way=staff"), "Sign in", name="ivy", secret="many green apples fall")
    assert "You are Ivy Instructor" in signed.text


def test_a_peer_mentor_chooses_as_learners_do(browse, people):
    assert "Choose a new PIN" in browse(people.pia).get("/new-secret").text


def test_until_she_has_chosen_every_page_leads_to_the_choice(app):
    """Even to somebody who may do much: only help, the look, and leaving are there before."""
    world = make_world(app)
    free = {name for name in ENDPOINTS if name.split(".")[0] in ("accounts", "records")} - {
        "accounts.kept",
        "accounts.drop_kept",
        "records.mine",
        "records.of_person",
        "records.certificate",
        "records.certificate_pdf",
        "records.certificate_code",
    }
    for who in ("ann", "cora"):
        change(world.people[who], must_change=True)
        asker = Asker(app, world.people[who])
        for endpoint, (_row, kind) in ENDPOINTS.items():
            rule = app.extensions["rules"][endpoint]
            if endpoint in free:
                continue
            answer = asker.ask(rule.method, address(rule, next(things(world, kind))))
            assert (answer.status_code, answer.headers.get("Location")) == (302, "/new-secret"), endpoint
        for url in ("/help", "/look", "/new-secret", "/verify", "/signed-out"):
            assert asker.ask("GET", url).status_code == 200, url
        assert asker.ask("POST", "/stay").status_code == 204
        assert asker.ask("POST", "/finish").headers["Location"] == "/signed-out"


def slip(person_id, **more):
    from werkzeug.security import generate_password_hash

    kept = generate_password_hash(passwords.normalise(WORDS), method="scrypt:1024:8:1")
    until = NOW + dt.timedelta(hours=24)
    change(person_id, secret_hash=kept, secret_kind="slip", secret_until=until, must_change=True, **more)


def test_a_slip_leads_to_a_secret_of_her_own(browse, people):
    slip(people.ann)
    kiosk = browse()
    page = kiosk.press(kiosk.get("/sign-in?way=words"), "Sign in", name="1001", secret=WORDS)
    assert "Choose a new PIN" in page.text
    assert kiosk.get("/").location == "/new-secret"
    refused = choose(kiosk, WORDS, url="/new-secret?kind=words")
    assert errors(refused) == ["Error: Staff know the words on the slip. Choose something else."]
    assert choose(kiosk, "830517").status == 200
    assert kiosk.get("/").status == 200


def test_nobody_signs_with_a_slip(app, people):
    """Somebody else has seen it, and it has to last for the sign-in."""
    ann, prove = load_actor(people.ann, NOW), app.extensions["prove_signer"]
    slip(people.mo)
    with app.test_request_context():
        words = prove(ann, {"signer": "mo", "signer_secret": WORDS}, "a kiosk")
    assert words == "These two do not go together. Check both and try again. Staff can help you."
    change(people.mo, secret_hash=PIN_HASH, secret_kind="passphrase", secret_until=None, must_change=False)
    with app.test_request_context():
        assert prove(ann, {"signer": "mo", "signer_secret": PIN}, "another kiosk").id == people.mo
        assert prove(ann, {}, "another kiosk") == words
        assert prove(ann, {"signer": "m\0o", "signer_secret": PIN}, "another kiosk") == words
