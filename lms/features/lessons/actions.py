"""Starting a module, marking a lesson as read, and finishing a module that nobody signs."""

import datetime as dt

import sqlalchemy as sa

from lms.features.audit.actions import note
from lms.features.lessons.queries import Shelf, attempt_progress, offered_version, shelves
from lms.features.records.actions import issue_certificate
from lms.features.signoffs.events import append, begin
from lms.models.base import db, insert_once
from lms.models.learning import Attempt, LessonRead
from lms.rules.enrolment import sees
from lms.rules.permissions import Actor
from lms.rules.signoffs import WORKING_STATES, Event, State


class NotOpen(Exception):
    """This module cannot be started yet; ``titles`` are the ones to finish first."""

    def __init__(self, titles: tuple[str, ...]) -> None:
        super().__init__("Finish this first.")
        self.titles = titles


class NotEnrolled(Exception):
    """She is not in this course."""


def start(actor: Actor, module_id: str, now: dt.datetime) -> int:
    """Begin a module, or find the attempt that is there; fifty clicks at once make one attempt."""
    shelf = _shelf_with(actor, module_id)
    if shelf is None or not shelf.enrolled:
        raise NotEnrolled
    if module_id in shelf.attempts:
        return shelf.attempts[module_id].attempt_id
    locked = next(one.locked_by for one in shelf.progress.modules if one.id == module_id)
    if locked:
        raise NotOpen(locked)
    version_id = offered_version(module_id)
    assert version_id is not None, "it stands on a shelf"
    attempt, made = begin((actor.id, actor.facility_id), module_id, 1, version_id, actor.id, now)
    assert attempt is not None, "there was none before"
    if made:
        note(actor, "module-started", "attempt", attempt.id, now, module=module_id)
    return attempt.id


def _shelf_with(actor: Actor, module_id: str) -> Shelf | None:
    return next(
        (
            one
            for one in shelves(actor.id, "", sees(actor.roles))
            if any(module.id == module_id for module in one.progress.modules)
        ),
        None,
    )


def locked_attempt(attempt_id: int) -> Attempt:
    """The attempt, held until the end of the transaction, so that two acts on it follow each other."""
    locked = sa.select(Attempt).where(Attempt.id == attempt_id).with_for_update()
    return db.session.execute(locked.execution_options(populate_existing=True)).scalar_one()


def mark_read(actor: Actor, attempt_id: int, slug: str, now: dt.datetime) -> None:
    """Note that she has read a lesson. Once the work is with a reviewer nothing of it changes."""
    attempt = locked_attempt(attempt_id)
    if attempt.state not in WORKING_STATES:
        return
    attempt.touched_at = now
    if insert_once(LessonRead, {"attempt_id": attempt_id, "lesson_slug": slug, "read_at": now}):
        note(actor, "lesson-read", "attempt", attempt_id, now, lesson=slug)
    complete_if_done(actor, attempt, now)


def complete_if_done(actor: Actor | None, attempt: Attempt, now: dt.datetime) -> None:
    """Finish a module that asks for no signature as soon as everything in it is done.

    That may be her own act, or a new version that asks for less.
    """
    db.session.flush()  # The rule reads what was just written.
    found = attempt_progress(attempt.id)
    if found.outline.signoff != "none" or found.progress.left or attempt.state != State.IN_PROGRESS:
        return
    append(attempt, Event.COMPLETED, actor.id if actor else None, now)
    note(actor, "module-completed", "attempt", attempt.id, now, module=attempt.module_id)
    issue_certificate(attempt.person_id, attempt.module_id.split("/", 1)[0], now)
