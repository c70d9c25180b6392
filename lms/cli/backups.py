"""Taking a backup while the server runs, checking one, and restoring one to a new place."""

import datetime as dt
from collections.abc import Collection
from pathlib import Path

import sqlalchemy as sa

from lms.cli import postgres_copy, sqlite_copy
from lms.cli.manifest import (
    Contents,
    Damaged,
    Foreign,
    Manifest,
    Newer,
    Refused,
    describe,
    manifest_path,
    read_manifest,
    write_whole,
)


def kind_of(url: sa.URL) -> str:
    """Which kind of database an address is of."""
    return url.get_backend_name()


def file_of(url: sa.URL) -> Path:
    """The file of a SQLite database."""
    return Path(url.database or "")


def place_for(path: Path, url: sa.URL, now: dt.datetime) -> Path:
    """The file to write: the path itself, or a name with the time where the path is a folder."""
    if not path.is_dir():
        return path
    extension = sqlite_copy.EXTENSION if kind_of(url) == "sqlite" else postgres_copy.EXTENSION
    return path / f"footing-{now:%Y%m%d-%H%M%S}.{extension}"


def take(url: sa.URL, target: Path, program: str, now: dt.datetime) -> Manifest:
    """Write a backup with its manifest and check it from the disk. Raises `Refused`; nothing is left behind then."""
    if target.exists() or manifest_path(target).exists():
        raise Refused(f"There is something at {target} already. Choose another name.")
    if not target.parent.is_dir():
        raise Refused(f"There is no folder {target.parent}.")
    try:
        if kind_of(url) == "sqlite":
            if not file_of(url).exists():
                raise Refused("There is no database yet.")
            write_whole(target, lambda part: sqlite_copy.copy(file_of(url), part))
            contents = sqlite_copy.contents(target)
        else:
            found: list[Contents] = []
            write_whole(target, lambda part: found.append(postgres_copy.copy(url, part)))
            contents = found[0]
        describe(target, kind_of(url), contents, program, now)
        return check(target)
    except (Refused, OSError):
        target.unlink(missing_ok=True)
        manifest_path(target).unlink(missing_ok=True)
        raise


def check(path: Path) -> Manifest:
    """Read a backup from the disk and hold all of it against its manifest. Raises `Foreign` or `Damaged`."""
    manifest = read_manifest(path)
    if manifest.kind == "postgresql":
        postgres_copy.look_over(path, manifest)
    elif manifest.kind == "sqlite":
        found = sqlite_copy.contents(path)
        said = (manifest.schema, manifest.tables, manifest.highest, manifest.chain)
        if (found.schema, found.tables, found.highest, found.chain) != said:
            raise Damaged("The rows do not add up to what the description says.")
    else:
        raise Foreign(f"This version of Footing knows no backups of “{manifest.kind}”.")
    return manifest


def checked_for(path: Path, url: sa.URL, known: Collection[str]) -> Manifest:
    """A backup that this program can restore into this kind of database. Raises `Refused`."""
    manifest = check(path)
    if manifest.schema not in known:
        raise Newer(f"This backup is from version {manifest.program} (schema {manifest.schema}). Install that version.")
    if manifest.kind != kind_of(url):
        raise Foreign(f"This backup is of a {manifest.kind} database. Set DATABASE_URL to an empty one of that kind.")
    return manifest


def refuse_unless_empty(url: sa.URL) -> None:
    """Refuse to restore over data. Raises `NotEmpty`."""
    if kind_of(url) == "sqlite":
        sqlite_copy.refuse_unless_empty(file_of(url))
    else:
        postgres_copy.refuse_unless_empty(url)
