"""Signing in, out and for a signature; choosing a new secret; how pages look for her."""

import datetime as dt
import hashlib
import math
import secrets
from dataclasses import dataclass

import sqlalchemy as sa

from lms.features.audit.actions import note
from lms.models.base import db, lock_or_insert
from lms.models.people import ParkedForm, Person, SignIn, SignInDelay
from lms.rules import passwords, sessions
from lms.rules.people import SLIP
from lms.rules.permissions import Actor

LEARNER_SECRETS = ("pin", "words")
USED_UP = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""Until when a slip is good once it has been used: no clock shows an earlier time, wherever it jumps."""

FORGOTTEN = dt.timedelta(days=7)
"""How long after its last wait a pair is forgotten, so that guesses at made-up names do not pile up."""


class NotSignedIn(Exception):
    """The name and the secret do not belong together, or the pair has to wait; ``wait`` is in seconds."""

    def __init__(self, wait: int = 0) -> None:
        super().__init__("sign-in refused")
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Proved:
    """Someone who has proved who she is; ``by_slip``: with words that staff know too and that work once."""

    person_id: int
    facility_id: int
    by_slip: bool


def account_key(facility_id: int, name: str) -> str:
    """How an account, known or not, is named in the list of delays; the typed name itself is not kept."""
    return hashlib.sha256(f"{facility_id}:{name.strip().casefold()}".encode()).hexdigest()


def _person_named(facility_id: int, name: str) -> Person | None:
    typed = name.strip().casefold()
    if not typed.isprintable():
        return None
    return db.session.execute(
        sa.select(Person).where(
            Person.facility_id == facility_id,
            sa.or_(sa.func.lower(Person.number) == typed, sa.func.lower(Person.username) == typed),
        )
    ).scalar_one_or_none()


def prove(facility_id: int, name: str, secret: str, device: str, now: dt.datetime, to_sign: bool = False) -> Proved:
    """Check a name and a secret; slow down this account at this device, and only there, when they do not fit.

    A guess counts before it is looked at, and no longer once it was right: guesses that come all at once are told to
    wait like those that come one by one. The hash is worked out with no transaction open, so that nobody waits for
    it. Somebody else has seen a slip, so it is not enough ``to_sign``.
    """
    key = account_key(facility_id, name)
    _count_guess(key, device, now)
    person = _person_named(facility_id, name)
    stored, kind, until = (person.secret_hash, person.secret_kind, person.secret_until) if person else (None, "", None)
    person_id, active = (person.id, person.active) if person else (0, False)
    if to_sign and person is not None and person.must_change:
        stored = None
    db.session.rollback()  # Hashing takes a tenth of a second; the write lock is not held for it.
    tried = passwords.normalise(secret) if kind in (*LEARNER_SECRETS, SLIP) else secret
    if not (passwords.check_secret(stored, tried) and active and (until is None or now < until)):
        raise NotSignedIn
    db.session.execute(sa.delete(SignInDelay).where(SignInDelay.account == key, SignInDelay.device == device))
    db.session.commit()  # She was right, whatever becomes of what she wants to do.
    return Proved(person_id, facility_id, kind == SLIP)


def _count_guess(key: str, device: str, now: dt.datetime) -> None:
    """Take one guess of this account at this device, or refuse it while the pair has to wait; one after the other."""
    db.session.execute(sa.delete(SignInDelay).where(SignInDelay.wait_until < now - FORGOTTEN))
    row = lock_or_insert(SignInDelay, {"account": key, "device": device, "failures": 0, "wait_until": now})
    if now < row.wait_until <= now + dt.timedelta(seconds=passwords.delay(99)):
        wait = math.ceil((row.wait_until - now).total_seconds())
        db.session.rollback()
        raise NotSignedIn(wait)
    row.failures += 1
    row.wait_until = now + dt.timedelta(seconds=passwords.delay(row.failures))
    db.session.commit()  # The refusal that may follow rolls back; the count must stand.


def _used_up(person_id: int) -> bool:
    """Use a slip up, and say whether this was its first use: two kiosks at once are one sign-in."""
    used = db.session.execute(
        sa.update(Person)
        .where(Person.id == person_id, Person.secret_kind == SLIP, Person.secret_until > USED_UP)
        .values(must_change=True, secret_until=USED_UP)
    )
    return bool(used.rowcount)  # type: ignore[attr-defined]


def sign_in(proved: Proved, device: str, now: dt.datetime) -> str:
    """Begin a session and return its token; a slip is used up by it and a new secret must be chosen."""
    if proved.by_slip and not _used_up(proved.person_id):
        raise NotSignedIn
    token = secrets.token_urlsafe(32)
    db.session.add(
        SignIn(
            facility_id=proved.facility_id,
            person_id=proved.person_id,
            token_hash=sessions.token_hash(token),
            device=device,
            started_at=now,
            seen_at=now,
        )
    )
    db.session.flush()  # The cookie is made from the row, in the same transaction.
    return token


def end_session(actor: Actor, row_id: int, why: str, now: dt.datetime) -> None:
    """End one session at once. After *Finish* nothing of hers is parked at this kiosk."""
    db.session.execute(
        sa.update(SignIn).where(SignIn.id == row_id, SignIn.ended_at.is_(None)).values(ended_at=now, ended_why=why)
    )
    note(actor, "session-ended", "person", actor.id, now, why=why)


def end_all_sessions(person_id: int, why: str, now: dt.datetime) -> None:
    """End every session of one person: after a reset, a new secret or a closed account."""
    db.session.execute(
        sa.update(SignIn)
        .where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
        .values(ended_at=now, ended_why=why)
    )


def hashed(kind: str, secret: str) -> str:
    """What the database keeps of a new secret; it is worked out with no transaction open, so that nobody waits for it."""
    db.session.rollback()  # Hashing takes a tenth of a second; the write lock is not held for it.
    return passwords.hash_secret(passwords.normalise(secret) if kind in LEARNER_SECRETS else secret)


def is_slip(actor: Actor, secret: str) -> bool:
    """Whether a new secret is the slip she signed in with, which staff know too."""
    person = db.session.get_one(Person, actor.id)
    kind, stored = person.secret_kind, person.secret_hash
    db.session.rollback()  # Hashing takes a tenth of a second; the write lock is not held for it.
    return kind == SLIP and passwords.check_secret(stored, passwords.normalise(secret))


def choose_secret(actor: Actor, kind: str, hashed: str, keep_session: int, now: dt.datetime) -> None:
    """Set a new secret (already hashed), and end her sessions everywhere else."""
    person = db.session.get_one(Person, actor.id)
    person.secret_hash = hashed
    person.secret_kind = kind
    person.secret_until = None
    person.must_change = False
    db.session.execute(
        sa.update(SignIn)
        .where(SignIn.person_id == actor.id, SignIn.ended_at.is_(None), SignIn.id != keep_session)
        .values(ended_at=now, ended_why="new secret")
    )
    note(actor, "secret-chosen", "person", actor.id, now, kind=kind)


def set_look(actor: Actor, theme: str, size: int, lang: str, now: dt.datetime) -> None:
    """Remember how she wants pages to look and in which language."""
    person = db.session.get_one(Person, actor.id)
    person.theme, person.text_size, person.lang = theme, size, lang
    note(actor, "look-chosen", "person", actor.id, now, theme=theme, size=size, lang=lang)


def drop_kept(actor: Actor, kept_id: int) -> None:
    """Throw away one kept form: it was sent again, or she does not want it."""
    db.session.execute(sa.delete(ParkedForm).where(ParkedForm.id == kept_id, ParkedForm.person_id == actor.id))
