"""Two people at the same work at the same moment: one of them wins, the other is told, and the chain stays whole."""

import sqlalchemy as sa

from lms.features.signoffs import actions, revoking
from lms.features.signoffs.verifying import check_all
from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.signoffs import Signature
from tests.faults.crowd import at_once
from tests.make import NOW, PIN, make_match, make_person
from tests.make_signoffs import (
    actor_of,
    approve,
    criteria_ids,
    events_of,
    make_asked,
    make_house,
    make_teacher,
    said,
    set_policy,
    state_of,
)
from tests.page import Page

REASON = "The bed on the drawing is from a book, not hers."


def sender(kiosk, url, fields):
    """A request that is ready to leave, from the kiosk where this person is signed in."""
    token = Page(kiosk._fresh("/look")).form("/look")["csrf_token"]
    cookie, client = kiosk.client.get_cookie("footing"), kiosk.app.test_client()
    client.set_cookie("footing", cookie.value)
    return lambda: client.post(url, data={"csrf_token": token, **fields})


def sent(*acts):
    db.session.remove()
    codes = sorted(answer.status_code for answer in at_once(acts))
    db.session.remove()
    return codes


def whole():
    found = check_all(None)
    assert found.faults == []
    db.session.rollback()
    return found.report.count


def rated(value):
    return {f"rating-{id_}": str(value) for id_ in criteria_ids()}


def test_two_reviewers_claim_at_once_and_exactly_one_has_it(people, browse):
    house = make_house(people)
    mo, cora = browse(house.mo), browse(house.cora)
    url = f"/attempts/{house.asked['ann']}/claim"
    assert sent(sender(mo, url, {}), sender(cora, url, {})) == [302, 409]
    assert events_of(house.asked["ann"]).count("claimed") == 1


def test_eight_claims_of_three_people_give_one_claim(people, browse):
    house = make_house(people)
    url = f"/attempts/{house.asked['ann']}/claim"
    kiosks = [browse(id_) for id_ in (house.mo, house.cora, house.ivy)]
    codes = sent(*(sender(kiosks[number % 3], url, {}) for number in range(9)))
    assert set(codes) == {302, 409}
    assert events_of(house.asked["ann"]).count("claimed") == 1


def test_two_second_signers_at_once_make_one_signature(people, browse):
    house = make_house(people)
    set_policy("dual")
    attempt = house.asked["ann"]
    approve(house.mo, attempt)
    snapshot = said(attempt).snapshot
    acts = [
        sender(
            browse(getattr(house, who)),
            f"/attempts/{attempt}/countersign",
            {"signer": who, "signer_secret": PIN, "snapshot": snapshot},
        )
        for who in ("ivy", "cora")
    ]
    assert sent(*acts) == [302, 409]
    assert events_of(attempt)[-1] == "countersigned"
    assert whole() == 2


def test_approving_and_taking_back_at_once_end_in_one_of_the_two(people, browse):
    house = make_house(people)
    attempt = house.asked["ann"]
    actions.claim(actor_of(house.mo), attempt, NOW)
    db.session.commit()
    fields = {"signer": "mo", "signer_secret": PIN, "snapshot": said(attempt).snapshot, **rated(3)}
    mo = sender(browse(house.mo), f"/attempts/{attempt}/approve", fields)
    ann = sender(browse(house.ann), f"/attempts/{attempt}/take-back", {})
    assert sent(mo, ann) == [302, 409]
    assert (state_of(attempt), whole()) in {("approved", 1), ("in_progress", 0)}


def test_two_second_persons_take_a_sign_off_back_once(people, browse):
    house = make_house(people)
    attempt = house.asked["ann"]
    approve(house.mo, attempt)
    ida = make_person(1, "Ida Other", "instructor", username="ida")
    make_teacher(ida)
    revoking.begin_revoking(actor_of(house.cora), attempt, REASON, "", NOW)
    db.session.commit()
    acts = [
        sender(browse(id_), f"/attempts/{attempt}/revoke-second", {"signer": who, "signer_secret": PIN})
        for who, id_ in (("ivy", house.ivy), ("ida", ida))
    ]
    assert sent(*acts) == [302, 409]
    assert events_of(attempt)[-1] == "revoked"
    assert whole() == 3


def test_ten_clicks_begin_one_new_attempt(people, browse):
    house = make_house(people)
    attempt = house.asked["ann"]
    approve(house.mo, attempt)
    revoking.begin_revoking(actor_of(house.cora), attempt, REASON, "", NOW)
    revoking.finish_revoking(actor_of(house.ivy), attempt, "", NOW)
    db.session.commit()
    cora = browse(house.cora)
    assert set(sent(*(sender(cora, f"/attempts/{attempt}/begin-again", {}) for _ in range(10)))) == {302}
    hers = sa.select(sa.func.count()).select_from(Attempt).where(Attempt.person_id == house.ann)
    assert db.session.scalar(hers) == 2


def test_many_signers_at_once_make_one_whole_chain(people, browse):
    house = make_house(people)
    acts = []
    for number in range(8):
        learner = make_person(1, f"Learner {number}", "learner", number=f"40{number:02}")
        mentor = make_person(1, f"Mentor {number}", "mentor", username=f"mentor{number}")
        make_match(1, learner, mentor)
        attempt = make_asked(learner)
        fields = {"signer": f"mentor{number}", "signer_secret": PIN, "snapshot": said(attempt).snapshot, **rated(3)}
        acts.append(sender(browse(mentor), f"/attempts/{attempt}/approve", fields))
    assert sent(*acts) == [302] * 8
    assert whole() == 8
    assert list(db.session.scalars(sa.select(Signature.seq).order_by(Signature.seq))) == list(range(1, 9))
    assert house.asked
