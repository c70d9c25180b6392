"""A draft held against every check and compiled, before anything is written."""

from dataclasses import dataclass
from typing import Any

from lms.content.hashing import hash_of
from lms.content.model import Problem
from lms.features.authoring.queries import all_facts, course_ids
from lms.features.drafts.queries import draft_tree
from lms.features.publishing.actions import Ready
from lms.models.base import db


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the checks say of a draft. ``ready`` is there where nothing stops it, ``taken`` names what was taken out."""

    hash: str
    problems: tuple[Problem, ...]
    ready: Ready | None = None
    taken: tuple[str, ...] = ()

    @property
    def errors(self) -> list[Problem]:
        """What has to be mended first."""
        return [problem for problem in self.problems if problem.severity == "error"]

    @property
    def warnings(self) -> list[Problem]:
        """What is to be looked at, and stops nothing."""
        return [problem for problem in self.problems if problem.severity != "error"]


def prepare(draft: Any, compiling: bool = True) -> Prepared:
    """Read a draft and, where no error stands in the way, compile it.

    The transaction is given back first: reading and rendering take a while.
    """
    tree, facts, known = draft_tree(draft.id), all_facts(), course_ids()
    db.session.rollback()  # No write lock is held while texts are read and rendered.
    # Only these pages need reader, rules of style and compiler; a serving process does without until then.
    from lms.content.compiled import compile_course
    from lms.content.reader import in_order, read
    from lms.content.render import Renderer
    from lms.content.style.review import review

    course, found = read(tree, facts, known, draft.course_id)
    problems = in_order([*found, *review(tree, facts)])
    hash_ = hash_of(tree, tree)
    if any(problem.severity == "error" for problem in problems):
        return Prepared(hash_, tuple(problems))
    if course is None or not compiling:
        return Prepared(hash_, tuple(problems))
    if course.id != draft.course_id:
        words = f"This is the draft of “{draft.course_id}”, so course.md cannot name another id."
        return Prepared(hash_, (Problem("course.md", 1, "course-name", words), *problems))
    with Renderer() as renderer:
        compiled = compile_course(course, renderer)
    ready = None if compiled.problems else Ready(draft.id, hash_, course, compiled)
    return Prepared(hash_, tuple(in_order([*problems, *compiled.problems])), ready, compiled.taken)
