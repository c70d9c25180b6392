"""Asking for sign-off, reviewing, approving and returning, page by page."""

import pytest
import sqlalchemy as sa

from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.learning import LessonRead
from lms.models.signoffs import Reading, Signature, SignoffEvent
from tests.make import PIN
from tests.make_signoffs import (
    SECRET_THOUGHT,
    criteria_ids,
    events_of,
    make_asked,
    make_course,
    make_work,
    state_of,
)

SIGNED = {"signer": "mo", "signer_secret": PIN}
STRENGTH = "You drew the bed with care."
NEXT_STEP = "Name one more plant for shade."


@pytest.fixture
def work(people):
    """Ann's work, all done and not handed in."""
    make_course()
    return make_work(people.ann)


@pytest.fixture
def asked(people):
    """Ann's work, handed in."""
    make_course()
    return make_asked(people.ann)


def rated(value):
    return {f"rating-{id_}": str(value) for id_ in criteria_ids()}


def test_she_asks_and_her_mentor_approves(browse, people, work, clock):
    ann = browse(people.ann)
    page = ann.get(f"/attempts/{work}/sign-off")
    assert "Who can see this?" in page.text
    page = ann.press(page, "Ask for sign-off", own_work="y")
    assert "Waiting for your mentor" in page.text
    assert "Nobody has picked it up yet" in page.text
    clock.move(hours=5)
    ann, mo = browse(people.ann), browse(people.mo)
    page = mo.get("/reviews")
    assert "Ann Learns" in page.text
    assert "5 hours" in page.text
    page = mo.press(page, "Look at this work")
    assert "I drew a bed." in page.text
    assert "First I dig the bed." in page.text
    assert "names the first step" in page.text
    assert "83%" in page.text
    assert SECRET_THOUGHT not in page.html
    assert "Her own rating: 3 on her own" in page.text
    page = mo.press(page, "Approve and sign", **SIGNED, **rated(4), strength=STRENGTH)
    assert "Your signature is saved" in page.text
    assert "Ann Learns" not in page.text
    assert state_of(work) == "approved"
    assert events_of(work) == ["started", "submitted", "claimed", "approved"]
    page = ann.get(f"/attempts/{work}/sign-off")
    assert "Signed off" in page.text
    assert "Mo Mentor signed it on 4 May 2026, 10:00" in page.text
    assert STRENGTH in page.text
    assert "Who opened your work" in page.text


def test_she_reads_every_opening_of_her_work_and_nobody_else_reads_hers(browse, people, asked):
    ann, mo = browse(people.ann), browse(people.mo)
    assert "Nobody so far." in ann.get("/account/openings").text
    mo.press(mo.get("/reviews"), "Look at this work")
    page = ann.get("/account/openings")
    assert "Mo Mentor (Mentor)" in page.text
    assert "to look at it for sign-off" in page.text
    assert "4 May 2026" in page.text
    assert "Mo Mentor (Mentor)" not in mo.get("/account/openings").text
    assert "Nobody so far." in mo.get("/account/openings").text


def test_she_reads_who_can_see_what(browse, people):
    page = browse(people.ann).get("/account/who-can-see")
    lines = [" ".join("".join(one.itertext()).split()) for one in page.all("li")]
    assert "Your mentor after you ask for sign-off" in lines
    assert "A coordinator with a reason that you can read" in lines
    assert "The server's admin" not in lines


def test_returned_work_says_what_is_strong_and_comes_back(browse, people, asked):
    mo, ann = browse(people.mo), browse(people.ann)
    page = mo.press(mo.get("/reviews"), "Look at this work")
    fields = page.form("/approve") | SIGNED | rated(2) | {"strength": STRENGTH, "next_step": NEXT_STEP}
    page = mo.post(f"/attempts/{asked}/return", fields)
    assert "Your words are saved" in page.text
    assert state_of(asked) == "returned"
    assert "Nobody is waiting for you now" in page.text
    page = ann.get(f"/attempts/{asked}/sign-off")
    assert "Read what your mentor wrote" in page.text
    for words in (STRENGTH, NEXT_STEP, "Said by Mo Mentor on 4 May 2026", "2 with help"):
        assert words in page.text
    assert page.link("Practical task").endswith(f"/attempts/{asked}/practical")
    page = ann.press(page, "Ask for sign-off", own_work="y")
    assert "Waiting for your mentor" in page.text
    page = mo.get("/reviews")
    assert "Back after 1 return" in page.text
    page = mo.press(page, "Look at this work")
    assert NEXT_STEP in page.text
    mo.press(page, "Approve and sign", **SIGNED, **rated(3))
    assert state_of(asked) == "approved"
    meanings = db.session.scalars(sa.select(Signature.meaning).order_by(Signature.seq)).all()
    assert meanings == ["return", "approve"]


def test_steps_that_are_left_are_links(browse, people, work):
    db.session.execute(sa.delete(LessonRead).where(LessonRead.lesson_slug == "plant"))
    db.session.commit()
    ann = browse(people.ann)
    page = ann.get(f"/attempts/{work}/sign-off")
    assert page.link("Lesson: Plant").endswith(f"/attempts/{work}/lessons/plant")
    page = ann.post(f"/attempts/{work}/submit", {"own_work": "y"})
    assert page.status == 422
    assert page.link("Lesson: Plant").endswith("/lessons/plant")
    assert state_of(work) == "in_progress"


def test_the_box_must_be_ticked(browse, people, work):
    ann = browse(people.ann)
    page = ann.press(ann.get(f"/attempts/{work}/sign-off"), "Ask for sign-off")
    assert page.status == 422
    assert "Tick the box" in page.text
    assert state_of(work) == "in_progress"


def test_asking_twice_is_asking_once(browse, people, work):
    ann = browse(people.ann)
    first = ann.post(f"/attempts/{work}/submit", {"own_work": "y"})
    again = ann.post(f"/attempts/{work}/submit", {"own_work": "y"})
    assert first.status == again.status == 200
    assert first.text == again.text
    assert events_of(work) == ["started", "submitted"]
    asked = sa.select(sa.func.count()).where(AuditEvent.action == "signoff-asked")
    assert db.session.scalar(asked) == 1


def test_she_takes_it_back_and_the_reviewer_cannot_sign_it(browse, people, asked):
    mo, ann = browse(people.mo), browse(people.ann)
    review = mo.press(mo.get("/reviews"), "Look at this work")
    page = ann.press(ann.get(f"/attempts/{asked}/sign-off"), "Take it back")
    assert "Ask for sign-off" in page.text
    assert ann.post(f"/attempts/{asked}/take-back").status == 200
    page = mo.press(review, "Approve and sign", **SIGNED, **rated(3))
    assert page.status == 409
    assert state_of(asked) == "in_progress"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Signature)) == 0


def test_signed_work_cannot_be_taken_back(browse, people, asked):
    mo, ann = browse(people.mo), browse(people.ann)
    mo.press(mo.press(mo.get("/reviews"), "Look at this work"), "Approve and sign", **SIGNED, **rated(3))
    page = ann.post(f"/attempts/{asked}/take-back")
    assert page.status == 409
    assert "already signed" in page.text
    assert ann.post(f"/attempts/{asked}/submit", {"own_work": "y"}).status == 200
    assert state_of(asked) == "approved"


def test_only_the_coordinator_opens_with_a_reason_and_she_sees_it(browse, people, asked, clock):
    cora, ann = browse(people.cora), browse(people.ann)
    page = cora.get(f"/attempts/{asked}/review")
    assert "I drew a bed." not in page.text
    empty = cora.press(page, "Open the work", reason=" ")
    assert empty.status == 422
    page = cora.press(page, "Open the work", reason="Ann asked me about her rating")
    assert "I drew a bed." in page.text
    assert not [form for form in page.all("form") if form.get("action", "").endswith("/approve")]
    cora.post(f"/attempts/{asked}/open", {"reason": "again"})
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Reading)) == 1
    page = ann.get(f"/attempts/{asked}/sign-off")
    assert "Cora Coordinator" in page.text
    assert "Ann asked me about her rating" in page.text
    clock.move(minutes=31)
    cora = browse(people.cora)
    assert "I drew a bed." not in cora.get(f"/attempts/{asked}/review").text
    assert events_of(asked) == ["started", "submitted"]


def test_a_mentor_gives_the_work_back_to_the_queue(browse, people, asked):
    mo = browse(people.mo)
    page = mo.press(mo.get("/reviews"), "Look at this work")
    page = mo.press(page, "Give it back to the queue")
    assert "Has waited" in page.text
    assert events_of(asked)[-1] == "released"
    assert mo.post(f"/attempts/{asked}/release").status == 200
    assert events_of(asked)[-1] == "released"


def test_a_coordinator_frees_what_another_holds(browse, people, asked):
    mo, cora = browse(people.mo), browse(people.cora)
    mo.press(mo.get("/reviews"), "Look at this work")
    page = cora.get("/reviews?show=all")
    assert "Mo Mentor has it since" in page.text
    cora.press(page, "Give it back to the queue")
    assert state_of(asked) == "submitted"


def test_a_lease_ends_by_itself_and_the_next_claim_writes_it(browse, people, asked, clock):
    mo, cora = browse(people.mo), browse(people.cora)
    mo.press(mo.get("/reviews"), "Look at this work")
    assert cora.post(f"/attempts/{asked}/claim").status == 409
    clock.move(hours=72)
    mo, cora = browse(people.mo), browse(people.cora)
    page = cora.get("/reviews")
    cora.press(page, "Look at this work")
    assert events_of(asked) == ["started", "submitted", "claimed", "lease_ended", "claimed"]
    assert mo.post(f"/attempts/{asked}/claim").status == 409


def test_work_that_waits_too_long_is_marked(browse, people, asked, clock):
    cora = browse(people.cora)
    assert "over 7 days" not in cora.get("/reviews").text
    clock.move(days=7, seconds=1)
    assert "Over 7 days" in browse(people.cora).get("/reviews").text


def test_every_decision_is_noted_with_who_and_when(browse, people, asked):
    mo = browse(people.mo)
    mo.press(mo.press(mo.get("/reviews"), "Look at this work"), "Approve and sign", **SIGNED, **rated(3))
    event = db.session.scalars(sa.select(SignoffEvent).where(SignoffEvent.event == "approved")).one()
    assert (event.by_id, event.signature_seq) == (people.mo, 1)
    noted = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "signoff-approved")).one()
    assert noted.details == {"signature": 1, "learner": people.ann}
