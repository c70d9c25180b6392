"""Accepting the facility's agreement, and beginning a mentor course again after a breaking change."""

import datetime as dt

import sqlalchemy as sa

from lms.features.audit.actions import note
from lms.features.lessons.queries import offered_version
from lms.features.mentoring import queries
from lms.features.signoffs.events import begin
from lms.models.base import db, insert_once
from lms.models.learning import Attempt
from lms.models.mentoring import Agreement
from lms.rules.mentoring import text_hash
from lms.rules.permissions import Actor
from lms.rules.signoffs import SnapshotChanged


def accept(actor: Actor, shown: str, now: dt.datetime) -> None:
    """Keep that she accepted the text she read, with its words; ``shown`` is the hash her page carried.

    Raises `SnapshotChanged` where the facility has changed the text meanwhile. Accepting twice changes nothing.
    """
    words = queries.asked(actor.facility_id).words
    if not words.strip() or text_hash(words) != shown:
        raise SnapshotChanged
    values = {"facility_id": actor.facility_id, "person_id": actor.id, "text_hash": shown, "words": words, "at": now}
    if insert_once(Agreement, values):
        note(actor, "agreement-accepted", "person", actor.id, now, text=shown)


def begin_again(actor: Actor, course_id: str, now: dt.datetime) -> None:
    """Begin each module anew that she finished before a breaking version; what she did stays as it is."""
    for module_id in queries.outdated_modules(actor.id, course_id):
        version_id = offered_version(module_id)
        assert version_id is not None, "an outdated module has a newer version"
        last = db.session.scalar(
            sa.select(sa.func.max(Attempt.number)).where(Attempt.person_id == actor.id, Attempt.module_id == module_id)
        )
        learner = (actor.id, actor.facility_id)
        attempt, made = begin(learner, module_id, (last or 0) + 1, version_id, actor.id, now)
        if made and attempt is not None:
            note(actor, "module-started", "attempt", attempt.id, now, module=module_id)
