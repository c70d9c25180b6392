"""Opening a draft, and saving its files so that no text is lost, whoever else writes in it."""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from lms.features.audit.actions import note
from lms.features.authoring import blobs
from lms.models.base import db, insert_once
from lms.models.drafts import Draft, DraftFile, DraftSave
from lms.models.library import Course, VersionFile
from lms.rules.drafts import DraftClosed, PathTaken
from lms.rules.permissions import Actor

CLOSED_WHY = ("discarded", "published")


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save: current, or stale because somebody saved the file first. It is kept in every case."""

    outcome: str
    revision: int


def open_draft(actor: Actor, course_id: str, now: dt.datetime) -> int:
    """Give the open draft of a course; where there is none, make it from the files of the version that is offered."""
    version_id = db.session.scalar(sa.select(Course.version_id).where(Course.id == course_id))
    return draft_of_version(actor, course_id, version_id, now)


def draft_of_version(actor: Actor, course_id: str, version_id: int | None, now: dt.datetime) -> int:
    """Give the open draft of a course, made from the files of one of its versions where there is none yet."""
    made = _insert(actor, course_id, version_id, now)
    draft_id = _open_id(course_id)
    if made and version_id is not None:
        files = sa.select(
            sa.literal(draft_id),
            VersionFile.path,
            VersionFile.sha256,
            sa.literal(1),
            sa.literal(actor.id),
            sa.literal(now, DraftFile.saved_at.type),
        ).where(VersionFile.course_version_id == version_id)
        columns = ["draft_id", "path", "sha256", "revision", "saved_by", "saved_at"]
        db.session.execute(sa.insert(DraftFile).from_select(columns, files))
    return draft_id


def start_draft(actor: Actor, course_id: str, files: Mapping[str, bytes], now: dt.datetime) -> int | None:
    """Begin the draft of a new course with these files; None where there is a course or a draft of this name."""
    if db.session.get(Course, course_id) is not None or not _insert(actor, course_id, None, now):
        return None
    draft_id = _open_id(course_id)
    put_files(actor, draft_id, files, now)
    return draft_id


def _insert(actor: Actor, course_id: str, version_id: int | None, now: dt.datetime) -> bool:
    values = {"course_id": course_id, "based_on": version_id, "created_by": actor.id}
    if not insert_once(Draft, {**values, "created_at": now, "touched_at": now}):
        return False
    note(actor, "draft-opened", "course", course_id, now, based_on=version_id)
    return True


def _open_id(course_id: str) -> int:
    wanted = sa.select(Draft.id).where(Draft.course_id == course_id, Draft.closed_at.is_(None))
    return db.session.scalars(wanted).one()


def save_file(
    actor: Actor, draft_id: int, path: str, data: bytes, save_key: str, based_on: int, now: dt.datetime
) -> Saved:
    """Save one file. The same key and bytes twice are one save; ``based_on`` is the revision that the page showed.

    Other bytes based on an older revision are kept beside the newer ones as stale. Raises `DraftClosed` once the save
    is kept, where the draft was closed meanwhile.
    """
    return _save(actor, draft_id, path, data, save_key, based_on, now)


def remove_file(actor: Actor, draft_id: int, path: str, save_key: str, based_on: int, now: dt.datetime) -> Saved:
    """Take a file out of the draft; every text it ever held stays among its saves."""
    return _save(actor, draft_id, path, None, save_key, based_on, now)


def _save(
    actor: Actor, draft_id: int, path: str, data: bytes | None, save_key: str, based_on: int, now: dt.datetime
) -> Saved:
    draft = _held(draft_id)
    file = db.session.get(DraftFile, (draft_id, path), populate_existing=True)
    before = db.session.scalars(sa.select(DraftSave).where(DraftSave.save_key == save_key)).first()
    revision = file.revision if file else 0
    hash_ = None if data is None else blobs.keep({path: data})[path]
    if before is not None and (before.draft_id, before.path, before.sha256) == (draft_id, path, hash_):
        return Saved(before.outcome, revision)
    same = file is not None and file.sha256 == hash_
    outcome = "current" if draft.closed_at is None and (same or based_on >= revision) else "stale"
    fresh_key = save_key if save_key and before is None else secrets.token_hex(16)
    _write_down(actor, draft_id, path, hash_, now, save_key=fresh_key, based_on=based_on, outcome=outcome)
    note(actor, "draft-saved", "draft", draft_id, now, path=path, outcome=outcome)
    if draft.closed_at is not None:
        raise DraftClosed
    if outcome == "current" and not same:
        _put(actor, draft, path, hash_, revision, now)
        revision += 1
    return Saved(outcome, revision)


def move_files(actor: Actor, draft_id: int, moves: Mapping[str, str], now: dt.datetime) -> None:
    """Move files to other paths, all or none. Raises `PathTaken` where a file lies that does not move away itself."""
    draft = hold_open(draft_id)
    files = _files(draft_id)
    present = {path for path, file in files.items() if file.sha256}
    moving = {old: new for old, new in moves.items() if old != new and old in present}
    for new in moving.values():
        if new in present and new not in moving:
            raise PathTaken(new)
    hashes = {new: files[old].sha256 for old, new in moving.items()}
    for old in moving.keys() - hashes.keys():
        _write_down(actor, draft_id, old, None, now, based_on=files[old].revision)
        _put(actor, draft, old, None, files[old].revision, now)
    for old, new in moving.items():
        revision = files[new].revision if new in files else 0
        _write_down(actor, draft_id, new, hashes[new], now, based_on=revision, moved_from=old)
        _put(actor, draft, new, hashes[new], revision, now)
    note(actor, "draft-files-moved", "draft", draft_id, now, moves=dict(sorted(moving.items())))


def put_files(actor: Actor, draft_id: int, files: Mapping[str, bytes], now: dt.datetime) -> None:
    """Put files into the draft, each over what lies at its path; what was there stays among its saves."""
    draft = hold_open(draft_id)
    there = _files(draft_id)
    hashes = blobs.keep(files)
    for path, hash_ in sorted(hashes.items()):
        if path in there and there[path].sha256 == hash_:
            continue
        revision = there[path].revision if path in there else 0
        _write_down(actor, draft_id, path, hash_, now, based_on=revision)
        _put(actor, draft, path, hash_, revision, now)
    note(actor, "draft-files-put", "draft", draft_id, now, paths=sorted(files))


def put_new_files(actor: Actor, draft_id: int, files: Mapping[str, bytes], now: dt.datetime) -> None:
    """Put files into the draft where none lie yet. Raises `PathTaken` where somebody else was quicker."""
    hold_open(draft_id)
    there = _files(draft_id)
    for path in files:
        if path in there and there[path].sha256:
            raise PathTaken(path)
    put_files(actor, draft_id, files, now)


def remove_files(actor: Actor, draft_id: int, paths: Sequence[str], now: dt.datetime) -> None:
    """Take several files out of the draft at once, such as a module."""
    draft = hold_open(draft_id)
    there = _files(draft_id)
    gone = [path for path in paths if path in there and there[path].sha256]
    for path in gone:
        _write_down(actor, draft_id, path, None, now, based_on=there[path].revision)
        _put(actor, draft, path, None, there[path].revision, now)
    note(actor, "draft-files-removed", "draft", draft_id, now, paths=gone)


def close_draft(actor: Actor, draft_id: int, why: str, now: dt.datetime) -> None:
    """Close a draft as discarded or published; its files and saves are kept, and a new one may be opened."""
    if why not in CLOSED_WHY:
        raise ValueError(f"{why} is not one of {CLOSED_WHY}")
    draft = hold_open(draft_id)
    draft.closed_at, draft.closed_why = now, why
    note(actor, f"draft-{why}", "draft", draft_id, now)


def _held(draft_id: int) -> Draft:
    """The draft's row, held until the transaction ends, so that saves follow each other."""
    return db.session.get_one(Draft, draft_id, with_for_update=True, populate_existing=True)


def hold_open(draft_id: int) -> Draft:
    """The same of a draft that is written on; raises `DraftClosed` for any other."""
    draft = _held(draft_id)
    if draft.closed_at is not None:
        raise DraftClosed
    return draft


def _files(draft_id: int) -> dict[str, DraftFile]:
    rows = sa.select(DraftFile).where(DraftFile.draft_id == draft_id).execution_options(populate_existing=True)
    return {file.path: file for file in db.session.scalars(rows)}


def _put(actor: Actor, draft: Draft, path: str, hash_: str | None, revision: int, now: dt.datetime) -> None:
    """Make these bytes, or none, what lies at a path."""
    values = {"sha256": hash_, "revision": revision + 1, "saved_by": actor.id, "saved_at": now}
    if not insert_once(DraftFile, {"draft_id": draft.id, "path": path, **values}):
        here = sa.update(DraftFile).where(DraftFile.draft_id == draft.id, DraftFile.path == path)
        db.session.execute(here.values(**values), execution_options={"synchronize_session": False})
    draft.touched_at = now


def _write_down(
    actor: Actor,
    draft_id: int,
    path: str,
    hash_: str | None,
    now: dt.datetime,
    *,
    based_on: int,
    save_key: str = "",
    outcome: str = "current",
    moved_from: str | None = None,
) -> None:
    """Add one row to the saves."""
    values = {"draft_id": draft_id, "path": path, "save_key": save_key or secrets.token_hex(16), "based_on": based_on}
    values |= {"sha256": hash_, "moved_from": moved_from, "outcome": outcome, "by_id": actor.id, "at": now}
    insert_once(DraftSave, values)
