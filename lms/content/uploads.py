"""A file that an author gives to a course: a picture is drawn anew, a recording is looked at, all else is refused."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from lms.content.media import LARGEST_MEDIA, kind_of
from lms.content.repaint import Unpaintable, repainted
from lms.content.sounds import ENDINGS, sound_of, without_tags

_SOUNDS = {kind: ending for ending, kind in ENDINGS.items()}

HEAD = 65_536
"""Bytes at the beginning of a file by which its kind is told."""

_REASONS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"(?:\s|<\?xml[^>]*>|<!--(?:(?!-->).)*-->|<!DOCTYPE[^>]*>)*<svg", re.DOTALL | re.IGNORECASE), "svg"),
    (re.compile(rb"GIF8"), "gif"),
    (re.compile(rb"BM|II\*\x00|MM\x00\*|\x00\x00\x01\x00"), "old-picture"),
    (re.compile(rb"....ftyp(?:heic|heix|mif1|avif|avis)", re.DOTALL), "phone-picture"),
    (re.compile(rb"....ftypM4A|fLaC|FORM....AIFF|#!AMR", re.DOTALL), "other-sound"),
    (re.compile(rb"....ftyp|\x1aE\xdf\xa3|RIFF....AVI |OggS", re.DOTALL), "film"),
    (re.compile(rb"%PDF"), "pdf"),
    (re.compile(rb"PK\x03\x04|\x1f\x8b|7z\xbc\xaf|Rar!"), "archive"),
    (re.compile(rb"MZ|\x7fELF|#!"), "program"),
    (re.compile(rb"\s*<", re.DOTALL), "page"),
)


class Refused(ValueError):
    """The file is not taken in; ``why`` names the reason."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Given:
    """A file ready to be kept: its path in the course, its bytes, and for a picture its size in pixels."""

    path: str
    data: bytes
    size: tuple[int, int] | None = None


def take(name: str, data: bytes, taken: Collection[str] = ()) -> Given:
    """Make a file of a course out of what was sent; ``taken`` are paths that are there already.

    The name's ending is never believed. Raises `Refused` for what is neither a picture nor a recording, too large,
    broken, or moving. Decoding takes up to a few seconds: call it outside a transaction.
    """
    if not data:
        raise Refused("empty")
    if len(data) > LARGEST_MEDIA:
        raise Refused("large")
    if kind_of(data):
        try:
            painted = repainted(data)
        except Unpaintable as error:
            raise Refused(error.why) from error
        return Given(free_path(name, painted.ending, taken), painted.data, painted.size)
    if sound := sound_of(data):
        return Given(free_path(name, _SOUNDS[sound], taken), without_tags(data) if sound == "MP3" else data)
    raise Refused(next((why for pattern, why in _REASONS if pattern.match(data[:HEAD])), "unknown"))


def free_path(name: str, ending: str, taken: Collection[str]) -> str:
    """Make a path in media/ of a file's name: small letters, digits and hyphens, with a number where it is taken."""
    base = re.split(r"[/\\]", name)[-1]
    stem = base.rpartition(".")[0] or base
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
    if not slug or re.fullmatch(r"con|prn|aux|nul|com[0-9]|lpt[0-9]", slug):
        slug = f"file-{slug}".rstrip("-")
    there = {path.casefold() for path in taken}
    path, number = f"media/{slug}.{ending}", 2
    while path in there:
        path, number = f"media/{slug}-{number}.{ending}", number + 1
    return path
