"""Where the files of a course lie: free numbers and names, and moving files without losing what they are called by."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping

from lms.content.front import LONGEST_ID
from lms.content.layout import LANGUAGE, NUMBERED, Folder, is_leftover, sort_files
from lms.content.media import NAME, SOUND_NAME

_FRONT = re.compile(r"(\ufeff?---[ \t]*\r?\n)((?:.*\n)*?)---[ \t]*\r?(?:\n|\Z)")
_ID = re.compile(r"^id:.*\r?\n", re.MULTILINE)


def slug_of(title: str) -> str:
    """A short name in small letters made of a title, without accents; empty where nothing is left."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_ID].strip("-")


def why_not(path: str) -> str:
    """Say why a file cannot lie at this path of a course; empty where it can."""
    if not path.isprintable() or len(path) > 240 or ".." in path.split("/"):
        return "This name has hidden characters, or is too long."
    if path.startswith("media/"):
        fits = NAME.fullmatch(path) or SOUND_NAME.fullmatch(path)
        return "" if fits else "This is no png, jpg, jpeg or webp picture, and no mp3, ogg or wav recording."
    if is_leftover(path):
        return "This file is no part of a course."
    return next((one.words for one in sort_files({path: b""}).problems if one.rule != "course-missing"), "")


def module_folders(paths: Iterable[str]) -> list[Folder]:
    """The module folders of a course in order, in its own language, with their lessons in order."""
    return sort_files(dict.fromkeys(paths, b"")).main.modules()


def languages(paths: Iterable[str]) -> list[str]:
    """The languages that a course is translated to."""
    return sorted({first for path in paths if "/" in path and LANGUAGE.fullmatch(first := path.split("/", 1)[0])})


def free_number(taken: Iterable[int]) -> int:
    """The number after the last."""
    return max(taken, default=0) + 1


def free_slug(slug: str, taken: Collection[str]) -> str:
    """A short name that nothing else has: with a number at its end where need be."""
    names = (slug if n == 1 else f"{slug[: LONGEST_ID - 4].rstrip('-')}-{n}" for n in range(1, 1000))
    return next(name for name in names if name not in taken)


def moves_to(paths: Collection[str], old: str, new: str) -> dict[str, str]:
    """What moves when a file or a module folder does: the files below it, and their translations beside them."""
    prefixes = ["", *(f"{lang}/" for lang in languages(paths))]
    moves: dict[str, str] = {}
    for prefix in prefixes:
        for path in paths:
            if path == prefix + old or path.startswith(f"{prefix}{old}/"):
                moves[path] = prefix + new + path[len(prefix + old) :]
    return moves


def reordered(paths: Collection[str], path: str, step: int) -> dict[str, str]:
    """What moves when a module or a lesson goes one place up (-1) or down (1): it and its siblings are numbered anew."""
    folders = module_folders(paths)
    siblings = [folder.path for folder in folders]
    if path not in siblings:
        siblings = next(([one for *_, one in f.lessons] for f in folders if path in [one for *_, one in f.lessons]), [])
    if path not in siblings:
        return {}
    at = siblings.index(path)
    to = min(max(at + step, 0), len(siblings) - 1)
    siblings.insert(to, siblings.pop(at))
    moves: dict[str, str] = {}
    for number, one in enumerate(siblings, start=1):
        parent, _, name = one.rpartition("/")
        moves |= moves_to(paths, one, f"{parent}/{_numbered(name, number)}".lstrip("/"))
    return {old: new for old, new in moves.items() if old != new}


def _numbered(name: str, number: int) -> str:
    return re.sub(r"^[0-9]+-", f"{number}-", name)


def slug_in(path: str) -> str:
    """The short name in the path of a lesson or a module folder; empty where there is none."""
    found = NUMBERED.fullmatch(path.rpartition("/")[2].removesuffix(".md"))
    return found[2] if found else ""


def with_id(data: bytes, id_: str) -> bytes:
    """Give a file an ``id:`` in its front matter, unless it has one or its text cannot be read; all else stays."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return data
    front = _FRONT.match(text)
    if front is None:
        return f"---\nid: {id_}\n---\n{text}".encode()
    if _ID.search(front[2]):
        return data
    return f"{front[1]}id: {id_}\n{text[front.end(1) :]}".encode()


def without_id(data: bytes) -> bytes:
    """Take the ``id:`` out of the front matter, so that a copy is called by its own name."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return data
    front = _FRONT.match(text)
    if front is None:
        return data
    return (front[1] + _ID.sub("", front[2], count=1) + text[front.end(2) :]).encode()


def below(paths: Iterable[str], path: str) -> list[str]:
    """A file, or the files of a module folder, with their translations."""
    return sorted(moves_to(list(paths), path, path))


def copied(tree: Mapping[str, bytes], old: str, new: str) -> dict[str, bytes]:
    """A file or a module folder once more at another place, with its translations; the copy has its own id."""
    moves = moves_to(list(tree), old, new)
    own = old.endswith(".md")
    return {
        at: without_id(tree[path]) if own or path.endswith("/module.md") else tree[path] for path, at in moves.items()
    }
