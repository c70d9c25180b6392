"""Pictures and recordings of a course: what counts as one, how large it is, and whether every one is used somewhere."""

import re
import struct
from collections.abc import Collection, Iterator, Mapping

from lms.content.archive import RESERVED
from lms.content.model import Problem
from lms.content.sounds import ENDINGS, sound_of

LARGEST_MEDIA = 20_000_000
"""Most bytes one picture or recording may have."""

MOST_PIXELS = 25_000_000
"""Most pixels one picture may have, so that no page of a kiosk has to decode more."""

NAME = re.compile(r"media/[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.(png|jpg|jpeg|webp)")

SOUND_NAME = re.compile(r"media/[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.(mp3|ogg|wav)")

_KINDS = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "webp": "WebP"}
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_FILLING = re.compile(rb"\xff+")

MOST_SEGMENTS = 1_000
"""Most parts of a JPEG that are looked through for its size; a photo has some dozens before it."""


def read_media(path: str, data: bytes) -> Iterator[Problem]:
    """Check one file of ``media/``: its name, its size, and that its bytes are of the kind that its name says."""
    named = NAME.fullmatch(path) or SOUND_NAME.fullmatch(path)
    if not named or RESERVED.fullmatch(path.removeprefix("media/")):
        words = (
            "Only png, jpg, jpeg and webp pictures and mp3, ogg and wav recordings lie here, "
            "named with letters, digits, dots, - and _."
        )
        yield Problem(path, 0, "media-kind", words)
    elif len(data) > LARGEST_MEDIA:
        yield Problem(path, 0, "too-long", f"This file has {len(data):,} bytes; the limit is {LARGEST_MEDIA:,}.")
    elif kind := ENDINGS.get(named[1]):
        if sound_of(data) != kind:
            yield Problem(path, 0, "media-bytes", f"This file is no {kind} recording, though its name says so.")
    else:
        yield from _picture_problems(path, data, _KINDS[named[1]])


def _picture_problems(path: str, data: bytes, named: str) -> Iterator[Problem]:
    kind, size = kind_of(data), size_of(data)
    if kind != named or size is None:
        words = f"This file is not a whole {named} picture, though its name says so."
        yield Problem(path, 0, "media-bytes", words)
    elif size[0] * size[1] > MOST_PIXELS:
        words = f"This picture has {size[0]} × {size[1]} pixels; the limit is 25 million. Make it smaller."
        yield Problem(path, 0, "media-pixels", words)


def unused(media: Mapping[str, bytes], used: Collection[str]) -> Iterator[Problem]:
    """Name the pictures that no text shows, and the recordings that no lesson plays."""
    for path in media:
        if path not in used and NAME.fullmatch(path):
            yield Problem(path, 0, "media-unused", "No lesson, question or practical shows this picture.", "warning")
        elif path not in used and SOUND_NAME.fullmatch(path):
            yield Problem(
                path, 0, "media-unused", "No lesson plays this recording (audio: between the --- lines).", "warning"
            )


def kind_of(data: bytes) -> str | None:
    """Tell the kind of a picture by its first bytes."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    return "WebP" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None


def size_of(data: bytes) -> tuple[int, int] | None:
    """Give width and height in pixels as the head of the file states them, or None where it has no sound head."""
    read = {"PNG": _png_size, "JPEG": _jpeg_size, "WebP": _webp_size}.get(kind_of(data) or "")
    try:
        size = read(data) if read else None
    except (struct.error, IndexError):
        return None
    return size if size and min(size) > 0 else None


def _png_size(data: bytes) -> tuple[int, int] | None:
    if data[12:16] != b"IHDR":
        return None
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Walk the segments to the frame header."""
    offset = 2
    for _segment in range(MOST_SEGMENTS):
        filling = _FILLING.match(data, offset)
        if filling is None:
            return None
        offset = filling.end()
        if data[offset] in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", data, offset + 4)
            return width, height
        offset += 1 + int(struct.unpack_from(">H", data, offset + 1)[0])
    return None


def _webp_size(data: bytes) -> tuple[int, int] | None:
    """Read the first chunk: lossy, lossless or extended."""
    chunk = data[12:16]
    if chunk == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    if chunk == b"VP8L" and data[20] == 0x2F:
        (bits,) = struct.unpack_from("<I", data, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    return None
