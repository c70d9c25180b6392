"""Moodle XML in: every kind of question that has a counterpart here, with its pictures, feedback and categories."""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction

from lms.content.formats import parts
from lms.content.formats.parts import Amount, Option
from lms.content.formats.sheet import Refused, Rich, Sheet, decoded
from lms.content.formats.xml_tree import Node
from lms.questions.base import Data

_FORMS = {"html": "html", "moodle_auto_format": "auto", "plain_text": "plain", "markdown": "markdown"}
_STANDARD = re.compile(
    r"(?:your answer is (?:correct|partially correct|incorrect)|correct|partially correct|incorrect)?[.!]?",
    re.IGNORECASE,
)
_TRUE = {"1", "true", "yes"}
_FOREIGN = {
    "cloze": "It has several gaps in one text. Make a question of each gap.",
    "multianswer": "It has several gaps in one text. Make a question of each gap.",
    "description": "It asks nothing. Put its words into a lesson.",
    "randomsamatch": "It is put together by chance from other questions.",
    "random": "It stands for a question drawn by chance; a quiz here draws by “draw:”.",
}


def category_of(node: Node) -> str:
    """Give the category that the questions below belong to, as a path."""
    return " ".join(node.said("category").replace("$course$", "").replace("$module$", "").strip("/ \n").split()) or "-"


def about_category(node: Node) -> str:
    """Give what a category says of itself, which has no place in a quiz."""
    return " ".join(re.sub(r"<[^<>]*>", " ", f"{node.said('info')} {node.said('idnumber')}").split())


def read(node: Node, sheet: Sheet) -> Data:
    """Read one question. Raises `Refused`."""
    kind = node.attrs.get("type", "").strip().lower()
    sheet.name = " ".join(node.said("name").split())
    if kind in _FOREIGN:
        raise Refused(_FOREIGN[kind])
    reader = _READERS.get(kind)
    if not reader:
        raise Refused(f"Questions of the kind “{kind[:40]}” have no counterpart here.")
    text = rich(node.one("questiontext"), "html")
    if old := _old_picture(node):
        name, data = old
        text = Rich(f'{text.text}<p><img src="{name}"></p>', text.form, {**text.files, name: data})
    made = reader(sheet, node)
    hints = [rich(hint, "html") for hint in node.all("hint")]
    whole = parts.whole(sheet, text, made, rich(node.one("generalfeedback"), "html"), hints)
    _settings(sheet, node)
    return whole


def rich(node: Node | None, form: str) -> Rich:
    """Give a text with its form and the files that belong to it."""
    if node is None:
        return Rich("", form)
    inner = node.one("text")
    files = {}
    for file in node.all("file"):
        data = decoded(file.text) if file.attrs.get("encoding", "base64") == "base64" else None
        files[file.attrs.get("name", "")] = data or b""
    return Rich((inner or node).text.strip(), _FORMS.get(node.attrs.get("format", ""), form), files)


def _old_picture(node: Node) -> tuple[str, bytes] | None:
    """Give the picture of a question as old files have it, in elements of its own."""
    data = decoded(node.said("image_base64"))
    name = node.said("image").strip().rpartition("/")[2] or "picture.png"
    return (re.sub(r"[^\w.-]", "-", name), data) if data else None


def _settings(sheet: Sheet, node: Node) -> None:
    """Say what a question had besides its words and answers."""
    grade = parts.number_in(node.said("defaultgrade", "1"))
    if grade not in (None, 1):
        sheet.note(
            f"It counted {parts.decimal(grade or Fraction()) or 'other'} points; here every question counts one."
        )
    for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        words = re.sub(r"<[^<>]*>", " ", node.said(name))
        if not _STANDARD.fullmatch(" ".join(words.split())):
            sheet.note(f"Feedback on the whole was left out: “{' '.join(words.split())[:200]}”")
    tags = node.one("tags")
    named = [tag.said("text").strip() or tag.text.strip() for tag in tags.all("tag")] if tags else []
    if any(named):
        sheet.note(f"Its tags were left out: {', '.join(filter(None, named))[:200]}.")
    if idnumber := " ".join(node.said("idnumber").split()):
        sheet.note(f"Its ID number was left out: “{idnumber[:100]}”")
    if node.said("shuffleanswers", "1").strip().lower() in ("0", "false"):
        sheet.note("Its answers stood in a fixed order; here the whole quiz is shuffled or not (shuffle: false).")
    if node.said("hidden").strip() == "1":
        sheet.note("It was hidden in Moodle.")


def _share(answer: Node) -> Fraction:
    share = parts.number_in(answer.attrs.get("fraction", "0"))
    if share is None:
        raise Refused(f"“{answer.attrs['fraction'][:20]}” is no share of the points (line {answer.line}).")
    return share / 100


def _option(answer: Node, form: str = "html") -> Option:
    feedback = answer.one("feedback")
    return Option(rich(answer, form), _share(answer), rich(feedback, "html") if feedback else None)


def _multichoice(sheet: Sheet, node: Node) -> Data:
    several = node.said("single", "true").strip().lower() not in _TRUE
    return parts.options(sheet, [_option(one) for one in node.all("answer")], several)


def _truefalse(sheet: Sheet, node: Node) -> Data:
    found = {one.said("text").strip().lower(): _option(one) for one in node.all("answer")}
    if set(found) != {"true", "false"} or (found["true"].share > 0) == (found["false"].share > 0):
        raise Refused("It does not say which of “true” and “false” is right.")
    return parts.true_or_false(sheet, found["true"].share > 0, found["true"].feedback, found["false"].feedback)


def _shortanswer(sheet: Sheet, node: Node) -> Data:
    exact = node.said("usecase").strip() == "1"
    return parts.typed(sheet, [_option(one, "plain") for one in node.all("answer")], exact)


def _numerical(sheet: Sheet, node: Node) -> Data:
    amounts = []
    for answer in node.all("answer"):
        words, (_, share, feedback) = answer.said("text").strip() or answer.text.strip(), _option(answer)
        value, tolerance = parts.number_in(words), parts.number_in(answer.said("tolerance", "0").strip() or "0")
        if words != "*" and (value is None or tolerance is None):
            raise Refused(f"“{words[:40]}” or its tolerance cannot be read as a number (line {answer.line}).")
        amounts.append(Amount(value, abs(tolerance or Fraction()), share, feedback))
    return parts.numbers(sheet, amounts, _unit(sheet, node))


def _unit(sheet: Sheet, node: Node) -> str:
    """Give the unit in which the number is asked for; a learner sees it beside the box."""
    units = node.one("units")
    named = {
        sheet.plain(Rich(one.said("unit_name"))): parts.number_in(one.said("multiplier", "1"))
        for one in (units.all("unit") if units else ())
    }
    named.pop("", None)
    base = next((name for name, times in named.items() if times == 1), next(iter(named), ""))
    others = [name for name in named if name != base]
    if others:
        sheet.note(f"The number is asked for in {base}; other units were left out: {', '.join(others)[:100]}.")
    if re.search(r"[\[\]]", base):
        sheet.note(f"The unit “{base[:40]}” was left out.")
        return ""
    return base


def _matching(sheet: Sheet, node: Node) -> Data:
    sides = [(rich(one, "html"), rich(one.one("answer"), "plain")) for one in node.all("subquestion")]
    return parts.matching(sheet, sides)


def _ordering(sheet: Sheet, node: Node) -> Data:
    return parts.ordering(sheet, [rich(one, "html") for one in node.all("answer")])


def _essay(sheet: Sheet, node: Node) -> Data:
    if template := " ".join(re.sub(r"<[^<>]*>", " ", node.said("responsetemplate")).split()):
        sheet.note(f"The text to start from was left out: “{template[:200]}”")
    if node.said("attachments", "0").strip() not in ("", "0"):
        sheet.note("No files can be handed in here; she answers in words.")
    return parts.essay(sheet, rich(node.one("graderinfo"), "html"))


_READERS: Mapping[str, Callable[[Sheet, Node], Data]] = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "essay": _essay,
    "ordering": _ordering,
}
