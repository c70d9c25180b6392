"""Commands that check what was signed and certified: the chain of signatures, and one record number."""

import sys
from collections.abc import Generator
from contextlib import closing

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from lms.features.records.queries import Standing, checked
from lms.models.base import db, reading_only
from lms.models.signoffs import ChainHead, Signature
from lms.rules import signatures
from lms.rules.record_numbers import read_number

BATCH = 500
"""Rows held in memory at once, however long the chain is."""

audit = AppGroup("audit", help="Check what was signed.")


def signed_rows() -> Generator[signatures.Row, None, None]:
    """Every stored signature in order, a few at a time."""
    rows = sa.select(Signature.seq, Signature.previous_hash, Signature.hash, Signature.payload).order_by(Signature.seq)
    with db.session.execute(rows.execution_options(yield_per=BATCH)) as found:
        for row in found:
            yield signatures.Row(row.seq, row.previous_hash, row.hash, row.payload)


def chain_fault(anchor: tuple[int, str] | None) -> tuple[signatures.ChainReport, str]:
    """Check the whole chain, and its stored head too; the words are empty where everything holds."""
    with closing(signed_rows()) as rows:
        report = signatures.verify(rows, anchor)
    if report.fault is not None:
        return report, f"{report.fault.kind}: {report.fault.words}"
    head = db.session.execute(sa.select(ChainHead.seq, ChainHead.hash)).one()
    if (head.seq, head.hash) == report.head:
        return report, ""
    words = f"The chain ends at {report.head[0]}, but {head.seq} signatures were made."
    return report, f"{signatures.FaultKind.CUT_TAIL}: {words}"


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
    """Check every signature against the one before it; ends with 1 where the chain is broken."""
    reading_only.set(True)
    report, fault = chain_fault(anchor)
    click.echo(f"{report.count} signatures hold.")
    if fault:
        click.echo(f"Broken link, {fault}", err=True)
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
