"""What a served facility holds for journeys and faults: the garden course with two signatures, and its people."""

import secrets
from functools import cache
from types import SimpleNamespace

from lms.content.compiled import CompiledCourse, compile_course
from lms.content.model import Course
from lms.content.reader import read
from lms.content.render import Renderer
from lms.demo import right_answer
from lms.features.authoring.actions import publish
from lms.features.catalogue.actions import enrol
from lms.features.lessons.actions import mark_read, start
from lms.features.lessons.queries import attempt_progress
from lms.features.quizzes.actions import close_try, save_answer, start_try
from lms.features.quizzes.queries import questions_of, try_page
from lms.models.base import db
from lms.models.library import CourseStaff
from lms.rules.permissions import Actor
from lms.web.signin import load_actor
from tests import course, make

SIGNED_WATER = "---\ntitle: Water\nminutes: 10\nsignoff: mentor\nrecall: 2\nrequires: [soil]\n---\nYou can water.\n"
NOTES_QUIZ = """---
draw: 3
shuffle: false
feedback: end
---
? What is soil? {#soil}
(x) The ground plants grow in
> Yes. Plants grow in soil.
( ) A tool
> Not quite. A spade is a tool.

? Say how you would start a bed. {#bed}
... mentor
- names the first step

? What would you grow? {#grow}
... reflection
"""

GARDEN = {**course.TREE, "2-water/module.md": SIGNED_WATER}
"""The garden course in which both modules are signed."""

NOTES = {
    "course.md": course.COURSE.replace("Garden Work", "Field Notes"),
    "1-notes/module.md": "---\ntitle: Notes\nminutes: 20\nsignoff: practical\nrecall: 0\n---\nYou can take notes.\n",
    "1-notes/1-look.md": course.LESSON.format(title="Look"),
    "1-notes/quiz.md": NOTES_QUIZ,
    "1-notes/practical.md": course.PRACTICAL,
}
"""A course whose reasons come at the end, so that an answer can be changed until then."""


@cache
def compiled(folder: str) -> tuple[Course, CompiledCourse]:
    tree = {"garden": GARDEN, "notes": NOTES}[folder]
    source, problems = read({path: text.encode() for path, text in tree.items()}, folder=folder)
    assert source is not None, [str(one) for one in problems]
    with Renderer() as renderer:
        return source, compile_course(source, renderer)


def publish_courses(*folders: str) -> None:
    """Publish garden, notes or both."""
    made = [compiled(folder) for folder in folders]
    for source, ready in made:
        publish(source, ready, {}, None, make.NOW)
    db.session.commit()


def make_journey_people(facility_id: int) -> SimpleNamespace:
    """Nia and Tess have not begun, Zoe is at the first question, Vera at the practical; Wren mentors all four.

    Mara mentors Vera too. Olga audits, Cleo coordinates, Ines teaches the garden and Pia is a peer mentor. Each signs in
    with 417293.
    """
    found = SimpleNamespace(
        nia=make.make_person(facility_id, "Nia Example", "learner", number="2001"),
        tess=make.make_person(facility_id, "Tess Sample", "learner", number="2002"),
        zoe=make.make_person(facility_id, "Zoe Example", "learner", number="2003"),
        vera=make.make_person(facility_id, "Vera Sample", "learner", number="2004"),
        pia=make.make_person(facility_id, "Pia Sample", "peer_mentor", number="2005"),
        wren=make.make_person(facility_id, "Wren Example", "mentor", username="wren"),
        olga=make.make_person(facility_id, "Olga Example", "auditor", username="olga"),
    )
    found.cleo = make.make_person(facility_id, "Cleo Example", "coordinator", username="cleo")
    found.ines = make.make_person(facility_id, "Ines Example", "instructor", username="ines")
    found.mara = make.make_person(facility_id, "Mara Sample", "mentor", username="mara")
    db.session.add(CourseStaff(course_id="garden", person_id=found.ines))
    make.make_match(facility_id, found.vera, found.mara)
    for learner in (found.nia, found.tess, found.zoe, found.vera):
        make.make_match(facility_id, learner, found.wren)
    make_sitting(found.zoe)
    make_passed(found.vera)
    return found


def _actor(person_id: int) -> Actor:
    actor = load_actor(person_id, make.NOW)
    assert actor is not None
    return actor


def make_sitting(person_id: int, module_id: str = "garden/soil") -> int:
    """A try that has just begun, with every lesson before it read; gives its id."""
    actor = _actor(person_id)
    enrol(actor, person_id, module_id.split("/", maxsplit=1)[0], make.NOW)
    db.session.flush()
    attempt = start(actor, module_id, make.NOW)
    for slug, _title in attempt_progress(attempt).outline.lessons:
        mark_read(actor, attempt, slug, make.NOW)
    try_id = start_try(actor, attempt, "en", make.NOW)
    assert try_id is not None
    db.session.commit()
    return try_id


def make_passed(person_id: int, module_id: str = "garden/soil") -> int:
    """A quiz that was passed, so that the practical comes next; gives the id of the attempt."""
    actor = _actor(person_id)
    page = try_page(make_sitting(person_id, module_id))
    assert page is not None
    for key, data in questions_of([page.pinned[key] for key in page.keys]).items():
        save_answer(actor, page.id, key, data, right_answer(data), secrets.token_hex(8), 0, make.NOW)
        db.session.flush()
    close_try(actor, page.id, make.NOW)
    db.session.commit()
    return page.attempt_id
