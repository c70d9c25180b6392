"""A zip or a Markdown file from elsewhere, sorted into what a draft can take and what it cannot, each with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lms.content.archive import read_zip
from lms.content.layout import NUMBERED, is_leftover
from lms.content.library import FACTS, course_id
from lms.content.media import kind_of
from lms.content.pixels import only_pixels
from lms.content.places import free_number, free_slug, module_folders, slug_of, why_not
from lms.content.sounds import sound_of, without_tags
from lms.content.source import read_text
from lms.content.starts import front
from lms.content.uploads import Refused, take

_NAMED = ("module.md", "quiz.md", "practical.md")


@dataclass(slots=True)
class Brought:
    """The files by the path they go to, what was left out with the reason, and why nothing can be taken at all.

    ``drawn`` are pictures and recordings whose files held more than that, such as a place or a name.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)
    refused: str = ""
    course_id: str = ""


def unpack(data: bytes) -> Brought:
    """Read a zip of one course: its folder, or its files at the top."""
    tree, problems = read_zip(data)
    if problems:
        where = f" ({problems[0].path})" if problems[0].path else ""
        return Brought(refused=problems[0].words + where)
    folders = sorted(
        path.removesuffix("course.md") for path in tree if path.count("/") <= 1 and path.endswith("course.md")
    )
    folders = [folder for folder in folders if f"{folder}course.md" in tree]
    if "" in folders:
        folders = [""]
    if not folders:
        return Brought(refused="There is no course.md in this zip. A course is a folder with a course.md.")
    if len(folders) > 1:
        return Brought(refused="This zip holds several courses. Bring them in one at a time.")
    return _sorted(tree, folders[0])


def _sorted(tree: Mapping[str, bytes], folder: str) -> Brought:
    """Take what belongs to the course; name everything else."""
    brought = Brought()
    for path, data in sorted(tree.items()):
        inner = path.removeprefix(folder)
        if path == FACTS:
            brought.left_out.append((path, "Dated facts are kept for all courses on a page of their own."))
        elif not path.startswith(folder):
            brought.left_out.append((path, "This file lies beside the course."))
        elif reason := why_not(inner):
            brought.left_out.append((path, reason))
        elif (clean := _clean(data) if inner.startswith("media/") else data) is None:
            brought.left_out.append((path, "This picture is broken, moves or is too large."))
        else:
            brought.files[inner] = clean
            if clean != data:
                brought.drawn.append(inner)
    brought.course_id = course_id(brought.files, folder.rstrip("/"))
    return brought


def _clean(data: bytes) -> bytes | None:
    """A picture or recording without anything else in its file; None for a picture that cannot be drawn.

    What holds nothing else stays as it is, byte for byte; what is neither is left to the check of the course.
    """
    if kind_of(data) and not only_pixels(data):
        try:
            return take("", data).data
        except Refused:
            return None
    return without_tags(data) if sound_of(data) == "MP3" else data


def single(name: str, data: bytes, folder: str, tree: Mapping[str, bytes]) -> Brought:
    """Take one Markdown file into a module: as its quiz, practical or page by its name, else as a new lesson."""
    name = name.replace("\\", "/").rpartition("/")[2]
    text, problems = read_text(name, data)
    if not name.lower().endswith(".md") or is_leftover(name):
        return Brought(refused="Bring in a zip, or a Markdown file whose name ends with .md.")
    if problems and not text:
        return Brought(refused=problems[0].words)
    if name == "course.md":
        return Brought({"course.md": data})
    if not folder:
        return Brought(refused="Make a module first. A lesson lies in a module.")
    if name in _NAMED:
        return Brought({f"{folder}/{name}": data})
    lessons = next((one.lessons for one in module_folders(tree) if one.path == folder), [])
    stem = name[:-3]
    numbered = NUMBERED.fullmatch(stem)
    slug = free_slug((numbered[2] if numbered else slug_of(stem)) or "lesson", [one for _n, one, _p in lessons])
    path = f"{folder}/{free_number(number for number, *_ in lessons)}-{slug}.md"
    return Brought({path: data if text.startswith("---") else _titled(stem, text, data)})


def _titled(stem: str, text: str, data: bytes) -> bytes:
    """A text without front matter, with a title over it: its own first heading, or the name of the file."""
    heading = next((line.lstrip("# ").strip() for line in text.split("\n") if line.startswith("# ")), "")
    title = heading or stem.replace("-", " ").replace("_", " ").strip().capitalize() or "Lesson"
    return front(title=title[:200]).encode() + data.removeprefix(b"\xef\xbb\xbf")
