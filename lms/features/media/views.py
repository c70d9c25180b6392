"""The page of the pictures and recordings of a draft, and taking one in."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.content.uploads import Refused, take
from lms.features.drafts import queries as drafts
from lms.features.media import actions, queries
from lms.models.base import db
from lms.rules.drafts import DraftClosed
from lms.rules.permissions import About, Actor, May
from lms.web import signin
from lms.web.forms import storable
from lms.web.routes import Found, Routes

routes = Routes("media")

REASONS = {
    "empty": _l("Choose a file first. This one has nothing in it."),
    "large": _l("This file is larger than 20 MB. Make it smaller, or part it."),
    "pixels": _l("This picture has more than 25 million pixels. Make it smaller."),
    "broken": _l("This picture is broken or cut short. Save it again and try once more."),
    "moves": _l("This picture moves. Nothing moves by itself here, so save one picture of it."),
    "svg": _l("SVG drawings can hold programs. Save it as PNG or WebP."),
    "gif": _l("GIF pictures are not taken in. Save it as PNG or WebP."),
    "old-picture": _l("This kind of picture is too large for a kiosk. Save it as PNG, JPEG or WebP."),
    "phone-picture": _l("Not every kiosk can show this kind of photo. Save it as JPEG."),
    "other-sound": _l("Not every kiosk can play this kind of recording. Save it as MP3 or OGG."),
    "film": _l("Films are not taken in. Use pictures and words, or a recording of the voice."),
    "pdf": _l("PDF files are not taken in. Copy the words into a lesson."),
    "archive": _l("This is a packed folder. Unpack it, and give its pictures one by one."),
    "program": _l("Programs are not taken in."),
    "page": _l("Web pages are not taken in. Copy the words into a lesson."),
    "unknown": _l("This is no picture or recording. Choose PNG, JPEG, WebP, MP3, OGG or WAV."),
}
"""Why a file is not taken in, by the name that `lms.content.uploads` gives the reason."""


def find_draft(actor: Actor | None, course_id: str) -> Found | None:
    """The open draft of a course."""
    row = drafts.draft(course_id)
    return Found(row, About(course_id=course_id)) if row else None


@routes.page("/drafts/<course_id>/media", needs=May.SEE_LIBRARY, find=find_draft)
def index(actor: Actor, draft: Any) -> ResponseReturnValue:
    """All pictures and recordings of a draft with what uses each; those that nothing uses stand apart."""
    return _page(draft)


def _page(draft: Any, problem: str = "", status: int = 200) -> ResponseReturnValue:
    held = queries.media_of(draft.id)
    added = next((one for one in held if one.path == request.args.get("added")), None)
    return (
        render_template(
            "media/index.html",
            draft=draft,
            used=[one for one in held if one.uses],
            unused=[one for one in held if not one.uses],
            added=added,
            problem=problem,
            errors=bool(problem),
        ),
        status,
    )


@routes.act("/drafts/<course_id>/media", needs=May.WRITE, find=find_draft, large=True)
def add(actor: Actor, draft: Any) -> ResponseReturnValue:
    """Take in one file. It is decoded before the transaction that writes begins."""
    sent = request.files.get("file")
    name, data = (storable(sent.filename or ""), sent.read()) if sent else ("", b"")
    taken = [one.path for one in drafts.draft_files(draft.id)]
    db.session.rollback()  # Decoding a picture takes a while, and nobody else should wait for it.
    try:
        given = take(name, data, taken)
    except Refused as refused:
        return _page(draft, str(REASONS[refused.why]), 422)
    try:
        path = actions.keep_file(actor, draft.id, given, signin.now())
    except DraftClosed:
        return _page(draft, _("The draft was closed meanwhile. Open a new one and give the file again."), 409)
    return redirect(url_for("media.index", course_id=draft.course_id, added=path))
