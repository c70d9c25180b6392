"""A course as a learner would see it, from a draft or any version: compiled for the page alone, and kept nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lms.content.model import Course, Module
from lms.features.authoring.queries import all_facts, contents, course_ids
from lms.features.drafts.queries import draft_tree
from lms.models.base import db

if TYPE_CHECKING:
    from lms.content.compiled import CompiledModule


@dataclass(frozen=True, slots=True)
class Step:
    """One page of a module: a lesson by its id, a question by its number from 1, or the practical."""

    kind: str
    module: str
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A course read for looking at. ``source`` is *draft* or a version's number; ``lang`` what it is looked at in."""

    source: str
    lang: str
    course: Course

    @property
    def langs(self) -> list[str]:
        """The languages it has, the author's first."""
        return [self.course.language, *sorted(self.course.translations or {})]

    @property
    def shown(self) -> Course:
        """The course in the language that it is looked at in, as far as it goes."""
        return (self.course.translations or {}).get(self.lang, self.course)

    def module(self, id_: str) -> Module | None:
        """One module as its author wrote it."""
        return next((one for one in self.course.modules if one.id == id_), None)

    def titles(self, module: Module) -> Module:
        """A module in the language that it is looked at in, or else in the author's."""
        return next((one for one in self.shown.modules if one.id == module.id), module)

    def steps(self, module: Module) -> list[Step]:
        """The pages of a module in their order."""
        spoken = {one.id: one.title for one in self.titles(module).lessons}
        steps = [Step("lesson", module.id, one.id, spoken.get(one.id, one.title)) for one in module.lessons]
        questions = module.quiz.questions if module.quiz else ()
        steps += [Step("quiz", module.id, str(number), "") for number in range(1, len(questions) + 1)]
        return steps + ([Step("practical", module.id, "", "")] if module.practical else [])

    def all_steps(self) -> list[Step]:
        """Every page of the course in order."""
        return [step for module in self.course.modules for step in self.steps(module)]


def seen(course_id: str, source: str, row_id: int, lang: str) -> Seen | None:
    """Read a draft or a version by the id of its row; None where it is no course that can be read."""
    tree = draft_tree(row_id) if source == "draft" else contents(row_id)
    facts, known = all_facts(), course_ids()
    db.session.rollback()  # Reading a course takes a while; no transaction is kept open for it.
    from lms.content.reader import read_draft  # Only pages for authors need the reader.

    course, _problems = read_draft(tree, facts, known, course_id)
    return Seen(source, lang, course) if course else None


def compiled_module(found: Seen, module: Module, media_url: Mapping[str, str]) -> "CompiledModule":
    """Compile one module with its translations; what cannot be shown is left empty."""
    from lms.content.compiled import compile_course  # Only pages for authors need the compiler.
    from lms.features.drafts.looking import rendering

    only = {
        lang: replace(other, modules=tuple(one for one in other.modules if one.id == module.id))
        for lang, other in (found.course.translations or {}).items()
    }
    part = replace(found.course, modules=(module,), translations=only)
    with rendering() as renderer:
        return compile_course(part, renderer, media_url).modules[0]


def spoken(parts: Any, id_: str, lang: str) -> Any | None:
    """The part with this id in a language, or else in the author's, which stands first."""
    ours = [one for one in parts if one.id == id_]
    return next((one for one in ours if one.lang == lang), next(iter(ours), None))
