"""The exit ticket holds nobody's name, small numbers stay hidden, and a coordinator says what came of it."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.keeping import ExitTicket, ExitTicketGiven, SaidDone
from lms.models.library import CourseVersion, ModuleVersion
from lms.models.people import ParkedForm, Person
from lms.rules.signoffs import Event
from tests import course, make, make_courses
from tests.make_people import make_elsewhere, send

THREE = {"clear": "3", "useful": "2", "pace": "1"}


def rows(table):
    db.session.expire_all()
    return db.session.scalars(sa.select(table)).all()


@pytest.fixture
def ticket(app, people, facility):
    """The address of the ticket for a module that Ann has handed in."""
    course.publish_garden()
    return f"/attempts/{make_courses.make_attempt(facility, people.ann, 'garden/soil', Event.SUBMITTED)}/ticket"


def test_she_answers_in_three_taps_and_nothing_says_that_it_was_her(browse, people, ticket):
    ann = browse(people.ann)
    page = ann.press(ann.get(ticket), "Send without my name", **THREE)
    assert "nobody can see that it was yours" in page.text
    (row,) = rows(ExitTicket)
    assert (row.module_id, row.month, row.clear, row.useful, row.pace) == ("garden/soil", "2026-05", 3, 2, 1)
    columns = {column.name for column in ExitTicket.__table__.columns}
    assert columns == {"key", "facility_id", "module_id", "month", "clear", "useful", "pace"}
    assert {column.name for column in ExitTicketGiven.__table__.columns} == {"person_id", "module_id"}
    assert [row for row in rows(AuditEvent) if "ticket" in row.action] == []


def test_a_ticket_that_comes_after_her_session_has_ended_is_kept_for_nobody(browse, people, ticket, clock):
    ann = browse(people.ann)
    page = ann.get(ticket)
    clock.move(minutes=20)
    page = ann.press(page, "Send without my name", follow=False, **THREE)
    assert page.location == "/sign-in?idle=1"
    assert rows(ParkedForm) == rows(ExitTicket) == []


def test_a_second_ticket_for_the_same_module_does_not_count(browse, people, ticket):
    ann = browse(people.ann)
    page = ann.get(ticket)
    ann.press(page, "Send without my name", **THREE)
    ann.press(page, "Send without my name", **THREE | {"clear": "1"})
    assert [row.clear for row in rows(ExitTicket)] == [3]


def test_an_answer_that_is_missing_is_asked_for_and_the_others_stay(browse, people, ticket):
    ann = browse(people.ann)
    page = ann.press(ann.get(ticket), "Send without my name", clear="3", useful="9")
    assert page.status == 422
    assert page.text.count("Choose one answer.") >= 2
    assert page.form("/ticket")["clear"] == "3"
    assert rows(ExitTicket) == []


def test_there_is_no_ticket_for_work_that_is_not_finished(browse, people, facility):
    course.publish_garden()
    attempt_id = make_courses.make_attempt(facility, people.ann, "garden/soil")
    ann = browse(people.ann)
    assert ann.get(f"/attempts/{attempt_id}/ticket").status == 302
    send(ann, f"/attempts/{attempt_id}/ticket", THREE)
    assert rows(ExitTicket) == []


def tickets(facility, count, month, clear=3):
    for n in range(count):
        row = {
            "facility_id": facility,
            "module_id": "garden/soil",
            "month": month,
            "clear": clear,
            "useful": 2,
            "pace": 1,
        }
        db.session.add(ExitTicket(key=f"{month}-{clear}-{n}", **row))
    db.session.commit()


def test_results_are_hidden_below_eleven_and_within_the_month(browse, people, facility, ticket):
    cora = browse(people.cora)
    tickets(facility, 10, "2026-04")
    assert "too few" in cora.get("/tickets").text
    tickets(facility, 1, "2026-04", clear=1)
    said = "11 1 no, 0 partly, 10 yes 0 no, 11 maybe, 0 yes 11 too short, 0 just right, 0 too long"
    assert said in cora.get("/tickets").text
    tickets(facility, 30, "2026-05")
    assert said in cora.get("/tickets").text


def test_results_name_course_and_module_in_the_language_of_who_reads_them(browse, people, facility, ticket):
    said = {"es": {"title": "Trabajo de jardín"}}
    db.session.execute(sa.update(CourseVersion).values(texts=said))
    db.session.execute(sa.update(ModuleVersion).values(texts={"es": {"title": "Suelo"}}))
    db.session.execute(sa.update(Person).where(Person.id == people.cora).values(lang="es"))
    tickets(facility, 11, "2026-04")
    assert "Trabajo de jardín: Suelo" in browse(people.cora).get("/tickets").text


def test_another_facilitys_tickets_do_not_count(browse, people, facility, ticket):
    tickets(make_elsewhere().facility, 11, "2026-04")
    assert "garden" not in browse(people.cora).get("/tickets").text.lower()


def test_a_coordinator_says_what_came_of_it(browse, people):
    cora, ann = browse(people.cora), browse(people.ann)
    page = cora.get("/you-said/edit")
    for _ in range(2):
        cora.press(page, "Put it up", said="The quiz was <long>.", done="We cut it.")
    assert len(rows(SaidDone)) == 1
    assert "The quiz was <long>." in ann.get("/you-said").text
    cora.press(cora.get("/you-said/edit"), "Take it down")
    assert "The quiz was" not in ann.get("/you-said").text
    assert [row.action for row in rows(AuditEvent)] == ["said-put-up", "said-taken-down"]


def test_an_entry_that_says_nothing_is_asked_for_again(browse, people):
    cora = browse(people.cora)
    page = cora.press(cora.get("/you-said/edit"), "Put it up", said="Kept", done=" ")
    assert page.status == 422
    assert page.form("/edit")["said"] == "Kept"
    assert rows(SaidDone) == []


def test_older_entries_come_page_by_page_and_other_facilities_have_their_own(browse, people, facility):
    elsewhere = make_elsewhere()
    for n in range(21):
        by = {"facility_id": facility, "by_id": people.cora, "at": make.NOW}
        db.session.add(SaidDone(said=f"said {n:02}", done="done", form_key=str(n), **by))
    away = {"facility_id": elsewhere.facility, "by_id": elsewhere.coco, "at": make.NOW}
    db.session.add(SaidDone(said="elsewhere", done="done", form_key="e", **away))
    db.session.commit()
    page = browse(people.ann).get("/you-said")
    assert "said 20" in page.text
    assert "said 00" not in page.text
    assert "elsewhere" not in page.text
    assert "said 00" in browse(people.ann).get(page.link("Show the next ones")).text


def test_the_database_keeps_tickets_as_they_were_given_and_what_was_put_up_as_it_was_said(browse, people, ticket):
    ann, cora = browse(people.ann), browse(people.cora)
    ann.press(ann.get(ticket), "Send without my name", **THREE)
    cora.press(cora.get("/you-said/edit"), "Put it up", said="Too short.", done="We made it longer.")
    db.session.remove()
    kept = "kept as they are"
    for attack in (
        "UPDATE exit_ticket SET clear = 1",
        "DELETE FROM exit_ticket",
        "DELETE FROM exit_ticket_given",
        "UPDATE exit_ticket_given SET person_id = person_id",
        "UPDATE said_done SET done = 'Nothing.'",
        "UPDATE said_done SET by_id = 1",
        "DELETE FROM said_done",
    ):
        with pytest.raises(DBAPIError, match=kept):
            db.session.execute(sa.text(attack))
        db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        replaced = (
            "INSERT OR REPLACE INTO exit_ticket SELECT key, facility_id, module_id, month, 1, 1, 1 FROM exit_ticket"
        )
        db.session.execute(sa.text(replaced))
        db.session.commit()
    else:
        with pytest.raises(DBAPIError, match=kept):
            db.session.execute(sa.text("TRUNCATE exit_ticket"))
        db.session.rollback()
    assert [row.clear for row in rows(ExitTicket)] == [3]
    cora.press(cora.get("/you-said/edit"), "Take it down")
    (row,) = rows(SaidDone)
    assert (row.done, row.taken_down_at is not None) == ("We made it longer.", True)
