"""Publishing a draft, asking for a second person and her confirming, and bringing an old version back as a draft."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from lms.content.beside import in_language
from lms.content.model import Course as Source
from lms.features.audit.actions import note as write_down
from lms.features.authoring.actions import publish
from lms.features.authoring.comparing import texts_of
from lms.features.authoring.queries import contents
from lms.features.drafts.actions import close_draft, draft_of_version, open_draft, put_files, remove_files
from lms.features.publishing.queries import draft_hash, draft_hashes
from lms.models.base import db, insert_once
from lms.models.drafts import Draft
from lms.models.library import CourseVersion
from lms.models.publishing import Publication
from lms.rules.permissions import Actor
from lms.rules.publishing import DraftChanged, check_confirm

if TYPE_CHECKING:
    from lms.content.compiled import CompiledCourse


@dataclass(frozen=True, slots=True)
class Ready:
    """A draft read and compiled before the transaction that writes: ``hash`` names the state it was made from."""

    draft_id: int
    hash: str
    course: Source
    compiled: "CompiledCourse"


def publish_draft(actor: Actor, ready: Ready, change: str, note: str, now: dt.datetime) -> CourseVersion:
    """Offer a draft as the next version of its course; once it is done, doing it again gives that version.

    Raises `DraftChanged` where the draft is not what was read, or closed.
    """
    if done := _published(ready):
        return done
    _check_same(ready)
    _close_wish(actor, ready.draft_id, "outdated", now)
    row = _wish(actor, ready, change, note, now)
    return _offer(actor, ready, row, now)


def ask(actor: Actor, ready: Ready, change: str, note: str, now: dt.datetime) -> None:
    """Ask that a second person confirm exactly this state. Asking again for the same changes nothing."""
    _check_same(ready)
    row = _open(ready.draft_id)
    same = (ready.hash, change, note, actor.id)
    if row and (row.tree_hash, row.change, row.note, row.asked_by) == same:
        return
    _close_wish(actor, ready.draft_id, "outdated", now)
    _wish(actor, ready, change, note, now)
    write_down(actor, "publish-asked", "draft", ready.draft_id, now, change=change, tree=ready.hash)


def confirm(actor: Actor, ready: Ready, wish_id: int, now: dt.datetime) -> CourseVersion:
    """Confirm what somebody else asked for, and offer it; once it is done, doing it again gives that version.

    Raises `SamePerson`, `OtherFacility` and `DraftChanged`; a wish whose draft changed is to be asked for anew.
    """
    if done := _published(ready):
        return done
    _check_same(ready)
    row = _open(ready.draft_id)
    if row is None or row.id != wish_id:
        raise DraftChanged
    check_confirm(actor.id, row.asked_by, row.facility_id == actor.facility_id, row.tree_hash, ready.hash)
    write_down(actor, "publish-confirmed", "draft", ready.draft_id, now, asked_by=row.asked_by, tree=row.tree_hash)
    return _offer(actor, ready, row, now)


def withdraw(actor: Actor, draft_id: int, now: dt.datetime) -> None:
    """Take back a wish, one's own or, to write on, another's. Where none is open, nothing happens."""
    _held(draft_id)
    if _close_wish(actor, draft_id, "withdrawn", now):
        write_down(actor, "publish-withdrawn", "draft", draft_id, now)


def restore(actor: Actor, course_id: str, version_id: int, now: dt.datetime) -> int:
    """Make the draft of a course what an old version was; what was in the draft stays among its saves."""
    draft_id = draft_of_version(actor, course_id, version_id, now)
    db.session.flush()  # What the draft holds is read by a statement of its own.
    files = contents(version_id)
    gone = sorted(draft_hashes(draft_id).keys() - files.keys())
    if gone:
        remove_files(actor, draft_id, gone, now)
    put_files(actor, draft_id, files, now)
    write_down(actor, "version-restored", "draft", draft_id, now, version=version_id)
    return draft_id


def start_translation(actor: Actor, course_id: str, path: str, lang: str, now: dt.datetime) -> str | None:
    """Put a copy of a text of the draft where its translation belongs, and give that path; what is there stays.

    A draft is begun where there is none. None where there is no such text.
    """
    draft_id = open_draft(actor, course_id, now)
    db.session.flush()  # What the draft holds is read by a statement of its own.
    there, target = draft_hashes(draft_id), f"{lang}/{path}"
    if not path.endswith(".md") or path not in there:
        return None
    if target not in there:
        (data,) = texts_of({there[path]}).values()
        put_files(actor, draft_id, {target: in_language(data, lang) if path == "course.md" else data}, now)
    return target


def _held(draft_id: int) -> Draft:
    """The draft's row, held until the transaction ends, so that nobody saves in it meanwhile."""
    return db.session.get_one(Draft, draft_id, with_for_update=True, populate_existing=True)


def _published(ready: Ready) -> CourseVersion | None:
    """The version that this draft became already, if it did."""
    if _held(ready.draft_id).closed_why != "published":
        return None
    wanted = (
        sa.select(CourseVersion)
        .join(Publication, Publication.version_id == CourseVersion.id)
        .where(Publication.draft_id == ready.draft_id)
    )
    return db.session.scalars(wanted.order_by(Publication.id.desc()).limit(1)).first()


def _check_same(ready: Ready) -> None:
    if _held(ready.draft_id).closed_at is not None or draft_hash(ready.draft_id) != ready.hash:
        raise DraftChanged


def _open(draft_id: int) -> Publication | None:
    wanted = sa.select(Publication).where(Publication.draft_id == draft_id, Publication.closed_at.is_(None))
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def _close_wish(actor: Actor, draft_id: int, outcome: str, now: dt.datetime) -> bool:
    row = _open(draft_id)
    if row is None:
        return False
    row.closed_by, row.closed_at, row.outcome = actor.id, now, outcome
    db.session.flush()  # Only one may be open, and the next one comes now.
    return True


def _wish(actor: Actor, ready: Ready, change: str, note: str, now: dt.datetime) -> Publication:
    values = {"draft_id": ready.draft_id, "facility_id": actor.facility_id, "tree_hash": ready.hash}
    values |= {"change": change, "note": note, "asked_by": actor.id, "asked_at": now}
    insert_once(Publication, values)
    row = _open(ready.draft_id)
    assert row
    return row


def _offer(actor: Actor, ready: Ready, row: Publication, now: dt.datetime) -> CourseVersion:
    version = publish(ready.course, ready.compiled, {}, actor, now, row.note, row.change)
    row.closed_by, row.closed_at, row.outcome, row.version_id = actor.id, now, "published", version.id
    close_draft(actor, ready.draft_id, "published", now)
    return version
