"""Who may sign whose work: the matrix of roles and policies, each conflict of interest, and the second signature."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.rules.reviewers import Decision, Review, Reviewer, may_countersign, may_look_again, may_revoke, may_sign

NOW = dt.datetime(2026, 5, 4, 10, 0, tzinfo=dt.UTC)
TICK = dt.timedelta(microseconds=1)
ANN, MO, SAM = 1, 2, 3
ROLES = ("learner", "mentor", "peer_mentor", "instructor", "coordinator", "admin", "auditor")
POLICIES = ("none", "mentor", "instructor", "practical", "dual", "unheard-of")


def person(*roles, **changes):
    return dataclasses.replace(Reviewer(MO, frozenset(roles), cleared=True), **changes)


MENTOR = person("mentor", matched=True)
WORK = Review(ANN, "mentor", credit=False)
ANY_SIGNED = {"mentor", "instructor", "practical", "dual"}

WHO_MAY = {
    "matched mentor": (MENTOR, {"mentor", "practical", "dual"}),
    "mentor of others": (person("mentor"), set()),
    "mentor who is said to teach": (person("mentor", teaches=True), set()),
    "instructor of the course": (person("instructor", teaches=True), ANY_SIGNED),
    "instructor of other courses": (person("instructor", matched=True), set()),
    "coordinator": (person("coordinator"), ANY_SIGNED),
    "matched peer mentor": (person("peer_mentor", "learner", matched=True), {"mentor"}),
    "peer mentor of others": (person("peer_mentor", "learner"), set()),
    "peer mentor with more roles": (person("peer_mentor", "mentor", "instructor", teaches=True), set()),
    "learner": (person("learner", matched=True, teaches=True), set()),
    "admin": (person("admin", matched=True, teaches=True), set()),
    "auditor": (person("auditor", matched=True, teaches=True), set()),
    "admin who mentors": (person("admin", "mentor", matched=True), set()),
    "auditor who coordinates": (person("auditor", "coordinator"), set()),
    "nobody": (person(matched=True, teaches=True), set()),
}
"""For each person the policies she may sign: without credit, and where the facility lets peer mentors sign."""


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("credit", [False, True])
@pytest.mark.parametrize("peers", [False, True])
@pytest.mark.parametrize("who", WHO_MAY)
def test_who_may_sign_what(who, policy, credit, peers):
    reviewer, policies = WHO_MAY[who]
    expected = policy in policies
    if "peer_mentor" in reviewer.roles:
        expected = expected and peers and not credit
    decision = may_sign(reviewer, Review(ANN, policy, credit), NOW, peers_may_sign=peers)
    assert decision.allowed is expected
    assert decision.allowed or (decision.reason and not decision.second_needed)


BLOCKS = {
    "You cannot sign your own work.": {"person_id": ANN},
    "You are not cleared to sign yet. Ask the coordinator.": {"cleared": False},
    "Your clearance has ended. Ask the coordinator.": {"cleared_until": NOW},
    "Someone else must look at this work.": {"do_not_assign": True},
    "An admin or an auditor does not sign.": {"roles": frozenset({"mentor", "coordinator", "admin"})},
    "You typed this evidence. Someone else must sign.": {"typed_evidence": True},
    "You decided on this before. Another person looks at her appeal.": {"decided_before": True},
    "She signed for you within 180 days. Someone else must sign.": {"reciprocal_at": NOW - dt.timedelta(days=180)},
}


@pytest.mark.parametrize("roles", [{"mentor"}, {"coordinator"}, {"mentor", "coordinator", "learner"}])
@pytest.mark.parametrize("reason", BLOCKS)
def test_each_conflict_blocks_whatever_the_role(reason, roles):
    reviewer = dataclasses.replace(MENTOR, roles=frozenset(roles))
    assert may_sign(reviewer, WORK, NOW).allowed
    assert may_sign(dataclasses.replace(reviewer, **BLOCKS[reason]), WORK, NOW) == Decision(False, False, reason)


@pytest.mark.parametrize(
    "change",
    [
        {"cleared_until": NOW + TICK},
        {"cleared_until": None},
        {"reciprocal_at": NOW - dt.timedelta(days=180) - TICK},
        {"reciprocal_at": None},
    ],
)
def test_what_is_long_past_or_still_to_come_does_not_block(change):
    assert may_sign(dataclasses.replace(MENTOR, **change), WORK, NOW) == Decision(True)


def test_a_clock_that_jumped_back_does_not_open_a_reciprocal_pair():
    later = dataclasses.replace(MENTOR, reciprocal_at=NOW + dt.timedelta(days=4000))
    assert not may_sign(later, WORK, NOW).allowed


@pytest.mark.parametrize(
    ("share", "second"),
    [
        ((0, 0), False),
        ((1, 1), False),
        ((1, 2), False),
        ((2, 2), True),
        ((2, 3), True),
        ((2, 4), False),
        ((3, 4), True),
    ],
)
def test_most_of_her_approvals_by_one_person_asks_for_a_second_from_the_third_on(share, second):
    decision = may_sign(dataclasses.replace(MENTOR, signed_share=share), WORK, NOW)
    assert (decision.allowed, decision.second_needed) == (True, second)


@pytest.mark.parametrize(
    ("reviewer", "work", "reason"),
    [
        (MENTOR, Review(ANN, "dual", True), "Two people sign this module."),
        (WHO_MAY["matched peer mentor"][0], WORK, "A staff member signs after a peer mentor."),
        (
            dataclasses.replace(MENTOR, wrote_module=True),
            WORK,
            "You wrote this module, so a second person signs too.",
        ),
        (
            dataclasses.replace(MENTOR, signed_share=(3, 5)),
            WORK,
            "You signed most of her modules, so a second person signs too.",
        ),
        (
            MENTOR,
            dataclasses.replace(WORK, override=True),
            "The coordinator made an exception, so a second person signs too.",
        ),
    ],
)
def test_a_second_signature_says_why(reviewer, work, reason):
    assert may_sign(reviewer, work, NOW, peers_may_sign=True) == Decision(True, True, reason)


def test_the_facility_decides_whether_peers_sign():
    peer = WHO_MAY["matched peer mentor"][0]
    assert may_sign(peer, WORK, NOW).reason == "Here, peer mentors help but do not sign."
    assert may_sign(peer, WORK, NOW, peers_may_sign=True).allowed


COUNTERSIGNERS = {
    "coordinator": (person("coordinator"), True),
    "instructor of the course": (person("instructor", teaches=True), True),
    "instructor of other courses": (person("instructor"), False),
    "matched mentor": (MENTOR, False),
    "peer mentor with more roles": (person("peer_mentor", "coordinator", matched=True), False),
}


@pytest.mark.parametrize("who", COUNTERSIGNERS)
def test_who_may_sign_second(who):
    reviewer, allowed = COUNTERSIGNERS[who]
    decision = may_countersign(reviewer, Review(ANN, "dual", True), SAM, NOW)
    assert decision.allowed is allowed
    assert allowed or decision.reason == "An instructor of the course or a coordinator signs second."


@pytest.mark.parametrize("reason", BLOCKS)
def test_each_conflict_blocks_the_second_signer_too(reason):
    second = dataclasses.replace(person("coordinator"), **BLOCKS[reason])
    assert may_countersign(second, WORK, SAM, NOW) == Decision(False, False, reason)


def test_nobody_signs_twice_and_no_tie_to_the_first_signer_counts():
    second = person("coordinator")
    assert may_countersign(second, WORK, MO, NOW).reason == "You signed first. Another person signs second."
    tied = may_countersign(second, WORK, SAM, NOW, tied_to_first=True)
    assert tied == Decision(False, False, "Someone without ties to the first signer must do this.")
    assert may_countersign(second, WORK, SAM, NOW) == Decision(True)


def test_nobody_is_cleared_by_default():
    assert not may_sign(Reviewer(MO, frozenset({"coordinator"})), WORK, NOW).allowed


moments = st.none() | st.timedeltas(dt.timedelta(days=-400), dt.timedelta(days=400)).map(lambda away: NOW + away)
reviewers = st.builds(
    Reviewer,
    person_id=st.integers(1, 3),
    roles=st.frozensets(st.sampled_from(ROLES)),
    cleared_until=moments,
    cleared=st.booleans(),
    matched=st.booleans(),
    teaches=st.booleans(),
    do_not_assign=st.booleans(),
    typed_evidence=st.booleans(),
    reciprocal_at=moments,
    wrote_module=st.booleans(),
    decided_before=st.booleans(),
    signed_share=st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda two: (min(two), max(two))),
)
reviews = st.builds(Review, st.just(ANN), st.sampled_from(POLICIES), st.booleans(), st.booleans())
clean = st.builds(
    lambda one: dataclasses.replace(
        one,
        person_id=MO,
        cleared=True,
        cleared_until=None,
        do_not_assign=False,
        typed_evidence=False,
        reciprocal_at=None,
        decided_before=False,
        roles=one.roles - {"admin", "auditor"},
    ),
    reviewers,
)


@given(reviewers | clean, reviews, st.booleans())
def test_whatever_else_holds_nobody_with_a_conflict_signs(reviewer, work, peers):
    decision = may_sign(reviewer, work, NOW, peers_may_sign=peers)
    if decision.allowed:
        assert reviewer.person_id != ANN
        assert reviewer.cleared
        assert not reviewer.do_not_assign
        assert not reviewer.typed_evidence
        assert not reviewer.decided_before
        assert not reviewer.roles & {"admin", "auditor"}
        assert reviewer.cleared_until is None or reviewer.cleared_until > NOW
        assert reviewer.roles & {"mentor", "peer_mentor", "instructor", "coordinator"}
        assert "peer_mentor" not in reviewer.roles or (peers and decision.second_needed and not work.credit)
    words = decision.reason.split()
    assert len(words) <= 15
    assert decision.reason.endswith(".") or decision == Decision(True)
    assert bool(decision.reason) == (decision.second_needed or not decision.allowed)


@given(clean, reviews, st.booleans(), st.just("learner"))
def test_some_roles_give_nothing(reviewer, work, peers, role):
    without = dataclasses.replace(reviewer, roles=reviewer.roles - {role})
    with_it = dataclasses.replace(reviewer, roles=reviewer.roles | {role})
    assert may_sign(without, work, NOW, peers) == may_sign(with_it, work, NOW, peers)


def test_an_exception_lifts_the_180_days_and_nothing_else():
    lately = {"reciprocal_at": NOW}
    excepted = dataclasses.replace(WORK, override=True)
    assert may_sign(dataclasses.replace(MENTOR, **lately), excepted, NOW) == Decision(
        True, True, "The coordinator made an exception, so a second person signs too."
    )
    for reason, change in BLOCKS.items():
        if "180 days" not in reason:
            assert may_sign(dataclasses.replace(MENTOR, **change), excepted, NOW) == Decision(False, False, reason)


LOOKERS = {
    "coordinator": (person("coordinator"), ""),
    "instructor of the course": (person("instructor", teaches=True), ""),
    "instructor of other courses": (person("instructor"), "An instructor of the course or a coordinator looks again."),
    "matched mentor": (MENTOR, "An instructor of the course or a coordinator looks again."),
    "peer mentor with more roles": (
        person("peer_mentor", "coordinator"),
        "An instructor of the course or a coordinator looks again.",
    ),
    "who signed it": (person("coordinator", person_id=SAM), "You signed this. Another person looks again."),
    "admin who coordinates": (person("admin", "coordinator"), "An admin or an auditor does not sign."),
}


@pytest.mark.parametrize("who", LOOKERS)
def test_who_may_look_again(who):
    reviewer, reason = LOOKERS[who]
    assert may_look_again(reviewer, WORK, {SAM}, NOW) == Decision(not reason, False, reason)


@pytest.mark.parametrize("reason", BLOCKS)
def test_each_conflict_keeps_from_a_second_look(reason):
    second = dataclasses.replace(person("coordinator"), **BLOCKS[reason])
    assert may_look_again(second, WORK, {SAM}, NOW) == Decision(False, False, reason)


BEGINS, SECONDS = "A coordinator begins this.", "An instructor of the course signs second."
TEACHER = person("instructor", teaches=True)
REVOKERS = [
    (person("coordinator"), None, ""),
    (TEACHER, None, BEGINS),
    (MENTOR, None, BEGINS),
    (person("peer_mentor", "coordinator"), None, BEGINS),
    (TEACHER, SAM, ""),
    (person("coordinator", "instructor", teaches=True), SAM, ""),
    (person("coordinator"), SAM, SECONDS),
    (person("instructor"), SAM, SECONDS),
    (MENTOR, SAM, SECONDS),
    (person("coordinator", "instructor", teaches=True), MO, "You signed first. Another person signs second."),
    (person("coordinator", person_id=ANN), None, "You cannot sign your own work."),
    (person("coordinator", do_not_assign=True), None, "Someone else must look at this work."),
    (person("coordinator", "auditor"), None, "An admin or an auditor does not sign."),
    (person("coordinator", cleared_until=NOW), None, "Your clearance has ended. Ask the coordinator."),
]


@pytest.mark.parametrize(("reviewer", "first", "reason"), REVOKERS)
def test_a_sign_off_is_taken_back_by_a_coordinator_and_another_instructor(reviewer, first, reason):
    assert may_revoke(reviewer, WORK, NOW, first) == Decision(not reason, False, reason)


def test_the_second_who_takes_it_back_has_no_ties_to_the_first():
    tied = may_revoke(TEACHER, WORK, NOW, SAM, tied_to_first=True)
    assert tied == Decision(False, False, "Someone without ties to the first signer must do this.")


def test_who_approved_it_may_help_to_take_it_back():
    """What keeps her from judging work does not keep her from saying that a sign-off should not stand."""
    before = dataclasses.replace(TEACHER, decided_before=True, typed_evidence=True, reciprocal_at=NOW)
    assert may_revoke(before, WORK, NOW, SAM) == Decision(True)


@given(clean, reviews, st.integers(1, 3))
def test_whoever_signs_second_is_another_person_with_standing(reviewer, work, first):
    if may_countersign(reviewer, work, first, NOW).allowed:
        assert reviewer.person_id != first
        assert reviewer.roles & {"instructor", "coordinator"}
        assert "peer_mentor" not in reviewer.roles
