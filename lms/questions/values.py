"""What may stand after `=`, `or=` and `exact=`: when it is a number, when words, and how it is printed."""

import re
import unicodedata
from fractions import Fraction

from lms.questions.base import Data

LONGEST_NUMBER = 60
"""Longest number, in characters; a longer one is no number that a person writes."""

_PLAIN = r"\$?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_FRACTION = r"(?:[0-9]+ )?[0-9]+/[0-9]+"
_NUMBER_FORM = re.compile(
    rf"(?P<value>-?(?:{_FRACTION}|{_PLAIN}))"
    rf"(?: ?\+- ?(?P<tolerance>{_FRACTION}|{_PLAIN}))?"
    r"(?: ?\[(?P<unit>[^\[\]]+)\])?"
)
_ONLY_FIGURES = re.compile(r"[-+−–]? ?[$£€]? ?[-−–]?(?:[0-9][0-9., ]*|\.[0-9]+) ?%?")
_FIGURES_AND_MORE = re.compile(r"[-$−–£€.]{0,3}[0-9].*?(?:±|\+-|\+/-|\[)")
_QUOTED = re.compile('["“”]([^"“”]*)["“”]')


def split_form(text: str) -> tuple[str, str]:
    """Cut an answer line into its mark and its value, blanks in the value made single."""
    mark, _, value = text.partition("=")
    return f"{mark}=", " ".join(value.split())


def number_form(value: str) -> Data | None:
    """Read a value as number, tolerance and unit, all as written; None where it is words."""
    found = _NUMBER_FORM.fullmatch(value) if len(value) <= 3 * LONGEST_NUMBER else None
    if not found or len(found["value"]) > LONGEST_NUMBER:
        return None
    return {"value": found["value"], "tolerance": found["tolerance"] or "", "unit": (found["unit"] or "").strip()}


def looks_like_number(value: str) -> bool:
    """Say whether a value is close to a number but cannot be read as one."""
    like = _ONLY_FIGURES.fullmatch(value) or _FIGURES_AND_MORE.match(value)
    return like is not None and number_form(value) is None


def text_form(value: str) -> str:
    """Read a value as words: quotes around the whole are taken off."""
    found = _QUOTED.fullmatch(value)
    return found[1].strip() if found else value


def printed_text(text: str) -> str:
    """Print words so that they are read as words again."""
    bare = text_form(text) == text and not number_form(text) and not looks_like_number(text)
    return text if bare else f'"{text}"'


def as_fraction(number: str) -> Fraction:
    """Give the exact value of a number as `number_form` reads it; raise ZeroDivisionError for a part of zero."""
    sign = -1 if number.startswith("-") else 1
    whole = number.lstrip("-").replace("$", "").replace(",", "")
    return sign * sum((Fraction(part) for part in whole.split(" ")), Fraction())


def folded(text: str) -> str:
    """Give words without what never counts: case, accents, spaces, curly quotes, and a stop at the end."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(char for char in plain if unicodedata.category(char) not in ("Mn", "Cf") and not char.isspace())
    straight = kept.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')
    return straight.rstrip(".,;!?") or straight
