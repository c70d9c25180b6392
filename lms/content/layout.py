"""The tree of a course: which file is what by its path, and which belong nowhere."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lms.content.front import LONGEST_ID
from lms.content.model import Problem

NUMBERED = re.compile(r"([0-9]{1,3})-([a-z0-9]+(?:-[a-z0-9]+)*)")
LANGUAGE = re.compile(r"[a-z]{2}(-[A-Za-z0-9]{2,8})?")

_FILES = ("module.md", "quiz.md", "practical.md")
_LEFTOVERS = re.compile(r"(^|/)(__MACOSX/|\.|Thumbs\.db$|desktop\.ini$|[^/]*~$)", re.IGNORECASE)


@dataclass(slots=True)
class Folder:
    """The files of one module in one language, by what they are; lessons by number and slug."""

    path: str
    number: int
    slug: str
    parts: dict[str, str] = field(default_factory=dict)
    lessons: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Branch:
    """A course in one language: the path of its course.md (where there is one) and its module folders by name."""

    prefix: str
    course: str = ""
    folders: dict[str, Folder] = field(default_factory=dict)

    def modules(self) -> list[Folder]:
        """Give the module folders in their order, lessons in theirs."""
        folders = sorted(self.folders.values(), key=lambda folder: (folder.number, folder.slug))
        for folder in folders:
            folder.lessons.sort()
        return folders


@dataclass(slots=True)
class Layout:
    """All files of a course, sorted: its own language, its translations, its media, and what was left out."""

    main: Branch
    translations: dict[str, Branch] = field(default_factory=dict)
    media: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def sort_files(tree: Mapping[str, bytes]) -> Layout:
    """Find for each path what it is; a leftover of the system is left out, anything else unknown is a problem."""
    layout = Layout(Branch(""))
    for path in sorted(tree):
        if is_leftover(path):
            layout.left_out.append(path)
            words = "This file is no part of a course; it is left out."
            layout.problems.append(Problem(path, 0, "left-out", words, "warning"))
        elif path.startswith("media/"):
            layout.media.append(path)
        else:
            first, _, rest = path.partition("/")
            branch, inner = layout.main, path
            if rest and LANGUAGE.fullmatch(first):
                branch, inner = layout.translations.setdefault(first, Branch(first + "/")), rest
            layout.problems += _place(branch, path, inner)
    layout.problems += _same_name(tree)
    for branch in (layout.main, *layout.translations.values()):
        layout.problems += _twice(branch)
    if not layout.main.course:
        words = "There is no course.md. A course is a folder with a course.md and a folder for each module."
        layout.problems.append(Problem("course.md", 0, "course-missing", words))
    return layout


def is_leftover(path: str) -> bool:
    """Say whether a path is what a system or an editor leaves behind, such as .DS_Store."""
    return _LEFTOVERS.search(path) is not None


def _place(branch: Branch, path: str, inner: str) -> list[Problem]:
    """Put one file where it belongs in its language."""
    if inner == "course.md":
        branch.course = path
        return []
    name, _, file = inner.partition("/")
    if not file or "/" in file:
        return [Problem(path, 0, "stray", "This file belongs nowhere in a course. Move it out, or check its name.")]
    numbered = _numbered(name)
    if not numbered:
        words = f"The folder “{name}” needs a number and a short name in small letters, such as 1-getting-in."
        return [Problem(path, 0, "folder-name", words)]
    folder = branch.folders.setdefault(name, Folder(branch.prefix + name, *numbered))
    if file in _FILES:
        folder.parts[file] = path
        return []
    lesson = _numbered(file.removesuffix(".md")) if file.endswith(".md") else None
    if not lesson:
        words = "A lesson is named with a number and a short name in small letters, such as 1-first-steps.md."
        return [Problem(path, 0, "file-name", words)]
    folder.lessons.append((*lesson, path))
    return []


def _numbered(name: str) -> tuple[int, str] | None:
    found = NUMBERED.fullmatch(name)
    return (int(found[1]), found[2]) if found and len(found[2]) <= LONGEST_ID else None


def _same_name(paths: Iterable[str]) -> list[Problem]:
    """Name the files that some computers cannot hold apart, as their names differ in small and large letters only."""
    seen: dict[str, str] = {}
    problems: list[Problem] = []
    for path in sorted(paths):
        twin = seen.setdefault(path.casefold(), path)
        if twin != path:
            words = f"On some computers this is the same file as {twin}. Give it another name."
            problems.append(Problem(path, 0, "name-twice", words))
    return problems


def _twice(branch: Branch) -> list[Problem]:
    """Name the modules, and the lessons of each, whose number stands twice, so that their order is not clear."""
    problems = _same_number((folder.number, folder.path) for folder in branch.modules())
    for folder in branch.modules():
        problems += _same_number((number, path) for number, _, path in folder.lessons)
    return problems


def _same_number(numbered: Iterable[tuple[int, str]]) -> list[Problem]:
    seen: dict[int, str] = {}
    problems: list[Problem] = []
    for number, path in numbered:
        if number in seen:
            twin = seen[number].split("/")[-1]
            words = f"The number {number} is also on {twin}. Give each its own, so that the order is clear."
            problems.append(Problem(path, 0, "number-twice", words))
        seen[number] = path
    return problems
