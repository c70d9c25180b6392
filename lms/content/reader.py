"""From files to a course: reads every part, checks them against each other, and tells all problems at once."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from lms.content.archive import MOST_BYTES, MOST_ENTRIES
from lms.content.desk import Desk
from lms.content.front import ID, LONGEST_ID, NO_COURSE_IDS, Front, Key, inherit
from lms.content.hashing import hash_of
from lms.content.layout import LANGUAGE, Branch, Layout, sort_files
from lms.content.media import read_media, unused
from lms.content.model import Course, Fact, Module, Problem
from lms.content.modules import check_requires, read_module
from lms.content.pixels import held_beside
from lms.content.references import MOST_PROBLEMS, Surroundings, facts, pictures
from lms.content.source import read_text
from lms.content.words import near

AUDIENCES = ("learner", "mentor", "peer", "instructor", "staff")

KEYS = {
    "title": Key("text", "", required=True, high=200, setting=False),
    "summary": Key("text", "", required=True, high=500, setting=False),
    "track": Key("text", "", high=100),
    "language": Key("text", "en", high=12, setting=False),
    "level": Key("text", "", high=100),
    "hours": Key("number", 0, high=1000),
    "audience": Key("text", "learner", choices=AUDIENCES),
    "requires": Key("ids", ()),
    "enrol": Key("text", "open", choices=("open", "staff")),
    "authors": Key("texts", (), setting=False),
    "licence": Key("text", "", high=200),
    "content_note": Key("text", "", setting=False),
}


def read(
    tree: Mapping[str, bytes],
    facts: Mapping[str, Fact] | None = None,
    known_courses: Collection[str] | None = None,
    folder: str = "",
) -> tuple[Course | None, list[Problem]]:
    """Read the files of one course, by their paths inside its folder, and check everything the format asks.

    There is a course only where no problem is an error; `read_draft` gives what can be made of the rest.
    ``known_courses`` are the ids it may require (None: not checked); ``folder`` is its id where course.md names none.
    """
    course, problems = read_draft(tree, facts, known_courses, folder)
    return (None if any(problem.severity == "error" for problem in problems) else course), problems


def read_draft(
    tree: Mapping[str, bytes],
    facts: Mapping[str, Fact] | None = None,
    known_courses: Collection[str] | None = None,
    folder: str = "",
) -> tuple[Course | None, list[Problem]]:
    """Read as `read` does, but give a course to look at in spite of problems; None where there is no course.md."""
    layout = sort_files(tree)
    course: Course | None = None
    desk = Desk(tree, Surroundings(frozenset(layout.media), facts or {}), problems=list(layout.problems))
    if len(tree) > MOST_ENTRIES or sum(map(len, tree.values())) > MOST_BYTES:
        words = f"A course has at most {MOST_ENTRIES:,} files and 100 MB, so that it can be carried as a zip."
        desk.add("course.md", 0, "course-size", words)
    for path in layout.media:
        desk.problems += list(read_media(path, tree[path])) or held_beside(path, tree[path])
    if layout.main.course:
        course = _read_branch(desk, layout.main, None, folder)
        _check_course(desk, layout, course, known_courses)
        translations = _translations(desk, layout, course)
        course = _whole(desk, layout, replace(course, translations=translations))
    return course, in_order(desk.problems)


def in_order(problems: Collection[Problem]) -> list[Problem]:
    """Sort problems by file and line, each once; of a file with very many, the errors first and not all."""
    by_file: dict[str, list[Problem]] = {}
    for problem in sorted(set(problems), key=lambda one: (one.severity, one.line, one.rule, one.words)):
        by_file.setdefault(problem.path, []).append(problem)
    kept: list[Problem] = []
    for path, found in by_file.items():
        kept += found[:MOST_PROBLEMS]
        if more := found[MOST_PROBLEMS:]:
            words = f"There are {len(more):,} more problems in this file."
            kept.append(Problem(path, found[MOST_PROBLEMS - 1].line, "more", words, more[0].severity))
    return sorted(kept, key=lambda one: (one.path, one.line, one.rule, one.words))


def _read_branch(desk: Desk, branch: Branch, original: Course | None, folder: str) -> Course:
    """Read a course in one language; in a translation, beside ``original``."""
    front = desk.open(branch.course, {"id": Key("id"), **KEYS}) if branch.course else Front({}, {}, "", 1)
    originals = {module.id: module for module in original.modules} if original else {}
    about = front.body.strip("\n")
    if original:
        values, problems = inherit(branch.course, front, KEYS, original)
        desk.problems += problems
        about, own_id = about or original.about, original.id
    else:
        values = {key: front.values[key] for key in KEYS}
        own_id = front.values["id"] or folder or _slug(values["title"])
        if not (ID.fullmatch(own_id) and len(own_id) <= LONGEST_ID) or own_id in NO_COURSE_IDS:
            words = f"“{own_id}” cannot be the id of a course. Name the folder with small letters, digits and hyphens."
            desk.add(branch.course, 1, "course-name", words)
    desk.look_over(branch.course, front)
    modules: dict[str, Module] = {}
    for module in (read_module(desk, folder, originals) for folder in branch.modules()):
        if module and module.id in modules:
            words = f"The id “{module.id}” is also that of {modules[module.id].path}."
            desk.add(f"{module.path}/module.md", 1, "id-twice", words)
        elif module:
            modules[module.id] = module
    return Course(own_id, about=about, about_line=front.body_line, modules=tuple(modules.values()), **values)


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:LONGEST_ID].strip("-") or "course"


def _check_course(desk: Desk, layout: Layout, course: Course, known_courses: Collection[str] | None) -> None:
    """Check what only the whole course shows: its modules, their order of need, and the courses it requires."""
    if not course.modules:
        words = "This course has no module. A module is a folder such as 1-getting-in with a module.md."
        desk.add(layout.main.course, 0, "modules-missing", words)
    if not LANGUAGE.fullmatch(course.language):
        words = f"“{course.language}” is no language code. Write en, es, pt-BR."
        desk.add(layout.main.course, desk.key_line(layout.main.course, "language"), "language", words)
    check_requires(desk, course.modules)
    line = desk.key_line(layout.main.course, "requires")
    for name in course.requires:
        if name == course.id:
            desk.add(layout.main.course, line, "requires-circle", "This course requires itself.")
        elif known_courses is not None and name not in known_courses:
            words = f"requires names “{name}”, which is no course here.{near(name, known_courses)}"
            desk.add(layout.main.course, line, "requires-unknown", words)


def _translations(desk: Desk, layout: Layout, course: Course) -> dict[str, Course]:
    """Read each translation beside the course; what it lacks is taken from the course when a page is put together."""
    found: dict[str, Course] = {}
    for lang, branch in layout.translations.items():
        where = branch.course or branch.prefix.rstrip("/")
        beside = Desk(desk.tree, desk.around, lang, desk.problems, desk.lines)
        translated = _read_branch(beside, branch, course, "")
        if lang == course.language:
            desk.add(where, 0, "language", f"The course itself is in {lang}; this folder cannot be its translation.")
            continue
        if branch.course and translated.language != lang:
            words = f"This folder is {lang}/, so course.md says language: {lang}."
            desk.add(where, desk.key_line(where, "language"), "language", words)
        found[lang] = replace(translated, language=lang)
    return found


def _whole(desk: Desk, layout: Layout, course: Course) -> Course:
    """Add what is over all files: the bytes, the hash of each module, the facts used, the pictures not shown."""
    texts = {path: read_text(path, data)[0] for path, data in desk.tree.items() if path.endswith(".md")}
    shown = {path: [one.target for one in pictures(text)] for path, text in texts.items()}
    for one in (course, *(course.translations or {}).values()):
        for lesson in (lesson for module in one.modules for lesson in module.lessons if lesson.audio):
            shown[lesson.path].append(lesson.audio)
    problems = unused(
        {path: desk.tree[path] for path in layout.media}, {one for each in shown.values() for one in each}
    )
    desk.problems += problems
    modules = tuple(_with_files(desk, layout, course, module, shown) for module in course.modules)
    left_out = set(layout.left_out)
    return replace(
        course,
        modules=modules,
        facts=tuple(sorted({name for text in texts.values() for name in facts(text)})),
        files={path: desk.tree[path] for path in sorted(desk.tree) if path not in left_out},
    )


def _with_files(
    desk: Desk, layout: Layout, course: Course, module: Module, shown: Mapping[str, Collection[str]]
) -> Module:
    """Give a module the files it is made of: its own, their translations, and the pictures they show."""
    folders = [module.path]
    for translated in (course.translations or {}).values():
        folders += [one.path for one in translated.modules if one.id == module.id]
    own = [path for path in desk.tree if path.rpartition("/")[0] in folders and path not in layout.left_out]
    media = {target for path in own for target in shown.get(path, ()) if target in desk.tree}
    files = tuple(sorted({*own, *media}))
    return replace(module, files=files, hash=hash_of(files, desk.tree))
