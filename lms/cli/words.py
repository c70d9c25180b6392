"""The command that prints every text of the product, with its number of words and its reading level."""

from functools import cache
from pathlib import Path

import click
from babel.messages.pofile import read_po

from lms.config import ROOT
from lms.content.style.short import level_of, too_hard, words_of

CATALOGUES = ROOT / "lms" / "translations"
LANGUAGES = ("en", *sorted(path.name for path in CATALOGUES.iterdir() if path.is_dir()))


@cache
def texts(lang: str) -> tuple[str, ...]:
    """Every text in one language; a test keeps the catalogues whole, so each of them holds all of the English too."""
    other = next(one for one in LANGUAGES if one != "en") if lang == "en" else lang
    path = Path(CATALOGUES, other, "LC_MESSAGES", "messages.po")
    with path.open("rb") as file:
        found = [(one.id if lang == "en" else one.string) or "" for one in read_po(file) if one.id]
    return tuple(sorted({text for one in found for text in ([one] if isinstance(one, str) else one)}))


def rows(lang: str) -> list[tuple[int, str, str]]:
    """For each text its words, its level and itself, the hardest first; a short one has no level."""
    found = [(len(words_of(text)), level_of(text, lang), text) for text in texts(lang)]
    way = -1 if lang == "es" else 1  # A high grade is hard, a high ease is easy.
    found.sort(key=lambda one: (one[1] is None, -way * one[1].value if one[1] else -one[0], one[2]))
    return [(count, _said(level), text) for count, level, text in found]


def _said(level: object) -> str:
    return "–" if level is None else f"{level}"


@click.command("words")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True)
def words(lang: str) -> None:
    """Print every text of the product: its number of words, its reading level, and itself; the hardest first."""
    found = rows(lang)
    for count, level, text in found:
        click.echo(f"{count:>3}  {level:<20}{text}")
    levels = [level_of(text, lang) for text in texts(lang)]
    hard = sum(1 for one in levels if one and too_hard(one))
    click.echo(f"{len(found)} texts, {sum(count for count, _level, _text in found)} words, {hard} too hard", err=True)
