"""The schema a database has and the one this program needs, and the way from one to the other with a backup first."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from flask import current_app

from lms.cli import backups, postgres_copy, sqlite_copy
from lms.cli.manifest import Newer, Refused
from lms.features.admin.queries import known_migrations
from lms.features.search.actions import index_lessons
from lms.models.base import db


@dataclass(frozen=True, slots=True)
class Schema:
    """The schema of the database (empty before the first upgrade), the one needed, and all that this program knows."""

    found: str
    head: str
    known: frozenset[str]

    @property
    def problem(self) -> str:
        """Why the program must not serve this database; empty where all is well."""
        if self.found and self.found not in self.known:
            return f"A newer version of Footing made this database (schema {self.found}). Install that version."
        if self.found != self.head:
            return "The database is not as this version needs it. Run: lms upgrade"
        return ""


def known_schemas() -> tuple[str, frozenset[str]]:
    """The schema this program needs, and all it can upgrade from."""
    scripts = known_migrations(Path(current_app.extensions["migrate"].directory))
    return scripts.get_current_head() or "", frozenset(one.revision for one in scripts.walk_revisions())


def schema() -> Schema:
    """Read the schema of the configured database."""
    head, known = known_schemas()
    found = ""
    with db.engine.connect() as connection:
        if sa.inspect(connection).has_table("alembic_version"):
            found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() or ""
    return Schema(found, head, known)


def migrate(revision: str = "head") -> None:
    """Bring the database to a revision; raises what went wrong."""
    made = current_app.extensions["migrate"]
    command.upgrade(made.migrate.get_config(made.directory), revision)
    db.engine.dispose()


def upgrade(folder: Path, program: str, now: dt.datetime, say: Callable[[str], None]) -> None:
    """Back up, check the backup, migrate; where that does not work, see to it that all is as before. Raises `Refused`."""
    state = schema()
    if state.found == state.head:
        _let_lessons_be_found()  # An upgrade may have been killed before it came to this.
        return say(f"The database is as this version needs it (schema {state.head}). Nothing was changed.")
    if state.found and state.found not in state.known:
        raise Newer(state.problem)
    db.engine.dispose()
    if not state.found:
        migrate()
        return say(f"A new database was made (schema {state.head}).")
    url = db.engine.url
    if backups.kind_of(url) == "sqlite":
        sqlite_copy.hold_alone(backups.file_of(url))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    backup = backups.place_for(folder, url, now)
    backups.take(url, backup, program, now)
    say(f"Backed up to {backup}.")
    before = _shape(url)
    try:
        migrate()
    except Exception as error:
        db.engine.dispose()
        raise Refused(_return(url, backup, before, error)) from error
    _let_lessons_be_found()
    say(f"Upgraded from schema {state.found} to {state.head}.")
    return None


def _let_lessons_be_found() -> None:
    """Put lessons of before the upgrade into the index of the search; those that are there stay as they are."""
    index_lessons()
    db.session.commit()  # One transaction of its own, after that of the migrations.


def _shape(url: sa.URL) -> object:
    if backups.kind_of(url) == "sqlite":
        return sqlite_copy.shape(backups.file_of(url))
    with postgres_copy.opened(url) as connection:
        return postgres_copy.contents(connection)


def _return(url: sa.URL, backup: Path, before: object, error: Exception) -> str:
    """Make sure that the database is as it was, and say so; where it is not, put the backup in its place."""
    said = f"The upgrade did not work: {error}"
    try:
        same = _shape(url) == before
    except Exception:
        same = False
    if same:
        return f"{said}\nThe database is as it was before. Nothing was changed."
    if backups.kind_of(url) == "sqlite":
        sqlite_copy.put(backup, backups.file_of(url))
        return f"{said}\nThe backup was put back. Everybody signs in anew, and open slips must be made again."
    return f"{said}\nRestore the backup into a new database: lms restore {backup}"
