"""A module that a newer version of its course holds no more: who was in the middle of it may finish it."""

import pytest
import sqlalchemy as sa

from lms.models.base import db
from lms.models.learning import Attempt
from lms.questions import part_id
from lms.rules.signoffs import Event
from tests import make_courses
from tests.make_world import tree

GONE = "No longer part of this course"


@pytest.fixture
def kiosk(browse, people):
    """Ann is in the middle of *Dig*, and then the course comes out with *Sow* alone."""
    make_courses.publish_tree(tree("Beds", dig="mentor", sow="mentor"), "beds")
    found = browse(people.ann)
    found.press(found.get("/courses/beds"), "Start this course")
    found.post("/courses/beds/dig/start")
    assert GONE not in found.get("/").text
    assert GONE not in found.get("/courses/beds").text
    make_courses.publish_tree(tree("Beds", sow="mentor"), "beds", change="breaking", note="Dig is taught elsewhere.")
    return found


@pytest.mark.parametrize("url", ["/", "/courses/beds"])
def test_it_is_shown_with_the_way_on(kiosk, url):
    page = kiosk.get(url)
    assert f"{GONE} What you did here is kept. You can still finish it. Dig In progress" in page.text
    assert page.link("Continue: Read dig").endswith("/lessons/read")


def test_it_can_be_finished(kiosk, people, browse):
    page = kiosk.get(kiosk.get("/").link("Continue: Read dig"))
    page = kiosk.press(page, "Mark as read and continue")
    page = kiosk.press(page, "Start the quiz")
    page = kiosk.press(page, "Save and continue", answer=part_id("rain", "True"))
    assert "You passed" in kiosk.press(page, "See your result").text
    page = kiosk.get(kiosk.get("/").link("Continue: Ask for sign-off"))
    kiosk.press(page, "Ask for sign-off", own_work="yes")
    assert (
        f"{GONE} What you did here is kept. You can still finish it. Dig Waiting for your mentor" in kiosk.get("/").text
    )
    assert db.session.scalars(sa.select(Attempt.state)).one() == "submitted"


def test_what_is_done_or_not_hers_is_not_shown(browse, people, facility):
    make_courses.publish_tree(tree("Beds", dig="mentor", sow="mentor"), "beds")
    for who in (people.ann, people.bea):
        found = browse(who)
        found.press(found.get("/courses/beds"), "Start this course")
    make_courses.make_attempt(
        facility, people.ann, "beds/dig", Event.SUBMITTED, Event.CLAIMED, Event.APPROVED, by=people.mo
    )
    db.session.commit()
    make_courses.publish_tree(tree("Beds", sow="mentor"), "beds", change="breaking", note="Dig is taught elsewhere.")
    for who in (people.ann, people.bea):
        assert GONE not in browse(who).get("/").text
