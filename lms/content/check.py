"""What `lms check` does: read a course, a library or a zip, tell every problem in order, and mend missing ids."""

import re
from dataclasses import replace
from pathlib import Path

from lms.content.archive import read_zip
from lms.content.facts import read_facts
from lms.content.layout import sort_files
from lms.content.library import FACTS, by_folder, course_id, read_folder, read_library_tree
from lms.content.model import Problem
from lms.content.reader import in_order, read
from lms.content.style.review import review
from lms.questions import with_ids

_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(?:.*\n)*?---[ \t]*\r?\n")


def check(path: Path) -> list[Problem]:
    """Check a course folder, a folder of courses, or a zip of either; paths in problems start below ``path``."""
    if path.is_dir():
        tree = read_folder(path)
        return _check_course(path, tree) if "course.md" in tree else _check_library(tree)
    if not path.is_file():
        return [Problem(path.name, 0, "not-found", "There is no such file or folder.")]
    tree, problems = read_zip(path.read_bytes())
    return problems or _check_library(tree)


def _check_library(tree: dict[str, bytes]) -> list[Problem]:
    """Check all courses of a library, with the facts in it."""
    _, facts, problems = read_library_tree(tree)
    groups, _ = by_folder({path: data for path, data in tree.items() if path != FACTS})
    for folder, files in groups.items():
        prefix = f"{folder}/" if folder else ""
        problems += [replace(one, path=prefix + one.path) for one in review(files, facts)]
    return in_order(problems)


def _check_course(path: Path, tree: dict[str, bytes]) -> list[Problem]:
    """Check one course of a library: its facts and the courses it may require lie beside it."""
    library = path.resolve().parent
    rows = library / FACTS
    if not rows.is_file():
        return in_order(read(tree, folder=path.resolve().name)[1] + review(tree))
    facts, _ = read_facts(rows.read_bytes())
    beside = [file.parent for file in library.glob("*/course.md")]
    known = {course_id({"course.md": (one / "course.md").read_bytes()}, one.name) for one in beside}
    return in_order(read(tree, facts, known, path.resolve().name)[1] + review(tree, facts))


def fix(path: Path) -> list[Path]:
    """Write an id after each question that has none, below a course folder or a library; give the files that changed.

    Translations are left alone: their questions take the ids of the course, which only their author can match.
    """
    courses = [path] if (path / "course.md").is_file() else sorted(file.parent for file in path.glob("*/course.md"))
    changed: list[Path] = []
    for course in courses:
        for folder in sort_files(dict.fromkeys(read_folder(course), b"")).main.modules():
            file = course / folder.parts.get("quiz.md", "")
            after = mend(before) if (before := _bytes_of(file)) else before
            if after != before:
                file.write_bytes(after)
                changed.append(file)
    return changed


def _bytes_of(file: Path) -> bytes:
    return file.read_bytes() if file.is_file() else b""


def mend(data: bytes) -> bytes:
    """Give a quiz.md in which each question has an id; every other byte stays, and so does a file that is not UTF-8."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return data
    front = _FRONT.match(text)
    start = front.end() if front else 0
    return (text[:start] + with_ids(text[start:])).encode()
