"""What a text points at: pictures, links, raw HTML and dated facts, found in the source without rendering it."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice

from lms.content.model import Fact, Problem
from lms.content.sounds import ENDINGS
from lms.content.source import line_finder, without_code
from lms.content.words import near

_PICTURE = re.compile(r"!\[((?:[^\[\]]|\[[^\[\]]*\])*)\](\(\s*<?([^()\s<>]*)|\[)?")
_LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(\s*<?([^()\s<>]*)")
_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)[^\[\]\n]*\]: *\S*", re.MULTILINE)
_AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]*:[^<>\s]*|[^<>@\s!]+@[^<>@\s]+)>")
_TAG = re.compile(r"<(/?[A-Za-z][A-Za-z0-9-]*)(?:[\s/][^<>]*)?>|<(!--)|<(!\[?[A-Za-z]+|\?[A-Za-z]*)")
_ITEM = re.compile(r"([-*+]|[0-9]{1,2}\.) +\S")
_PROSE = re.compile(r"(?![-*+] |[0-9]{1,2}\. )[^\s#>|:!\[]")
_FACT = re.compile(r"\{\{[^{}\n]*\}\}")
_FACT_ID = re.compile(r"\{\{\s*fact:\s*([a-z0-9-]+)\s*\}\}")


MOST_PROBLEMS = 200
"""Most problems that are named of one file; those that stop a course come first."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a text shows it: the line, the words for those who do not see it, and where it should lie."""

    line: int
    alt: str
    target: str


def pictures(text: str, first_line: int = 1) -> list[Picture]:
    """Give every picture a text shows; one written in a way that is not supported has an empty target."""
    text = without_code(text)
    at = line_finder(text, first_line)
    return [
        Picture(at(found.start()), found[1].strip(), found[3] or "") for found in _PICTURE.finditer(text) if found[2]
    ]


def facts(text: str) -> list[str]:
    """Give the ids of the dated facts a text puts in."""
    return _FACT_ID.findall(without_code(text))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the texts of a course may point at: its media files by path, and the facts."""

    media: Collection[str]
    facts: Mapping[str, Fact]


def look_over(path: str, text: str, first_line: int, around: Surroundings, with_facts: bool = False) -> list[Problem]:
    """Name what is missing or will be taken out of one Markdown text; ``with_facts`` where dated facts may stand."""
    bare = without_code(text)
    at = line_finder(bare, first_line)
    shown = pictures(text, first_line)
    in_pictures = (problem for picture in shown for problem in _picture_problems(path, picture, around.media))
    in_facts = _fact_problems(path, bare, at, around.facts, with_facts)
    return list(islice(chain(in_pictures, in_facts, _taken_out(path, bare, at)), MOST_PROBLEMS))


def glued_lists(path: str, text: str, first_line: int) -> Iterator[Problem]:
    """Warn of lists that stand straight under a line of text, where Markdown takes them for more of that text."""
    in_text, blank_above = False, True
    for number, line in enumerate(without_code(text).split("\n"), start=first_line):
        if blank_above:
            in_text = _PROSE.match(line) is not None
        elif in_text and _ITEM.match(line):
            words = "Put an empty line above this list, or it will run on in the text."
            yield Problem(path, number, "list-glued", words, "warning")
            in_text = False
        blank_above = not line.strip()


def _picture_problems(path: str, shown: Picture, media: Collection[str]) -> Iterator[Problem]:
    """Check that one picture is the course's own, is there, and says what it shows."""
    if shown.target.endswith(tuple(ENDINGS)):
        words = f"{shown.target} is a recording. Write audio: {shown.target} between the --- lines of a lesson."
        yield Problem(path, shown.line, "picture-kind", words)
    elif not shown.target.startswith("media/"):
        words = f"A picture is written ![what it shows](media/name.webp); here it says “{shown.target}”."
        yield Problem(path, shown.line, "picture-place", words)
    elif shown.target not in media:
        guess = near(shown.target, media)
        yield Problem(path, shown.line, "picture-missing", f"There is no {shown.target} in this course.{guess}")
    if not shown.alt:
        words = f"Say in words what {shown.target or 'the picture'} shows: ![words]({shown.target})."
        yield Problem(path, shown.line, "alt-missing", words)


def _fact_problems(
    path: str, text: str, at: Callable[[int], int], known: Mapping[str, Fact], allowed: bool
) -> Iterator[Problem]:
    """Check every ``{{ … }}``: it must be a fact that exists, in a text where a fact can expire."""
    for found in _FACT.finditer(text):
        line = at(found.start())
        named = _FACT_ID.fullmatch(found[0])
        if not named:
            words = f"{found[0]} is not understood. A dated fact is written {{{{ fact:its-id }}}}."
            yield Problem(path, line, "fact-form", words)
        elif not allowed:
            words = f"{found[0]} can stand in a lesson or a practical, not here: a fact can expire."
            yield Problem(path, line, "fact-place", words)
        elif named[1] not in known:
            words = f"There is no fact “{named[1]}” in facts.yaml.{near(named[1], known)}"
            yield Problem(path, line, "fact-unknown", words)


def _taken_out(path: str, text: str, at: Callable[[int], int]) -> Iterator[Problem]:
    """Warn of links and raw HTML, which a page never holds."""
    for found in _LINK.finditer(text):
        words = f"The link to “{found[2]}” will be taken out; its text stays."
        yield Problem(path, at(found.start()), "link", words, "warning")
    for found in _DEFINITION.finditer(text):
        words = f"“{found[0].strip()[:60]}” names a link; links are taken out."
        yield Problem(path, at(found.start()), "link", words, "warning")
    for found in _AUTOLINK.finditer(text):
        words = f"“{found[1]}” will be shown as text, not as a link."
        yield Problem(path, at(found.start()), "link", words, "warning")
    for found in _TAG.finditer(text):
        name = found[1] or found[2] or found[3]
        words = f"HTML is not supported: <{name}> will be taken out."
        yield Problem(path, at(found.start()), "html", words, "warning")
