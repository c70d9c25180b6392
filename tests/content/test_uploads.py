"""Pictures drawn anew, recordings looked at, and everything else refused with its reason."""

import io
import struct

import pytest
from PIL import Image, PngImagePlugin

from lms.content import repaint, uploads
from lms.content.media import size_of
from lms.content.sounds import sound_of
from lms.content.uploads import Refused, free_path, take
from tests.content.samples import png

SCRIPT = b"<script>xss()</script>"
FRAME = b"\xff\xfb\x90\x64" + bytes(413)


def drawn(kind: str, mode: str = "RGB", size: tuple[int, int] = (6, 4), **options: object) -> bytes:
    made = io.BytesIO()
    picture = Image.new(mode, size, 200 if mode in ("L", "1", "P") else None)
    picture.save(made, kind, **options)  # type: ignore[arg-type]
    return made.getvalue()


def with_place(kind: str) -> bytes:
    """A picture that says where it was taken, by whom, and holds a script in every corner a format has."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "SECRET-NAME"
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 0.0)
    options: dict[str, object] = {"exif": exif, "icc_profile": b"SECRET-PROFILE" * 20}
    if kind == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_text("Comment", "SECRET-TEXT" + SCRIPT.decode())
        options["pnginfo"] = info
    if kind == "JPEG":
        options["comment"] = b"SECRET-TEXT" + SCRIPT
    if kind == "WebP":
        options["xmp"] = b"SECRET-TEXT" + SCRIPT
    return drawn(kind, **options) + SCRIPT


@pytest.mark.parametrize(("kind", "ending"), [("PNG", "png"), ("JPEG", "jpg"), ("WebP", "webp")])
def test_nothing_but_pixels_is_left_of_a_picture(kind: str, ending: str) -> None:
    data = with_place(kind)
    assert b"SECRET" in data
    given = take("My Photo (1).svg", data)
    assert given.path == f"media/my-photo-1.{ending}"
    assert given.size == (4, 6) == size_of(given.data)
    assert b"SECRET" not in given.data
    assert b"script" not in given.data
    with Image.open(io.BytesIO(given.data)) as again:
        assert (again.format or "").lower() == kind.lower()
        assert dict(again.getexif()) == {}
        assert "icc_profile" not in again.info
    assert take("x", given.data).data[:4] == given.data[:4]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_sort_of_png_is_drawn(mode: str) -> None:
    given = take("a.png", drawn("PNG", mode))
    with Image.open(io.BytesIO(given.data)) as again:
        assert again.mode == ("RGBA" if mode in ("LA", "RGBA") else "RGB" if mode in ("P", "RGB") else "L")


def test_what_lies_behind_stays_visible() -> None:
    palette = Image.new("P", (2, 2), 0)
    palette.putpalette([255, 0, 0] * 256)
    made = io.BytesIO()
    palette.save(made, "PNG", transparency=0)
    with Image.open(io.BytesIO(take("a.png", made.getvalue()).data)) as again:
        assert again.getpixel((0, 0)) == (255, 0, 0, 0)
    with Image.open(io.BytesIO(take("a.jpg", drawn("JPEG", "CMYK")).data)) as again:
        assert again.mode == "RGB"


def moving(kind: str) -> bytes:
    made = io.BytesIO()
    frames = [Image.new("RGB", (4, 4), color) for color in ("red", "blue", "green")]
    frames[0].save(made, kind, save_all=True, append_images=frames[1:])
    return made.getvalue()


REFUSED = {
    "nothing": (b"", "empty"),
    "svg": (b"<svg xmlns='x' onload='xss()'/>", "svg"),
    "svg with a head": (b"\n<?xml version='1.0'?>\n<!-- a -->\n<!DOCTYPE svg>\n<SVG>", "svg"),
    "gif": (drawn("GIF", "P"), "gif"),
    "bmp": (drawn("BMP"), "old-picture"),
    "tiff": (drawn("TIFF"), "old-picture"),
    "phone": (b"\0\0\0\x18ftypheic" + bytes(20), "phone-picture"),
    "m4a": (b"\0\0\0\x18ftypM4A " + bytes(20), "other-sound"),
    "flac": (b"fLaC" + bytes(20), "other-sound"),
    "film": (b"\0\0\0\x18ftypmp42" + bytes(20), "film"),
    "webm": (b"\x1aE\xdf\xa3" + bytes(20), "film"),
    "ogg film": (b"OggS\0\x02" + bytes(22) + b"\x80theora" + bytes(40), "film"),
    "pdf": (b"%PDF-1.7\n", "pdf"),
    "zip": (b"PK\x03\x04" + bytes(30), "archive"),
    "program": (b"MZ" + bytes(30), "program"),
    "page": (b"  <html><script>xss()</script>", "page"),
    "words": (b"hello", "unknown"),
    "cut png": (drawn("PNG", size=(300, 300))[:150], "broken"),
    "cut jpeg": (drawn("JPEG", size=(300, 300))[:300], "broken"),
    "headless png": (b"\x89PNG\r\n\x1a\n" + SCRIPT, "broken"),
    "a webp that moves": (moving("WebP"), "moves"),
    "a png that moves": (moving("PNG"), "moves"),
    "25 million and one": (png(5001, 5000), "pixels"),
    "a head that promises too much": (png(60_000, 60_000), "pixels"),
}


@pytest.mark.parametrize(("data", "why"), REFUSED.values(), ids=REFUSED.keys())
def test_everything_else_is_refused_with_its_reason(data: bytes, why: str) -> None:
    with pytest.raises(Refused) as refused:
        take("a.png", data)
    assert refused.value.why == why


def test_a_webp_whose_frame_is_larger_than_its_head_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repaint, "size_of", lambda data: (1, 1))
    monkeypatch.setattr(repaint, "MOST_PIXELS", 10)
    with pytest.raises(Refused) as refused:
        take("a.png", drawn("PNG"))
    assert refused.value.why == "pixels"


def test_a_file_over_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LARGEST_MEDIA", 100)
    with pytest.raises(Refused) as refused:
        take("a.mp3", FRAME)
    assert refused.value.why == "large"


def wav(sort: int = 1) -> bytes:
    body = (
        b"WAVEfmt " + struct.pack("<IHHIIHH", 16, sort, 1, 8000, 8000, 1, 8) + b"data" + struct.pack("<I", 4) + bytes(4)
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def ogg(head: bytes = b"\x01vorbis") -> bytes:
    return b"OggS\0\x02" + bytes(22) + head + bytes(30)


TAG = b"ID3\x04\0\0" + bytes([0, 0, 0, 20]) + b"SECRET-NAME".ljust(20, b"\0")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (FRAME, "MP3"),
        (TAG + FRAME, "MP3"),
        (TAG + bytes(7) + FRAME, "MP3"),
        (ogg(), "OGG"),
        (ogg(b"OpusHead"), "OGG"),
        (wav(), "WAV"),
        (wav(3), "WAV"),
        (wav(85), None),
        (ogg(b"\x80theora"), None),
        (TAG + SCRIPT, None),
        (b"ID3", None),
        (b"\xff\xfe\x90\x64", None),
        (b"\xff\xfb\xf0\x64", None),
        (b"\xff\xfb\x9c\x64", None),
        (b"\xff\xeb\x90\x64", None),
        (b"\xff\xfd\x90\x64", None),
        (b"", None),
    ],
)
def test_a_recording_is_known_by_its_bytes(data: bytes, kind: str | None) -> None:
    assert sound_of(data) == kind


def test_a_recording_is_kept_as_it_is_but_for_the_tags_of_an_mp3() -> None:
    assert take("Talk.ogg", wav()) == uploads.Given("media/talk.wav", wav())
    given = take("Talk.mp3", TAG + FRAME + b"TAG" + b"SECRET-NAME".ljust(125, b"\0"))
    assert given == uploads.Given("media/talk.mp3", FRAME)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("Foto día 3.PNG", "media/foto-dia-3.png"),
        ("../../etc/passwd", "media/passwd.png"),
        ("C:\\dir\\x.svg", "media/x.png"),
        ("con.png", "media/file-con.png"),
        ("★.png", "media/file.png"),
        ("", "media/file.png"),
        ("a" * 200 + ".png", f"media/{'a' * 60}.png"),
        ("<img src=x onerror=xss()>.png", "media/img-src-x-onerror-xss.png"),
        ("taken.png", "media/taken-3.png"),
    ],
)
def test_a_name_becomes_a_plain_path(name: str, path: str) -> None:
    assert free_path(name, "png", ["media/taken.png", "media/Taken-2.png"]) == path
