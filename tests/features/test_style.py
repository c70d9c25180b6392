"""The page of all parts: a demonstration shows it, and no other server does."""

import pytest

from lms import create_app
from lms.models.base import db
from tests.page import Browser


@pytest.fixture
def shown(app):
    """A demonstration on the test's database."""
    url = app.config["DATABASE_URL"]
    demonstration = create_app(
        TESTING=True, SECRET_KEY="test", INSTANCE=app.config["INSTANCE"], DATABASE_URL=url, DEMO=True
    )
    with demonstration.app_context():
        yield Browser(demonstration)
        db.session.remove()
        db.engine.dispose()


def test_a_demonstration_shows_every_part_and_says_where(shown):
    assert "See every part that pages are made of" in shown.get("/sign-in").text
    page = shown.get("/style")
    assert page.status == 200
    assert {"button", "select", "textarea", "table", "dl", "blockquote", "progress"} <= {
        e.tag for e in page.root.iter()
    }


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_kept(shown):
    page = shown.get("/style")
    page = shown.press(page, "Save and continue", name="", secret="", words="Two lines.")
    assert page.status == 422
    assert "Write your facility number." in page.text
    assert "Two lines." in page.html
    filled = {"name": "1001", "secret": "417293", "words": "Two lines.", "one": "hours", "pick": "en"}
    assert shown.press(page, "Save and continue", **filled).status == 200


def test_elsewhere_there_is_no_such_page(app, people, browse):
    assert browse().get("/style").status == 404
    assert "See every part" not in browse().get("/sign-in").text
