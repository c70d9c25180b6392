"""The rule of who may: each grant by itself, and what is hidden from whom. The agreed table is held against every route elsewhere."""

from dataclasses import replace

import pytest

from lms.rules.permissions import (
    NOTHING,
    ROLES,
    TABLE,
    About,
    Actor,
    Grant,
    May,
    Role,
    Verdict,
    Viewer,
    allowed,
    grants,
    holds,
    viewers,
)

ANN, BEA, HERE, AWAY = 1, 2, 10, 20
HERS = About(HERE, ANN, "garden")
EVERYTHING = replace(HERS, submitted=True, shared=True, opened=True, peers_may=True)


def actor(*roles, id_=9, matches=(), courses=(), **more):
    return Actor(id_, "Somebody", frozenset(roles), HERE, frozenset(matches), frozenset(courses), **more)


MENTOR = actor(Role.MENTOR, matches=[ANN])
TEACHER = actor(Role.INSTRUCTOR, courses=["garden"])


@pytest.mark.parametrize(
    ("grant", "who", "needs"),
    [
        (Grant.HERS, MENTOR, ()),
        (Grant.HERS_SUBMITTED, MENTOR, ("submitted",)),
        (Grant.HERS_SHARED, MENTOR, ("shared",)),
        (Grant.COURSE, TEACHER, ()),
        (Grant.COURSE_SUBMITTED, TEACHER, ("submitted",)),
        (Grant.COURSE_SHARED, TEACHER, ("shared",)),
        (Grant.PEER, MENTOR, ("peers_may",)),
        (Grant.LOGGED, MENTOR, ("opened",)),
        (Grant.LOGGED, TEACHER, ("opened",)),
    ],
)
def test_a_grant_holds_where_its_condition_is_met_and_only_there(grant, who, needs):
    assert holds(grant, who, EVERYTHING)
    assert holds(grant, who, replace(HERS, **dict.fromkeys(needs, True)))
    for missing in needs:
        assert not holds(grant, who, replace(EVERYTHING, **{missing: False}))
    if grant is not Grant.LOGGED:
        stranger = actor(Role.MENTOR, Role.INSTRUCTOR, matches=[BEA], courses=["bread"])
        assert not holds(grant, stranger, EVERYTHING)


@pytest.mark.parametrize("grant", [Grant.HERS, Grant.HERS_SUBMITTED, Grant.HERS_SHARED, Grant.PEER])
def test_a_match_counts_only_while_she_is_cleared(grant):
    assert not holds(grant, replace(MENTOR, cleared=False), EVERYTHING)


def test_no_is_no_and_the_rest_is_decided_elsewhere():
    assert not holds(Grant.NO, actor(*ROLES), EVERYTHING)
    for grant in (Grant.YES, Grant.FIRST, Grant.CONFIRMED, Grant.ATTESTER, Grant.TOTALS, Grant.RUN):
        assert holds(grant, actor(), NOTHING)


def test_a_mentors_own_attempt_is_hers_beside_those_of_her_matches():
    mine = replace(EVERYTHING, owner_id=9)
    assert holds(Grant.OWN_AND_HERS, actor(Role.MENTOR), mine)
    assert not holds(Grant.HERS, actor(Role.MENTOR), mine)
    assert holds(Grant.OWN_AND_HERS, MENTOR, EVERYTHING)
    assert not holds(Grant.OWN_AND_HERS, replace(MENTOR, cleared=False), EVERYTHING)


def test_an_instructor_signs_a_revocation_second_only_in_her_courses():
    assert holds(Grant.SECOND, actor(Role.INSTRUCTOR, courses=[EVERYTHING.course_id]), EVERYTHING)
    assert not holds(Grant.SECOND, actor(Role.INSTRUCTOR), EVERYTHING)


def test_her_own_is_hers_alone():
    assert holds(Grant.OWN, actor(id_=ANN), HERS)
    assert holds(Grant.OWN, actor(id_=ANN), NOTHING), "a page about whoever asks"
    assert not holds(Grant.OWN, actor(id_=BEA), HERS)
    assert holds(Grant.OTHERS, actor(id_=BEA), HERS)
    assert not holds(Grant.OTHERS, actor(id_=ANN), HERS)


def test_roles_add_up():
    both = actor(Role.LEARNER, Role.MENTOR, id_=BEA, matches=[ANN])
    assert grants(both, May.SEE_STATE) == {Grant.OWN, Grant.OWN_AND_HERS}
    assert allowed(both, May.SEE_STATE, HERS) is Verdict.YES
    assert allowed(both, May.LEARN, HERS) is Verdict.FORBIDDEN
    assert grants(actor(), May.LEARN) == frozenset()


@pytest.mark.parametrize("may", TABLE)
def test_another_facility_is_hidden_from_everybody_and_nobody_may_nothing(may):
    everybody = actor(*ROLES, id_=ANN, matches=[ANN], courses=["garden"])
    assert allowed(everybody, may, EVERYTHING) is Verdict.YES
    assert allowed(everybody, may, replace(EVERYTHING, facility_id=AWAY)) is Verdict.HIDDEN
    assert allowed(None, may, EVERYTHING) is Verdict.FORBIDDEN
    assert allowed(actor(), may, EVERYTHING) is Verdict.HIDDEN
    assert allowed(actor(), may) is Verdict.FORBIDDEN


def test_what_needs_no_role_needs_the_person_at_least():
    assert allowed(None, May.ANYONE) is Verdict.YES
    for may in (May.LEAVE, May.CHANGE_SECRET, May.SIGNED_IN):
        assert allowed(None, may) is Verdict.FORBIDDEN
        assert allowed(actor(id_=ANN), may, HERS) is Verdict.YES
        assert allowed(actor(id_=BEA), may, HERS) is Verdict.HIDDEN
        assert allowed(actor(id_=ANN), may, replace(HERS, facility_id=AWAY)) is Verdict.HIDDEN


def test_forbidden_is_said_only_to_who_may_know_of_it():
    cora = actor(Role.COORDINATOR)
    assert allowed(cora, May.READ_PRIVATE, EVERYTHING) is Verdict.FORBIDDEN
    assert allowed(actor(Role.ADMIN), May.READ_PRIVATE, EVERYTHING) is Verdict.HIDDEN
    assert allowed(actor(Role.ADMIN), May.WRITE) is Verdict.FORBIDDEN


def test_who_can_see_this_is_read_from_the_table():
    assert viewers(May.READ_PRIVATE) == (
        Viewer(Role.LEARNER, "own"),
        Viewer(Role.MENTOR, "her matches, if shared"),
        Viewer(Role.PEER_MENTOR, "her matches, if shared"),
        Viewer(Role.INSTRUCTOR, "her courses, if shared"),
    )
    assert viewers(May.KEEP) == (Viewer(Role.LEARNER, "own"),), "what a mentor keeps herself is no learner's"
    assert viewers(May.RUN_SYSTEM) == (Viewer(Role.ADMIN, ""),)
