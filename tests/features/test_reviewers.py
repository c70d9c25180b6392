"""Conflicts of interest and second signers: who must not sign, who waits, and who signs after the first."""

import datetime as dt

import pytest
import sqlalchemy as sa

from lms.features.signoffs import queue
from lms.features.signoffs.cases import CASES, read_cases
from lms.features.signoffs.reviewers import second_decision
from lms.features.signoffs.snapshots import work
from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.library import CourseVersion
from lms.models.people import Match, Person
from lms.models.signoffs import Signature
from tests.make import NOW, PIN, give_role, make_match, make_person
from tests.make_signoffs import (
    actor_of,
    approve,
    criteria_ids,
    events_of,
    found_by_the_database,
    listed,
    make_asked,
    make_house,
    set_policy,
    state_of,
)

ROLES = ("ann", "bea", "mo", "max", "pia", "ivy", "cora", "ada", "otto")


@pytest.fixture
def house(people):
    return make_house(people)


def test_a_mentor_kept_apart_or_past_her_clearance_sees_nothing(house, browse):
    page = browse(house.mo).get("/reviews")
    assert "Ann Learns" in page.text
    db.session.execute(sa.update(Match).where(Match.mentor_id == house.mo).values(do_not_assign=True))
    db.session.commit()
    assert listed(house.mo) == set()
    db.session.execute(sa.update(Match).where(Match.mentor_id == house.mo).values(do_not_assign=False))
    db.session.execute(sa.update(Person).where(Person.id == house.mo).values(cleared_until=NOW))
    db.session.commit()
    assert listed(house.mo) == set()
    assert browse(house.mo).post(f"/attempts/{house.asked['ann']}/claim").status == 404


def test_a_coordinator_kept_apart_is_told_that_someone_else_must(house, browse):
    db.session.add(Match(facility_id=1, learner_id=house.ann, mentor_id=house.cora, do_not_assign=True, started_at=NOW))
    db.session.commit()
    page = browse(house.cora).post(f"/attempts/{house.asked['ann']}/claim")
    assert page.status == 403
    assert "Someone else must look at this work" in page.text
    assert listed(house.cora) == found_by_the_database(house.cora) == {"Bea Also-Learns"}


def test_two_who_sign_for_each_other_wait_180_days(house):
    """Mia learns too, and Mo learned once from her: she signed for him, so he cannot sign for her."""
    mia = make_person(1, "Mia Both", "learner", "mentor", number="1009")
    give_role(house.mo, "learner")
    make_match(1, house.mo, mia)
    make_match(1, mia, house.mo)
    his, hers = make_asked(house.mo), make_asked(mia)
    assert hers
    approve(mia, his, NOW)
    assert state_of(his) == "approved"
    assert "Mia Both" not in listed(house.mo)
    later = NOW + dt.timedelta(days=180)
    assert "Mia Both" not in listed(house.mo, later)
    assert "Mia Both" not in found_by_the_database(house.mo, later)
    assert "Mia Both" in listed(house.mo, later + dt.timedelta(seconds=1))


def test_an_instructor_who_published_the_module_needs_a_second_signer(house):
    db.session.execute(sa.update(CourseVersion).values(published_by=house.ivy))
    db.session.commit()
    rows, _ = queue.waiting(actor_of(house.ivy), NOW)
    assert {row.second_needed for row in rows} == {True}
    rows, _ = queue.waiting(actor_of(house.cora), NOW)
    assert {row.second_needed for row in rows} == {False}


def test_a_dual_module_waits_for_a_second_person(house, browse):
    set_policy("dual", credit=True)
    attempt_id = house.asked["ann"]
    mo, ann = browse(house.mo), browse(house.ann)
    page = mo.press(mo.get("/reviews"), "Look at this work")
    assert "A second person signs after you" in page.text
    rated = {f"rating-{id_}": "4" for id_ in criteria_ids()}
    page = mo.press(page, "Approve and sign", signer="mo", signer_secret=PIN, **rated)
    assert "Your signature is saved" in page.text
    assert "Ann Learns" in mo.get("/reviews?show=second").text
    assert state_of(attempt_id) == "awaiting_second"
    assert "A second person signs too" in ann.get(f"/attempts/{attempt_id}/sign-off").text
    assert ann.post(f"/attempts/{attempt_id}/take-back").status == 409
    fields = {"signer": "mo", "signer_secret": PIN}
    assert mo.post(f"/attempts/{attempt_id}/countersign", fields).status == 403
    ivy = browse(house.ivy)
    page = ivy.get(f"/attempts/{attempt_id}/review")
    page = ivy.press(page, "Open the work")
    assert "Mo Mentor signed first" in page.text
    page = ivy.press(page, "Sign second", signer="ivy", signer_secret=PIN)
    assert "The module is done" in page.text
    assert state_of(attempt_id) == "approved"
    assert events_of(attempt_id) == ["started", "submitted", "claimed", "first_signed", "countersigned"]
    signed = db.session.execute(sa.select(Signature.signer_id, Signature.meaning).order_by(Signature.seq)).all()
    assert [tuple(one) for one in signed] == [(house.mo, "approve"), (house.ivy, "countersign")]


def test_the_second_person_may_return_it(house, browse):
    set_policy("dual")
    attempt_id = house.asked["ann"]
    approve(house.mo, attempt_id)
    ivy = browse(house.ivy)
    page = ivy.press(ivy.get(f"/attempts/{attempt_id}/review"), "Open the work")
    words = {"strength": "You drew the bed with care.", "next_step": "Name one more plant for shade."}
    rated = {f"rating-{id_}": "2" for id_ in criteria_ids()}
    fields = page.form("/countersign") | words | rated | {"signer": "ivy", "signer_secret": PIN}
    assert ivy.post(f"/attempts/{attempt_id}/return", fields).status == 200
    assert state_of(attempt_id) == "returned"
    page = browse(house.ann).get(f"/attempts/{attempt_id}/sign-off")
    assert "Said by Ivy Instructor" in page.text


def test_the_first_signer_is_never_the_second(house, browse):
    set_policy("dual")
    attempt_id = house.asked["ann"]
    approve(house.cora, attempt_id)
    cora = browse(house.cora)
    page = cora.press(cora.get(f"/attempts/{attempt_id}/review"), "Open the work", reason="To look again")
    assert "You signed first" in page.text
    fields = {"signer": "cora", "signer_secret": PIN, "snapshot": work(attempt_id).snapshot}
    page = cora.post(f"/attempts/{attempt_id}/countersign", fields)
    assert page.status == 403
    assert state_of(attempt_id) == "awaiting_second"


def test_signing_needs_the_work_opened_and_a_second_signer_only_where_one_waits(house, browse):
    attempt_id = house.asked["ann"]
    cora = browse(house.cora)
    unrated = {"signer": "cora", "signer_secret": PIN, "snapshot": work(attempt_id).snapshot}
    assert cora.post(f"/attempts/{attempt_id}/approve", unrated).status == 403
    assert cora.post(f"/attempts/{attempt_id}/countersign", unrated).status == 409
    assert state_of(attempt_id) == "submitted"


def test_a_second_signer_has_no_ties_to_the_first(house):
    set_policy("dual")
    approve(house.mo, house.asked["ann"])
    about = next(read_cases(CASES.where(Attempt.id == house.asked["ann"])))
    assert second_decision(actor_of(house.ivy), about, NOW).allowed
    db.session.add(Match(facility_id=1, learner_id=house.mo, mentor_id=house.ivy, do_not_assign=True, started_at=NOW))
    db.session.commit()
    decided = second_decision(actor_of(house.ivy), about, NOW)
    assert (decided.allowed, decided.reason) == (False, "Someone without ties to the first signer must do this.")
    assert not second_decision(actor_of(house.max), about, NOW).allowed
