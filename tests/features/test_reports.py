"""Reports: the same cells on the screen and as CSV, small numbers hidden, and numbers that were worked by hand."""

import csv
import datetime as dt
import io

import pytest
import sqlalchemy as sa

from lms.features.reports.views import REPORTS
from lms.models.base import db
from lms.models.library import CourseStaff, Question
from lms.models.quizzes import Answer, QuizTry
from lms.web.spreadsheet import as_csv, neutral
from tests import make_courses
from tests.make import NOW, make_person

QUIZ = """---
---
? =What is net pay? {#net}
(x) What is left
> Yes.
( ) All of it
> No.
( ) Overtime
> No.

? Which are taken out? {#out}
[x] Tax
> Yes.
[x] Dues
> Yes.
[ ] A smile
> No.

? How many hours? {#hours}
= 8

? What will you do? {#do}
... reflection
"""


def table_of(page):
    """The cells of the last table of a page."""
    rows = [
        [" ".join("".join(cell.itertext()).split()) for cell in row if cell.tag in ("th", "td")]
        for row in page.all("tr")
    ]
    return rows


@pytest.fixture
def version(app, people):
    """A module with four questions; Ivy teaches its course."""
    tree = make_courses.bread() | {"1-dough/quiz.md": QUIZ.encode()}
    del tree["es/1-dough/quiz.md"]
    make_courses.publish_tree(tree)
    db.session.add(CourseStaff(course_id="bread", person_id=people.ivy))
    db.session.commit()
    return make_courses.offered("bread/dough")


def sit(facility, version, number, net, out, hours, closed=True, person=None, tries=1):
    """A woman sits the quiz: the places of the options she picks, and her points for the hours."""
    person = person or make_person(facility, f"W{number}", "learner", number=f"9{number:03}")
    attempt = make_courses.make_attempt(facility, person, "bread/dough") if tries == 1 else tries
    data = {
        row.slug: row.data
        for row in db.session.scalars(sa.select(Question).where(Question.module_version_id == version))
    }
    pick = lambda slug, *places: [data[slug]["options"][at]["id"] for at in places]  # noqa: E731
    given = {
        "net": (pick("net", net)[0], float(net == 0)),
        "out": (pick("out", *out), max(0, len({0, 1} & set(out)) - len(set(out) - {0, 1})) / 2),
        "hours": ("8" if hours else "9", float(hours)),
        "do": ("I will ask.", 0.0),
    }
    row = QuizTry(
        facility_id=facility,
        attempt_id=attempt,
        module_version_id=version,
        person_id=person,
        number=1 if tries == 1 else 2,
        seed=1,
        questions=[{"key": slug, "version": version, "slug": slug, "lang": "en"} for slug in given],
        started_at=NOW,
        closed_at=NOW if closed else None,
        percent=50 if closed else None,
        passed=False if closed else None,
    )
    db.session.add(row)
    db.session.flush()
    for slug, (value, points) in given.items():
        db.session.add(
            Answer(
                try_id=row.id,
                question_key=slug,
                value=value,
                revision=1,
                locked=True,
                points=points,
                out_of=0 if slug == "do" else 1,
                saved_at=NOW,
            )
        )
    db.session.commit()
    return person, attempt


def eleven(facility, version):
    """7 women right in all; 3 take the wrong option 1 and 1 the wrong option 2 of the first, and nothing else is right."""
    for number in range(7):
        sit(facility, version, number, 0, (0, 1), True)
    for number in range(7, 10):
        sit(facility, version, number, 1, (0, 2), False)
    return sit(facility, version, 10, 2, (2,), False)


EXPECTED = [
    ["=What is net pay?", "11", "6 in 10", "All of it (3 in 10)", "1.00", "–"],
    ["Which are taken out?", "11", "6 in 10", "A smile (4 in 10)", "1.00", "–"],
    ["How many hours?", "11", "6 in 10", "–", "1.00", "–"],
]
"""7 of 11 is 0.64, so 6 in 10; 3 of 11 is 0.27, told as 3 in 10; 4 of 11 is 0.36, told as 4 in 10."""


def test_the_numbers_are_those_worked_by_hand_and_of_the_first_meeting_only(version, facility, people, browse):
    last, attempt = eleven(facility, version)
    sit(facility, version, 10, 0, (0, 1), True, person=last, tries=attempt)
    sit(facility, version, 11, 1, (2,), False, closed=False)
    page = browse(people.ivy).get(f"/reports/questions/{version}")
    assert table_of(page)[1:] == EXPECTED
    assert "None so far." in page.text
    assert "What will you do?" not in page.text, "a reflection is never counted"


def test_two_readings_never_differ_by_one_woman(version, facility, people, browse):
    """She began before all others and is done after them: she counts with the next eleven, in nobody's place."""
    early, _attempt = sit(facility, version, 30, 1, (2,), False)
    db.session.execute(
        sa.update(QuizTry).where(QuizTry.person_id == early).values(closed_at=NOW + dt.timedelta(hours=1))
    )
    db.session.commit()
    eleven(facility, version)
    for number in range(40, 49):
        page = browse(people.ivy).get(f"/reports/questions/{version}")
        assert table_of(page)[1:] == EXPECTED
        sit(facility, version, number, 1, (2,), False)
    sit(facility, version, 50, 1, (2,), False)
    page = browse(people.ivy).get(f"/reports/questions/{version}")
    assert [row[1] for row in table_of(page)[1:]] == ["22", "22", "22"]


def test_a_question_that_misleads_is_named_with_the_reason(version, facility, people, browse):
    for number in range(5):
        sit(facility, version, number, 0, (0,), False)
    for number in range(5, 11):
        sit(facility, version, number, 1, (0, 1), True)
    page = browse(people.ivy).get(f"/reports/questions/{version}")
    assert table_of(page)[1] == [
        "=What is net pay?",
        "11",
        "5 in 10",
        "All of it (5 in 10)",
        "−1.00",
        "A wrong answer drew as many women as the right one. Women who did well elsewhere were more often not right here.",
    ]
    found = [" ".join("".join(e.itertext()).split()) for e in page.all("li")]
    assert any(one.startswith("=What is net pay? A wrong answer drew as many") for one in found)


def test_below_eleven_women_nothing_is_told_and_nobody_elsewhere_counts(version, facility, people, browse, app):
    from tests.make import make_facility

    away = make_facility("Birch House")
    for number in range(10):
        sit(facility, version, number, 1, (2,), False)
    for number in range(10, 30):
        sit(away, version, number, 1, (2,), False)
    page = browse(people.ivy).get(f"/reports/questions/{version}")
    assert [row[1:] for row in table_of(page)[1:]] == [["too few", "–", "–", "–", "–"]] * 3
    assert page.html.count('class="none"') == 12, "a dash takes no line of its own where the table is a list"
    assert "None so far." in page.text


def things(name, version):
    """What each report can be asked about; a new one adds its line."""
    return {"questions": version}[name]


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_has_the_same_cells_on_the_screen_and_as_csv(name, version, facility, people, browse):
    eleven(facility, version)
    ivy = browse(people.ivy)
    page = ivy.get(f"/reports/{name}/{things(name, version)}")
    answer = ivy.get(f"/reports/{name}/{things(name, version)}.csv").response
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [[cell.removeprefix("'") for cell in row] for row in rows] == table_of(page)
    assert rows[1][0] == "'=What is net pay?", "a formula is text"


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_costs_the_same_for_one_woman_and_for_many(name, version, facility, people, browse):
    ivy = browse(people.ivy)
    url = f"/reports/{name}/{things(name, version)}"
    sit(facility, version, 100, 0, (0, 1), True)
    ivy.get(url)
    ivy.get(url)
    one = len(ivy.queries)
    eleven(facility, version)
    ivy.get(url)
    assert len(ivy.queries) == one <= 6


def test_an_instructor_sees_the_totals_of_her_courses_and_a_coordinator_and_an_auditor_all(
    version, facility, people, browse
):
    ida = make_person(facility, "Ida Instructor", "instructor", username="ida")
    url = f"/reports/questions/{version}"
    assert browse(ida).get(url).status == 404
    assert "No course of yours has a quiz yet." in browse(ida).get("/reports/questions").text
    for who in (people.ivy, people.cora, people.otto):
        page = browse(who).get("/reports/questions")
        assert page.link("Dough") == url
        assert browse(who).get(url).status == 200
    for who in (people.ann, people.mo, people.ada):
        assert browse(who).get(url).status == 403
    ivy = browse(people.ivy)
    for lost in ("/reports/questions/99999", f"/reports/none/{version}", "/reports/questions/99999999999999999999"):
        assert ivy.get(lost).status == 404


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠a", " =1", "\n=1"])
def test_no_cell_is_run_as_a_formula(cell):
    assert neutral(cell) == f"'{cell}"
    assert neutral(f"a{cell}") == f"a{cell}"


def test_csv_holds_commas_quotes_and_lines():
    assert as_csv([["a,b", 'c"d', "e\nf"]]) == '\ufeff"a,b","c""d","e\nf"\r\n'.encode()
