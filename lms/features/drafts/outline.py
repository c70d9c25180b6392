"""The files of a draft as a tree: modules with their lessons, quiz and practical, pictures, and the rest."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lms.content.layout import sort_files
from lms.content.model import Course, Problem
from lms.features.drafts.looking import Look


@dataclass(frozen=True, slots=True)
class Leaf:
    """One file: what it is, its title where it has one, and how many problems it has."""

    path: str
    kind: str
    title: str = ""
    problems: int = 0
    errors: int = 0


@dataclass(frozen=True, slots=True)
class Shelf:
    """A module folder with its files in order."""

    path: str
    title: str
    page: Leaf | None
    leaves: tuple[Leaf, ...]
    number: int = 0
    has: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Branch:
    """A draft in one language; ``lang`` is empty for the language the course is written in."""

    lang: str
    course: Leaf | None
    shelves: tuple[Shelf, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """All files of a draft."""

    branches: tuple[Branch, ...]
    media: tuple[Leaf, ...] = ()
    others: tuple[Leaf, ...] = ()
    whole: tuple[Problem, ...] = field(default=())


def outline_of(look: Look) -> Outline:
    """Sort the files of a draft; a problem that belongs to no file stands in ``whole``."""
    count = Counter(problem.path for problem in look.problems)
    errors = Counter(problem.path for problem in look.problems if problem.severity == "error")

    def leaf(path: str, kind: str, title: str = "") -> Leaf:
        return Leaf(path, kind, title, count[path], errors[path])

    layout = sort_files(look.tree)
    seen = set(layout.media)
    branches = []
    for lang, branch in {"": layout.main, **layout.translations}.items():
        tongue = look.course if not lang else (look.course.translations or {}).get(lang) if look.course else None
        titles = _titles(tongue)
        shelves = []
        for folder in branch.modules():
            page = folder.parts.get("module.md", "")
            leaves = [leaf(path, "lesson", titles.get(path, slug)) for _, slug, path in folder.lessons]
            leaves += [leaf(path, name) for name in ("quiz", "practical") if (path := folder.parts.get(f"{name}.md"))]
            seen |= {page, *(one.path for one in leaves)}
            title = titles.get(folder.path) or folder.slug
            shelf = Shelf(
                folder.path,
                title,
                leaf(page, "module", title) if page else None,
                tuple(leaves),
                folder.number,
                frozenset(one.kind for one in leaves),
            )
            shelves.append(shelf)
        seen.add(branch.course)
        branches.append(Branch(lang, leaf(branch.course, "course") if branch.course else None, tuple(shelves)))
    others = tuple(leaf(path, "other") for path in sorted(look.tree) if path not in seen)
    media = tuple(leaf(path, "picture") for path in layout.media)
    return Outline(tuple(branches), media, others, tuple(_homeless(look.problems, look.tree)))


def _titles(course: Course | None) -> dict[str, str]:
    """The titles of modules by folder and of lessons by path."""
    if course is None:
        return {}
    titles = {module.path: module.title for module in course.modules}
    return titles | {lesson.path: lesson.title for module in course.modules for lesson in module.lessons}


def _homeless(problems: Sequence[Problem], paths: Iterable[str]) -> list[Problem]:
    known = set(paths)
    return [problem for problem in problems if problem.path not in known]
