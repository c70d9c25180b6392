"""Saving notes so that no words are lost, even from two kiosks; keeping bookmarks and words."""

import datetime as dt
import secrets
from dataclasses import dataclass

import sqlalchemy as sa

from lms.features.audit.actions import note
from lms.models.base import db, insert_once
from lms.models.keeping import Bookmark, KeptWord, LessonNote, LessonNoteSave
from lms.rules.permissions import Actor


@dataclass(frozen=True, slots=True)
class Place:
    """A lesson, whatever the version: where a note or a bookmark belongs."""

    module_id: str
    slug: str


def save_note(actor: Actor, place: Place, words: str, save_key: str, based_on: int, now: dt.datetime) -> str:
    """Save her note; returns what became of it: current or stale. Both are kept, and she is shown both.

    The same key and words twice are one save; other words under a key that was used are a save of their own.
    """
    key = {"person_id": actor.id, "module_id": place.module_id, "lesson_slug": place.slug}
    before = db.session.scalar(sa.select(LessonNoteSave).where(LessonNoteSave.save_key == save_key))
    sent = (actor.id, place.module_id, place.slug, words)
    if before is not None and (before.person_id, before.module_id, before.lesson_slug, before.words) == sent:
        return before.outcome
    insert_once(LessonNote, {**key, "words": "", "revision": 0, "saved_at": now})
    held = sa.select(LessonNote).filter_by(**key).with_for_update().execution_options(populate_existing=True)
    row = db.session.execute(held).scalar_one()
    outcome = "stale" if based_on < row.revision and row.words != words else "current"
    insert_once(
        LessonNoteSave,
        {
            **key,
            "save_key": save_key if before is None and save_key else secrets.token_hex(16),
            "based_on": based_on,
            "words": words,
            "outcome": outcome,
            "saved_at": now,
        },
    )
    if outcome == "current":
        row.words, row.saved_at = words, now
        row.revision += 1
    note(actor, "note-saved", "module", place.module_id, now, lesson=place.slug, outcome=outcome)
    return outcome


def set_bookmark(actor: Actor, place: Place, wanted: bool, now: dt.datetime) -> None:
    """Put a bookmark into a lesson, or take it out; the same twice is one."""
    key = {"person_id": actor.id, "module_id": place.module_id, "lesson_slug": place.slug}
    if wanted:
        changed = insert_once(Bookmark, {**key, "made_at": now})
    else:
        changed = db.session.execute(sa.delete(Bookmark).filter_by(**key)).rowcount  # type: ignore[attr-defined]
    if changed:
        note(actor, "bookmark-set" if wanted else "bookmark-taken", "module", place.module_id, now, lesson=place.slug)


def keep_word(actor: Actor, lang: str, word: str, meaning: str, now: dt.datetime) -> None:
    """Put a word of a lesson on her list with its meaning; one that is there keeps the meaning it has."""
    values = {"person_id": actor.id, "lang": lang, "word": word, "meaning": meaning, "kept_at": now}
    if insert_once(KeptWord, values):
        note(actor, "word-kept", "person", actor.id, now)


def drop_word(actor: Actor, lang: str, word: str, now: dt.datetime) -> None:
    """Take a word off her list."""
    gone = sa.delete(KeptWord).filter_by(person_id=actor.id, lang=lang, word=word)
    if db.session.execute(gone).rowcount:  # type: ignore[attr-defined]
        note(actor, "word-dropped", "person", actor.id, now)
