"""What a facility says and decides: who changes it, what is refused, what is on record, and that it counts at once."""

import pytest
import sqlalchemy as sa

from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.library import Course, CourseVersion
from lms.models.people import Facility
from tests.make import NOW
from tests.make_people import make_elsewhere

PLACE = {"name": "Alder House", "timezone": "Europe/Madrid", "language": "es", "accent": "plum", "help_text": "Room 4."}
SIGNING = {
    "peers_may_sign": "y",
    "publish_needs_second": "y",
    "certificates": "module",
    "sample_percent": "10",
    "mentor_agreement": "I sign only what I saw.",
}


@pytest.fixture
def ada(browse, people):
    return browse(people.ada)


@pytest.fixture
def cora(browse, people):
    return browse(people.cora)


def as_kept(id_):
    db.session.expire_all()
    return db.session.get_one(Facility, id_)


def changes():
    return [
        row.details["changed"] for row in db.session.scalars(sa.select(AuditEvent)) if row.action == "facility-changed"
    ]


def make_course(id_, audience="learner"):
    course = Course(id=id_, created_at=NOW)
    db.session.add(course)
    db.session.flush()
    version = CourseVersion(
        course_id=id_,
        number=1,
        hash=id_,
        title=id_,
        track="any",
        language="en",
        level="",
        hours=1.0,
        audience=audience,
        enrol="open",
        requires=[],
        texts={},
        authors=[],
        licence="",
        change="new",
        note="",
        published_at=NOW,
    )
    db.session.add(version)
    db.session.flush()
    course.version_id = version.id
    db.session.commit()


def test_an_admin_changes_how_the_facility_presents_itself(ada, people, browse, facility):
    page = ada.press(ada.get("/facility"), "Save", **PLACE)
    assert page.status == 200
    found = as_kept(facility)
    assert [getattr(found, name) for name in PLACE] == list(PLACE.values())
    assert changes()[0]["help_text"] == ["Speak to Dr Ode in room 4.", "Room 4."]
    assert "Room 4." in browse().get("/help").text


def test_the_same_sent_twice_is_one_change(ada, people):
    ada.press(ada.get("/facility"), "Save", **PLACE)
    ada.press(ada.get("/facility"), "Guardar", **PLACE)
    assert len(changes()) == 1


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", "  ", "Write something here."),
        ("name", "Al\u202eder", "Remove the hidden character at position 3."),
        ("timezone", "Mars/Base", "Write a time zone such as America/New_York."),
        ("help_text", "x" * 5001, "Too long (limit 5,000 characters)."),
    ],
)
def test_what_cannot_be_is_asked_for_again_with_the_words_kept(ada, people, field, typed, words):
    page = ada.press(ada.get("/facility"), "Save", **PLACE | {"help_text": "Keep me", field: typed})
    assert page.status == 422
    assert words in page.text
    assert "Keep me" in page.html or field == "help_text"
    assert changes() == []


def test_a_coordinator_decides_how_work_is_signed(cora, people, facility):
    page = cora.press(cora.get("/facility/signing"), "Save", **SIGNING)
    assert "Saved." in page.text
    found = as_kept(facility)
    assert (found.peers_may_sign, found.publish_needs_second, found.certificates) == (True, True, "module")
    assert (found.sample_percent, found.mentor_agreement) == (10, "I sign only what I saw.")
    assert changes() == [
        {
            "peers_may_sign": [False, True],
            "publish_needs_second": [False, True],
            "certificates": ["course", "module"],
            "sample_percent": [0, 10],
            "mentor_agreement": ["", "I sign only what I saw."],
        }
    ]


def test_only_courses_for_mentors_can_be_asked_of_mentors(cora, people, facility):
    make_course("watching", audience="mentor")
    make_course("garden")
    page = cora.get("/facility/signing")
    assert "watching" in page.html
    assert "garden" not in page.html
    cora.press(page, "Save", **SIGNING, mentor_courses=["watching"])
    assert as_kept(facility).mentor_courses == ["watching"]
    assert cora.press(cora.get("/facility/signing"), "Save", mentor_courses=["garden"]).status == 422


@pytest.mark.parametrize("typed", ["-1", "101", "ten", ""])
def test_a_sample_is_a_share_of_a_hundred(cora, people, typed, facility):
    page = cora.press(cora.get("/facility/signing"), "Save", **SIGNING | {"sample_percent": typed})
    assert page.status == 422
    assert as_kept(facility).sample_percent == 0


def test_nobody_changes_another_facility_or_the_other_half(ada, cora, people, facility):
    elsewhere = make_elsewhere().facility
    ada.press(ada.get("/facility"), "Save", **PLACE, facility_id=elsewhere, id=elsewhere, peers_may_sign="y")
    assert as_kept(elsewhere).name == "Birch House"
    assert as_kept(facility).peers_may_sign is False
    assert ada.get("/facility/signing").status == 403
    assert cora.get("/facility").status == 403
