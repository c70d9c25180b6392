"""Ways from page to page that a person needs and that no other test walks, and the names that stand on them."""

import sqlalchemy as sa

from lms.models.base import db
from lms.models.library import CourseStaff
from lms.models.people import Person
from lms.rules.signoffs import Event
from tests.course import publish_garden
from tests.make_courses import bread, make_attempt, publish_tree
from tests.make_signoffs import make_asked, make_course


def test_staff_find_home_and_each_of_their_pages_from_it(browse, people):
    ivy, cora, ada = browse(people.ivy).get("/"), browse(people.cora).get("/"), browse(people.ada).get("/health")
    assert ivy.link("Drafts") == "/drafts"
    assert ivy.link("Second looks") == "/reviews/second-looks"
    assert cora.link("How sign-off is going") == "/reviews/how-it-goes"
    assert [page.link("Home") for page in (ivy, cora, ada)] == ["/", "/", "/"]


def test_a_coordinator_comes_from_the_work_to_what_she_may_decide_and_nobody_else_does(browse, people):
    make_course()
    attempt = make_asked(people.ann)
    page = browse(people.cora).get(f"/attempts/{attempt}/review")
    assert page.link("Decide about this work") == f"/attempts/{attempt}/decide"
    assert "Decide about this work" not in browse(people.mo).get(f"/attempts/{attempt}/review").text


def test_whoever_is_signed_off_is_asked_how_it_was(browse, people, facility):
    publish_garden()
    steps = (Event.SUBMITTED, Event.CLAIMED, Event.APPROVED)
    attempt = make_attempt(facility, people.ann, "garden/soil", *steps, by=people.mo)
    page = browse(people.ann).get(f"/attempts/{attempt}/sign-off")
    assert page.link("Say how it was, without your name") == f"/attempts/{attempt}/ticket"


def test_the_page_of_a_course_names_its_shelf_and_language_in_words(browse, people):
    publish_garden()
    db.session.add(CourseStaff(course_id="garden", person_id=people.ivy))
    db.session.commit()
    text = browse(people.ivy).get("/library/garden").text
    assert "Track Vocational" in text
    assert "Language English" in text


def test_a_lesson_names_its_course_in_her_language(browse, people, facility):
    publish_tree(bread())
    attempt = make_attempt(facility, people.ann, "bread/dough")
    ann = browse(people.ann)
    assert "Bread" in "".join(ann.get(f"/attempts/{attempt}/lessons/mix").all("title")[0].itertext())
    db.session.execute(sa.update(Person).where(Person.id == people.ann).values(lang="es"))
    db.session.commit()
    title = "".join(ann.get(f"/attempts/{attempt}/lessons/mix").all("title")[0].itertext())
    assert "Pan" in title
    assert "Bread" not in title


def test_a_coordinator_sees_where_a_learners_group_is_named(browse, people):
    assert "Group none" in browse(people.cora).get(f"/people/{people.ann}").text
