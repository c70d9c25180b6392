"""How an address finds a draft, one of its files, or one of its saves."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from lms.features.authoring.queries import SENT, course
from lms.features.drafts import queries
from lms.rules.permissions import About, Actor
from lms.web.routes import Found, Routes

routes = Routes("drafts")


def find_draft(actor: Actor | None, course_id: str) -> Found | None:
    """The open draft of a course."""
    row = queries.draft(course_id)
    return Found(row, About(course_id=course_id)) if row else None


def find_offered(actor: Actor | None, course_id: str) -> Found | None:
    """A course that is offered, to be written on."""
    row = course(course_id)
    return Found(row, About(course_id=course_id)) if row else None


def find_file(actor: Actor | None, course_id: str, path: str) -> Found | None:
    """A file of a draft, also one that lies there no longer: the draft and the file."""
    row = queries.draft(course_id)
    file = queries.file(row.id, path) if row else None
    return Found((row, file), About(course_id=course_id)) if file else None


def find_target(actor: Actor | None, course_id: str, path: str) -> Found | None:
    """Where a text is sent: the file in the newest draft, so that words are kept even where it was closed meanwhile.

    A file that only the draft has in which it was written is found there, open or closed.
    """
    row = queries.last_draft(course_id)
    file = queries.file(row.id, path) if row else None
    if row and file is None:
        row = queries.draft_numbered(course_id, request.form.get("draft", 0, type=int))
        file = queries.file(row.id, path) if row else None
    return Found((row, file), About(course_id=course_id)) if file else None


def find_picture(actor: Actor | None, course_id: str, name: str) -> Found | None:
    """A picture or recording that lies in a draft."""
    row = queries.draft(course_id)
    file = queries.file(row.id, f"media/{name}") if row else None
    shown = file is not None and file.mime in SENT
    return Found(file, About(course_id=course_id)) if shown else None


def find_place(actor: Actor | None, course_id: str, path: str) -> Found | None:
    """A file or a module folder of a draft that lies there now: the draft and the path."""
    row = queries.draft(course_id)
    there = row is not None and queries.lies(row.id, path)
    return Found((row, path), About(course_id=course_id)) if there else None


def find_save(actor: Actor | None, course_id: str, save_id: int) -> Found | None:
    """An earlier text of a file: the draft and the save."""
    row = queries.draft(course_id)
    save = queries.save(row.id, save_id) if row and save_id < 2**31 else None
    return Found((row, save), About(course_id=course_id)) if save else None


def to_draft(draft: Any, **values: Any) -> ResponseReturnValue:
    """On to the overview of a draft."""
    return redirect(url_for("drafts.draft", course_id=draft.course_id, **values))


def to_file(draft: Any, path: str, **values: Any) -> ResponseReturnValue:
    """On to a file in the editor."""
    return redirect(url_for("drafts.edit", course_id=draft.course_id, path=path, **values))
