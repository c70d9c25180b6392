"""Pictures are known by their bytes: kind and size of whole ones, refusal of the rest."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from lms.content.media import kind_of, read_media, size_of
from tests.content.samples import png


def drawn(kind: str, **options: object) -> bytes:
    """Let an independent library make a picture of 37 × 21 pixels."""
    out = io.BytesIO()
    Image.new("RGB", (37, 21), "white").save(out, kind, **options)
    return out.getvalue()


def extended_webp() -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (37, 21), (0, 0, 0, 10)).save(out, "WEBP", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (drawn("PNG"), "PNG"),
        (drawn("JPEG"), "JPEG"),
        (drawn("JPEG", progressive=True, comment=b"hello"), "JPEG"),
        (drawn("WEBP"), "WebP"),
        (drawn("WEBP", lossless=True), "WebP"),
        (extended_webp(), "WebP"),
    ],
)
def test_kind_and_size_are_what_the_library_drew(data: bytes, kind: str) -> None:
    assert (kind_of(data), size_of(data)) == (kind, (37, 21))


def test_the_webp_samples_are_of_three_sorts() -> None:
    sorts = [data[12:16] for data in (drawn("WEBP"), drawn("WEBP", lossless=True), extended_webp())]
    assert sorts == [b"VP8 ", b"VP8L", b"VP8X"]


def test_fill_bytes_before_a_marker_are_passed_over() -> None:
    data = drawn("JPEG")
    assert size_of(data[:2] + b"\xff\xff" + data[2:]) == (37, 21)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a\x01\x00\x01\x00",
        b"<svg/>",
        drawn("PNG")[:18],
        b"\x89PNG\r\n\x1a\n" + b"\0\0\0\x0dJUNK" + b"\0\0\0\1\0\0\0\1",
        png(0, 3),
        drawn("JPEG")[:20],
        b"\xff\xd8\xff\xe0\0\x02\0",
        b"\xff\xd8\xff\xe0" + struct.pack(">H", 4) + b"ab" + b"no marker",
        b"RIFF\0\0\0\0WEBPJUNK" + b"\0" * 20,
        b"RIFF\0\0\0\0WEBPVP8 " + b"\0" * 20,
        b"RIFF\0\0\0\0WEBPVP8L" + b"\0" * 20,
        b"RIFF\0\0\0\0WAVEfmt " + b"\0" * 20,
    ],
)
def test_what_has_no_sound_head_has_no_size(data: bytes) -> None:
    assert size_of(data) is None


@given(st.binary(max_size=60), st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBPVP8X"]))
def test_any_bytes_are_answered(tail: bytes, head: bytes) -> None:
    size = size_of(head + tail)
    assert size is None or min(size) > 0


def test_a_jpeg_may_be_named_both_ways() -> None:
    for name in ("media/a.jpg", "media/a.jpeg"):
        assert list(read_media(name, drawn("JPEG"))) == []
    (problem,) = read_media("media/a.png", drawn("JPEG"))
    assert problem.rule == "media-bytes"
