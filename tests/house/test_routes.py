"""Every route says what it needs and finds; the table of permissions holds for every role on every route."""

import re

import pytest

from lms.rules.permissions import ROLES, TABLE, WORDS, Grant, May
from lms.web.routes import Routes


def test_a_route_without_needs_or_find_does_not_import():
    routes = Routes("planted")
    with pytest.raises(TypeError):
        routes.page("/planted")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="find"):
        routes.page("/planted/<int:thing_id>", needs=May.SIGNED_IN)(lambda actor: "")
    with pytest.raises(TypeError, match="signs"):
        routes.act("/planted", needs=May.ANYONE, signs=True)(lambda actor, refused: "")


def test_every_endpoint_is_declared_through_routes(sqlite_database):
    app = sqlite_database.app
    ours = {endpoint for endpoint in app.view_functions if endpoint != "static_file"}
    assert ours == set(app.extensions["rules"])


def test_every_variable_in_a_url_is_found(sqlite_database):
    for endpoint, rule in sqlite_database.app.extensions["rules"].items():
        assert bool(re.search("<", rule.url)) <= (rule.find is not None), endpoint


def test_the_table_has_a_row_of_seven_for_every_permission():
    free = {May.ANYONE, May.LEAVE, May.CHANGE_SECRET, May.SIGNED_IN}
    assert set(TABLE) == set(May) - free == set(WORDS)
    assert all(len(row) == len(ROLES) for row in TABLE.values())


def test_the_table_is_the_one_that_was_agreed():
    """Written by hand from the product's description, not from the code."""
    agreed = {
        May.LEARN: "own own own – – – –",
        May.SEE_STATE: "own own,-her-matches own,-her-matches her-courses yes – –",
        May.SIGN_CREDIT: "– her-matches – her-courses yes – –",
        May.COUNTERSIGN: "– – – her-courses yes – –",
        May.WRITE: "– – – yes – – –",
        May.MANAGE_PEOPLE: "– – – – yes – –",
        May.RUN_SYSTEM: "– – – – – yes –",
        May.VERIFY: "– – – – yes run yes",
        May.READ_EVENTS: "– – – – yes – yes",
    }
    said = {Grant.NO: "–", Grant.RUN: "run"}
    for may, row in agreed.items():
        assert " ".join(said.get(g, str(g).replace(" ", "-")) for g in TABLE[may]) == row, may


def test_an_admin_has_no_right_over_learning_records():
    admin = ROLES.index("admin")
    learning = [May.LEARN, May.SEE_STATE, May.READ_WORK, May.READ_PRIVATE, May.OPEN_WORK, May.REVIEW, May.SIGN]
    learning += [May.SIGN_CREDIT, May.COUNTERSIGN, May.REVOKE, May.MANAGE_PEOPLE, May.SEE_TOTALS]
    assert {TABLE[may][admin] for may in learning} == {Grant.NO}
