"""Between opening a review and signing: what changes meanwhile is refused, no word is lost, each reading is noted."""

import datetime as dt
import json

import pytest
import sqlalchemy as sa

from lms.features.signoffs import actions
from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.mentoring import WrittenMark
from lms.models.people import Facility, Match, Person, PersonRole
from lms.models.signoffs import Reading, Signature
from tests.make import NOW, PIN, make_match
from tests.make_signoffs import (
    actor_of,
    approve,
    criteria_ids,
    events_of,
    listed,
    make_house,
    said,
    set_policy,
    state_of,
)

SIGNED = {"signer": "mo", "signer_secret": PIN}
WORDS = {"strength": "You drew the bed with great care.", "next_step": "Name one more plant for shade."}


@pytest.fixture
def house(people):
    return make_house(people)


@pytest.fixture
def attempt_id(house):
    return house.asked["ann"]


@pytest.fixture
def opened(house, browse):
    """Mo with Ann's work in front of her."""
    mo = browse(house.mo)
    return mo, mo.press(mo.get("/reviews"), "Look at this work")


def rated(value):
    return {f"rating-{id_}": str(value) for id_ in criteria_ids()}


def signatures():
    return db.session.scalar(sa.select(sa.func.count()).select_from(Signature))


def readings(attempt_id):
    rows = sa.select(Reading.reader_id, Reading.at).where(Reading.attempt_id == attempt_id).order_by(Reading.id)
    return [tuple(row) for row in db.session.execute(rows)]


CHANGES = {
    "the agreement is another": lambda house: sa.update(Facility).values(mentor_agreement="I bring no gifts."),
    "a mentor course is asked for": lambda house: sa.update(Facility).values(mentor_courses=["nowhere"]),
    "her clearance ends": lambda house: (
        sa.update(Person)
        .where(Person.id == house.mo)
        .values(cleared_until=dt.datetime(2026, 5, 4, 9, 0, tzinfo=dt.UTC))
    ),
    "the two are kept apart": lambda house: (
        sa.update(Match).where(Match.learner_id == house.ann).values(do_not_assign=True)
    ),
}


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("button", ["Approve and sign", "Return with a next step"])
def test_who_may_no_longer_sign_does_not_though_she_opened_it_when_she_might(house, opened, attempt_id, what, button):
    mo, page = opened
    db.session.execute(CHANGES[what](house))
    db.session.commit()
    page = mo.press(page, button, **SIGNED, **WORDS, **rated(3 if button.startswith("Approve") else 1))
    assert page.status in (403, 404)
    assert (signatures(), state_of(attempt_id)) == (0, "in_review")


def test_her_words_stay_in_sight_where_a_rule_says_no(house, opened):
    mo, page = opened
    db.session.execute(CHANGES["the agreement is another"](house))
    db.session.commit()
    page = mo.press(page, "Return with a next step", **SIGNED, **WORDS, **rated(1))
    assert page.status == 403
    for words in WORDS.values():
        assert words in page.text
    assert PIN not in page.html
    assert "Try again" not in page.text, "the same would be refused again"


def test_her_words_stay_in_sight_where_the_work_changed(house, opened, attempt_id):
    mo, page = opened
    db.session.execute(sa.text("UPDATE practical_work SET words = 'I drew two beds.'"))
    db.session.commit()
    page = mo.press(page, "Return with a next step", **SIGNED, **WORDS, **rated(1))
    assert (page.status, WORDS["next_step"] in page.text) == (409, True)
    assert signatures() == 0


def test_nobody_else_marks_what_a_reviewer_holds(house, opened, browse, attempt_id):
    make_match(1, house.ann, house.max)
    browse_max = browse(house.max)
    page = browse_max.press(browse_max.get(f"/attempts/{attempt_id}/review"), "Open the work")
    assert "Mo Mentor is looking at this" in page.text
    mo, review = opened
    form = {**review.form("/approve"), "signer": "max", "signer_secret": PIN, "mark-bed-0": "0", **rated(1)}
    form["csrf_token"] = browse_max.get("/look").form("/finish")["csrf_token"]
    answer = browse_max.post(f"/attempts/{attempt_id}/approve", form)
    assert answer.status == 409
    assert db.session.scalar(sa.select(sa.func.count()).select_from(WrittenMark)) == 0
    mo.press(review, "Approve and sign", **SIGNED, **rated(3))
    assert state_of(attempt_id) == "approved"


def test_each_reading_of_claimed_work_is_noted_for_her(house, opened, browse, clock, attempt_id):
    mo, _page = opened
    review = f"/attempts/{attempt_id}/review"
    first = clock.time
    clock.move(minutes=20)
    mo = browse(house.mo)
    assert "I drew a bed." in mo.get(review).text, "the reading lasts for half an hour"
    clock.move(hours=20)
    mo = browse(house.mo)
    page = mo.get(review)
    assert "I drew a bed." not in page.html
    page = mo.press(page, "Go on with this review")
    assert "I drew a bed." in page.text
    assert readings(attempt_id) == [(house.mo, first), (house.mo, clock.time)]
    assert events_of(attempt_id)[-1:] == ["claimed"], "it is one claim"
    noted = db.session.scalars(sa.select(AuditEvent.action).where(AuditEvent.actor_id == house.mo))
    assert [one for one in noted if one.startswith(("signoff", "work"))] == ["signoff-claimed", "work-opened"]


def test_a_review_that_took_longer_still_signs_and_keeps_its_words(house, opened, clock, attempt_id):
    mo, page = opened
    clock.move(minutes=14)
    mo.get("/reviews")
    clock.move(minutes=14)
    mo.get("/reviews")
    clock.move(minutes=14)
    page = mo.press(page, "Return with a next step", signer="mo", signer_secret="not it", **WORDS, **rated(1))
    assert page.status == 422
    assert page.form("/approve")["strength"] == WORDS["strength"]
    mo.press(page, "Return with a next step", signer_secret=PIN)
    assert state_of(attempt_id) == "returned"


def test_who_returns_work_as_the_second_signer_does_so_in_the_role_that_lets_her(house, browse, attempt_id):
    set_policy("dual")
    approve(house.mo, attempt_id)
    make_match(1, house.ann, house.cora)
    db.session.add(PersonRole(person_id=house.cora, role="mentor", facility_id=1, given_at=NOW))
    db.session.commit()
    actions.return_work(actor_of(house.cora), attempt_id, said(attempt_id, 2, **WORDS), NOW)
    db.session.commit()
    last = db.session.scalars(sa.select(Signature.payload).order_by(Signature.seq.desc())).first()
    assert json.loads(last)["signer_role"] == "coordinator"


def test_what_somebody_holds_whose_account_is_switched_off_goes_back_to_the_queue(house, opened, browse, attempt_id):
    cora = browse(house.cora)
    cora.press(cora.get(f"/people/{house.mo}/switch"), "Switch the account off")
    assert events_of(attempt_id)[-2:] == ["claimed", "released"]
    assert "Ann Learns" in listed(house.cora)
    assert opened[0].get("/reviews").status == 302
