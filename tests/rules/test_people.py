"""Who gives which role, sign-in names, what an account needs, and searching by name."""

import pytest

from lms.rules import people
from lms.rules.permissions import Role


@pytest.mark.parametrize("name", ["1001", "A-17", "mo.mentor", "W2026/118", "a" * 40])
def test_a_usual_number_or_user_name_will_do(name):
    assert people.check_sign_in_name(name) is None


@pytest.mark.parametrize("name", ["", " ", "-1", "mo mentor", "ánn", "a" * 41, "1001\n", "x;y", "%"])
def test_what_could_be_typed_in_two_ways_is_refused(name):
    assert people.check_sign_in_name(name) == "Use letters, digits, dots and dashes, 40 at most."


@pytest.mark.parametrize(
    ("roles", "number", "username", "cleared", "fields"),
    [
        (["learner"], "1001", "", False, set()),
        (["mentor"], "", "mo", False, set()),
        (["peer_mentor", "learner"], "1003", "", True, set()),
        ([], "", "", False, {"roles"}),
        (["learner"], "", "ann", False, {"number"}),
        (["mentor"], "1001", "", False, {"username"}),
        (["peer_mentor"], "", "", False, {"number", "cleared_until"}),
    ],
)
def test_an_account_says_what_it_still_needs(roles, number, username, cleared, fields):
    assert set(people.check_account(roles, number, username, cleared)) == fields


def test_nobody_changes_her_own_account():
    assert people.may_change(5, 5)
    assert people.may_change(5, 6) is None


def test_staff_roles_need_two_people_neither_of_them_the_holder():
    assert people.may_confirm(1, 9, [2]) is None
    assert people.may_confirm(1, 9, [2, 1]) == "You asked for this account. Somebody else must confirm it."
    assert people.may_confirm(9, 9, [2]) == "Somebody else must do this for your own account."
    assert people.may_confirm(1, 9, [None]) is None


def test_each_role_is_given_by_one_side_only():
    assert not set(people.COORDINATOR_GIVES) & set(people.ADMIN_GIVES)
    assert {*people.COORDINATOR_GIVES, *people.ADMIN_GIVES} == set(Role)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("lucja", True),
        ("ŁUCJA", True),
        ("cordova 77", True),
        ("CÓRDOVA lucja", True),
        ("cór", True),
        ("", True),
        ("lucia", False),
        ("%", False),
        ("_", False),
        ("l%a", False),
        ("778", False),
    ],
)
def test_search_forgives_case_and_accents_and_takes_signs_as_typed(typed, found):
    assert people.found_by(typed, "Łucja Córdova", "A-77", None) is found


def test_a_percent_sign_is_found_where_it_stands():
    assert people.found_by("100%", "Ann 100%")


def test_the_errors_say_what_they_are_about():
    assert people.NameTaken("number").field == "number"
    assert people.LastOne(Role.ADMIN).role is Role.ADMIN
