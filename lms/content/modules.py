"""Modules: the folder that is signed off as one, with its lessons, quiz and practical."""

from collections.abc import Iterable, Mapping

from lms.content.desk import Desk
from lms.content.front import Front, Key, inherit
from lms.content.layout import Folder
from lms.content.lessons import read_lesson
from lms.content.model import SIGNOFFS, Lesson, Module, Practical
from lms.content.practicals import read_practical
from lms.content.quizzes import read_quiz_file
from lms.content.words import near

KEYS = {
    "title": Key("text", "", required=True, high=200, setting=False),
    "minutes": Key("whole", 0, high=6000),
    "signoff": Key("text", "mentor", choices=SIGNOFFS),
    "credit": Key("yes_no", False),
    "pass_mark": Key("whole", 80, low=1, high=100),
    "recall": Key("whole", 2, high=20),
    "requires": Key("ids", ()),
}


def read_module(desk: Desk, folder: Folder, originals: Mapping[str, Module]) -> Module | None:
    """Read one module folder; in a translation, beside the module with the same id in ``originals``."""
    path = folder.parts.get("module.md", "")
    front = desk.open(path, {"id": Key("id"), **KEYS}) if path else Front({"id": None}, {}, "", 1)
    beside = next((one.id for one in originals.values() if desk.is_beside(folder.path, one.path)), folder.slug)
    own_id = front.values["id"] or beside
    original = originals.get(own_id)
    if desk.lang and original is None:
        words = f"The course has no module “{own_id}”. A translation keeps the names, or says id: in module.md."
        desk.add(path or folder.path, front.line("id") if path else 0, "translation-extra", words)
        return None
    if not path and not original:
        desk.add(f"{folder.path}/module.md", 0, "module-missing", "There is no module.md in this folder.")
        front = Front({key: KEYS[key].default for key in KEYS}, {}, "", 1)
    values = {key: front.values[key] for key in KEYS} if not original else {}
    about, about_line = front.body.strip("\n"), front.body_line
    if original:
        values, problems = inherit(path, front, KEYS, original)
        desk.problems += problems
        about = about or original.about
    desk.look_over(path, front)
    lessons = _lessons(desk, folder, original)
    quiz, practical = folder.parts.get("quiz.md"), folder.parts.get("practical.md")
    module = Module(
        own_id,
        folder.path,
        folder.number,
        about=about,
        about_line=about_line,
        lessons=lessons,
        quiz=read_quiz_file(desk, quiz, original.quiz if original else None) if quiz else None,
        practical=read_practical(desk, practical, original.practical if original else None) if practical else None,
        **values,
    )
    _check(desk, folder, front, module, original)
    return module


def _lessons(desk: Desk, folder: Folder, original: Module | None) -> tuple[Lesson, ...]:
    """Read the lessons of a module in order; each id stands once, and each swap names another lesson here."""
    originals = {lesson.id: lesson for lesson in original.lessons} if original else {}
    lessons: dict[str, Lesson] = {}
    for _, slug, path in folder.lessons:
        lesson = read_lesson(desk, path, slug, originals)
        if lesson and lesson.id in lessons:
            words = f"The id “{lesson.id}” is also that of {lessons[lesson.id].path}."
            desk.add(path, 1, "id-twice", words)
        elif lesson:
            lessons[lesson.id] = lesson
    for lesson in lessons.values():
        if lesson.swap and not desk.lang and (lesson.swap not in lessons or lesson.swap == lesson.id):
            words = f"swap names “{lesson.swap}”, which is no other lesson of this module.{near(lesson.swap, lessons)}"
            desk.add(lesson.path, desk.key_line(lesson.path, "swap"), "swap-unknown", words)
    return tuple(lessons.values())


def _check(desk: Desk, folder: Folder, front: Front, module: Module, original: Module | None) -> None:
    """Check the parts of a module against each other."""
    path = folder.parts.get("module.md", folder.path)
    if original:
        for part in ("quiz", "practical"):
            if getattr(module, part) and not getattr(original, part):
                words = f"The course has no {part}.md in this module, so it cannot be translated."
                desk.add(f"{folder.path}/{part}.md", 0, "translation-extra", words)
        return
    if not module.lessons:
        desk.add(path, 0, "lessons-missing", "This module has no lesson. Lessons are files such as 1-first-steps.md.")
    line = front.line("signoff")
    if module.signoff == "none" and module.credit:
        words = "A module with signoff: none cannot give credit: a quiz alone never earns it."
        desk.add(path, front.line("credit"), "credit-signoff", words)
    if module.practical is None and module.signoff in ("practical", "dual"):
        desk.add(path, line, "practical-missing", f"signoff: {module.signoff} needs a practical.md in this folder.")
    if module.practical:
        _check_practical(desk, path, line, module, module.practical)


def _check_practical(desk: Desk, path: str, line: int, module: Module, practical: Practical) -> None:
    """Check that the sign-off is strong enough for the practical."""
    if practical.tier in ("T2", "T3") and module.signoff != "dual":
        words = f"A practical of tier {practical.tier} needs signoff: dual, not {module.signoff}."
        desk.add(path, line, "tier-signoff", words)
    elif module.signoff not in ("practical", "dual"):
        words = f"With signoff: {module.signoff} nobody watches practical.md. Choose practical or dual."
        desk.add(path, line, "practical-unwatched", words)


def check_requires(desk: Desk, modules: Iterable[Module]) -> None:
    """Check that required modules exist and that none needs itself, straight or through others."""
    by_id = {module.id: module for module in modules}
    for module in by_id.values():
        path = f"{module.path}/module.md"
        line = desk.key_line(path, "requires")
        for name in module.requires:
            if name not in by_id:
                words = f"requires names “{name}”, which is no module of this course.{near(name, by_id)}"
                desk.add(path, line, "requires-unknown", words)
        if circle := circle_from(module.id, {one.id: one.requires for one in by_id.values()}):
            desk.add(path, line, "requires-circle", f"This needs itself: {' → '.join(circle)}.")


def circle_from(start: str, needs: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Give the way from ``start`` through what it needs back to itself, or nothing where there is none."""
    came_from: dict[str, str] = {}
    waiting = [start]
    while waiting:
        one = waiting.pop()
        for other in needs.get(one, ()):
            if other == start:
                way = [one, start]
                while way[0] != start:
                    way.insert(0, came_from[way[0]])
                return way
            if other not in came_from:
                came_from[other] = one
                waiting.append(other)
    return []
