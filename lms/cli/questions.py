"""Commands for question files of other systems: to quiz text, with what became of each question, and out as GIFT."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click
from flask.cli import AppGroup

from lms.content.formats import FORMATS, Outcome, read_foreign, write_gift
from lms.features.formats.queries import bank

questions = AppGroup("questions", help="Take in question files of other systems, and give questions out.")


@questions.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--format", "form", type=click.Choice(list(FORMATS)), help="Without it, the format is guessed.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="A new quiz.md; its pictures go to media beside it."
)
@click.option(
    "--lang", type=click.Choice(["en", "es"]), default="en", help="Of the words that stand in, such as feedback."
)
def import_(file: Path, form: str | None, output: Path | None, lang: str) -> None:
    """Turn a GIFT, Aiken or Moodle XML file into quiz text; ends with 1 where a question was refused."""
    if output and output.exists():
        raise click.ClickException(f"{output} is there already. Choose a new place.")
    made = read_foreign(file.read_bytes(), form or "", lang)
    if output:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(f"---\n---\n{made.text}", encoding="utf-8")
        for path, data in made.media.items():
            target = output.parent / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    else:
        click.echo(made.text)
    for words in made.notes:
        click.echo(f"{file}: {words}", err=True)
    report(f"{file}:", made.outcomes)


@questions.command("export")
@click.argument("module", metavar="COURSE/MODULE")
@click.option("--format", "form", type=click.Choice(["gift"]), default="gift", show_default=True)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="A new file; without it, the questions are printed."
)
def export(module: str, form: str, output: Path | None) -> None:
    """Write the questions of a module that is offered; ends with 1 where a question has no form there."""
    found = bank(*module.split("/", 1)) if "/" in module else None
    if found is None:
        raise click.ClickException("There is no such module with a quiz. Write it as COURSE/MODULE.")
    if output and output.exists():
        raise click.ClickException(f"{output} is there already. Choose a new place.")
    made = write_gift(found.questions)
    if output:
        output.write_text(made.text, encoding="utf-8")
    else:
        click.echo(made.text)
    report(f"{module} question ", made.outcomes)


def report(where: str, outcomes: Iterable[Outcome]) -> None:
    """Say of each question what became of it, then how many of each; end with status 1 where one was refused."""
    counts = dict.fromkeys(("kept", "changed", "refused"), 0)
    for one in outcomes:
        counts[one.status] += 1
        click.echo(f"{where}{one.line}: {one.status}: {one.title}{_reasons(one.words)}", err=True)
    click.echo(", ".join(f"{count} {status}" for status, count in counts.items()), err=True)
    if counts["refused"]:
        sys.exit(1)


def _reasons(words: Iterable[str]) -> str:
    return "".join(f"\n    {line}" for line in words)
