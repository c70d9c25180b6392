"""What a served facility holds for journeys and faults: the garden course with two signatures, and its people."""

from functools import cache
from types import SimpleNamespace

from lms.content.compiled import CompiledCourse, compile_course
from lms.content.model import Course
from lms.content.reader import read
from lms.content.render import Renderer
from lms.features.authoring.actions import publish
from lms.models.base import db
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
    """Nia and Tess learn, Wren mentors both, Olga audits; each signs in with 417293."""
    found = SimpleNamespace(
        nia=make.make_person(facility_id, "Nia Example", "learner", number="2001"),
        tess=make.make_person(facility_id, "Tess Sample", "learner", number="2002"),
        wren=make.make_person(facility_id, "Wren Example", "mentor", username="wren"),
        olga=make.make_person(facility_id, "Olga Example", "auditor", username="olga"),
        pia=make.make_person(facility_id, "Pia Sample", "peer_mentor", number="2003"),
    )
    for learner in (found.nia, found.tess):
        make.make_match(facility_id, learner, found.wren)
    return found
