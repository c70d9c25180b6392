"""Asking for sign-off and taking it back; claiming, opening and releasing; approving, returning and signing second."""

import datetime as dt

from lms.features.audit.actions import note
from lms.features.lessons.queries import attempt_progress
from lms.features.records.actions import issue_certificate
from lms.features.signoffs import marks, reviewers
from lms.features.signoffs.cases import READING_LASTS, Case, has_opened
from lms.features.signoffs.events import append
from lms.features.signoffs.signing import Said, case_of, check, hold, hold_to_sign, sign, signing_role
from lms.features.signoffs.snapshots import Work, asked_snapshot, work
from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.signoffs import Reading
from lms.rules import signoffs
from lms.rules.marking import check_marks
from lms.rules.permissions import Actor, Role
from lms.rules.progress import check_ready
from lms.rules.signoffs import FIRST_STATES, Event, SomeoneElseHasIt, State, WrongState

ASKED_ALREADY = frozenset({State.SUBMITTED, State.IN_REVIEW, State.AWAITING_SECOND, State.APPROVED})
"""States in which asking again changes nothing."""


def submit(actor: Actor, attempt_id: int, now: dt.datetime) -> None:
    """Ask for sign-off; the learner has said that it is her own work. Asking again changes nothing.

    Raises `NotReady` with the steps that are left.
    """
    attempt = hold(attempt_id)
    if attempt.state in ASKED_ALREADY:
        return
    found = attempt_progress(attempt_id)
    if found.outline.signoff == "none":
        raise WrongState(State(attempt.state), Event.SUBMITTED)
    signoffs.step(State(attempt.state), Event.SUBMITTED)
    check_ready(found.progress.left)
    append(attempt, Event.SUBMITTED, actor.id, now, {"snapshot": work(attempt_id).snapshot, "own_work": True})
    attempt.touched_at = now
    note(actor, "signoff-asked", "attempt", attempt_id, now, module=attempt.module_id)


def take_back(actor: Actor, attempt_id: int, now: dt.datetime) -> None:
    """Give her the work back before anybody has signed; doing it again changes nothing. An appeal is given up by it."""
    attempt = hold(attempt_id)
    if attempt.state in (State.IN_PROGRESS, State.RETURNED, State.REVOKED):
        return
    append(attempt, Event.TAKEN_BACK, actor.id, now)
    attempt.touched_at = now
    note(actor, "signoff-taken-back", "attempt", attempt_id, now, module=attempt.module_id)


def claim(actor: Actor, attempt_id: int, now: dt.datetime) -> None:
    """Take work for review, so that nobody else does for a while, and open it.

    Her own claim again is no clash: it opens the work once more, which the learner sees too.
    """
    attempt = hold(attempt_id)
    about = case_of(attempt_id, actor, now)
    check(reviewers.decision(actor, about, now))
    taken, read = _take(attempt, actor, now), _read(actor, about, "", now)
    if taken or read:
        note(actor, "signoff-claimed" if taken else "work-opened", "attempt", attempt_id, now)


def open_work(actor: Actor, attempt_id: int, reason: str, now: dt.datetime) -> None:
    """Open a learner's work to read it; she sees who, when and why. While it is open, doing so again writes nothing."""
    if _read(actor, case_of(attempt_id, actor, now), reason, now):
        note(actor, "work-opened", "attempt", attempt_id, now)


def release(actor: Actor, attempt_id: int, now: dt.datetime) -> None:
    """Give claimed work back to the queue; a coordinator may do so for another. Unclaimed work stays as it is."""
    attempt = hold(attempt_id)
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
    attempt = hold_to_sign(attempt_id)
    about = case_of(attempt_id, actor, now)
    decided = reviewers.decision(actor, about, now)
    check(decided)
    if about.state not in FIRST_STATES:
        raise WrongState(about.state, Event.APPROVED)
    seen = work(attempt_id)
    signoffs.check_approval(seen.criteria, said.ratings)
    check_marks(marks.unmet(seen.marks))
    _check_snapshot(attempt_id, seen, said)
    _take(attempt, actor, now)
    event = Event.FIRST_SIGNED if decided.second_needed else Event.APPROVED
    more = {"second": decided.reason} if decided.second_needed else {}
    sign(actor, attempt, about, event, seen, said, now, **more)
    _certify(attempt, about, now)
    return State(attempt.state)


def return_work(actor: Actor, attempt_id: int, said: Said, now: dt.datetime) -> None:
    """Sign that she goes on working, with one strength and one next step.

    Work that waits for a second signer is returned by a person who may be that signer. Raises `WordsTooShort`,
    `NothingToWorkOn` and what `approve` raises.
    """
    attempt = hold_to_sign(attempt_id)
    about = case_of(attempt_id, actor, now)
    waits = about.state is State.AWAITING_SECOND
    check((reviewers.second_decision if waits else reviewers.decision)(actor, about, now))
    if not waits and about.state not in FIRST_STATES:
        raise WrongState(about.state, Event.RETURNED)
    seen = work(attempt_id)
    unmet = marks.unmet(seen.marks)  # A line of a written answer is enough to work on.
    signoffs.check_return(said.strength, said.next_step, {} if unmet else said.ratings, () if unmet else seen.criteria)
    _check_snapshot(attempt_id, seen, said)
    if not waits:
        _take(attempt, actor, now)
    sign(actor, attempt, about, Event.RETURNED, seen, said, now)


def countersign(actor: Actor, attempt_id: int, said: Said, now: dt.datetime) -> None:
    """Sign second, so that the module is approved."""
    attempt = hold_to_sign(attempt_id)
    about = case_of(attempt_id, actor, now)
    signoffs.step(about.state, Event.COUNTERSIGNED)
    check(reviewers.second_decision(actor, about, now))
    seen = work(attempt_id)
    _check_snapshot(attempt_id, seen, said)
    sign(actor, attempt, about, Event.COUNTERSIGNED, seen, said, now)
    _certify(attempt, about, now)


def _check_snapshot(attempt_id: int, seen: Work, said: Said) -> None:
    """Refuse to sign unless what she saw, what was handed in and what is stored now are one and the same."""
    signoffs.check_snapshot(said.snapshot, asked_snapshot(attempt_id))
    signoffs.check_snapshot(said.snapshot, seen.snapshot)


def _take(attempt: Attempt, actor: Actor, now: dt.datetime) -> bool:
    """Make the actor the one who holds the work; false where she does already.

    A lease that has run out is written down by this next act.
    """
    if attempt.state == State.IN_REVIEW:
        signoffs.check_free(attempt.claimed_by, attempt.claimed_at, actor.id, now)
        if signoffs.lease_holder(attempt.claimed_by, attempt.claimed_at, now) == actor.id:
            return False
        append(attempt, Event.LEASE_ENDED, None, now)
    append(attempt, Event.CLAIMED, actor.id, now)
    return True


def _read(actor: Actor, about: Case, reason: str, now: dt.datetime) -> bool:
    """Note for the learner that this person opened her work; false while it is open to her already."""
    if has_opened(actor, about.attempt_id, now):
        return False
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
    return True


def _certify(attempt: Attempt, about: Case, now: dt.datetime) -> None:
    if attempt.state == State.APPROVED:
        issue_certificate(attempt.person_id, about.course_id, now)
