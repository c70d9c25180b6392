"""One file of a draft made ready to be looked at, without the rest of its course."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lms.content.compiled import Bench
from lms.content.model import Course, Module, Problem
from lms.content.render import Renderer
from lms.content.taken import NOTHING, Taken, count_taken


@dataclass(frozen=True, slots=True)
class Piece:
    """What a file shows. ``shown`` is a compiled lesson, questions or practical, or the texts of a course or module."""

    kind: str
    lang: str
    title: str
    shown: Any
    problems: tuple[Problem, ...] = ()
    taken: Taken = NOTHING


def piece_of(course: Course, path: str, renderer: Renderer, media_url: Mapping[str, str]) -> Piece | None:
    """Render what one file of a draft shows; None for a file that is no text of the course."""
    bench = Bench(course, renderer, media_url)
    made = None
    for lang, tongue in {course.language: course, **(course.translations or {})}.items():
        prefix = "" if tongue is course else f"{lang}/"
        if path == f"{prefix}course.md":
            made = "course", lang, tongue.title, bench.course_texts(lang, tongue)
        for module in tongue.modules:
            made = made or _in_module(bench, lang, module, path, course)
    if made is None:
        return None
    return Piece(*made, tuple(bench.problems), count_taken(note.partition(": ")[2] for note in bench.taken))


def _in_module(bench: Bench, lang: str, module: Module, path: str, course: Course) -> tuple[str, str, str, Any] | None:
    if path == f"{module.path}/module.md":
        return "module", lang, module.title, bench.module_texts(lang, module)
    for lesson in module.lessons:
        if lesson.path == path:
            return "lesson", lang, lesson.title, bench.lesson(lang, module.id, lesson)
    if module.quiz and module.quiz.path == path:
        original = next(one for one in course.modules if one.id == module.id).quiz or module.quiz
        originals = {question["id"]: question for question in original.questions}
        return "quiz", lang, module.title, tuple(bench.questions(lang, module.quiz, originals))
    if module.practical and module.practical.path == path:
        return "practical", lang, module.title, bench.practical(lang, module.id, module.practical)
    return None
