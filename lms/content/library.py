"""A folder or an archive of several courses with their facts, read as one."""

import os
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from lms.content.facts import read_facts
from lms.content.front import Key, read_front
from lms.content.layout import is_leftover
from lms.content.model import Course, Fact, Problem
from lms.content.modules import circle_from
from lms.content.reader import in_order, read
from lms.content.source import read_text

FACTS = "facts.yaml"

Library = tuple[dict[str, Course], dict[str, Fact], list[Problem]]
"""The sound courses by id, the facts by id, and all problems."""


def read_library(folder: Path) -> Library:
    """Read a folder such as ``courses/``: one folder for each course, and facts.yaml."""
    return read_library_tree(read_folder(folder))


def read_folder(folder: Path) -> dict[str, bytes]:
    """Give the files of a folder by their paths in it; folders whose name starts with a dot are not looked into."""
    tree: dict[str, bytes] = {}
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in files:
            path = Path(where, name)
            if path.is_file():
                tree[path.relative_to(folder).as_posix()] = path.read_bytes()
    return tree


def read_library_tree(
    tree: Mapping[str, bytes], facts: Mapping[str, Fact] | None = None, known_courses: Collection[str] = ()
) -> Library:
    """Read the files of a library, or of one course that lies at the top, with what is known already."""
    own, problems = read_facts(tree[FACTS], FACTS) if FACTS in tree else ({}, [])
    usable = {**(facts or {}), **own}
    groups, strays = by_folder({path: data for path, data in tree.items() if path != FACTS})
    problems += strays
    ids = {folder: course_id(files, folder) for folder, files in groups.items()}
    known = {*known_courses, *ids.values()}
    courses: dict[str, Course] = {}
    folders: dict[str, str] = {}
    for folder, files in groups.items():
        course, found = read(files, usable, known, folder)
        prefix = f"{folder}/" if folder else ""
        problems += [replace(problem, path=prefix + problem.path) for problem in found]
        if ids[folder] in folders:
            words = f"The id “{ids[folder]}” is also that of the course in {folders[ids[folder]]}/."
            problems.append(Problem(f"{prefix}course.md", 1, "id-twice", words))
        elif course:
            courses[course.id] = course
        folders.setdefault(ids[folder], folder)
    problems += _circles(courses, folders)
    return courses, own, in_order(problems)


def by_folder(tree: Mapping[str, bytes]) -> tuple[dict[str, dict[str, bytes]], list[Problem]]:
    """Part the files of a library by course folder; a course.md at the top makes all one course without a folder."""
    if "course.md" in tree:
        return {"": dict(tree)}, []
    groups: dict[str, dict[str, bytes]] = {}
    problems: list[Problem] = []
    for path in sorted(tree):
        folder, _, inner = path.partition("/")
        if is_leftover(path):
            words = "This file is no part of a library; it is left out."
            problems.append(Problem(path, 0, "left-out", words, "warning"))
        elif not inner:
            words = "Beside the course folders stands only facts.yaml. Move this file into its course."
            problems.append(Problem(path, 0, "stray", words))
        else:
            groups.setdefault(folder, {})[inner] = tree[path]
    if not groups:
        problems.append(Problem("", 0, "course-missing", "There is no course here: no folder with a course.md."))
    return groups, problems


def course_id(tree: Mapping[str, bytes], folder: str) -> str:
    """Give the id of a course without reading the rest: that of its course.md, or the name of its folder."""
    text, _ = read_text("course.md", tree.get("course.md", b""))
    front, _ = read_front("course.md", text, {"id": Key("id")}, partial=True)
    return front.values["id"] or folder


def _circles(courses: dict[str, Course], folders: Mapping[str, str]) -> list[Problem]:
    """Take out the courses that require each other in a circle, and say so."""
    needs = {course.id: course.requires for course in courses.values()}
    problems: list[Problem] = []
    for own_id in list(courses):
        circle = circle_from(own_id, needs)
        if circle:
            del courses[own_id]
            path = f"{folders[own_id]}/course.md".lstrip("/")
            problems.append(Problem(path, 1, "requires-circle", f"This requires itself: {' → '.join(circle)}."))
    return problems
