"""Commands for the person who looks after the server: serve, back up, restore, upgrade."""

import datetime as dt
import os
import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from lms import __version__
from lms.cli import backups, postgres_copy, sqlite_copy, upgrading
from lms.cli.manifest import Refused
from lms.config import ROOT
from lms.features.audit.actions import note
from lms.models.base import db


@click.command("serve")
@click.option("--host", default="127.0.0.1", help="Address to listen on; 0.0.0.0 for the whole facility network.")
@click.option("--port", default=8000, help="Port to listen on.")
@click.option("--threads", default=8, help="Requests worked on at the same time.")
@with_appcontext
def serve(host: str, port: int, threads: int) -> None:
    """Serve the product with waitress, in a process that holds nothing but the product."""
    if problem := upgrading.schema().problem:
        raise click.ClickException(problem)
    click.echo(f"Footing is at http://{host}:{port}")
    sys.stdout.flush()
    os.chdir(ROOT)
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")  # glibc would give each thread a heap of its own, mostly empty.
    largest = (current_app.config["MAX_UPLOAD_MB"] + 1) * 1024 * 1024  # The form around a file counts too.
    waitress = ["-m", "waitress", f"--host={host}", f"--port={port}", f"--threads={threads}", "--ident=", "wsgi:app"]
    waitress.insert(2, f"--max-request-body-size={largest}")  # It would put a gigabyte on the disk before it asks us.
    if current_app.config["TRUSTED_PROXIES"]:
        waitress.insert(2, "--no-clear-untrusted-proxy-headers")  # It would not let us see what the proxy says.
    os.execv(sys.executable, [sys.executable, *waitress])  # noqa: S606 - our own interpreter, no shell


@click.command("backup")
@click.argument("path", type=click.Path(path_type=Path))
@with_appcontext
def backup(path: Path) -> None:
    """Write a backup to PATH, a new file or a folder, while the server runs.

    Beside it stands a description, PATH.json; both together are the backup. Sessions, slips and the secret key are not
    in it. Keep it where the server's disk is not, and keep it as safe as the server: it holds what people wrote.
    """
    now = dt.datetime.now(dt.UTC)
    target = backups.place_for(path, db.engine.url, now)
    try:
        made = backups.take(db.engine.url, target, __version__, now)
    except (Refused, OSError) as refused:
        raise click.ClickException(f"No backup was made. {refused}") from None
    note(None, "backup", "database", target.name, now, sha256=made.sha256, schema=made.schema, rows=made.rows)
    db.session.commit()
    click.echo(f"Backed up to {target}: {made.rows:,} rows, {made.bytes:,} bytes, checked.")
    click.echo(f"Last signature: {made.chain[0]} {made.chain[1]}")


@click.command("restore")
@click.argument("path", type=click.Path(path_type=Path))
@with_appcontext
def restore(path: Path) -> None:
    """Restore the backup at PATH into the configured database, which must be new or empty.

    To restore beside a running server, set INSTANCE or DATABASE_URL to a new place first.
    """
    now = dt.datetime.now(dt.UTC)
    url = db.engine.url
    db.engine.dispose()
    try:
        manifest = backups.checked_for(path, url, upgrading.known_schemas()[1])
        backups.refuse_unless_empty(url)
        if manifest.kind == "sqlite":
            sqlite_copy.put(path, backups.file_of(url))
        else:
            upgrading.migrate(manifest.schema)
            postgres_copy.load(path, manifest, url)
    except (Refused, OSError) as refused:
        raise click.ClickException(f"Nothing was restored. {refused}") from None
    upgrading.migrate()
    note(None, "restore", "database", path.name, now, sha256=manifest.sha256, made_at=manifest.made_at)
    db.session.commit()
    click.echo(f"Restored {manifest.rows:,} rows as they were at {manifest.made_at}. Everybody signs in anew.")


@click.command("upgrade")
@click.option("--backups", "folder", type=click.Path(path_type=Path), help="Folder for the backup made first.")
@with_appcontext
def upgrade(folder: Path | None) -> None:
    """Bring the database to what this version needs, with a checked backup first. Stop the server before."""
    place = folder or Path(current_app.config["INSTANCE"]) / "backups"
    now = dt.datetime.now(dt.UTC)
    try:
        upgrading.upgrade(place, __version__, now, click.echo)
    except (Refused, OSError) as refused:
        raise click.ClickException(str(refused)) from None
