"""What a new state of a course means for those who learn: modules, lessons, questions and settings, point by point."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms.content.model import Course, Lesson, Module, Practical, Quiz
from lms.content.translations import key_of
from lms.questions.base import Data


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that changed. ``what`` is a word of `WHAT`; the rest fills its places, as far as it has them.

    ``module`` and ``about`` are titles or words as they are now, or as they were where they are gone.
    """

    what: str
    module: str = ""
    about: str = ""
    before: str = ""
    after: str = ""


WHAT = (
    "setting",
    "text",
    "module-added",
    "module-removed",
    "modules-order",
    "lesson-added",
    "lesson-removed",
    "lesson-changed",
    "lessons-order",
    "quiz-added",
    "quiz-removed",
    "question-added",
    "question-removed",
    "question-changed",
    "key-changed",
    "practical-added",
    "practical-removed",
    "practical-changed",
    "criterion-added",
    "criterion-removed",
    "criterion-changed",
    "translation-added",
    "translation-removed",
    "translation-changed",
)
"""The sorts of points. A ``setting`` names what was set in ``about``."""

COURSE_SETTINGS = ("title", "track", "language", "level", "hours", "audience", "requires", "enrol", "licence")
MODULE_SETTINGS = ("title", "minutes", "signoff", "credit", "pass_mark", "recall", "requires")
QUIZ_SETTINGS = ("draw", "shuffle", "feedback", "star")
PRACTICAL_SETTINGS = ("tier", "minutes", "materials")


def points(old: Course, new: Course) -> list[Point]:
    """Say what changed between two states of a course, the modules in their order as it is now."""
    found = [*_settings("", old, new, COURSE_SETTINGS)]
    said = ("summary", "about", "content_note")
    if any(getattr(old, name) != getattr(new, name) for name in said):
        found.append(Point("text"))
    before, after = {one.id: one for one in old.modules}, {one.id: one for one in new.modules}
    found += [Point("module-removed", one.title) for one in old.modules if one.id not in after]
    for module in new.modules:
        if module.id in before:
            found += _module(before[module.id], module)
        else:
            found.append(Point("module-added", module.title))
    if _reordered(list(before), list(after)):
        found.append(Point("modules-order"))
    return found + _translations(old, new)


def by_module(found: Sequence[Point]) -> dict[str, list[Point]]:
    """Put points together by the module they are about, those about the whole course first."""
    groups: dict[str, list[Point]] = {"": []}
    for point in found:
        groups.setdefault(point.module, []).append(point)
    return {module: ours for module, ours in groups.items() if ours}


def _settings(module: str, old: Any, new: Any, names: Sequence[str]) -> Iterator[Point]:
    for name in names:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Point("setting", module, name, _said(before), _said(after))


def _said(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _reordered(before: Sequence[str], after: Sequence[str]) -> bool:
    return [one for one in before if one in after] != [one for one in after if one in before]


def _module(old: Module, new: Module) -> list[Point]:
    found = [*_settings(new.title, old, new, MODULE_SETTINGS)]
    if old.about != new.about:
        found.append(Point("text", new.title))
    return found + _lessons(old, new) + _quiz(new.title, old.quiz, new.quiz) + _practical(new.title, old, new)


def _lessons(old: Module, new: Module) -> list[Point]:
    before, after = {one.id: one for one in old.lessons}, {one.id: one for one in new.lessons}
    found = [Point("lesson-removed", new.title, one.title) for id_, one in before.items() if id_ not in after]
    for id_, one in after.items():
        if id_ not in before:
            found.append(Point("lesson-added", new.title, one.title))
        elif _words_of(before[id_]) != _words_of(one):
            found.append(Point("lesson-changed", new.title, one.title))
    if _reordered(list(before), list(after)):
        found.append(Point("lessons-order", new.title))
    return found


def _words_of(lesson: Lesson) -> tuple[Any, ...]:
    """What a learner gets of a lesson; where its file lies is not a part of it."""
    return lesson.title, lesson.body, lesson.minutes, lesson.content_note, lesson.swap, dict(lesson.words or {})


def _quiz(module: str, old: Quiz | None, new: Quiz | None) -> list[Point]:
    if old is None or new is None:
        return [] if old is new else [Point("quiz-added" if new else "quiz-removed", module)]
    found = [*_settings(module, old, new, QUIZ_SETTINGS)]
    before, after = _by_id(old), _by_id(new)
    found += [Point("question-removed", module, _stem(one)) for id_, one in before.items() if id_ not in after]
    for id_, one in after.items():
        if id_ not in before:
            found.append(Point("question-added", module, _stem(one)))
        elif one != before[id_]:
            what = "key-changed" if key_changed(before[id_], one) else "question-changed"
            found.append(Point(what, module, _stem(one)))
    return found


def _by_id(quiz: Quiz) -> dict[str, Data]:
    return {one["id"]: one for one in quiz.questions}


def _stem(question: Data) -> str:
    return str(question["stem"]["md"])


def key_changed(old: Data, new: Data) -> bool:
    """Say whether an answer that was right may not be right any more, or the other way round.

    Another wording of the same options is no other key, and neither is one more accepted way to write an answer.
    """
    if old["kind"] != new["kind"]:
        return True
    if "forms" in old:
        return not all(form in new["forms"] for form in old["forms"])
    same_words = _all_words(old) == _all_words(new)
    other = _right(old) != _right(new) and (key_of(old) != key_of(new) or same_words)
    return other or _reordered(_items(old), _items(new))


def _all_words(question: Data) -> set[str]:
    """Every word an answer can be put together from."""
    return {one["text"]["md"] for name in ("options", "pairs", "rights") for one in question.get(name, ())}


def _right(question: Data) -> Any:
    """The words of what is right."""
    if "options" in question:
        return {one["text"]["md"] for one in question["options"] if one["right"]}
    if "pairs" in question:
        words = {one["id"]: one["text"]["md"] for one in question["rights"]}
        return {one["text"]["md"]: words[one["right"]] for one in question["pairs"]}
    return len(question.get("items", ()))


def _items(question: Data) -> list[str]:
    return [one["text"]["md"] for one in question.get("items", ())]


def _practical(module: str, old_module: Module, new_module: Module) -> list[Point]:
    old, new = old_module.practical, new_module.practical
    if old is None or new is None:
        return [] if old is new else [Point("practical-added" if new else "practical-removed", module)]
    found = [*_settings(module, old, new, PRACTICAL_SETTINGS)]
    if old.task != new.task:
        found.append(Point("practical-changed", module))
    return found + _criteria(module, old, new)


def _criteria(module: str, old: Practical, new: Practical) -> list[Point]:
    before, after = ({one.id: one for one in practical.criteria} for practical in (old, new))
    found = [Point("criterion-removed", module, one.text) for id_, one in before.items() if id_ not in after]
    found += [Point("criterion-added", module, one.text) for id_, one in after.items() if id_ not in before]
    changed = (one for id_, one in after.items() if id_ in before and before[id_] != one)
    return found + [Point("criterion-changed", module, one.text) for one in changed]


def _translations(old: Course, new: Course) -> list[Point]:
    before, after = old.translations or {}, new.translations or {}
    found = []
    for lang in sorted({*before, *after}):
        if lang not in before:
            found.append(Point("translation-added", about=lang))
        elif lang not in after:
            found.append(Point("translation-removed", about=lang))
        elif _files_of(lang, old) != _files_of(lang, new):
            found.append(Point("translation-changed", about=lang))
    return found


def _files_of(lang: str, course: Course) -> Mapping[str, bytes]:
    return {path: data for path, data in (course.files or {}).items() if path.startswith(f"{lang}/")}
