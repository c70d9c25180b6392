"""Commands that check what was signed and certified: the chain of signatures, and one record number."""

import sys

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from lms.features.records.queries import Standing, checked
from lms.features.signoffs.verifying import Progress, check_all
from lms.models.base import db, reading_only
from lms.models.signoffs import ChainHead
from lms.rules.record_numbers import read_number

EVERY = 100_000
"""After how many signatures the check says how far it is."""

audit = AppGroup("audit", help="Check what was signed.")


def _progress(words: str) -> Progress:
    """Say now and then how many signatures were checked, beside the result."""
    total = db.session.scalar(sa.select(ChainHead.seq)) or 0

    def said(number: int) -> None:
        if number % EVERY == 0:
            click.echo(f"{number:,} of {total:,} {words}", err=True)

    return said


def _anchor(context: click.Context, option: click.Parameter, text: str | None) -> tuple[int, str] | None:
    if text is None:
        return None
    seq, _, hash_ = text.partition(":")
    if not seq.isdecimal() or len(hash_) != 64:
        raise click.BadParameter("write it as SEQ:HASH, as it was printed.")
    return int(seq), hash_.lower()


@audit.command("verify")
@click.option(
    "--anchor", callback=_anchor, help="SEQ:HASH as it was written down before; shows a cut or rewritten chain."
)
def verify_chain(anchor: tuple[int, str] | None) -> None:
    """Check each signature against the one before it, its record and the work as stored; ends with 1 where one is wrong.

    A million signatures take some minutes: the chain a third of it, answers, words and content the rest.
    """
    reading_only.set(True)
    found = check_all(
        anchor, _progress("signatures checked"), _progress("signatures held against the work that is stored")
    )
    report = found.report
    click.echo(f"{report.count} signatures hold.")
    for fault in found.faults:
        click.echo(f"Broken link, {fault}" if report.fault else f"Not as it was signed, {fault}", err=True)
    if found.faults:
        sys.exit(1)
    click.echo(f"Write this down, with the date: {report.head[0]}:{report.head[1]}")


@click.command("verify")
@click.argument("number")
def verify_number(number: str) -> None:
    """Check one record number; ends with 1 unless the certificate stands."""
    reading_only.set(True)
    printed = read_number(number)
    found = checked(printed) if printed else None
    words = {
        Standing.VALID: "is valid.",
        Standing.REVOKED: f"was taken back on {found.revoked_at:%Y-%m-%d}." if found and found.revoked_at else "",
        Standing.CHANGED: "is not what was certified: its content was changed.",
        Standing.UNKNOWN: "is not known here.",
    }
    if printed is None or found is None:
        click.echo(f"{number} is not a whole record number.", err=True)
        sys.exit(1)
    click.echo(f"{printed} {words[found.standing]}")
    if found.hash:
        click.echo(f"SHA-256 {found.hash}")
    if found.standing is not Standing.VALID:
        sys.exit(1)
