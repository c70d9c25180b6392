"""Taking a sign-off back by two people, letting it stand, and a new attempt after it was revoked."""

import datetime as dt

from lms.features.audit.actions import note
from lms.features.lessons.queries import offered_version
from lms.features.records.revoking import revoke_certificates
from lms.features.signoffs import reviewers
from lms.features.signoffs.cases import Case
from lms.features.signoffs.events import append, begin, stands
from lms.features.signoffs.signing import Said, case_of, check, hold, hold_to_sign, sign
from lms.features.signoffs.snapshots import asked_snapshot, work
from lms.models.learning import Attempt
from lms.rules import signoffs
from lms.rules.permissions import Actor, May, Verdict, allowed
from lms.rules.signoffs import Conflict, Event, State, WrongState
from lms.rules.standing import Matter, follow


def begin_revoking(actor: Actor, attempt_id: int, reason: str, statement: str, now: dt.datetime) -> None:
    """Sign, as the coordinator and the first of two, that an approval should not stand; it stands until the second signs.

    Raises `ReasonTooShort`, `Conflict` or `WrongState`.
    """
    attempt, about = _held(actor, attempt_id, Event.REVOKE_SIGNED, now)
    check(reviewers.revocation(actor, about, now, first=None))
    signoffs.check_reason(reason)
    said = Said(asked_snapshot(attempt_id), {}, statement=statement, reason=reason)
    sign(actor, attempt, about, Event.REVOKE_SIGNED, work(attempt_id), said, now)


def finish_revoking(actor: Actor, attempt_id: int, statement: str, now: dt.datetime) -> None:
    """Sign as the second person: from now on the module is not approved, and its certificates say so."""
    attempt, about = _held(actor, attempt_id, Event.REVOKED, now)
    first = reviewers.first_signer(attempt_id, Event.REVOKE_SIGNED)
    check(reviewers.revocation(actor, about, now, first))
    said = Said(asked_snapshot(attempt_id), {}, statement=statement)
    sign(actor, attempt, about, Event.REVOKED, work(attempt_id), said, now)
    revoke_certificates(actor, attempt.person_id, attempt.module_id, now)


def drop_revoking(actor: Actor, attempt_id: int, reason: str, now: dt.datetime) -> None:
    """Let the approval stand: who signed first changes her mind, or the second person does not agree."""
    attempt, about = _held(actor, attempt_id, Event.REVOKE_DROPPED, now)
    first = reviewers.first_signer(attempt_id, Event.REVOKE_SIGNED)
    if first != actor.id:
        check(reviewers.revocation(actor, about, now, first))
    signoffs.check_reason(reason)
    append(attempt, Event.REVOKE_DROPPED, actor.id, now, {"reason": reason})
    note(actor, "signoff-revoke_dropped", "attempt", attempt_id, now, learner=attempt.person_id)


def uphold(actor: Actor, attempt_id: int, reason: str, now: dt.datetime) -> None:
    """Decide as the coordinator that an approval stands, though a second look did not agree."""
    attempt, about = _held(actor, attempt_id, Event.UPHELD, now)
    check(reviewers.upholding(actor, about, now))
    signoffs.check_reason(reason)
    append(attempt, Event.UPHELD, actor.id, now, {"reason": reason})
    note(actor, "signoff-upheld", "attempt", attempt_id, now, learner=attempt.person_id)


def begin_again(actor: Actor, attempt_id: int, now: dt.datetime) -> int:
    """Open a new attempt after a revoked one, in the version that is offered now; the earlier one stays as it is.

    Doing it twice finds the same attempt. Raises `WrongState` unless the attempt is revoked and nothing else is open.
    """
    revoked = hold(attempt_id)
    if allowed(actor, May.MANAGE_PEOPLE) is not Verdict.YES or actor.id == revoked.person_id:
        raise Conflict
    if revoked.state != State.REVOKED:
        raise WrongState(State(revoked.state), Event.STARTED)
    learner, number = (revoked.person_id, revoked.facility_id), revoked.number + 1
    version_id = offered_version(revoked.module_id) or revoked.module_version_id
    attempt, made = begin(learner, revoked.module_id, number, version_id, actor.id, now, {"after": attempt_id})
    if attempt is None:
        raise WrongState(State(revoked.state), Event.STARTED)
    if made:
        note(actor, "module-started-again", "attempt", attempt.id, now, after=attempt_id, learner=attempt.person_id)
    return attempt.id


def _held(actor: Actor, attempt_id: int, event: Event, now: dt.datetime) -> tuple[Attempt, Case]:
    """Hold the attempt and see that the event can happen to it now, before anybody is asked who she is to it."""
    attempt = hold_to_sign(attempt_id)
    about = case_of(attempt_id, actor, now)
    follow(stands(attempt_id), event)
    return attempt, about


def is_open(attempt_id: int, matter: Matter) -> bool:
    """Whether something about this attempt waits to be settled."""
    return matter in stands(attempt_id).open
