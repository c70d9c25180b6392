"""An author's bytes as text: encoding, hidden characters, code fences and line numbers."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lms.content.model import Problem

LARGEST_TEXT = 200_000
"""Most bytes one Markdown file may have."""

_BOM = b"\xef\xbb\xbf"
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ue000-\uf8ff]"
)
_UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_OPENING = re.compile(r"(?P<fence>`{3,}|~{3,}) *(?P<info>\{.*\}|\.?[\w#.+-]*(?: *hl_lines=.*)?) *\Z")
_CODE = re.compile(r"(?<![`\\])(`{1,9})(?!`)([^`\n]+(?:\n[^`\n]+)*)\1(?!`)")


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block: its fence lines (numbered from 0) and what stands after the opening one."""

    first: int
    last: int
    info: str


@dataclass(frozen=True, slots=True)
class Check:
    """The text of one ``check`` fence and the line (1-based) its first line stands on."""

    line: int
    text: str


def read_text(path: str, data: bytes) -> tuple[str, list[Problem]]:
    """Decode a file, with LF line ends and without a byte order mark, and name what an editor hides from its author.

    Text that cannot be trusted still comes back as far as it can be read, so that other problems are found too.
    """
    if len(data) > LARGEST_TEXT:
        words = f"This file is too long: {len(data):,} bytes, the limit is {LARGEST_TEXT:,}. Split it."
        return "", [Problem(path, 0, "too-long", words)]
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "", [Problem(path, 1, "encoding", "This file is saved as UTF-16. Save it as UTF-8.")]
    problems: list[Problem] = []
    data = data.removeprefix(_BOM)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        words = f"Byte 0x{data[error.start]:02x} on this line is not UTF-8. Save the file as UTF-8."
        problems.append(Problem(path, line, "encoding", words))
        text = data.decode(errors="replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    problems += hidden(path, text)
    return text, problems


def shown_text(data: bytes) -> str:
    """Decode a file for a page, as `read_text` does; a character that no page may hold stands there as U+FFFD."""
    return _UNSHOWABLE.sub("\ufffd", read_text("", data)[0])


def hidden(path: str, text: str) -> Iterator[Problem]:
    """Name each line that holds characters nobody can see, which could make a text read otherwise than it is stored."""
    for number, line in enumerate(text.split("\n"), start=1):
        found = _HIDDEN.search(line)
        if found:
            words = f"Remove the hidden character U+{ord(found[0]):04X} at position {found.start() + 1} of this line."
            yield Problem(path, number, "hidden-character", words)


def line_finder(text: str, first_line: int = 1) -> Callable[[int], int]:
    """Give a function that tells the line of an offset in a text, counted from ``first_line``."""
    ends = [found.start() for found in re.finditer("\n", text)]
    return lambda offset: bisect_left(ends, offset) + first_line


def fences(lines: list[str]) -> list[Fence]:
    """Find the fenced blocks as the Markdown extension does: both fence lines at the left edge and alike."""
    closings: dict[str, list[int]] = {}
    for number in range(len(lines) - 1, -1, -1):
        bare = lines[number].rstrip(" ")
        if bare[:3] in ("```", "~~~"):
            closings.setdefault(bare, []).append(number)
    found: list[Fence] = []
    number = 0
    while number < len(lines):
        opening = _OPENING.match(lines[number]) if lines[number][:3] in ("```", "~~~") else None
        if opening:
            ends = closings.get(opening["fence"], [])
            while ends and ends[-1] <= number:
                ends.pop()
            if ends:
                found.append(Fence(number, ends[-1], opening["info"]))
                number = ends[-1]
        number += 1
    return found


def checks(text: str, first_line: int = 1) -> list[Check]:
    """Give the questions that a lesson asks inside itself, in order."""
    lines = text.split("\n")
    return [
        Check(first_line + fence.first + 1, "\n".join(lines[fence.first + 1 : fence.last]))
        for fence in fences(lines)
        if fence.info == "check"
    ]


def without_checks(text: str, token: str) -> str:
    """Put ``token`` with the number of the check (from 0) where each check stood, between blank lines."""
    lines = text.split("\n")
    kept: list[str] = []
    start = 0
    for number, fence in enumerate(fence for fence in fences(lines) if fence.info == "check"):
        kept += [*lines[start : fence.first], "", token % number, ""]
        start = fence.last + 1
    return "\n".join(kept + lines[start:])


def without_code(text: str) -> str:
    """Blank fenced and inline code, length and line ends kept, so that marks inside code are not taken for marks."""
    lines = text.split("\n")
    for fence in fences(lines):
        lines[fence.first : fence.last + 1] = [" " * len(line) for line in lines[fence.first : fence.last + 1]]
    return _CODE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), "\n".join(lines))
