"""Aiken in: one question, its answers with letters, and which of them is right."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from lms.content.formats import parts
from lms.content.formats.parts import Option
from lms.content.formats.sheet import Refused, Rich, Sheet
from lms.questions.base import Data

_OPTION = re.compile(r"\s*([A-Za-z])[.)]\s*(.*)")
_ANSWER = re.compile(r"\s*(?:ANSWER|CORRECT ANSWER|ANS)\s*[:=]\s*(.*)", re.IGNORECASE)
_FEEDBACK = re.compile(r"\s*(?:FEEDBACK|EXPLANATION)\s*:\s*(.*)", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Za-z](?:(?:\s*[,;&]\s*|\s+and\s+|\s+)[A-Za-z])*[.)]?")


@dataclass(slots=True)
class Item:
    """The parts of one question as they stand in the file, with the number of its first line (1-based)."""

    line: int
    words: list[str] = field(default_factory=list)
    answers: list[tuple[str, str]] = field(default_factory=list)
    key: str | None = None
    feedback: list[str] = field(default_factory=list)


def items(text: str) -> Iterator[Item]:
    """Cut a file into questions: each ends with its answer, or where words follow its answers without one."""
    item: Item | None = None
    for number, line in enumerate(text.split("\n"), 1):
        said = _FEEDBACK.fullmatch(line)
        if not line.strip():
            continue
        if item and item.key is not None:
            if said:
                item.feedback.append(said[1])
                continue
            yield item
            item = None
        item = item or Item(number)
        if found := _ANSWER.fullmatch(line):
            item.key = found[1].strip()
        elif (option := _OPTION.fullmatch(line)) and (item.words or item.answers or option[1].upper() == "A"):
            item.answers.append((option[1].upper(), option[2].strip()))
        elif not item.answers:
            item.words.append(line.strip())
        else:
            yield item
            item = Item(number, [line.strip()])
    if item:
        yield item


def read(item: Item, sheet: Sheet) -> Data:
    """Read one question. Raises `Refused`."""
    sheet.name = " ".join(item.words)[:200]
    if item.key is None and not item.answers:
        raise Refused("It has neither answers (“A) …”) nor a line “ANSWER: A”.")
    if item.key is None:
        raise Refused("It has no line “ANSWER: A” under its answers.")
    if not item.words:
        raise Refused("There are no words above its answers.")
    if not _LETTERS.fullmatch(item.key):
        raise Refused(f"“ANSWER: {item.key[:40]}” does not name one of its answers by a letter.")
    keys = re.findall(r"\b[A-Z]\b", item.key.upper().replace("AND", " "))
    letters = [letter for letter, _ in item.answers]
    unknown = [key for key in keys if key not in letters]
    if unknown or len(set(letters)) < len(letters):
        raise Refused(f"There is no answer “{unknown[0]}”." if unknown else "Two of its answers have the same letter.")
    if len(item.answers) < 2:
        raise Refused("It has one answer only. Give at least two.")
    share = Fraction(1, len(keys))
    several = len(keys) > 1
    given = [
        Option(Rich(words, "plain"), share if letter in keys else -share if several else Fraction())
        for letter, words in item.answers
    ]
    text = Rich("\n".join(item.words) if len(item.words) > 1 else item.words[0], "plain")
    explanation = Rich("\n".join(item.feedback), "plain") if item.feedback else None
    return parts.whole(sheet, text, parts.options(sheet, given, several), explanation)
