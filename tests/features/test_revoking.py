"""Taking a sign-off back by two, what becomes of the certificate, and the new attempt after it."""

import pytest
import sqlalchemy as sa

from lms.features.signoffs import actions, revoking
from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.signoffs import Certificate, Signature, SignoffEvent
from lms.rules.signoffs import Conflict, ReasonTooShort, WrongState
from tests.make import NOW, PIN, make_person
from tests.make_signoffs import actor_of, approve, events_of, make_house, make_teacher, said, set_policy, state_of

REASON = "The bed on the drawing is from a book, not hers."
STANDS = "We looked at the bed together, and it is hers."


@pytest.fixture
def house(people):
    """Ann's work is approved by Mo; her other module is done too, so that she has a certificate."""
    house = make_house(people)
    approve(house.mo, house.asked["ann"])
    return house


def certificate_of(person_id):
    rows = sa.select(Certificate).where(Certificate.person_id == person_id).order_by(Certificate.issued_at)
    return list(db.session.scalars(rows))


def certify(house):
    """Let the course be the one module, so that its approval has given a certificate."""
    from lms.features.records.actions import issue_certificate
    from lms.models.library import CourseVersionModule, ModuleVersion

    water = sa.select(ModuleVersion.id).where(ModuleVersion.module_id == "garden/water")
    db.session.execute(sa.delete(CourseVersionModule).where(CourseVersionModule.module_version_id.in_(water)))
    number = issue_certificate(house.ann, "garden", NOW)
    db.session.commit()
    assert number is not None
    return number


def test_two_people_take_a_sign_off_back_and_nothing_is_erased(house, browse, clock):
    number = certify(house)
    attempt = house.asked["ann"]
    cora, ivy, ann = browse(house.cora), browse(house.ivy), browse(house.ann)
    page = cora.get(cora.get(f"/people/{house.ann}/record").link("Soil"))
    page = cora.get(page.link("Take the sign-off back"))
    page = cora.press(page, "Sign as the first of two", reason="Too short.", signer="cora", signer_secret=PIN)
    assert page.status == 422
    assert "Give a reason of at least 15 characters" in page.text
    assert page.form("/revoke")["reason"] == "Too short."
    page = cora.press(page, "Sign as the first of two", reason=REASON, signer="cora", signer_secret="not it")
    assert page.status == 422
    assert page.form("/revoke")["reason"] == REASON
    page = cora.press(page, "Sign as the first of two", signer_secret=PIN)
    assert page.status == 200
    assert state_of(attempt) == "approved"
    page = ann.get(f"/attempts/{attempt}/sign-off")
    assert "Until a second person signs, your sign-off stands" in page.text
    assert REASON in page.text
    page = cora.get(f"/attempts/{attempt}/revoke")
    assert "You signed first. Another person signs second." in page.text
    assert cora.post(f"/attempts/{attempt}/revoke-second", {"signer": "cora", "signer_secret": PIN}).status == 403
    assert (
        cora.post(f"/attempts/{attempt}/revoke", {"reason": REASON, "signer": "cora", "signer_secret": PIN}).status
        == 409
    )
    clock.move(days=2)
    ivy = browse(house.ivy)
    page = ivy.get("/reviews/second-looks")
    page = ivy.get(page.link("Ann Learns"))
    assert REASON in page.text
    page = ivy.press(page, "Take the sign-off back", signer="ivy", signer_secret="nope")
    assert page.status == 422
    page = ivy.press(page, "Take the sign-off back", signer="ivy", signer_secret=PIN)
    assert "Your decision is saved" in page.text
    assert state_of(attempt) == "revoked"
    assert events_of(attempt) == ["started", "submitted", "claimed", "approved", "revoke_signed", "revoked"]
    signed = db.session.execute(sa.select(Signature.signer_id, Signature.meaning).order_by(Signature.seq)).all()
    assert [tuple(one) for one in signed] == [(house.mo, "approve"), (house.cora, "revoke"), (house.ivy, "revoke")]
    ann = browse(house.ann)
    page = ann.get(f"/attempts/{attempt}/sign-off")
    assert "Cora Coordinator and Ivy Instructor signed for it on 6 May 2026" in page.text
    assert REASON in page.text
    paper = ann.get(f"/certificates/{number}")
    assert "Taken back on 6 May 2026" in paper.text
    anybody = browse()
    checked = anybody.press(anybody.get("/verify"), "Check this number", number=number)
    assert "It was taken back on 6 May 2026" in checked.text
    assert "Ann" not in checked.text


def test_the_roles_of_the_two_stand_in_their_signatures(house):
    import json

    attempt = house.asked["ann"]
    revoking.begin_revoking(actor_of(house.cora), attempt, REASON, "It should not stand.", NOW)
    revoking.finish_revoking(actor_of(house.ivy), attempt, "I agree.", NOW)
    db.session.commit()
    payloads = [json.loads(row) for row in db.session.scalars(sa.select(Signature.payload).order_by(Signature.seq))]
    assert [one["signer_role"] for one in payloads] == ["mentor", "coordinator", "instructor"]
    assert "reason" in payloads[1]["evidence"]
    assert REASON not in str(payloads)
    assert [one["statement"] for one in payloads[1:]] == ["It should not stand.", "I agree."]


def test_one_alone_never_takes_it_back(house):
    """Neither the second before the first, nor one person who is both a coordinator and an instructor."""
    attempt = house.asked["ann"]
    with pytest.raises(WrongState):
        revoking.finish_revoking(actor_of(house.ivy), attempt, "", NOW)
    db.session.rollback()
    both = make_person(1, "Bo Both", "coordinator", "instructor", username="bo")
    make_teacher(both)
    revoking.begin_revoking(actor_of(both), attempt, REASON, "", NOW)
    db.session.commit()
    with pytest.raises(Conflict, match="You signed first"):
        revoking.finish_revoking(actor_of(both), attempt, "", NOW)
    db.session.rollback()
    with pytest.raises(Conflict, match="An instructor of the course signs second"):
        revoking.finish_revoking(actor_of(house.cora), attempt, "", NOW)
    db.session.rollback()
    assert state_of(attempt) == "approved"


def test_the_first_or_the_second_may_let_it_stand(house, browse):
    attempt = house.asked["ann"]
    for who in ("cora", "ivy"):
        revoking.begin_revoking(actor_of(house.cora), attempt, REASON, "", NOW)
        db.session.commit()
        kiosk = browse(getattr(house, who))
        page = kiosk.get(f"/attempts/{attempt}/revoke")
        page = kiosk.press(page, "Let the sign-off stand", reason="No.")
        assert page.status == 422
        kiosk.press(page, "Let the sign-off stand", reason=STANDS)
        assert events_of(attempt)[-1] == "revoke_dropped"
    assert state_of(attempt) == "approved"
    page = browse(house.ann).get(f"/attempts/{attempt}/sign-off")
    assert "let the sign-off stand" in page.text
    assert "wants to take this sign-off back" not in page.text


def test_a_reason_is_needed_and_nothing_is_written_without_it(house):
    before = db.session.scalar(sa.select(sa.func.count()).select_from(SignoffEvent))
    for reason in ("", "No.", " " * 40, "\u200b" * 40):
        with pytest.raises(ReasonTooShort):
            revoking.begin_revoking(actor_of(house.cora), house.asked["ann"], reason, "", NOW)
        db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SignoffEvent)) == before


def revoke(house, attempt):
    revoking.begin_revoking(actor_of(house.cora), attempt, REASON, "", NOW)
    revoking.finish_revoking(actor_of(house.ivy), attempt, "", NOW)
    db.session.commit()


def test_a_new_attempt_begins_once_and_the_earlier_one_stays_readable(house, browse):
    attempt = house.asked["ann"]
    revoke(house, attempt)
    cora = browse(house.cora)
    page = cora.get(cora.get("/reviews/decisions").link("Ann Learns"))
    page = cora.press(page, "Begin a new attempt for her")
    assert "Attempt" in page.text
    cora.post(f"/attempts/{attempt}/begin-again")
    numbers = db.session.execute(
        sa.select(Attempt.number, Attempt.state).where(Attempt.person_id == house.ann).order_by(Attempt.number)
    ).all()
    assert [tuple(one) for one in numbers] == [(1, "revoked"), (2, "in_progress")]
    second = db.session.scalars(sa.select(Attempt.id).where(Attempt.number == 2)).one()
    assert events_of(second) == ["started"]
    ann = browse(house.ann)
    page = ann.get(f"/attempts/{attempt}/sign-off")
    assert page.link("Go on with the new attempt") == f"/attempts/{second}/sign-off"
    page = ann.get(f"/attempts/{second}/sign-off")
    assert "Lesson: Dig" in page.text
    assert page.link("Attempt 1, begun on 4 May 2026") == f"/attempts/{attempt}/sign-off"
    assert ann.get("/courses/garden").status == 200
    assert ann.post("/courses/garden/modules/soil/start", follow=False).status in (302, 404)
    assert "no new attempt yet" not in cora.get("/reviews/decisions").text


def test_only_a_coordinator_begins_again_and_only_after_a_revocation(house):
    with pytest.raises(WrongState):
        revoking.begin_again(actor_of(house.cora), house.asked["ann"], NOW)
    db.session.rollback()
    revoke(house, house.asked["ann"])
    for who in ("mo", "ivy", "ann"):
        with pytest.raises(Conflict):
            revoking.begin_again(actor_of(getattr(house, who)), house.asked["ann"], NOW)
        db.session.rollback()


def test_a_new_approval_gives_a_new_certificate_and_the_old_one_stays_taken_back(house, browse, clock):
    old = certify(house)
    attempt = house.asked["ann"]
    revoke(house, attempt)
    ann, mo = actor_of(house.ann), house.ivy
    from lms.features.signoffs import appealing

    appealing.appeal(ann, attempt, "I drew that bed by myself in the yard.", NOW)
    db.session.commit()
    other = make_person(1, "Ida Other", "instructor", username="ida")
    make_teacher(other)
    clock.move(days=1)
    actions.approve(actor_of(other), attempt, said(attempt), clock())
    db.session.commit()
    assert mo != other
    papers = certificate_of(house.ann)
    assert [one.number == old for one in papers] == [True, False]
    assert papers[0].revoked_at == NOW
    assert papers[1].revoked_at is None
    signers = [one["name"] for one in papers[1].content["modules"][0]["signers"]]
    assert "Ida Other" in signers


def test_dual_work_is_taken_back_too_and_completed_work_is_not(house):
    set_policy("dual")
    attempt = house.asked["bea"]
    approve(house.cora, attempt)
    assert state_of(attempt) == "awaiting_second"
    with pytest.raises(WrongState):
        revoking.begin_revoking(actor_of(house.cora), attempt, REASON, "", NOW)
    db.session.rollback()
    actions.countersign(actor_of(house.ivy), attempt, said(attempt), NOW)
    db.session.commit()
    revoke(house, attempt)
    assert state_of(attempt) == "revoked"


def test_an_instructor_of_another_course_may_not_even_look(house, browse):
    other = make_person(1, "Ola Elsewhere", "instructor", username="ola")
    assert browse(other).get(f"/attempts/{house.asked['ann']}/revoke").status == 404
