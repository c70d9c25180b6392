"""Quiz text to questions and back: the whole body of a quiz, or the one question of a `check` fence."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from lms.questions.base import Data, Kind, Line, Slip, block, hidden_character, inline
from lms.questions.lines import (
    Piece,
    Row,
    fences,
    opened_by_indented,
    pieces_of,
    printed,
    quoted,
    rows_of,
    sign_of,
)
from lms.questions.markers import (
    ANSWERS,
    OPTIONS,
    escape_pairs,
    escape_start,
    has_pair,
    is_indented_option,
    is_loose_pair,
    marked,
    unescape_pairs,
    unescape_start,
)
from lms.questions.slips import slip
from lms.questions.stems import read_stem, starts_of

Kinds = Mapping[str, Kind]


def read_quiz(kinds: Kinds, text: str, first_line: int) -> tuple[list[Data], list[Slip]]:
    """Read the body of a quiz: every question without a slip, and every slip, in the order of the lines."""
    rows, starts, slips = _laid_out(text, first_line)
    spoilt = {one.line for one in slips}
    questions: list[Data] = []
    lines: dict[str, int] = {}
    for start, end in pairwise([*starts, len(rows)]):
        question, found = _question(kinds, rows[start:end], "")
        number = rows[start].number
        if question["id"] in lines:
            found.append(slip(number, "id-twice", id=question["id"], first=lines[question["id"]]))
        elif question["id"]:
            lines[question["id"]] = number
        slips += found
        if not found and spoilt.isdisjoint(row.number for row in rows[start:end]):
            questions.append(question)
    return questions, sorted(slips, key=_by_line)


def read_question(kinds: Kinds, text: str, first_line: int, default_id: str) -> tuple[Data | None, list[Slip]]:
    """Read a text that holds exactly one question; None where it has a slip."""
    rows, starts, slips = _laid_out(text, first_line)
    slips += [slip(rows[at].number, "one-question") for at in starts[1:]]
    question = None
    if starts:
        question, found = _question(kinds, rows[starts[0] : [*starts, len(rows)][1]], default_id)
        slips += found
    return None if slips else question, sorted(slips, key=_by_line)


def write_quiz(kinds: Kinds, questions: Iterable[Data]) -> str:
    """Print questions that are not compiled as the quiz text that reads back as the same questions."""
    return "\n".join(line for question in questions for line in [*_written(kinds, question), ""])


def _by_line(one: Slip) -> int:
    return one.line


def _laid_out(text: str, first_line: int) -> tuple[list[Row], list[int], list[Slip]]:
    """Give the rows of a text, at which of them a question starts, and what is amiss outside questions or anywhere."""
    rows, slips = rows_of(text, first_line)
    slips += _hidden(rows)
    starts = starts_of(rows)
    slips += _before(rows[: starts[0]] if starts else rows, bool(starts), first_line)
    return rows, starts, slips


def _hidden(rows: Sequence[Row]) -> list[Slip]:
    found = [(row.number, hidden_character(row.text)) for row in rows]
    return [slip(number, "hidden-character", at=at) for number, at in found if at]


def _before(rows: Sequence[Row], started: bool, first_line: int) -> list[Slip]:
    number = next((row.number for row in rows if row.text.strip()), 0)
    if number:
        return [slip(number, "text-before")]
    return [] if started else [slip(first_line, "empty-quiz")]


def _question(kinds: Kinds, rows: Sequence[Row], default_id: str) -> tuple[Data, list[Slip]]:
    """Read the rows of one question; what comes back is whole only where there is no slip."""
    stem, slips = read_stem(rows, default_id)
    rest = rows[stem.length :]
    start = next((at for at, row in enumerate(rest) if _answers(row)), len(rest))
    family = marked(rest[start].text.strip()).mark if start < len(rest) else ""
    prompt, found = _prompt(rest[:start], family)
    slips += found
    pieces, found = pieces_of(rest[start:], family)
    slips += found
    mark = "[]" if family in OPTIONS and any(piece.mark == "[]" for piece in pieces) else family
    answers, found = _answer_lines(pieces, family, mark)
    slips += found
    question: Data = {"id": stem.id, "stem": inline(stem.words), "prompt": prompt}
    question["hints"], found = _hints(pieces)
    slips += found
    question["explanation"] = _explanation(pieces)
    kind = next((kind for kind in kinds.values() if answers and kind.opens(mark, answers[0].text)), None)
    if kind:
        parts, found = kind.parse(stem.id, answers)
        slips += found
        return {**question, "kind": kind.NAME, **parts}, slips
    slips += [slip(rows[0].number, "no-answers"), *_guesses(rest[:start])]
    return question, slips


def _answers(row: Row) -> bool:
    if row.fenced:
        return False
    return is_indented_option(row.text) if row.text[:1].isspace() else marked(row.text).mark in ANSWERS


def _prompt(rows: Sequence[Row], family: str) -> tuple[Data | None, list[Slip]]:
    slips = []
    for row in rows:
        if row.fenced:
            continue
        if marked(row.text).mark == "!":
            slips.append(slip(row.number, "hint-early"))
        elif family == "::" and is_loose_pair(row.text):
            slips.append(slip(row.number, "pair-marker"))
    lines = [row.text if row.fenced else unescape_pairs(unescape_start(row.text, answers=False)) for row in rows]
    filled = [at for at, line in enumerate(lines) if line.strip()]
    text = "\n".join(lines[filled[0] : filled[-1] + 1]) if filled else ""
    return block(text) if text else None, slips


def _answer_lines(pieces: Sequence[Piece], family: str, mark: str) -> tuple[list[Line], list[Slip]]:
    """Give the lines for the kind to read: answers with their one ``mark``, and feedback straight under an option."""
    lines, slips, foreign = [], [], set()
    last_option = max((piece.number for piece in pieces if piece.mark in OPTIONS), default=0)
    for piece in pieces:
        if piece.mark in ("!", ""):
            continue
        if piece.feedback:
            lines += [Line(piece.number, f"> {piece.text}")] if family in OPTIONS else []
        elif piece.mark == ">":
            if family in OPTIONS and piece.number < last_option:
                slips.append(slip(piece.number, "feedback-place"))
        elif family in OPTIONS and piece.mark in OPTIONS:
            lines.append(Line(piece.number, f"{mark[0]}{piece.text[1]}{mark[1]}{piece.text[3:]}"))
        elif piece.mark in (family, "-"):
            lines.append(Line(piece.number, piece.text))
        if piece.mark not in (family, ">", "-") and piece.mark not in foreign:
            foreign.add(piece.mark)
            slips.append(slip(piece.number, "mixed", mark=_sign(family)))
    return lines, slips


def _sign(mark: str) -> str:
    return {"()": "( )", "[]": "[ ]"}.get(mark, mark)


def _hints(pieces: Sequence[Piece]) -> tuple[list[Data], list[Slip]]:
    hints = [piece for piece in pieces if piece.mark == "!"]
    empty = [slip(piece.number, "no-hint") for piece in hints if not piece.text.strip()]
    return [block(piece.text.strip()) for piece in hints], empty


def _explanation(pieces: Sequence[Piece]) -> Data | None:
    found = [piece.text.strip("\n") for piece in pieces if piece.mark == ">" and not piece.feedback]
    text = "\n\n".join(part for part in found if part)
    return block(text) if text else None


_MEANT = (
    (re.compile(r"\s*[-*+•]\s{1,3}[(\[][ xX]?[)\]]"), "not-a-list"),
    (re.compile(r"[0-9]{1,3}\. "), "not-a-number"),
    (re.compile(r"[A-Za-z][.)] "), "not-a-letter"),
)


def _guesses(rows: Sequence[Row]) -> list[Slip]:
    """Name the first line of a question without answers that looks as if it were meant as one."""
    for row in rows:
        if row.text[:1].isspace() and (opened := opened_by_indented(row.text)):
            return [slip(row.number, "indented-marker", mark=sign_of(opened))]
        for pattern, rule in _MEANT:
            if pattern.match(row.text):
                return [slip(row.number, rule)]
        if row.text[:1].isspace() and has_pair(row.text):
            return [slip(row.number, "indent")]
        if is_loose_pair(row.text):
            return [slip(row.number, "pair-marker")]
    return []


def _written(kinds: Kinds, question: Data) -> list[str]:
    lines = [f"? {question['stem']['md']} {{#{question['id']}}}"]
    if question["prompt"]:
        text = question["prompt"]["md"].split("\n")
        fenced, _ = fences(text)
        lines += [""] if text[0].startswith(" ") else []
        lines += [
            line if fenced[at] else escape_start(escape_pairs(line), answers=False) for at, line in enumerate(text)
        ]
    lines += kinds[question["kind"]].write(question)
    if question["explanation"]:
        lines += [*([""] if "options" in question else []), *quoted(question["explanation"]["md"])]
    for hint in question["hints"]:
        lines += printed("!", hint["md"])
    return lines
