"""Numbers as learners write them: signs, separators, fractions and units, read to an exact value."""

import re
import unicodedata
from fractions import Fraction
from typing import NamedTuple

from lms.questions.values import LONGEST_NUMBER, as_fraction

_UNITS = [
    frozenset(names.split("|"))
    for names in (
        "$|dollar|dollars|usd",
        "¢|cent|cents|c",
        "£|pound|pounds|gbp",
        "€|euro|euros|eur",
        "%|percent|cent|pct",
        "second|seconds|sec|secs|s",
        "minute|minutes|min|mins",
        "hour|hours|hr|hrs|h",
        "day|days",
        "week|weeks|wk|wks",
        "month|months|mo|mos",
        "year|years|yr|yrs",
        "inch|inches|in|\"|''",
        "foot|feet|ft|'",
        "yard|yards|yd|yds",
        "mile|miles|mi",
        "square foot|square feet|sq ft|sqft|ft2",
        "square inch|square inches|sq in|in2",
        "square yard|square yards|sq yd|yd2",
        "cubic foot|cubic feet|cu ft|ft3",
        "cubic yard|cubic yards|cu yd|yd3",
        "pound|pounds|lb|lbs",
        "ounce|ounces|oz",
        "cup|cups|c",
        "pint|pints|pt|pts",
        "quart|quarts|qt|qts",
        "gallon|gallons|gal",
        "gram|grams|g",
        "kilogram|kilograms|kg|kilo|kilos",
        "millilitre|millilitres|milliliter|milliliters|ml",
        "litre|litres|liter|liters|l",
        "millimetre|millimetres|millimeter|millimeters|mm",
        "centimetre|centimetres|centimeter|centimeters|cm",
        "metre|metres|meter|meters|m",
        "kilometre|kilometres|kilometer|kilometers|km",
        "degrees fahrenheit|degrees f|fahrenheit|°f|f|degree|degrees|°",
        "degrees celsius|degrees c|celsius|°c|c|degree|degrees|°",
    )
]
"""Names of one unit in each row: a learner may use any of them for another."""

_NUMBER = re.compile(
    r"(?P<sign>[-+]?) ?(?P<money>[$£€]?) ?(?P<after>-?) ?"
    r"(?P<number>(?:[0-9]+[ -])?[0-9]+/[0-9]+|[0-9]{1,3}(?:[, ][0-9]{3})+(?:\.[0-9]*)?|[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
    r"(?P<rest>(?![0-9.,/]).*)"
)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−⁃"), "-")
_SIGNS = {ord("⁄"): "/", ord("∕"): "/", ord("’"): "'", ord("′"): "'", ord("″"): '"', ord("“"): '"', ord("”"): '"'}


class Number(NamedTuple):
    """A number that a learner typed, and the unit she wrote with it, empty where she wrote none."""

    value: Fraction
    unit: str


def typed_number(text: str) -> Number | None:
    """Read a number as people write it: ``$1,480.00``, ``10 13/16``, ``−3``, ``480 dollars``; None if it is none."""
    if len(text) > 2 * LONGEST_NUMBER:
        return None
    found = _NUMBER.fullmatch(_plain(text))
    if not found or (found["sign"] and found["after"]) or len(found["number"]) > LONGEST_NUMBER:
        return None
    number = found["number"]
    separated = number.replace("-", " ") if "/" in number else number.replace(" ", "")
    try:
        value = as_fraction(separated.rstrip("."))
    except ZeroDivisionError:
        return None
    unit = " ".join(part for part in (found["money"], found["rest"].strip()) if part)
    return Number(-value if "-" in (found["sign"], found["after"]) else value, unit)


def same_unit(typed: str, unit: str) -> bool:
    """Say whether what a learner wrote behind a number names the unit of the question; writing none is always fine."""
    written, asked = _words(typed), _words(unit)
    if len(written) > 1 and written[0] in "$£€" and _same(written[0], written[1]):
        del written[0]
    if not asked:
        return written in ([], ["$"])
    return _same(" ".join(written), " ".join(asked)) or (len(written) <= len(asked) and all(map(_same, written, asked)))


def _words(unit: str) -> list[str]:
    """Cut a unit into its words, without those that only join: an hour, per hour and /hour are one."""
    words = _plain(unit).casefold().replace("/", " ").split()
    return [word.rstrip(".") for word in words if word not in ("a", "an", "per", "each")]


def _same(one: str, other: str) -> bool:
    return one in (other, f"{other}s") or f"{one}s" == other or any({one, other} <= row for row in _UNITS)


def _plain(text: str) -> str:
    """Give a text with common signs in place of their look-alikes, ½ spelled out as 1/2, and single spaces."""
    spelled = "".join(f" {char}" if unicodedata.decomposition(char).startswith("<fraction>") else char for char in text)
    signs = unicodedata.normalize("NFKC", spelled.translate({ord("″"): '"'})).translate(_DASHES | _SIGNS)
    return re.sub(r" ?/ ?", "/", " ".join(signs.split()))
