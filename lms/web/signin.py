"""Who is signed in: the cookie holds a random token, everything else stands in the database."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app, g, request, session
from flask_login import LoginManager, UserMixin, login_user, logout_user
from sqlalchemy.exc import OperationalError

from lms.models.base import db, reading_only
from lms.models.library import CourseStaff
from lms.models.people import Facility, Match, Pause, Person, PersonRole, SignIn
from lms.models.prepared import Prepared
from lms.rules import sessions
from lms.rules.permissions import Actor, Role
from lms.web import clock, headers, tokens

SEEN_EVERY = dt.timedelta(minutes=1)
"""How often a sign of life is written; the idle limit forgives as much, so that nobody is signed out early."""

_TEACHING = frozenset({Role.MENTOR, Role.PEER_MENTOR, Role.INSTRUCTOR})


@dataclass(frozen=True, slots=True)
class Place:
    """The facility as pages show it."""

    id: int
    name: str
    timezone: str
    language: str
    accent: str


@dataclass(frozen=True, slots=True)
class Look:
    """How she wants pages to look: theme and text size in percent."""

    theme: str
    size: int


@dataclass(frozen=True, slots=True)
class Rest:
    """A pause that concerns her: who called it, and when."""

    by: str
    since: dt.datetime


@dataclass(slots=True)
class Session(UserMixin):  # type: ignore[misc]
    """A running session as flask-login wants it; ``token`` is what the cookie holds."""

    token: str
    row_id: int
    started_at: dt.datetime
    seen_at: dt.datetime
    actor: Actor
    place: Place
    look: Look
    lang: str
    must_change: bool
    pause: Rest | None

    def get_id(self) -> str:
        """The cookie holds the token, never the person."""
        return self.token


def now() -> dt.datetime:
    """The server's time; tests set the app's ``CLOCK``."""
    clock = current_app.config.get("CLOCK")
    return clock() if clock else dt.datetime.now(dt.UTC)


def device() -> str:
    """Where the request comes from, for slowing down."""
    return request.remote_addr or "unknown"


PERSON, FACILITY, SIGN_IN, ROLE, PAUSE = (one.__table__.c for one in (Person, Facility, SignIn, PersonRole, Pause))
"""Plain columns: every request asks for them, and the ORM would double what that costs."""

_ROLES = (
    sa.select(sa.func.aggregate_strings(ROLE.role, ","))
    .where(ROLE.person_id == PERSON.id, ROLE.active)
    .scalar_subquery()
)
_PERSON = (
    PERSON.id.label("person_id"),
    PERSON.name,
    PERSON.facility_id,
    PERSON.lang,
    PERSON.theme,
    PERSON.text_size,
    PERSON.must_change,
    PERSON.active,
    PERSON.cleared_until,
    FACILITY.name.label("facility_name"),
    FACILITY.timezone,
    FACILITY.language,
    FACILITY.accent,
    _ROLES.label("roles"),
)
_CALLER = Person.__table__.alias("caller")
_CALLED = (
    sa.select(sa.func.max(PAUSE.id))
    .where(
        PAUSE.facility_id == PERSON.facility_id,
        PAUSE.ended_at.is_(None),
        sa.or_(PAUSE.group_name == "", PAUSE.group_name == PERSON.group_name),
    )
    .correlate(Person.__table__)
    .scalar_subquery()
)
"""The latest pause that runs for her group or for everybody where she is."""

_SESSION = Prepared(
    sa.select(
        *(SIGN_IN.id.label("row_id"), SIGN_IN.started_at, SIGN_IN.seen_at, SIGN_IN.ended_at),
        *(PAUSE.started_at.label("paused_at"), _CALLER.c.name.label("paused_by")),
        *_PERSON,
    )
    .select_from(SignIn.__table__)
    .join(Person.__table__, PERSON.id == SIGN_IN.person_id)
    .join(Facility.__table__, FACILITY.id == PERSON.facility_id)
    .outerjoin(Pause.__table__, PAUSE.id == _CALLED)
    .outerjoin(_CALLER, _CALLER.c.id == PAUSE.started_by)
    .where(SIGN_IN.token_hash == sa.bindparam("token_hash")),
    keep=1024,
)
_ONE_PERSON = (
    sa.select(*_PERSON)
    .select_from(Person.__table__)
    .join(Facility.__table__, FACILITY.id == PERSON.facility_id)
    .where(PERSON.id == sa.bindparam("person_id"), PERSON.active)
)
_REACH = sa.union_all(
    sa.select(sa.literal("match").label("what"), sa.cast(Match.learner_id, sa.Text).label("id")).where(
        Match.mentor_id == sa.bindparam("person_id"), Match.ended_at.is_(None), ~Match.do_not_assign
    ),
    sa.select(sa.literal("course"), CourseStaff.course_id).where(CourseStaff.person_id == sa.bindparam("person_id")),
)


@lru_cache(maxsize=128)
def _roles(names: str) -> frozenset[Role]:
    return frozenset(Role(role) for role in names.split(",") if role)


_place = lru_cache(maxsize=128)(Place)


def _actor(row: Any, at: dt.datetime) -> Actor:
    roles = _roles(row.roles or "")
    matches: frozenset[int] = frozenset()
    courses: frozenset[str] = frozenset()
    if roles & _TEACHING:
        reach = db.session.execute(_REACH, {"person_id": row.person_id}).all()
        if roles & {Role.MENTOR, Role.PEER_MENTOR}:
            matches = frozenset(int(r.id) for r in reach if r.what == "match")
        if Role.INSTRUCTOR in roles:
            courses = frozenset(r.id for r in reach if r.what == "course")
    cleared = row.cleared_until is None or row.cleared_until > at
    return Actor(row.person_id, row.name, roles, row.facility_id, matches, courses, cleared)


def load_actor(person_id: int, at: dt.datetime) -> Actor | None:
    """The actor for a person who has just proved who she is."""
    row = db.session.execute(_ONE_PERSON, {"person_id": person_id}).first()
    return _actor(row, at) if row else None


def load_session(token: str, at: dt.datetime) -> Session | None:
    """The running session of a token; None once it was ended, is idle too long, or the account is off."""
    row = _SESSION.first(token_hash=sessions.token_hash(token))
    idle = dt.timedelta(minutes=current_app.config["IDLE_MINUTES"]) + SEEN_EVERY
    longest = dt.timedelta(hours=current_app.config["SESSION_HOURS"])
    if row is None or not row.active:
        return None
    if not sessions.running(row.started_at, row.seen_at, row.ended_at, idle, longest, at, clock.steps(at)):
        return None
    return Session(
        token=token,
        row_id=row.row_id,
        started_at=row.started_at,
        seen_at=row.seen_at,
        actor=_actor(row, at),
        place=_place(row.facility_id, row.facility_name, row.timezone, row.language, row.accent),
        look=Look(row.theme, row.text_size),
        lang=row.lang,
        must_change=row.must_change,
        pause=Rest(row.paused_by, row.paused_at) if row.paused_at else None,
    )


def current_session() -> Session | None:
    """The session of this request, if one is running; read once, and without flask-login's proxy, as all pages ask."""
    here = g._get_current_object()  # One look through the proxy is enough.
    if "session" not in here:
        token = session.get("_user_id")
        here.session = load_session(token, now()) if token else None
    found: Session | None = here.session
    return found


def current_actor() -> Actor | None:
    """Who is asking, if anyone is signed in."""
    found = current_session()
    return found.actor if found else None


def session_row() -> int:
    """The number of the session's row; 0 where nobody is signed in."""
    found = current_session()
    return found.row_id if found else 0


def must_change() -> bool:
    """Whether she has to choose a new PIN or passphrase before anything else."""
    found = current_session()
    return bool(found and found.must_change)


def begin(token: str, at: dt.datetime) -> None:
    """Give this browser a new cookie for a session whose row has just been written; a chosen language stays chosen."""
    lang = session.get("lang")
    forget()
    found = load_session(token, at)
    assert found is not None
    login_user(found)
    tokens.give(found.actor.id)
    g.session = found
    if lang:
        session["lang"] = lang


def forget() -> None:
    """Take everything out of this browser, so that Back and a copied cookie show nothing."""
    headers.wipe()
    logout_user()
    session.clear()
    for name in ("session", "page_language"):
        g.pop(name, None)


def leave_no_trace() -> None:
    """Do not note this request as a sign of life: opening *Get help* writes nothing."""
    g.leave_no_trace = True


def note_seen() -> None:
    """Write when she was last active, at most once a minute, in a transaction of its own."""
    found = g.get("session")
    if found is None or g.get("leave_no_trace"):
        return
    at = now()
    if dt.timedelta() <= at - found.seen_at < SEEN_EVERY:
        return
    db.session.rollback()  # Whatever a page left undone stays undone.
    reading_only.set(False)
    earliest = sa.case((SignIn.started_at > at, at), else_=SignIn.started_at)  # The clock may have been put back.
    row = sa.update(SignIn).where(SignIn.id == found.row_id, SignIn.ended_at.is_(None))
    try:
        db.session.execute(row.values(seen_at=at, started_at=earliest))
        db.session.commit()  # A sign of life is kept whatever became of the request itself.
    except OperationalError:
        db.session.rollback()  # The page is ready; where nothing can be written, reading goes on.


def set_up(app: Flask) -> None:
    """Join flask-login, without its remember-me and its browser fingerprint."""
    manager = LoginManager()
    manager.session_protection = None
    app.login_manager = manager  # type: ignore[attr-defined]  # Its own way would ask every answer for remember-me.

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(token: str) -> Session | None:
        return load_session(token, now())
