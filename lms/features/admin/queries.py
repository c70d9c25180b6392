"""How the server is, in numbers without names, and whose accounts an admin looks after."""

import datetime as dt
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from lms.features.people.queries import lists
from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.people import Person, PersonRole, SignIn
from lms.models.signoffs import ChainHead
from lms.rules.people import ADMIN_GIVES, KIOSK_ROLES
from lms.rules.permissions import Actor, Role

BACKUP_EVERY = dt.timedelta(days=7)
"""A backup older than this is asked for."""

LITTLE_DISK = 1_000_000_000
"""Bytes of free disk below which the page warns."""

LATEST = 200
"""Rows that are looked at to find the newest time: rows stand in the order in which they were written."""

VERSION = sa.table("alembic_version", sa.column("version_num", sa.Text))


@dataclass(frozen=True, slots=True)
class Health:
    """What an admin has to know; sizes are in bytes, ``newest`` is the latest time that any row carries."""

    revision: str
    head: str
    database: str
    size: int
    disk_free: int
    backup_at: dt.datetime | None
    newest: dt.datetime | None
    sessions: int
    signatures: int
    acts: int
    now: dt.datetime

    @property
    def behind(self) -> bool:
        """Whether the database has another schema than this program."""
        return self.revision != self.head

    @property
    def backup_due(self) -> bool:
        """Whether a backup is missing or too old."""
        return self.backup_at is None or self.now - self.backup_at > BACKUP_EVERY

    @property
    def clock_behind(self) -> bool:
        """Whether the clock stands before something that was stored already, so that it must be wrong, or was."""
        return self.newest is not None and self.now < self.newest

    @property
    def disk_low(self) -> bool:
        """Whether the disk is nearly full."""
        return self.disk_free < LITTLE_DISK


def known_migrations(folder: Path) -> Any:
    """The migrations that lie in a folder, as Alembic reads them; their versions import `guards` from beside them."""
    from alembic.script import ScriptDirectory  # Alembic weighs 9 MB, and a process that only serves does without.

    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    return ScriptDirectory(str(folder))


def health(migrations: Path, folder: Path, idle: dt.timedelta, longest: dt.timedelta, now: dt.datetime) -> Health:
    """Look at the server; its data is in ``folder``, and sessions run no longer than ``idle`` and ``longest`` allow."""
    revision = db.session.scalar(sa.select(VERSION.c.version_num)) or ""
    database, size = _database()
    running = (SignIn.ended_at.is_(None), SignIn.seen_at > now - idle, SignIn.started_at > now - longest)
    backups = sa.select(AuditEvent.at).where(AuditEvent.action == "backup").order_by(AuditEvent.id.desc()).limit(1)
    return Health(
        revision=revision,
        head=known_migrations(migrations).get_current_head() or "",
        database=database,
        size=size,
        disk_free=shutil.disk_usage(folder).free,
        backup_at=db.session.scalar(backups),
        newest=_newest(),
        sessions=db.session.scalar(sa.select(sa.func.count()).select_from(SignIn).where(*running)) or 0,
        signatures=db.session.scalar(sa.select(ChainHead.seq)) or 0,
        acts=db.session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) or 0,
        now=now,
    )


def _newest() -> dt.datetime | None:
    acts = sa.select(AuditEvent.at).order_by(AuditEvent.id.desc()).limit(LATEST).subquery()
    signs = sa.select(SignIn.seen_at).order_by(SignIn.id.desc()).limit(LATEST).subquery()
    found = [db.session.scalar(sa.select(sa.func.max(rows.c[0]))) for rows in (acts, signs)]
    return max((at for at in found if at is not None), default=None)


def _database() -> tuple[str, int]:
    """The kind of database with its version, and how large it is."""
    dialect = db.session.get_bind().dialect
    version = ".".join(str(part) for part in dialect.server_version_info or ())
    if dialect.name == "sqlite":
        pages, size = (db.session.scalar(sa.text(f"PRAGMA page_{what}")) for what in ("count", "size"))
        return f"SQLite {version}", int(pages or 0) * int(size or 0)
    size = db.session.scalar(sa.text("SELECT pg_database_size(current_database())"))
    return f"PostgreSQL {version}", int(size or 0)


def staff(actor: Actor, after: int) -> lists.People:
    """Those whose accounts an admin looks after: everybody but women who sign in at a kiosk."""
    either = sa.true()
    query = sa.select(*lists.LISTED).where(
        Person.facility_id == actor.facility_id,
        lists.holds({*ADMIN_GIVES, Role.MENTOR}, either),
        ~lists.holds(KIOSK_ROLES, either),
    )
    return lists.listed(db.session.execute(query).all(), "", after, "")


def staff_with_id(person_id: int) -> Person | None:
    """A person of the staff list; a woman who signs in at a kiosk is never one."""
    query = sa.select(Person).where(
        Person.id == person_id,
        ~lists.holds(KIOSK_ROLES, sa.true()),
        sa.exists().where(PersonRole.person_id == Person.id),
    )
    return db.session.scalar(query)


def staff_roles(person_id: int) -> list[str]:
    """The staff roles of one person, confirmed or not."""
    return [row.role for row in lists.roles_of(person_id) if row.role in ADMIN_GIVES]
