"""GIFT out: what the format can carry, and for each question what it cannot."""

import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from lms.content.formats.outcome import Exported, Outcome
from lms.content.formats.parts import decimal
from lms.questions.base import Data
from lms.questions.values import as_fraction

_PLACES = 10**12


class _Unfit(ValueError):
    """Why GIFT has no form for a question."""


def write_gift(questions: Iterable[Data]) -> Exported:
    """Write questions that are not compiled; the line of an outcome is the place of the question, from 1."""
    texts: list[str] = []
    outcomes: list[Outcome] = []
    for at, question in enumerate(questions, 1):
        notes: list[str] = []
        title, id_ = str(question["stem"]["md"])[:120], str(question["id"])
        try:
            texts.append(_written(question, notes))
        except _Unfit as why:
            outcomes.append(Outcome(at, title, "refused", (str(why),), id_))
            continue
        outcomes.append(Outcome(at, title, "changed" if notes else "kept", tuple(notes), id_))
    return Exported("\n".join(texts), tuple(outcomes))


def escape(text: str) -> str:
    """Put a backslash before each sign of the format; a new line is written as ``\\n``."""
    text = text.replace("\\", "\\\\")
    return re.sub(r"[~=#{}:]", r"\\\g<0>", text).replace("\n", "\\n")


def _text(text: str) -> str:
    """Write a text of an answer; blanks at its start and the name of a form are kept from being read as such."""
    made = escape(text)
    if made.startswith("["):
        return f"[markdown]{made}"
    return f"\\n{made}" if made[:1].isspace() else made


def _written(question: Data, notes: list[str]) -> str:
    kind = question["kind"]
    if kind not in _WRITERS:
        raise _Unfit(_NONE[kind])
    answers = _WRITERS[kind](question, notes)
    stem, prompt = question["stem"]["md"], question["prompt"]
    asked = f"{stem}\n\n{prompt['md']}" if prompt else stem
    explained = [f"####{_text(question['explanation']['md'])}"] if question["explanation"] else []
    if question["hints"]:
        notes.append("GIFT has no hints; they were left out.")
    if re.search(r"!\[[^\[\]]*\]\(media/", str(question)):
        notes.append("GIFT carries no pictures; it names them only.")
    inner = "".join(f"\n\t{line}" for line in [*answers, *explained])
    return f"::{question['id']}::[markdown]{escape(asked)} {{{inner}{chr(10) if inner else ''}}}\n"


def _options(question: Data, notes: list[str]) -> list[str]:
    rights = sum(option["right"] for option in question["options"])
    each = _percent(rights)
    lines = []
    for option in question["options"]:
        if question["kind"] == "choice":
            mark = "=" if option["right"] else "~"
        else:
            mark = f"~%{each}%" if option["right"] else f"~%-{each}%"
        lines.append(f"{mark}{_text(option['text']['md'])}#{_text(option['feedback']['md'])}")
    return lines


def _percent(rights: int) -> str:
    return f"{100 / rights:.5f}".rstrip("0").rstrip(".")


def _number(question: Data, notes: list[str]) -> list[str]:
    lines = []
    for form in question["forms"]:
        value, tolerance = as_fraction(form["value"]), as_fraction(form["tolerance"] or "0")
        written, allowed = decimal(value), decimal(tolerance)
        if written is None or allowed is None:
            near = Fraction(round(value * _PLACES), _PLACES)
            allowed = decimal(Fraction(int((tolerance + abs(near - value)) * _PLACES) + 1, _PLACES))
            written = decimal(near)
            notes.append(f"{form['value']} is no whole decimal; it was written as {written}.")
        if form["unit"] or "$" in form["value"]:
            notes.append(f"GIFT has no units; “{form['unit'] or '$'}” was left out.")
        lines.append(f"={written}:{allowed}")
    if question["words"]:
        notes.append(f"A number in GIFT cannot be words too; left out: {', '.join(question['words'])[:200]}.")
    return ["#", *lines]


def _typed(question: Data, notes: list[str]) -> list[str]:
    if any(form["exact"] for form in question["forms"]):
        notes.append("GIFT cannot ask for exact spelling; “exact=” became “=”.")
    for form in question["forms"]:
        if "->" in form["text"]:
            raise _Unfit("Its answer holds “->”, which means a pair in GIFT.")
    texts = [re.sub(r"\*", r"\\*", form["text"]) for form in question["forms"]]
    return [f"=%100%{escape(text)}" if text[0] in "%[" else f"={escape(text)}" for text in texts]


def _match(question: Data, notes: list[str]) -> list[str]:
    rights = {right["id"]: right["text"]["md"] for right in question["rights"]}
    used = {pair["right"] for pair in question["pairs"]}
    if any("->" in pair["text"]["md"] for pair in question["pairs"]):
        raise _Unfit("A left side of it holds “->”, which stands between the two sides in GIFT.")
    lines = [f"={_text(pair['text']['md'])} -> {_text(rights[pair['right']])}" for pair in question["pairs"]]
    return lines + [f"= -> {_text(text)}" for id_, text in rights.items() if id_ not in used]


def _essay(question: Data, notes: list[str]) -> list[str]:
    if question["rubric"]:
        notes.append("GIFT has no lines for the mentor; the rubric was left out.")
    return []


_WRITERS: Mapping[str, Callable[[Data, list[str]], list[str]]] = {
    "choice": _options,
    "multiple": _options,
    "number": _number,
    "text": _typed,
    "match": _match,
    "written": _essay,
}

_NONE = {
    "order": "GIFT has no questions to put in order.",
    "reflection": "A reflection is private and never marked; GIFT would hand it in as an essay.",
}
