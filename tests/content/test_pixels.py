"""What a picture's file may hold: its pixels, and nothing that tells of a place, a person or another file."""

import io
import struct

import pytest
from PIL import Image, PngImagePlugin

from lms.content import pixels
from lms.content.pixels import only_pixels
from lms.content.reader import read
from lms.content.uploads import take
from tests.content.test_uploads import with_place
from tests.make_courses import WAGE, bread, png


def saved(kind: str, mode: str = "RGB", **options) -> bytes:
    made = io.BytesIO()
    Image.new(mode, (9, 7), (9, 99, 9, 90) if mode == "RGBA" else "white").save(made, kind, **options)
    return made.getvalue()


def with_words() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "Block C")
    return saved("PNG", pnginfo=words)


def webp_with(kind: bytes, data: bytes) -> bytes:
    whole = saved("WEBP")[12:] + kind + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(whole) + 4) + b"WEBP" + whole


PLAIN = {
    "a png": saved("PNG"),
    "a clear png": saved("PNG", "RGBA"),
    "a palette": saved("PNG", "P"),
    "a made-up png": png(3, 3),
    "a jpeg": saved("JPEG"),
    "a jpeg that comes in steps": saved("JPEG", progressive=True),
    "a grey jpeg": saved("JPEG", "L"),
    "a jpeg of four inks": saved("JPEG", "CMYK"),
    "a webp": saved("WEBP"),
    "a webp without loss": saved("WEBP", lossless=True),
    "a clear webp": saved("WEBP", "RGBA"),
}
MORE = {
    "words in a png": with_words(),
    "a file behind a png": saved("PNG") + b"PK\x03\x04",
    "a cut png": saved("PNG")[:-6],
    "a place in a jpeg": with_place("JPEG"),
    "a comment in a jpeg": saved("JPEG", comment=b"Block C"),
    "a small picture in the head of a jpeg": saved("JPEG").replace(
        b"\xff\xe0\0\x10JFIF", b"\xff\xe0\0\x13JFIF\0\0\0", 1
    ),
    "a file behind a jpeg": saved("JPEG") + b"PK\x03\x04",
    "a cut jpeg": saved("JPEG")[:-2],
    "a jpeg cut in a part": b"\xff\xd8\xff\xdb",
    "a place in a webp": with_place("WebP"),
    "a part of a webp that nobody knows": webp_with(b"XMP ", b"Block C!"),
    "a part of a webp that is longer than the file": webp_with(b"ALPH", b"")[:-4] + b"\xff\xff\0\0",
    "a file behind a webp": saved("WEBP") + b"PK\x03\x04",
    "no picture": b"<svg/>",
}


@pytest.mark.parametrize("data", PLAIN.values(), ids=PLAIN)
def test_what_holds_the_picture_alone(data: bytes) -> None:
    assert only_pixels(data)


@pytest.mark.parametrize("data", MORE.values(), ids=MORE)
def test_what_holds_more(data: bytes) -> None:
    assert not only_pixels(data)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WebP"])
def test_what_is_drawn_anew_holds_the_picture_alone(kind: str) -> None:
    assert not only_pixels(with_place(kind))
    assert only_pixels(take("a", with_place(kind)).data)


@pytest.mark.parametrize("data", [saved("PNG"), saved("JPEG"), saved("WEBP", "RGBA")])
def test_a_file_of_very_many_parts_is_not_looked_through(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pixels, "MOST_PARTS", 1)
    assert not only_pixels(data)


def test_the_check_warns_of_what_a_picture_holds_beside() -> None:
    found = read({**bread(), "media/dough.png": with_place("PNG")}, {"wage": WAGE}, (), "bread")[1]
    assert [(one.path, one.rule, one.severity) for one in found] == [("media/dough.png", "media-hidden", "warning")]
    assert read(bread(), {"wage": WAGE}, (), "bread")[1] == []
