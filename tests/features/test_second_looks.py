"""The sample: drawn by the signature's own hash, looked at by somebody else; and exceptions and lists of a coordinator."""

import datetime as dt

import pytest
import sqlalchemy as sa

from lms.features.signoffs import actions, appealing, matters, revoking
from lms.models.base import db
from lms.models.people import Facility
from lms.models.signoffs import Signature, SignoffEvent
from lms.rules.sampling import sampled
from lms.rules.signoffs import Conflict, ReasonTooShort, WrongState
from tests.make import NOW, PIN, give_role, make_match, make_person
from tests.make_signoffs import (
    actor_of,
    approve,
    events_of,
    found_by_the_database,
    listed,
    make_asked,
    make_house,
    said,
    state_of,
)
from tests.page import counted

FOUND = "The criteria and the drawing fit together well."


@pytest.fixture
def house(people):
    return make_house(people)


def sample(percent):
    db.session.execute(sa.update(Facility).values(sample_percent=percent))
    db.session.commit()


def test_the_sample_is_what_the_hashes_say_and_can_be_worked_out_later(house):
    sample(40)
    attempts = []
    for number in range(12):
        learner = make_person(1, f"Learner {number}", "learner", number=f"30{number:02}")
        attempts.append(make_asked(learner))
        approve(house.cora, attempts[-1])
    drawn = [attempt for attempt in attempts if "sampled" in events_of(attempt)]
    rows = db.session.execute(
        sa.select(SignoffEvent.attempt_id, Signature.hash, SignoffEvent.details)
        .join(Signature, Signature.seq == SignoffEvent.signature_seq)
        .where(SignoffEvent.event == "approved")
        .order_by(SignoffEvent.attempt_id)
    ).all()
    assert drawn == [row.attempt_id for row in rows if sampled(row.hash, row.details["sample_percent"])]
    assert {row.details["sample_percent"] for row in rows} == {40}
    by = sa.select(SignoffEvent.by_id).where(SignoffEvent.event == "sampled")
    assert set(db.session.scalars(by)) <= {None}


@pytest.mark.parametrize(("percent", "drawn"), [(0, False), (100, True)])
def test_none_or_all_are_drawn_where_the_facility_says_so(house, percent, drawn):
    sample(percent)
    approve(house.mo, house.asked["ann"])
    assert ("sampled" in events_of(house.asked["ann"])) is drawn


def test_somebody_else_looks_again_and_the_approval_stands_meanwhile(house, browse):
    sample(100)
    attempt = house.asked["ann"]
    approve(house.mo, attempt)
    assert state_of(attempt) == "approved"
    ivy = browse(house.ivy)
    page = ivy.get(ivy.get("/reviews/second-looks").link("Ann Learns"))
    assert "Open the work first" in page.text
    answer = {"found": "agree", "reason": FOUND, "signer": "ivy", "signer_secret": PIN}
    assert ivy.post(f"/attempts/{attempt}/second-look", answer).status == 403
    ivy.press(ivy.get(page.link("Look at the work")), "Open the work")
    page = ivy.get(ivy.get(f"/attempts/{attempt}/review").link("Second look"))
    empty = ivy.post(f"/attempts/{attempt}/second-look", {"signer": "ivy", "signer_secret": PIN})
    assert "Say what you find." in empty.text
    page = ivy.press(page, "Sign your second look", reason=FOUND, signer="ivy", signer_secret="nope", found="agree")
    assert page.status == 422
    assert page.form("/second-look")["reason"] == FOUND
    page = ivy.press(page, "Sign your second look", signer_secret=PIN, reason="Fine.")
    assert page.status == 422
    page = ivy.press(page, "Sign your second look", signer_secret=PIN, reason=FOUND)
    assert "Your decision is saved" in page.text
    assert "Ann Learns" not in page.text
    assert events_of(attempt)[-2:] == ["sampled", "agreed"]
    assert "Second look" not in ivy.get(f"/attempts/{attempt}/review").text
    assert FOUND in browse(house.ann).get(f"/attempts/{attempt}/sign-off").text


def test_a_second_look_that_disagrees_goes_to_the_coordinator_who_lets_it_stand_or_not(house, browse):
    sample(100)
    cora = browse(house.cora)
    for who in ("ann", "bea"):
        approve(house.cora if who == "bea" else house.mo, house.asked[who])
        appealing.look_again(actor_of(house.ivy), house.asked[who], False, FOUND, "No.", NOW)
        db.session.commit()
        assert state_of(house.asked[who]) == "approved"
    page = cora.get("/reviews/decisions")
    assert "A second look did not agree" in page.text
    assert "· Ivy Instructor did not agree" in page.text
    page = cora.get(page.link("Ann Learns"))
    assert FOUND in page.text
    page = cora.press(page, "Let the sign-off stand", reason="No.")
    assert page.status == 422
    cora.press(page, "Let the sign-off stand", reason="I watched her dig it myself.")
    assert events_of(house.asked["ann"])[-1] == "upheld"
    revoking.begin_revoking(actor_of(house.cora), house.asked["bea"], FOUND, "", NOW)
    revoking.finish_revoking(actor_of(house.ivy), house.asked["bea"], "", NOW)
    db.session.commit()
    assert "did not agree" not in cora.get("/reviews/decisions").text


def test_who_approved_it_does_not_let_it_stand_against_a_second_look(house, browse):
    sample(100)
    attempt = house.asked["ann"]
    approve(house.cora, attempt)
    appealing.look_again(actor_of(house.ivy), attempt, False, FOUND, "No.", NOW)
    db.session.commit()
    cora = browse(house.cora)
    page = cora.get(f"/attempts/{attempt}/decide")
    assert "You signed this. Another coordinator decides." in page.text
    assert "Let the sign-off stand" not in page.text
    page = cora.post(f"/attempts/{attempt}/uphold", {"reason": "I watched her dig it myself."})
    assert page.status == 403
    assert events_of(attempt)[-1] == "disagreed"
    dana = make_person(1, "Dana Second", "coordinator", username="dana")
    dana = browse(dana)
    dana.press(dana.get(f"/attempts/{attempt}/decide"), "Let the sign-off stand", reason="I watched her dig it myself.")
    assert events_of(attempt)[-1] == "upheld"


def test_who_signed_it_or_has_a_conflict_does_not_look_again(house):
    sample(100)
    attempt = house.asked["ann"]
    approve(house.ivy, attempt)
    assert {line.about.learner for line in matters.drawn(actor_of(house.ivy), NOW).lines} == set()
    assert {line.about.learner for line in matters.drawn(actor_of(house.cora), NOW).lines} == {"Ann Learns"}
    for who in (house.ivy, house.mo, house.max, house.ada, house.otto, house.ann):
        with pytest.raises(Conflict):
            appealing.look_again(actor_of(who), attempt, True, FOUND, "", NOW)
        db.session.rollback()
    with pytest.raises(ReasonTooShort):
        appealing.look_again(actor_of(house.cora), attempt, True, "", "", NOW)
    db.session.rollback()
    appealing.look_again(actor_of(house.cora), attempt, True, FOUND, "", NOW)
    db.session.commit()
    with pytest.raises(WrongState):
        appealing.look_again(actor_of(house.cora), attempt, False, FOUND, "", NOW)


def make_pair(house):
    """Mia learns too and mentors Mo, who learned from her once: she signed for him."""
    mia = make_person(1, "Mia Both", "learner", "mentor", number="1009")
    give_role(house.mo, "learner")
    make_match(1, house.mo, mia)
    make_match(1, mia, house.mo)
    his, hers = make_asked(house.mo), make_asked(mia)
    approve(mia, his)
    return mia, hers


def test_a_coordinators_exception_lets_one_person_sign_and_two_sign_then(house, browse):
    _mia, hers = make_pair(house)
    assert "Mia Both" not in listed(house.mo) | found_by_the_database(house.mo)
    cora = browse(house.cora)
    page = cora.get(cora.get(f"/attempts/{hers}/decide").link("Make an exception"))
    page = cora.press(page, "Let her sign", reason="Short.")
    assert page.status == 422
    cora.press(page, "Let her sign", reason="Mo is the only mentor on this wing.")
    assert "Mia Both" in listed(house.mo) & found_by_the_database(house.mo)
    approve(house.mo, hers)
    assert state_of(hers) == "awaiting_second"
    actions.countersign(actor_of(house.cora), hers, said(hers), NOW)
    db.session.commit()
    assert state_of(hers) == "approved"


def test_an_exception_is_never_for_herself_nor_for_anybody_else_nor_made_by_others(house):
    mia, hers = make_pair(house)
    reason = "There is nobody else on this wing."
    for by, for_ in ((house.cora, house.cora), (house.cora, house.max), (house.mo, house.mo), (mia, house.mo)):
        with pytest.raises(Conflict):
            appealing.except_from_rule(actor_of(by), hers, for_, reason, NOW)
        db.session.rollback()
    assert events_of(hers) == ["started", "submitted"]


def test_the_coordinators_lists_come_from_the_time_now(house, browse, clock):
    cora = browse(house.cora)
    assert "Nothing waits for your decision now" in cora.get("/reviews/decisions").text
    clock.move(days=7)
    assert "Nothing waits" in browse(house.cora).get("/reviews/decisions").text
    clock.move(seconds=1)
    page = browse(house.cora).get("/reviews/decisions")
    assert "Nobody has picked it up for 7 days" in page.text
    assert {"Ann Learns", "Bea Also-Learns"} <= set(page.text.split("days ")) | {
        name for name in ("Ann Learns", "Bea Also-Learns") if name in page.text
    }
    assert "Far Away" not in page.text
    actions.claim(actor_of(house.mo, clock()), house.asked["ann"], clock())
    db.session.commit()
    assert "Ann Learns" not in browse(house.cora).get("/reviews/decisions").text
    clock.move(hours=72)
    assert "Ann Learns" in browse(house.cora).get("/reviews/decisions").text


def test_the_third_return_and_a_missing_second_signer_are_listed(house, browse):
    words = {"strength": "You drew the bed with care.", "next_step": "Name one more plant for shade."}
    attempt = house.asked["ann"]
    for number in range(3):
        assert "Returned three times" not in browse(house.cora).get("/reviews/decisions").text, number
        actions.return_work(actor_of(house.mo), attempt, said(attempt, 2, **words), NOW)
        actions.submit(actor_of(house.ann), attempt, NOW)
        db.session.commit()
    cora = browse(house.cora)
    assert "Returned three times or more" in cora.get("/reviews/decisions").text
    assert "Waits for a second signer" not in cora.get("/reviews/decisions").text
    from tests.make_signoffs import set_policy

    set_policy("dual")
    approve(house.mo, attempt)
    page = cora.get("/reviews/decisions")
    assert "Waits for a second signer" in page.text
    assert "Mo Mentor" in page.text


def test_a_long_list_is_read_page_by_page_in_a_fixed_number_of_queries(house, browse):
    later = NOW + dt.timedelta(days=8)

    def cost():
        with counted() as queries:
            found = matters.coordinators(actor_of(house.cora, later), "unclaimed", later)
        return len(queries), found

    few, _page = cost()
    for number in range(24):
        make_asked(make_person(1, f"Learner {number}", "learner", number=f"30{number:02}"))
    many, page = cost()
    assert many == few
    assert (len(page.lines), page.following is not None) == (20, True)
    seen = [line.about.attempt_id for line in page.lines]
    page = matters.coordinators(actor_of(house.cora, later), "unclaimed", later, page.following)
    seen += [line.about.attempt_id for line in page.lines]
    assert page.following is None
    assert len(seen) == len(set(seen)) == 26
    app_page = browse(house.cora).get("/reviews/decisions?list=unclaimed&after=junk")
    assert app_page.status == 200
