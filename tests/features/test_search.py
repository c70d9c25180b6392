"""Finding lessons on both databases: endings, accents, operators as typed, versions, languages, and where links lead."""

import pytest
import sqlalchemy as sa

from lms.features.search.actions import index_lessons
from lms.models.base import db
from lms.models.library import CourseVersion
from tests import course, make_courses
from tests.make_courses import publish_tree, with_text
from tests.page import counted


@pytest.fixture
def ann(browse, people):
    publish_tree(make_courses.bread())
    course.publish_garden()
    return browse(people.ann)


def found(kiosk, typed):
    page = kiosk.get(f"/search?q={typed}")
    assert page.status == 200
    return [" ".join("".join(e.itertext()).split()) for e in page.all("h3")]


@pytest.mark.parametrize(
    ("typed", "titles"),
    [("knead", ["Knead", "Mix"]), ("KNEADING", ["Knead", "Mix"]), ("mezclen", ["Mezclar"]), ("kne", ["Knead", "Mix"])],
)
def test_a_lesson_is_found_by_its_words(ann, typed, titles):
    assert found(ann, typed) == titles


def test_all_the_words_count_first_and_any_of_them_where_no_lesson_has_all(ann):
    assert found(ann, "heat it") == ["Heat"]
    assert found(ann, "heat spade") == ["Heat"]


@pytest.mark.parametrize("typed", ["", "%20", "xyzzy", "%22", "%27", "*", "NEAR(", "%00", "%F0%9F%8D%9E", "%"])
def test_what_finds_nothing_is_a_plain_page(ann, typed):
    assert found(ann, typed) == []


@pytest.mark.parametrize("typed", ["heat%27)", "heat%22*", "-heat", "title:heat", "heat%20%26%20!", "heat;DROP"])
def test_operators_are_words_like_others(ann, typed):
    assert "Heat" in found(ann, typed)


def test_what_was_typed_stands_in_the_box_as_typed(ann):
    page = ann.get("/search?q=%7B%7B7*7%7D%7D%3Cb%3E")
    box = next(e for e in page.all("input") if e.get("name") == "q")
    assert box.get("value") == "{{7*7}}<b>"


def test_the_link_leads_into_her_attempt_or_to_the_course(ann, people, facility):
    assert ann.get("/search?q=knead").link("Knead") == "/courses/bread"
    attempt_id = make_courses.make_attempt(facility, people.ann, "bread/dough")
    make_courses.make_attempt(facility, people.bea, "bread/dough")
    assert ann.get("/search?q=knead").link("Knead") == f"/attempts/{attempt_id}/lessons/knead"


def test_only_the_version_on_offer_is_found(ann):
    tree = with_text(make_courses.bread(), "1-dough/2-knead.md", "Knead it.", "Squeeze it well.")
    publish_tree(tree)
    assert found(ann, "squeeze") == ["Knead"]
    assert found(ann, "kneads") == ["Knead", "Mix"]
    assert len(found(ann, "mix")) == 1


def test_a_lesson_of_a_course_for_mentors_is_found_by_those_who_may_look_through_it(ann, browse, people):
    db.session.execute(sa.update(CourseVersion).where(CourseVersion.course_id == "bread").values(audience="mentor"))
    db.session.commit()
    assert ann.get("/courses/bread").status == 404
    assert found(ann, "knead") == []
    assert found(browse(people.mo), "knead") == ["Knead", "Mix"]


def test_a_lesson_of_before_the_index_is_put_in_once(ann, app):
    empty = "INSERT INTO search_lesson(search_lesson) VALUES('delete-all')"
    db.session.execute(
        sa.text(empty if "sqlite" in app.config["SQLALCHEMY_DATABASE_URI"] else "TRUNCATE search_lesson")
    )
    db.session.commit()
    assert found(ann, "knead") == []
    assert index_lessons() > 3
    assert index_lessons() == 0
    db.session.commit()
    assert found(ann, "knead") == ["Knead", "Mix"]


def test_a_search_costs_two_queries_more_than_the_frame_at_most(ann):
    ann.get("/search?q=knead")
    with counted() as queries:
        ann.client.get("/search?q=knead")
    assert len(queries) <= 3


def test_mentors_search_too_and_admins_do_not(ann, browse, people):
    assert found(browse(people.mo), "knead") == ["Knead", "Mix"]
    assert browse(people.ada).get("/search?q=knead").status == 403
