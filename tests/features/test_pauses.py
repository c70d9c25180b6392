"""A pause tells those whom it concerns, calmly and on every page, and changes nothing else."""

import pytest
import sqlalchemy as sa

from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.people import Pause, Person
from lms.models.quizzes import Answer
from tests import make
from tests.faults.crowd import sent_at_once
from tests.make_people import make_elsewhere
from tests.make_served import make_sitting, publish_courses

SAID = "Cora Coordinator called a pause on 4 May 2026, 05:00. What you saved stays."


@pytest.fixture
def cora(browse, people):
    return browse(people.cora)


def call(cora, group: str = ""):
    return cora.press(cora.get("/pauses"), "Call a pause", group=group)


def put_in(person_id: int, group: str) -> None:
    db.session.execute(sa.update(Person).where(Person.id == person_id).values(group_name=group))
    db.session.commit()


def test_everybody_who_learns_reads_who_called_it_and_since_when_until_it_ends(cora, browse, people, clock):
    ann, pia, mo = browse(people.ann), browse(people.pia), browse(people.mo)
    assert "pause" not in ann.get("/courses").text
    page = call(cora)
    assert "Pause for everybody here" in page.text
    assert "Cora Coordinator called it on 4 May 2026, 05:00." in page.text
    for path in ("/", "/courses", "/record", "/account", "/help"):
        assert SAID in ann.get(path).text, path
    assert SAID in pia.get("/").text
    assert "called a pause" not in mo.get("/reviews").text
    clock.move(minutes=10)
    page = cora.press(page, "End this pause")
    assert "No pause runs now." in page.text
    assert "called a pause" not in ann.get("/courses").text
    row = db.session.scalars(sa.select(Pause)).one()
    assert (row.started_by, row.ended_by) == (people.cora, people.cora)
    assert (row.ended_at - row.started_at).total_seconds() == 600
    acts = db.session.scalars(sa.select(AuditEvent.action).where(AuditEvent.action.like("pause%")))
    assert list(acts) == ["pause-called", "pause-ended"]


def test_a_group_is_told_and_nobody_else(cora, browse, people):
    page = cora.press(cora.get(f"/people/{people.ann}/details"), "Save the details", group_name="Morning")
    assert "Morning" in page.text
    page = call(cora, "Morning")
    assert "Pause for Morning" in page.text
    assert SAID in browse(people.ann).get("/").text
    assert "called a pause" not in browse(people.bea).get("/").text
    assert cora.post("/pauses", {"group": "Nobody's"}).status == 422


def test_the_sign_in_page_says_it_without_a_name(cora, browse, people):
    put_in(people.ann, "Morning")
    call(cora)
    call(cora, "Morning")
    page = browse().get("/sign-in")
    assert "There has been a pause since 4 May 2026, 05:00. What you saved stays." in page.text
    assert "There has been a pause for Morning since 4 May 2026, 05:00." in page.text
    assert "Cora" not in page.text


def test_nothing_is_blocked_and_no_answer_is_refused(cora, browse, people):
    publish_courses("garden")
    try_id = make_sitting(people.ann)
    ann = browse(people.ann)
    call(cora)
    page = ann.get(f"/tries/{try_id}/questions/legs")
    assert SAID in page.text
    page = ann.press(page, "Save and continue", answer="6")
    assert "A bee is an insect, so it has 6." in page.text
    db.session.remove()
    assert db.session.scalars(sa.select(Answer.value)).all() == ["6"]
    assert "Sign in" in browse().get("/sign-in").text
    fresh = browse()
    page = fresh.press(fresh.get("/sign-in"), "Sign in", name="1002", secret=make.PIN)
    assert "You are Bea Also-Learns" in page.text


def test_called_twice_at_once_it_is_one_and_ended_twice_it_is_one(cora, people):
    sent_at_once(cora, "/pauses", [{"group": ""}] * 6)
    db.session.remove()
    assert db.session.scalars(sa.select(Pause.id)).all() == [1]
    for _ in range(2):
        cora.post("/pauses/1/end")
    call(cora)
    db.session.remove()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Pause)) == 2
    assert db.session.scalar(sa.select(sa.func.count()).where(AuditEvent.action == "pause-ended")) == 1


def test_another_facility_hears_nothing(cora, browse):
    there = make_elsewhere()
    call(cora)
    assert "called a pause" not in browse(there.una).get("/").text
    assert browse(there.coco).post("/pauses/1/end").status == 404
    db.session.remove()
    assert db.session.scalars(sa.select(Pause.ended_at)).all() == [None]


def test_a_pause_costs_no_query_more(cora, browse, people):
    ann = browse(people.ann)
    ann.get("/courses")
    before = len(ann.queries)
    call(cora)
    ann.get("/courses")
    assert len(ann.queries) == before
