"""The marks that open a line of quiz text, and the near ones that an author may have meant."""

import difflib
import re
from typing import NamedTuple

OPTIONS = ("()", "[]")
"""Marks of options: one right answer, or any number."""

ANSWERS = frozenset({"()", "[]", "=", "1)", "::", "..."})
"""Marks of the lines that open the answers of a question."""


class Marked(NamedTuple):
    """A line with its mark (empty for plain text) and as it should be written.

    ``rule`` names the slip where it was not written so, and ``wrote`` and ``meant`` say what differs.
    """

    mark: str
    text: str
    rule: str = ""
    wrote: str = ""
    meant: str = ""


_OPTION = re.compile(r"([(\[])\s{0,3}([xX×✓✔*]?)\s{0,3}([)\]])(.*)")
_STEP = re.compile(r"([0-9]{1,4})\)(.*)")
_DOTTED_STEP = re.compile(r"([0-9]{1,4})[.:] ?(.*)")
_FORM = re.compile(r"((?:or|exact)?=)(?!=)(.*)")
_LOOSE_FORM = re.compile(r"(or|exact)[ \t]{0,3}=(?!=)(.*)", re.IGNORECASE)
_OPEN = re.compile(r"(\.{2,5}|…)[ \t]{0,3}(\w{1,20})\s*")
_BULLET = re.compile(r"([-*+•–—])(.*)")
_PAIR = re.compile(r"(?<!\S)::(?!\S)")
_LOOSE_PAIR = re.compile(r"(?<![\s\\:])::(?=\s)|(?<!\S)::(?=[^\s:])")
_LONE_PAIR = re.compile(r"(?<![\\:]):{2}(?!:)")
_ESCAPED_PAIR = re.compile(r"(?<!\\)\\+::")
_ANY_PAIR = re.compile(r"(?<!\\)\\*::")


def marked(line: str, answers: bool = False) -> Marked:
    """Say what a line at the left edge opens; ``answers`` is true below the first answer line."""
    reader = _READERS.get(line[:1])
    found = reader(line, answers) if reader else None
    if found:
        return found
    return Marked("::" if has_pair(line) else "", line)


def marked_after(family: str, line: str) -> Marked:
    """Say what a line opens below the first answer line, knowing the mark of that line."""
    found = marked(line, answers=True)
    if family == "..." and found.mark in ("", "::") and (bullet := _BULLET.fullmatch(line)):
        return _near("-", "-", bullet[1], bullet[2])
    if family == "1)" and not found.mark and (step := _DOTTED_STEP.fullmatch(line)):
        return _near("1)", f"{step[1]})", line[: len(step[1]) + 1], " " + step[2])
    if family == "::" and not found.mark:
        return _loose_pair(line) or found
    return found


def has_pair(line: str) -> bool:
    """Say whether a line has two sides."""
    return bool(_PAIR.search(line))


def is_loose_pair(line: str) -> bool:
    """Say whether a line holds `::` with a space on one side only: no pair yet, but perhaps meant as one."""
    return not has_pair(line) and bool(_LOOSE_PAIR.search(line))


def is_indented_option(line: str) -> bool:
    """Say whether an option stands behind fewer spaces than make a block of code."""
    rest = line.lstrip(" ")
    return 1 <= len(line) - len(rest) <= 3 and marked(rest).mark in OPTIONS


def split_pair(text: str) -> list[str]:
    """Cut a text at each `::` that stands alone."""
    return _PAIR.split(text)


def escape_pairs(text: str) -> str:
    """Put a backslash before each `::` that would be read as the middle of a pair."""

    def escaped(found: re.Match[str]) -> str:
        start, end = found.span()
        tight = text[max(start - 1, 0) : start].strip() and text[end : end + 1].strip() and found[0] == "::"
        return found[0] if tight else "\\" + found[0]

    return _ANY_PAIR.sub(escaped, text)


def unescape_pairs(text: str) -> str:
    """Take the backslash before each `::` off again."""
    return _ESCAPED_PAIR.sub(lambda found: found[0][1:], text)


def escape_start(line: str, answers: bool) -> str:
    """Put a backslash before a line that would otherwise open something."""
    space, rest = _edge(line, answers)
    return f"{space}\\{rest}" if _opens(rest.lstrip("\\"), answers) else line


def unescape_start(line: str, answers: bool) -> str:
    """Take the backslash off a line that would otherwise open something; any other backslash is left to Markdown."""
    space, rest = _edge(line, answers)
    return space + rest[1:] if rest.startswith("\\") and _opens(rest.lstrip("\\"), answers) else line


def _edge(line: str, answers: bool) -> tuple[str, str]:
    """Cut the indent off a continued line; in a prompt only options are looked for behind one."""
    rest = line.lstrip()
    space = line[: len(line) - len(rest)]
    return (space, rest) if answers or is_indented_option(space + rest.lstrip("\\")) else ("", line)


def _opens(line: str, answers: bool) -> bool:
    return marked(line, answers).mark not in ("", "::")


def _near(mark: str, good: str, seen: str, rest: str) -> Marked:
    """Give a line its proper mark and one space, with words where it was written in another way."""
    text = f"{good} {rest.lstrip()}" if rest.strip() else good
    if seen == good and rest[:1] in ("", " ", "\u00a0"):
        return Marked(mark, good + rest if mark == ">" and rest.strip() else text)
    first = rest.strip()[:1]
    gap = "(tab)" if rest[:1] == "\t" else rest[:1] if rest[:1].isspace() else ""
    wrote, meant = f"{seen}{gap}{first}".rstrip(), f"{good} {first}".rstrip()
    return Marked(mark, text, "marker", wrote, meant)


def _question(line: str, answers: bool) -> Marked | None:
    if line[1:2] in ("?", "!", ".", "=", ")"):
        return None
    return _near("?", "?", "?", line[1:])


def _option(line: str, answers: bool) -> Marked | None:
    found = _OPTION.match(line)
    if not found or (found[3] == "]" and found[4][:1] in ("(", "[", ":")):
        return None
    mark = "()" if found[1] == "(" else "[]"
    good = f"{mark[0]}{'x' if found[2] else ' '}{mark[1]}"
    return _near(mark, good, line[: found.start(4)], found[4])


def _form(line: str, answers: bool) -> Marked | None:
    found = _FORM.match(line)
    if found:
        return _near("=", found[1], found[1], found[2])
    loose = _LOOSE_FORM.match(line) if answers else None
    if loose:
        return _near("=", f"{loose[1].lower()}=", line[: loose.start(2)], loose[2])
    return None


def _step(line: str, answers: bool) -> Marked | None:
    found = _STEP.match(line)
    return _near("1)", f"{found[1]})", f"{found[1]})", found[2]) if found else None


def _open(line: str, answers: bool) -> Marked | None:
    found = _OPEN.fullmatch(line)
    close = difflib.get_close_matches(found[2].lower(), ("reflection", "mentor"), 1, 0.8) if found else []
    if not found or not close:
        return None
    good = f"... {close[0]}"
    if line.rstrip() == good:
        return Marked("...", good)
    return Marked("...", good, "open-marker", line.strip(), good)


def _hint(line: str, answers: bool) -> Marked | None:
    if line[1:2] in ("", " ") or (answers and line[1] != "["):
        return _near("!", "!", "!", line[1:])
    return None


def _quote(line: str, answers: bool) -> Marked:
    return _near(">", ">", ">", line[1:]) if answers else Marked("", line)


def _loose_pair(line: str) -> Marked | None:
    found = _LOOSE_PAIR.search(line) or _LONE_PAIR.search(line)
    if not found:
        return None
    text = f"{line[: found.start()].rstrip()} :: {line[found.end() :].strip()}".strip()
    return Marked("::", text, "pair-marker")


_READERS = {
    "?": _question,
    "(": _option,
    "[": _option,
    "!": _hint,
    ">": _quote,
    ".": _open,
    "…": _open,
    **dict.fromkeys("=oOeE", _form),
    **dict.fromkeys("0123456789", _step),
}
