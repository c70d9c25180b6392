"""Asking for sign-off and taking it back; claiming, opening and releasing; approving, returning and signing second."""

import datetime as dt
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from lms.features.audit.actions import note
from lms.features.lessons.queries import attempt_progress
from lms.features.records.actions import issue_certificate
from lms.features.signoffs import reviewers
from lms.features.signoffs.cases import READING_LASTS, Case, case, has_opened
from lms.features.signoffs.events import append
from lms.features.signoffs.signing import Said, signing_role, write_signature
from lms.features.signoffs.snapshots import Work, asked_snapshot, work
from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.signoffs import Reading
from lms.rules import signoffs
from lms.rules.permissions import Actor, Role
from lms.rules.reviewers import Decision
from lms.rules.signatures import Meaning, evidence_hash
from lms.rules.signoffs import Conflict, Event, SomeoneElseHasIt, State, WrongState

ASKED_ALREADY = frozenset({State.SUBMITTED, State.IN_REVIEW, State.AWAITING_SECOND, State.APPROVED})
"""States in which asking again changes nothing."""

MEANINGS = {
    Event.APPROVED: Meaning.APPROVE,
    Event.FIRST_SIGNED: Meaning.APPROVE,
    Event.COUNTERSIGNED: Meaning.COUNTERSIGN,
    Event.RETURNED: Meaning.RETURN,
}


def _held(attempt_id: int) -> Attempt:
    """The attempt as it is now, held until the end of the transaction, so that two acts on it follow each other."""
    return db.session.execute(
        sa.select(Attempt).where(Attempt.id == attempt_id).with_for_update().execution_options(populate_existing=True)
    ).scalar_one()


def submit(actor: Actor, attempt_id: int, now: dt.datetime) -> None:
    """Ask for sign-off; the learner has said that it is her own work. Asking again changes nothing.

    Raises `NotReady` with the steps that are left.
    """
    attempt = _held(attempt_id)
    if attempt.state in ASKED_ALREADY:
        return
    found = attempt_progress(attempt_id)
    if found.outline.signoff == "none":
        raise WrongState(State(attempt.state), Event.SUBMITTED)
    signoffs.step(State(attempt.state), Event.SUBMITTED)
    signoffs.check_ready(found.progress.left)
    append(attempt, Event.SUBMITTED, actor.id, now, {"snapshot": work(attempt_id).snapshot, "own_work": True})
    attempt.touched_at = now
    note(actor, "signoff-asked", "attempt", attempt_id, now, module=attempt.module_id)


def take_back(actor: Actor, attempt_id: int, now: dt.datetime) -> None:
    """Give her the work back before anybody has signed; doing it again changes nothing."""
    attempt = _held(attempt_id)
    if attempt.state in (State.IN_PROGRESS, State.RETURNED):
        return
    append(attempt, Event.TAKEN_BACK, actor.id, now)
    attempt.touched_at = now
    note(actor, "signoff-taken-back", "attempt", attempt_id, now, module=attempt.module_id)


def claim(actor: Actor, attempt_id: int, now: dt.datetime) -> None:
    """Take work for review, so that nobody else does for a while, and open it. Her own claim again is no clash."""
    attempt = _held(attempt_id)
    about = _case(attempt_id, actor, now)
    _check(reviewers.decision(actor, about, now))
    _take(attempt, actor, now)
    _read(actor, about, "", now)
    note(actor, "signoff-claimed", "attempt", attempt_id, now)


def open_work(actor: Actor, attempt_id: int, reason: str, now: dt.datetime) -> None:
    """Open a learner's work to read it; she sees who, when and why. While it is open, doing so again writes nothing."""
    about = _case(attempt_id, actor, now)
    if not has_opened(actor, attempt_id, now):
        _read(actor, about, reason, now)
        note(actor, "work-opened", "attempt", attempt_id, now)


def release(actor: Actor, attempt_id: int, now: dt.datetime) -> None:
    """Give claimed work back to the queue; a coordinator may do so for another. Unclaimed work stays as it is."""
    attempt = _held(attempt_id)
    if attempt.state == State.SUBMITTED:
        return
    signoffs.step(State(attempt.state), Event.RELEASED)
    if attempt.claimed_by != actor.id and Role.COORDINATOR not in actor.roles:
        raise SomeoneElseHasIt
    append(attempt, Event.RELEASED, actor.id, now)
    note(actor, "signoff-released", "attempt", attempt_id, now)


def approve(actor: Actor, attempt_id: int, said: Said, now: dt.datetime) -> State:
    """Sign that the module is done. Where a second person must sign too, it waits for her.

    Raises `Conflict`, `SomeoneElseHasIt`, `CriteriaNotMet`, `SnapshotChanged` or `WrongState`. State, signature, event,
    audit row and certificate are written together or not at all.
    """
    attempt = _held(attempt_id)
    about = _case(attempt_id, actor, now)
    decided = reviewers.decision(actor, about, now)
    _check(decided)
    seen = work(attempt_id)
    signoffs.check_approval(seen.criteria, said.ratings)
    _check_snapshot(attempt_id, seen, said)
    _take(attempt, actor, now)
    event = Event.FIRST_SIGNED if decided.second_needed else Event.APPROVED
    _sign(actor, attempt, about, event, seen, said, now, second=decided.reason)
    return State(attempt.state)


def return_work(actor: Actor, attempt_id: int, said: Said, now: dt.datetime) -> None:
    """Sign that she goes on working, with one strength and one next step.

    Work that waits for a second signer is returned by a person who may be that signer. Raises `WordsTooShort`,
    `NothingToWorkOn` and what `approve` raises.
    """
    attempt = _held(attempt_id)
    about = _case(attempt_id, actor, now)
    waits = about.state is State.AWAITING_SECOND
    _check((reviewers.second_decision if waits else reviewers.decision)(actor, about, now))
    seen = work(attempt_id)
    signoffs.check_return(said.strength, said.next_step, said.ratings, seen.criteria)
    _check_snapshot(attempt_id, seen, said)
    if not waits:
        _take(attempt, actor, now)
    _sign(actor, attempt, about, Event.RETURNED, seen, said, now)


def countersign(actor: Actor, attempt_id: int, said: Said, now: dt.datetime) -> None:
    """Sign second, so that the module is approved."""
    attempt = _held(attempt_id)
    about = _case(attempt_id, actor, now)
    signoffs.step(about.state, Event.COUNTERSIGNED)
    _check(reviewers.second_decision(actor, about, now))
    seen = work(attempt_id)
    _check_snapshot(attempt_id, seen, said)
    _sign(actor, attempt, about, Event.COUNTERSIGNED, seen, said, now)


def _case(attempt_id: int, actor: Actor, now: dt.datetime) -> Case:
    db.session.flush()  # The case is read by a statement of its own.
    found = case(attempt_id, actor, now)
    if found is None:
        raise WrongState(None, None)
    return found


def _check(decided: Decision) -> None:
    if not decided.allowed:
        raise Conflict(decided.reason)


def _check_snapshot(attempt_id: int, seen: Work, said: Said) -> None:
    """Refuse to sign unless what she saw, what was handed in and what is stored now are one and the same."""
    signoffs.check_snapshot(said.snapshot, asked_snapshot(attempt_id))
    signoffs.check_snapshot(said.snapshot, seen.snapshot)


def _take(attempt: Attempt, actor: Actor, now: dt.datetime) -> None:
    """Make the actor the one who holds the work; a lease that has run out is written down by this next act."""
    if attempt.state == State.IN_REVIEW:
        signoffs.check_free(attempt.claimed_by, attempt.claimed_at, actor.id, now)
        if signoffs.lease_holder(attempt.claimed_by, attempt.claimed_at, now) == actor.id:
            return
        append(attempt, Event.LEASE_ENDED, None, now)
    append(attempt, Event.CLAIMED, actor.id, now)


def _read(actor: Actor, about: Case, reason: str, now: dt.datetime) -> None:
    """Note for the learner that this person opened her work."""
    if has_opened(actor, about.attempt_id, now):
        return
    db.session.add(
        Reading(
            facility_id=actor.facility_id,
            attempt_id=about.attempt_id,
            reader_id=actor.id,
            role=signing_role(actor, about),
            reason=reason,
            at=now,
            until=now + READING_LASTS,
        )
    )


def _sign(
    actor: Actor,
    attempt: Attempt,
    about: Case,
    event: Event,
    seen: Work,
    said: Said,
    now: dt.datetime,
    second: str = "",
) -> None:
    """Write the signature and all that follows from it, in one transaction."""
    words = {key: text for key, text in {"strength": said.strength, "next_step": said.next_step}.items() if text}
    ratings = {id_: said.ratings[id_] for id_ in seen.criteria if id_ in said.ratings}
    hashes = {key: evidence_hash(text) for key, text in words.items()}
    seq = write_signature(actor, about, seen, MEANINGS[event], replace(said, ratings=ratings), hashes, now)
    details: dict[str, Any] = {**words, "ratings": ratings, "snapshot": said.snapshot}
    if event is Event.FIRST_SIGNED:
        details["second"] = second
    append(attempt, event, actor.id, now, details, seq)
    note(actor, f"signoff-{event}", "attempt", attempt.id, now, signature=seq, learner=attempt.person_id)
    db.session.flush()  # The certificate looks at the state that was just written.
    if attempt.state == State.APPROVED:
        issue_certificate(attempt.person_id, about.course_id, now)
