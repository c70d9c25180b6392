"""Asking another reviewer: who can take it, who cannot, what it keeps, and giving the appeal up again."""

import pytest
import sqlalchemy as sa

from lms.features.signoffs import actions, appealing, revoking
from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.rules.progress import NotReady
from lms.rules.signoffs import Conflict, ReasonTooShort, WrongState
from tests.make import NOW, PIN, make_match, make_person
from tests.make_signoffs import (
    actor_of,
    approve,
    criteria_ids,
    events_of,
    found_by_the_database,
    listed,
    make_house,
    make_teacher,
    said,
    set_policy,
    state_of,
)

WHY = "I named three plants, and the paper shows it."
GIVEN = {"strength": "You drew the bed with care.", "next_step": "Name one more plant for shade."}


@pytest.fixture
def house(people):
    """Mo has returned Ann's work; Max mentors her too."""
    house = make_house(people)
    make_match(1, house.ann, house.max)
    actions.return_work(actor_of(house.mo), house.asked["ann"], said(house.asked["ann"], 2, **GIVEN), NOW)
    db.session.commit()
    return house


def test_she_asks_another_reviewer_and_the_earlier_one_cannot_take_it(house, browse):
    attempt = house.asked["ann"]
    ann, mo, cora = browse(house.ann), browse(house.mo), browse(house.cora)
    page = ann.get(ann.get(f"/attempts/{attempt}/sign-off").link("Ask another reviewer"))
    assert "Decided before: Mo Mentor" in page.text
    assert "Who can see this?" in page.text
    page = ann.press(page, "Ask another reviewer", reason="No!")
    assert page.status == 422
    assert page.form("/appeal")["reason"] == "No!"
    page = ann.press(page, "Ask another reviewer", reason=WHY)
    assert "Waiting for your mentor" in page.text
    assert "You asked another reviewer. Those who decided before cannot take it." in page.text
    assert state_of(attempt) == "submitted"
    assert ann.post(f"/attempts/{attempt}/appeal", {"reason": WHY}).status == 200
    assert events_of(attempt) == ["started", "submitted", "claimed", "returned", "appealed"]
    assert "Ann Learns" not in mo.get("/reviews").text
    refused = mo.post(f"/attempts/{attempt}/claim")
    assert refused.status == 403
    assert "Another person looks at her appeal" in refused.text
    page = cora.get("/reviews/decisions")
    assert "She asks another reviewer" in page.text
    assert WHY in cora.get(page.link("Ann Learns")).text
    max_ = browse(house.max)
    page = max_.press(max_.get("/reviews"), "Look at this work")
    assert WHY in page.text
    rated = {f"rating-{id_}": "3" for id_ in criteria_ids()}
    max_.press(page, "Approve and sign", signer="max", signer_secret=PIN, **rated)
    assert state_of(attempt) == "approved"
    assert "She asks another reviewer" not in cora.get("/reviews/decisions").text


def test_queue_claim_and_signature_all_refuse_who_decided_before(house):
    attempt = house.asked["ann"]
    appealing.appeal(actor_of(house.ann), attempt, WHY, NOW)
    db.session.commit()
    assert "Ann Learns" not in listed(house.mo) | found_by_the_database(house.mo)
    assert "Ann Learns" in listed(house.max) & found_by_the_database(house.max)
    for act in (actions.claim, lambda *a: actions.approve(a[0], attempt, said(attempt), NOW)):
        with pytest.raises(Conflict, match="decided on this before"):
            act(actor_of(house.mo), attempt, NOW)
        db.session.rollback()
    with pytest.raises(Conflict, match="decided on this before"):
        actions.return_work(actor_of(house.mo), attempt, said(attempt, 2, **GIVEN), NOW)
    db.session.rollback()


def test_who_decided_before_does_not_sign_second_either(house):
    """Ivy returned it as the second signer of a dual module; she may not countersign the appeal."""
    set_policy("dual")
    attempt = house.asked["bea"]
    approve(house.cora, attempt)
    actions.return_work(actor_of(house.ivy), attempt, said(attempt, 2, **GIVEN), NOW)
    appealing.appeal(actor_of(house.bea), attempt, WHY, NOW)
    db.session.commit()
    ida = make_person(1, "Ida Other", "instructor", username="ida")
    make_teacher(ida)
    approve(ida, attempt)
    assert state_of(attempt) == "awaiting_second"
    for who in (house.ivy, house.cora):
        with pytest.raises(Conflict, match="decided on this before"):
            actions.countersign(actor_of(who), attempt, said(attempt), NOW)
        db.session.rollback()


def test_once_the_appeal_is_decided_or_given_up_she_may_look_again(house):
    attempt = house.asked["ann"]
    ann = actor_of(house.ann)
    appealing.appeal(ann, attempt, WHY, NOW)
    actions.take_back(ann, attempt, NOW)
    db.session.commit()
    assert state_of(attempt) == "returned"
    actions.submit(ann, attempt, NOW)
    db.session.commit()
    assert "Ann Learns" in listed(house.mo)


def test_an_appeal_against_a_revocation_never_makes_the_work_hers_to_change(house):
    attempt = house.asked["bea"]
    approve(house.cora, attempt)
    revoking.begin_revoking(actor_of(house.cora), attempt, WHY, "", NOW)
    revoking.finish_revoking(actor_of(house.ivy), attempt, "", NOW)
    bea = actor_of(house.bea)
    appealing.appeal(bea, attempt, WHY, NOW)
    db.session.commit()
    assert state_of(attempt) == "submitted"
    for who in (house.cora, house.ivy):
        with pytest.raises(Conflict, match="decided on this before"):
            actions.claim(actor_of(who), attempt, NOW)
        db.session.rollback()
    with pytest.raises(WrongState):
        revoking.begin_again(actor_of(house.cora), attempt, NOW)
    db.session.rollback()
    actions.take_back(bea, attempt, NOW)
    actions.take_back(bea, attempt, NOW)
    db.session.commit()
    assert state_of(attempt) == "revoked"
    assert events_of(attempt)[-2:] == ["appealed", "taken_back"]


def test_after_a_new_attempt_the_old_one_is_not_appealed(house):
    attempt = house.asked["bea"]
    approve(house.cora, attempt)
    revoking.begin_revoking(actor_of(house.cora), attempt, WHY, "", NOW)
    revoking.finish_revoking(actor_of(house.ivy), attempt, "", NOW)
    revoking.begin_again(actor_of(house.cora), attempt, NOW)
    db.session.commit()
    with pytest.raises(WrongState):
        appealing.appeal(actor_of(house.bea), attempt, WHY, NOW)


def test_she_says_why_and_has_nothing_left_to_do(house):
    attempt = house.asked["ann"]
    with pytest.raises(ReasonTooShort):
        appealing.appeal(actor_of(house.ann), attempt, "Please.", NOW)
    db.session.rollback()
    db.session.execute(sa.text("DELETE FROM lesson_read WHERE lesson_slug = 'plant'"))
    with pytest.raises(NotReady):
        appealing.appeal(actor_of(house.ann), attempt, WHY, NOW)


@pytest.mark.parametrize("who", ["bea", "mo", "ivy", "cora", "ada", "otto"])
def test_nobody_asks_for_her(house, browse, who):
    attempt = house.asked["ann"]
    assert browse(getattr(house, who)).post(f"/attempts/{attempt}/appeal", {"reason": WHY}).status in (403, 404)
    assert state_of(attempt) == "returned"


def test_her_words_stand_in_the_event_and_not_in_the_list_of_acts(house):
    appealing.appeal(actor_of(house.ann), house.asked["ann"], WHY, NOW)
    db.session.commit()
    acts = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "signoff-appealed")).one()
    assert WHY not in str(acts.details)
