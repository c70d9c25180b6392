"""The line that asks: its words, its id, and ids made for those that have none."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

from lms.questions.base import Slip
from lms.questions.lines import Row, fences, indented, opened_by_indented
from lms.questions.markers import Marked, has_pair, marked
from lms.questions.slips import slip

_ID = re.compile(r"#([a-z0-9-]{1,40})")
_LIKE_ID = re.compile(r"\s*#.*|[\w -]+")
_LONGEST_SLUG = 32


class Stem(NamedTuple):
    """The words of a question, its id (empty where it has none) and the number of lines that they take."""

    words: str
    id: str
    length: int


def starts_of(rows: Sequence[Row]) -> list[int]:
    """Say at which rows a question starts."""
    return [at for at, row in enumerate(rows) if not row.fenced and marked(row.text).mark == "?"]


def read_stem(rows: Sequence[Row], default_id: str = "") -> tuple[Stem, list[Slip]]:
    """Read the stem that starts at the first row; ``default_id`` is taken where the author gave none."""
    opened, text, length = _joined(rows, 0)
    words, braces = _cut(text)
    given = _ID.fullmatch(braces)
    found = given[1] if given else "" if braces else default_id
    number = rows[0].number
    slips = [slip(number, "marker", wrote=opened.wrote, meant=opened.meant)] if opened.rule else []
    if "{#" in words:
        slips.append(slip(number, "id-place"))
    elif not found:
        slips.append(_id_slip(number, words, braces))
    if not words:
        slips.append(slip(number, "no-stem"))
    return Stem(words, found, length), slips


def slug(text: str) -> str:
    """Make an id out of words: small letters, digits and hyphens; empty where the words hold none of them."""
    plain = unicodedata.normalize("NFKD", text[:400]).encode("ascii", "ignore").decode().lower()
    made = ""
    for word in re.findall(r"[a-z0-9]+", plain):
        longer = f"{made}-{word}" if made else word[:_LONGEST_SLUG]
        if len(longer) > _LONGEST_SLUG:
            break
        made = longer
    return made


def with_ids(text: str, taken: Collection[str] = ()) -> str:
    """Give a quiz text in which each question has an id; every other character stays as it was.

    ``taken`` are ids that must not be made. An id that is there but not well formed is left for the author to mend.
    """
    parts = re.split(r"(\r\n|\r|\n)", text)
    lines = [parts[0].removeprefix("\ufeff"), *parts[2::2]]
    fenced, _ = fences(lines)
    rows = [Row(at, line, fenced[at]) for at, line in enumerate(lines)]
    stems = [(at, *_joined(rows, at)[1:]) for at in starts_of(rows)]
    used = {*taken, *(_cut(words)[1].removeprefix("#") for _, words, _ in stems)}
    times: Counter[str] = Counter()
    for at, words, length in stems:
        if "{#" in words or _cut(words)[1]:
            continue
        made = base = slug(words) or "question"
        while made in used:
            times[base] += 1
            made = f"{base}-{times[base] + 1}"
        used.add(made)
        last = 2 * (at + length - 1)
        parts[last] = f"{parts[last].rstrip()} {{#{made}}}"
    return "".join(parts)


def _joined(rows: Sequence[Row], at: int) -> tuple[Marked, str, int]:
    """Give how a stem opens, its text with the lines that continue it, and the number of its lines."""
    opened = marked(rows[at].text)
    parts = [opened.text[1:].strip()]
    end = at + 1
    while end < len(rows) and _continues(rows[end].text):
        parts.append(rows[end].text.strip())
        end += 1
    return opened, " ".join(parts).strip(), end - at


def _continues(line: str) -> bool:
    return indented(line) and bool(line.strip()) and not opened_by_indented(line) and not has_pair(line)


def _cut(text: str) -> tuple[str, str]:
    """Cut what looks like an id in braces off the end of a stem."""
    start = text.rfind("{")
    if not text.endswith("}") or start < 0 or not _LIKE_ID.fullmatch(text[start + 1 : -1]):
        return text, ""
    return text[:start].rstrip(), text[start + 1 : -1]


def _id_slip(number: int, words: str, braces: str) -> Slip:
    meant = slug(braces) or slug(words) or "my-question"
    if braces:
        return slip(number, "id-form", wrote=braces, meant=meant)
    return slip(number, "id-missing", meant=meant)
