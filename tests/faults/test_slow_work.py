"""Slow work on files that somebody sends holds up nobody: no transaction is open while they are unpacked or read."""

import io

import pytest

from lms.content.export import export_zip
from lms.content.model import Course
from lms.features.drafts.views import carrying
from lms.features.formats import views as formats
from lms.models.base import db
from lms.models.library import CourseStaff
from tests.make_courses import bread, publish_tree

ZIP = export_zip(Course("bees", "", "", "", (), files={"course.md": b"---\ntitle: Bees\n---\n"}), {})
GIFT = b"::one:: Water is wet. {TRUE}\n"


@pytest.fixture
def ivy(browse, people):
    publish_tree(bread())
    db.session.add(CourseStaff(course_id="bread", person_id=people.ivy))
    db.session.commit()
    return browse(people.ivy)


@pytest.fixture
def watch(monkeypatch):
    """watch(place, name) lists whether a transaction was open each time that the function there was called."""

    def start(place, name):
        slow, found = getattr(place, name), []

        def seen(*given):
            found.append(db.session.registry.has() and db.session().in_transaction())
            return slow(*given)

        monkeypatch.setattr(place, name, seen)
        return found

    return start


def sent(kiosk, url, button, name, data, **fields):
    page = kiosk.get(url)
    return kiosk.press(page, button, file=(io.BytesIO(data), name), **fields)


def test_unpacking_a_new_course(ivy, watch):
    found = watch(carrying, "unpack")
    assert sent(ivy, "/drafts/bring-in", "Bring it in", "bees.zip", ZIP).status == 200
    assert found == [False]
    assert ivy.get("/drafts/bees").status == 200


def test_unpacking_over_a_draft(ivy, watch):
    sent(ivy, "/drafts/bring-in", "Bring it in", "bees.zip", ZIP)
    found = watch(carrying, "unpack")
    assert sent(ivy, "/drafts/bees/bring-in", "Bring it in", "bees.zip", ZIP).status == 200
    assert found == [False]


def test_reading_questions_to_put_them_into_a_draft(ivy, watch):
    page = sent(ivy, "/question-files", "Show what becomes of it", "questions.txt", GIFT, format="gift")
    found = watch(formats, "read_foreign")
    assert ivy.press(page, "Put the quiz into this module").status == 200
    assert found
    assert not any(found)
    assert ivy.get("/drafts/bread/files/2-oven/quiz.md").status == 200
