"""A course zip, opened with care: every limit holds before anything is believed, and on the real bytes."""

import io
import re
import stat
import unicodedata
import zipfile
import zlib

from lms.content.model import Problem

MOST_BYTES = 100_000_000
"""Most bytes of the zip itself, and of all its files together."""

MOST_ENTRIES = 2_000
LARGEST_ENTRY = 20_000_000

MOST_RATIO = 100
"""How many times larger than packed a file may be; files under `RATIO_FROM` bytes cannot do harm and are exempt."""

RATIO_FROM = 65_536

_CHUNK = 65_536
_NESTED = re.compile(rb"PK\x03\x04|PK\x05\x06|\x1f\x8b\x08|7z\xbc\xaf'\x1c|Rar!\x1a\x07|BZh[1-9]1AY&SY|\xfd7zXZ\0")
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
"""Names that mean a device on some computers, whatever stands after the dot."""


class _Unsafe(Exception):
    """The reason why a zip is refused, and the file in it."""

    def __init__(self, words: str, path: str = "", rule: str = "zip-unsafe") -> None:
        super().__init__(words)
        self.problem = Problem(path, 0, rule, words)


def read_zip(data: bytes) -> tuple[dict[str, bytes], list[Problem]]:
    """Give the files of a zip by path; where anything is unsafe or broken there are no files, only the problem."""
    try:
        if len(data) > MOST_BYTES:
            raise _Unsafe("The zip is larger than 100 MB.", rule="zip-size")
        if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            raise _Unsafe("This file is not a zip.", rule="zip-broken")
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return _read_entries(packed, len(data)), []
    except _Unsafe as unsafe:
        return {}, [unsafe.problem]
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError, RuntimeError) as error:
        words = "The zip is damaged or cut short. Make it again and try once more."
        return {}, [Problem("", 0, "zip-broken", f"{words} ({type(error).__name__})")]


def _read_entries(packed: zipfile.ZipFile, size: int) -> dict[str, bytes]:
    """Check all names first, then unpack file by file against the limits."""
    entries = packed.infolist()
    if len(entries) > MOST_ENTRIES:
        raise _Unsafe(f"The zip has {len(entries):,} entries; the limit is {MOST_ENTRIES:,}.", rule="zip-size")
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise _Unsafe("The files in the zip are larger than 100 MB together.", rule="zip-size")
    if sum(entry.compress_size for entry in entries) > size:
        raise _Unsafe("The zip is damaged: its files overlap.", rule="zip-broken")
    seen: dict[str, tuple[str, bool]] = {}
    for entry in entries:
        _check_name(entry.orig_filename)
        _check_entry(entry)
        _check_twin(entry.orig_filename, seen)
    tree: dict[str, bytes] = {}
    left = MOST_BYTES
    for entry in entries:
        if not entry.is_dir():
            tree[entry.filename] = content = _unpack(packed, entry, left)
            left -= len(content)
    return tree


def _check_name(name: str) -> None:
    """Refuse a name that is no plain path inside the course."""
    shown = ascii(name)[1:-1][:80]
    if "\\" in name or re.match("[A-Za-z]:", name) or name.startswith("/"):
        raise _Unsafe("A file in the zip has a path that leads out of the course.", shown)
    if not name.isprintable() or len(name) > 240:
        raise _Unsafe("A file in the zip has a name with hidden characters, or one that is too long.", shown)
    for part in name.removesuffix("/").split("/"):
        if part in ("", ".", ".."):
            raise _Unsafe("A file in the zip has a path that leads out of the course.", shown)
        if RESERVED.fullmatch(part) or part.endswith((".", " ")) or re.search('[<>:"|?*]', part):
            raise _Unsafe("A file in the zip has a name that some computers cannot hold.", shown)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    """Refuse an entry that is locked, no ordinary file, packed in an odd way, or larger than allowed."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    name = entry.filename
    if entry.flag_bits & 0x1:
        raise _Unsafe("The zip is locked with a password. Make it again without one.", name, "zip-locked")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR) or (kind == stat.S_IFDIR) > entry.is_dir():
        raise _Unsafe("The zip holds something that is no ordinary file, such as a link.", name)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _Unsafe("The zip is packed in a way that is not supported. Use an ordinary zip.", name)
    if entry.file_size > LARGEST_ENTRY:
        raise _Unsafe("A file in the zip is larger than 20 MB.", name, "zip-size")
    _check_ratio(entry.file_size, entry)


def _check_ratio(size: int, entry: zipfile.ZipInfo) -> None:
    if size > RATIO_FROM and size > entry.compress_size * MOST_RATIO:
        raise _Unsafe("A file in the zip unpacks to more than 100 times its size.", entry.filename, "zip-bomb")


def _check_twin(name: str, seen: dict[str, tuple[str, bool]]) -> None:
    """Refuse names that are one and the same on some computers, and a file that is also a folder."""
    parts = name.removesuffix("/").split("/")
    for depth in range(1, len(parts) + 1):
        path = "/".join(parts[:depth])
        is_file = depth == len(parts) and not name.endswith("/")
        folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
        if (is_file and folded in seen) or seen.setdefault(folded, (path, is_file)) != (path, is_file):
            raise _Unsafe("Two files in the zip have the same name.", name)


def _unpack(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    """Read one file in pieces and stop as soon as it is more than it may be."""
    content = bytearray()
    with packed.open(entry) as stream:
        while piece := stream.read(_CHUNK):
            content += piece
            if len(content) > min(LARGEST_ENTRY, left):
                raise _Unsafe("The files in the zip are larger than allowed.", entry.filename, "zip-size")
            _check_ratio(len(content), entry)
    if _NESTED.match(content):
        raise _Unsafe("The zip holds another archive. Unpack that first.", entry.filename)
    return bytes(content)
