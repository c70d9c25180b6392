"""Zips that mean harm or are broken give no files and one reason each; ordinary ones give every byte."""

import io
import stat
import struct
import zipfile
from collections.abc import Callable

import pytest

from lms.content import archive
from lms.content.archive import read_zip
from lms.content.export import export_zip
from lms.content.reader import read
from tests.content.samples import FACTS, clean


def packed(entries: list[tuple[str | zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as zipped:
        for name, data in entries:
            zipped.writestr(name, data)
    return out.getvalue()


def named(name: str, data: bytes = b"x") -> bytes:
    """Pack one file under a name of the same length, then write the wanted name over it in both places."""
    wanted = name.encode()
    held = b"n" * len(wanted)
    return packed([(held.decode(), data)], zipfile.ZIP_STORED).replace(held, wanted)


def of_kind(mode: int, name: str = "a") -> bytes:
    entry = zipfile.ZipInfo(name)
    entry.create_system = 3
    entry.external_attr = mode << 16
    return packed([(entry, b"/etc/passwd")])


def locked() -> bytes:
    """Set the bit that says a password is needed, in both headers."""
    data = bytearray(packed([("a", b"secret")], zipfile.ZIP_STORED))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def lying_size() -> bytes:
    """Say in the directory that a file is smaller than it is."""
    data = bytearray(packed([("a", b"x" * 100_000)]))
    place = data.index(b"PK\x01\x02") + 24
    data[place : place + 4] = struct.pack("<I", 10)
    return bytes(data)


def nested() -> bytes:
    return packed([("inner.zip", packed([("a", b"x")]))], zipfile.ZIP_STORED)


REFUSED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "leads out": (lambda: named("../../etc/cron.d/x"), "zip-unsafe", "leads out"),
    "leads out inside": (lambda: named("a/../../b"), "zip-unsafe", "leads out"),
    "absolute": (lambda: named("/etc/passwd"), "zip-unsafe", "leads out"),
    "backslash": (lambda: named("..\\..\\x"), "zip-unsafe", "leads out"),
    "drive": (lambda: named("C:x.md"), "zip-unsafe", "leads out"),
    "dot": (lambda: named("a/./b"), "zip-unsafe", "leads out"),
    "empty part": (lambda: named("a//b"), "zip-unsafe", "leads out"),
    "nul": (lambda: named("course.md\0.txt"), "zip-unsafe", "hidden characters"),
    "line end": (lambda: named("a\nb"), "zip-unsafe", "hidden characters"),
    "override": (lambda: packed([("a\u202eb", b"x")]), "zip-unsafe", "hidden characters"),
    "too long a name": (lambda: packed([("a" * 241, b"x")]), "zip-unsafe", "too long"),
    "reserved": (lambda: packed([("media/con.png", b"x")]), "zip-unsafe", "some computers"),
    "trailing dot": (lambda: packed([("media./a", b"x")]), "zip-unsafe", "some computers"),
    "colon": (lambda: packed([("course.md:stream", b"x")]), "zip-unsafe", "some computers"),
    "symlink": (lambda: of_kind(stat.S_IFLNK | 0o777), "zip-unsafe", "no ordinary file"),
    "device": (lambda: of_kind(stat.S_IFCHR | 0o666), "zip-unsafe", "no ordinary file"),
    "folder that is a file": (lambda: of_kind(stat.S_IFDIR | 0o755), "zip-unsafe", "no ordinary file"),
    "locked": (locked, "zip-locked", "password"),
    "odd packing": (lambda: packed([("a", b"x")], zipfile.ZIP_BZIP2), "zip-unsafe", "not supported"),
    "twin": (lambda: twins("a.md", "a.md"), "zip-unsafe", "same name"),
    "case twin": (lambda: twins("a.md", "A.md"), "zip-unsafe", "same name"),
    "accent twin": (lambda: packed([("\u00e9.md", b"x"), ("e\u0301.md", b"y")]), "zip-unsafe", "same name"),
    "folder case twin": (lambda: twins("a/x", "A/y"), "zip-unsafe", "same name"),
    "file and folder": (lambda: twins("a", "a/b"), "zip-unsafe", "same name"),
    "folder and file": (lambda: twins("a/b", "a"), "zip-unsafe", "same name"),
    "bomb": (lambda: packed([("a", b"\0" * 15_000_000)]), "zip-bomb", "100 times"),
    "nested zip": (nested, "zip-unsafe", "another archive"),
    "nested gzip": (lambda: packed([("a", b"\x1f\x8b\x08rest")]), "zip-unsafe", "another archive"),
    "cut short": (lambda: packed([("a", b"x" * 100)])[:-30], "zip-broken", "cut short"),
    "cut in the data": (lambda: packed([("a", b"x" * 100)])[:40], "zip-broken", "cut short"),
    "not a zip": (lambda: b"hello", "zip-broken", "not a zip"),
    "nothing": (lambda: b"", "zip-broken", "not a zip"),
    "picture and zip at once": (lambda: b"GIF89a" + packed([("a", b"x")]), "zip-broken", "not a zip"),
    "wrong check sum": (
        lambda: packed([("a", b"hello hello")], zipfile.ZIP_STORED).replace(b"hello hello", b"hullo hello"),
        "zip-broken",
        "damaged",
    ),
    "lying size": (lying_size, "zip-broken", "damaged"),
    "names differ": (
        lambda: packed([("abc", b"x")], zipfile.ZIP_STORED).replace(b"abc", b"abd", 1),
        "zip-broken",
        "damaged",
    ),
}


def twins(one: str, other: str) -> bytes:
    """Pack two files and then give the second the name wanted, so that the packer cannot complain."""
    held = "n" * len(other.encode())
    return packed([(one, b"x"), (held, b"y")], zipfile.ZIP_STORED).replace(held.encode(), other.encode())


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_an_unsafe_or_broken_zip_gives_no_files_and_a_reason(case: tuple[Callable[[], bytes], str, str]) -> None:
    make, rule, words = case
    tree, problems = read_zip(make())
    assert tree == {}
    assert [(problem.rule, problem.severity) for problem in problems] == [(rule, "error")]
    assert words in problems[0].words


@pytest.mark.parametrize(
    ("limit", "value"), [("MOST_BYTES", 900), ("MOST_ENTRIES", 2), ("LARGEST_ENTRY", 299), ("MOST_BYTES", 500)]
)
def test_each_limit_bites(monkeypatch: pytest.MonkeyPatch, limit: str, value: int) -> None:
    data = packed([(name, bytes(range(200)) + b"x" * 100) for name in ("a", "b", "c")], zipfile.ZIP_STORED)
    assert len(read_zip(data)[0]) == 3
    monkeypatch.setattr(archive, limit, value)
    tree, problems = read_zip(data)
    assert (tree, problems[0].rule) == ({}, "zip-size")


def test_files_together_count_too(monkeypatch: pytest.MonkeyPatch) -> None:
    data = packed([(name, b"x" * 1_000) for name in ("a", "b", "c")])
    monkeypatch.setattr(archive, "MOST_BYTES", 2_999)
    assert len(data) < 2_999
    tree, problems = read_zip(data)
    assert (tree, problems[0].words) == ({}, "The files in the zip are larger than 100 MB together.")


def test_the_real_limits() -> None:
    limits = (archive.MOST_BYTES, archive.MOST_ENTRIES, archive.LARGEST_ENTRY, archive.MOST_RATIO)
    assert limits == (100_000_000, 2_000, 20_000_000, 100)
    _, problems = read_zip(b"PK\x03\x04" + bytes(100_000_000))
    assert problems[0].rule == "zip-size"
    _, problems = read_zip(packed([(str(number), b"") for number in range(2_001)]))
    assert problems[0].words == "The zip has 2,001 entries; the limit is 2,000."


def test_real_bytes_count_even_if_the_unpacker_gave_more_than_the_directory_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = lying_size()
    opened = zipfile.ZipFile.open

    def generous(self: zipfile.ZipFile, entry: zipfile.ZipInfo) -> object:
        entry.file_size = 1_000_000
        return opened(self, entry)

    monkeypatch.setattr(zipfile.ZipFile, "open", generous)
    _, problems = read_zip(data)
    assert problems[0].rule == "zip-bomb"
    monkeypatch.setattr(archive, "MOST_RATIO", 10_000)
    assert len(read_zip(data)[0]["a"]) == 100_000
    monkeypatch.setattr(archive, "LARGEST_ENTRY", 99_999)
    _, problems = read_zip(data)
    assert problems[0].rule == "zip-size"


def overlapping() -> bytes:
    """Let many entries of the directory share the bytes of one file."""
    data = packed([("a", b"x" * 1_000)], zipfile.ZIP_STORED)
    place, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    one = data[place:end]
    many = b"".join(one[:46] + name + one[47:] for name in (b"a", b"b", b"c"))
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 3, 3, len(many), place, 0)
    return data[:place] + many + tail


def test_entries_that_share_their_bytes_are_refused() -> None:
    _, problems = read_zip(overlapping())
    assert problems[0].rule == "zip-broken"


def test_an_ordinary_zip_gives_every_byte_and_no_folders() -> None:
    data = packed([("a/", b""), ("a/b.md", b"hello"), ("a/\u00e9.md", b"\0\xff"), ("c", b"")])
    assert read_zip(data) == ({"a/b.md": b"hello", "a/\u00e9.md": b"\0\xff", "c": b""}, [])


def test_an_empty_zip_is_an_empty_tree() -> None:
    assert read_zip(packed([])) == ({}, [])


def test_words_that_start_like_an_archive_are_words() -> None:
    assert read_zip(packed([("a", b"BZhello PK")])) == ({"a": b"BZhello PK"}, [])


def test_a_long_plain_text_is_no_bomb() -> None:
    assert read_zip(packed([("a", b" " * 60_000)])) == ({"a": b" " * 60_000}, [])


def test_an_exported_course_is_an_ordinary_zip() -> None:
    course, _ = read(clean(), FACTS, folder="pay-basics")
    assert course
    tree, problems = read_zip(export_zip(course, FACTS))
    assert problems == []
    assert tree.keys() == {"facts.yaml", *(f"pay-basics/{path}" for path in clean())}
