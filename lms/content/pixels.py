"""Whether the file of a picture holds anything but the picture: a place, a camera, a comment, a second file behind it."""

import re
import struct
from collections.abc import Iterator

from lms.content.media import kind_of
from lms.content.model import Problem

MOST_PARTS = 10_000
"""Most parts of a file that are looked through; a picture has far fewer."""

_PNG_PARTS = frozenset(
    [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"sBIT", b"sRGB", b"bKGD", b"pHYs"]
)
_WEBP_PARTS = frozenset([b"VP8 ", b"VP8L", b"VP8X", b"ALPH"])
_JPEG_PARTS = frozenset([*range(0xC0, 0xD0), 0xDB, 0xDD, 0xE0, 0xEE])
"""Frames, tables, and the two heads of a few bytes that say how colours are meant."""

_LONGEST_HEAD = 16
"""Length of the heads 0xE0 and 0xEE where no small second picture is in them."""

_MARKER = re.compile(rb"\xff([^\x00\xd0-\xd7\xff])")
"""Written so that the search goes from one 0xFF to the next by itself, which is fifteen times as fast."""


def held_beside(path: str, data: bytes) -> Iterator[Problem]:
    """Warn of a picture whose file holds more."""
    if kind_of(data) and not only_pixels(data):
        words = "This file holds more than the picture, such as a place or a camera. Add it to the draft by the form."
        yield Problem(path, 0, "media-hidden", words, "warning")


def only_pixels(data: bytes) -> bool:
    """Say so of a PNG, JPEG or WebP; of what is broken, or none of these, it cannot be said."""
    look = {"PNG": _only_png, "JPEG": _only_jpeg, "WebP": _only_webp}.get(kind_of(data) or "")
    try:
        return bool(look and look(data))
    except struct.error:
        return False


def _only_png(data: bytes) -> bool:
    offset = 8
    for _part in range(MOST_PARTS):
        length, kind = struct.unpack_from(">I4s", data, offset)
        if kind not in _PNG_PARTS:
            return False
        offset += 12 + int(length)
        if kind == b"IEND":
            return offset == len(data)
    return False


def _only_jpeg(data: bytes) -> bool:
    offset = 2
    for _part in range(MOST_PARTS):
        found = _MARKER.search(data, offset)
        if found is None:
            return False
        marker, offset = found[1][0], found.end()
        if marker == 0xD9:
            return offset == len(data)
        length = int(struct.unpack_from(">H", data, offset)[0])
        if marker != 0xDA and (marker not in _JPEG_PARTS or (marker in (0xE0, 0xEE) and length > _LONGEST_HEAD)):
            return False
        offset += length
    return False


def _only_webp(data: bytes) -> bool:
    if int.from_bytes(data[4:8], "little") + 8 != len(data):
        return False
    offset = 12
    for _part in range(MOST_PARTS):
        kind, length = struct.unpack_from("<4sI", data, offset)
        if kind not in _WEBP_PARTS:
            return False
        offset += 8 + int(length) + int(length) % 2
        if offset >= len(data):
            return offset == len(data)
    return False
