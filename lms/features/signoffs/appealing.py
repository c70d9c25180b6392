"""Asking another reviewer to look again, a second look at a drawn approval, and a coordinator's exception."""

import datetime as dt

import sqlalchemy as sa

from lms.features.audit.actions import note
from lms.features.lessons.queries import attempt_progress
from lms.features.signoffs import reviewers
from lms.features.signoffs.events import append, stands
from lms.features.signoffs.signing import Said, case_of, check, hold, hold_to_sign, sign
from lms.features.signoffs.snapshots import asked_snapshot, work
from lms.models.base import db
from lms.models.learning import Attempt
from lms.rules import signoffs
from lms.rules.permissions import Actor, May, Verdict, allowed
from lms.rules.progress import NotReady
from lms.rules.reviewers import RECIPROCAL
from lms.rules.signoffs import Conflict, Event, State, WrongState
from lms.rules.standing import Matter, follow


def appeal(actor: Actor, attempt_id: int, words: str, now: dt.datetime) -> None:
    """Ask another reviewer to look at work that was returned or revoked; none who decided before can take it.

    Asking twice is asking once. Raises `ReasonTooShort`, `NotReady` or `WrongState`.
    """
    attempt = hold(attempt_id)
    at = stands(attempt_id)
    if Matter.APPEAL in at.open:
        return
    follow(at, Event.APPEALED)
    if _begun_again(attempt):
        raise WrongState(State(attempt.state), Event.APPEALED)
    signoffs.check_reason(words)
    left = attempt_progress(attempt_id).progress.left
    if left and attempt.state != State.REVOKED:
        raise NotReady(left)
    append(attempt, Event.APPEALED, actor.id, now, {"words": words, "snapshot": work(attempt_id).snapshot})
    attempt.touched_at = now
    note(actor, "signoff-appealed", "attempt", attempt_id, now, module=attempt.module_id)


def _begun_again(attempt: Attempt) -> bool:
    """Whether the module has a later attempt, which she goes on with instead."""
    later = sa.select(Attempt.id).where(
        Attempt.person_id == attempt.person_id,
        Attempt.module_id == attempt.module_id,
        Attempt.number > attempt.number,
    )
    return db.session.execute(later).first() is not None


def look_again(actor: Actor, attempt_id: int, agrees: bool, reason: str, statement: str, now: dt.datetime) -> None:
    """Sign, as somebody who did not approve it, whether an approval that was drawn holds up; it stands meanwhile.

    Raises `ReasonTooShort`, `Conflict` or `WrongState`.
    """
    attempt = hold_to_sign(attempt_id)
    about = case_of(attempt_id, actor, now)
    event = Event.AGREED if agrees else Event.DISAGREED
    follow(stands(attempt_id), event)
    check(reviewers.second_looks(actor, [about], now)[attempt_id])
    signoffs.check_reason(reason)
    said = Said(asked_snapshot(attempt_id), {}, statement=statement, reason=reason)
    sign(actor, attempt, about, event, work(attempt_id), said, now)


def except_from_rule(actor: Actor, attempt_id: int, reviewer_id: int, reason: str, now: dt.datetime) -> None:
    """Let one named reviewer sign this work although the learner signed for her lately; then two people sign it.

    Raises `ReasonTooShort`, `Conflict` or `WrongState`.
    """
    attempt = hold(attempt_id)
    follow(stands(attempt_id), Event.EXCEPTED)
    hers = actor.id in (reviewer_id, attempt.person_id)
    if hers or allowed(actor, May.MANAGE_PEOPLE) is not Verdict.YES:
        raise Conflict
    if reviewer_id not in reviewers.signed_by_lately(attempt.person_id, now - RECIPROCAL):
        raise Conflict
    signoffs.check_reason(reason)
    append(attempt, Event.EXCEPTED, actor.id, now, {"reviewer": reviewer_id, "reason": reason})
    note(actor, "signoff-excepted", "attempt", attempt_id, now, reviewer=reviewer_id, learner=attempt.person_id)
