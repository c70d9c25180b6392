"""Files in and out: a zip or a Markdown file into a draft, a draft as a zip."""

from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.content.bringing import Brought, single, unpack
from lms.content.export import export_zip
from lms.content.front import ID, LONGEST_ID, NO_COURSE_IDS
from lms.content.model import Course
from lms.content.places import module_folders
from lms.content.references import facts
from lms.content.source import read_text
from lms.features.authoring.queries import facts_by_id
from lms.features.drafts import actions, queries
from lms.features.drafts.forms import BringForm, LessonFileForm
from lms.features.drafts.views.found import find_draft, routes
from lms.models.base import db
from lms.rules.permissions import Actor, May
from lms.web import signin
from lms.web.forms import again


def _sent() -> tuple[str, bytes]:
    """The name and the bytes of the file that was sent."""
    file = request.files.get("file")
    if not file:
        return "", b""
    with file.stream:
        return file.filename or "", file.read()


@routes.page("/drafts/bring-in", needs=May.WRITE)
def bring_course(actor: Actor) -> ResponseReturnValue:
    """Ask for the zip of a course that is not here yet."""
    return render_template("drafts/bring.html", draft=None, form=BringForm(formdata=None))


@routes.act("/drafts/bring-in", needs=May.WRITE, large=True)
def take_course(actor: Actor) -> ResponseReturnValue:
    """Open a draft with the files of a zip; where anything is unsafe or the name is taken, nothing is written."""
    form = BringForm()
    _name, data = _sent()
    db.session.rollback()  # Unpacking takes a while, and nobody else should wait for it.
    brought = unpack(data) if data else Brought(refused=_("Choose a file first."))
    name = brought.course_id
    if not brought.refused and (not ID.fullmatch(name) or len(name) > LONGEST_ID or name in NO_COURSE_IDS):
        brought.refused = _("“%(name)s” cannot be the short name of a course. Give its folder another name.", name=name)
    if not brought.refused and actions.start_draft(actor, name, brought.files, signin.now()) is None:
        brought.refused = _(
            "There is a course “%(name)s” already. Open its draft and bring the zip in there.", name=name
        )
    if brought.refused:
        form.file.errors = [brought.refused]
        return again("drafts/bring.html", draft=None, form=form)
    if not brought.left_out and not brought.drawn:
        return redirect(url_for("drafts.draft", course_id=name))
    return render_template("drafts/brought.html", draft=queries.draft(name), brought=brought)


def _folders(row: Any) -> list[tuple[str, str]]:
    paths = [file.path for file in queries.draft_files(row.id)]
    return [(folder.path, folder.path) for folder in module_folders(paths)]


@routes.page("/drafts/<course_id>/bring-in", needs=May.WRITE, find=find_draft)
def bring(actor: Actor, row: Any) -> ResponseReturnValue:
    """Ask for a zip of this course, or for one Markdown file."""
    form = LessonFileForm(folders=_folders(row), formdata=None)
    return render_template("drafts/bring.html", draft=row, form=form)


@routes.act("/drafts/<course_id>/bring-in", needs=May.WRITE, find=find_draft, large=True)
def take(actor: Actor, row: Any) -> ResponseReturnValue:
    """Put the files over those of the draft; what lay there stays among the saves."""
    form = LessonFileForm(folders=_folders(row))
    name, data = _sent()
    if not data:
        brought = Brought(refused=_("Choose a file first."))
    elif name.lower().endswith(".md"):
        folder = form.folder.data if form.folder else ""
        known = [path for path, _title in _folders(row)]
        tree = dict.fromkeys((file.path for file in queries.draft_files(row.id)), b"")
        brought = single(name, data, folder if folder in known else "", tree)
    else:
        db.session.rollback()  # Unpacking takes a while, and nobody else should wait for it.
        brought = unpack(data)
    if brought.refused:
        form.file.errors = [brought.refused]
        return again("drafts/bring.html", draft=row, form=form)
    actions.put_files(actor, row.id, brought.files, signin.now())
    if len(brought.files) == 1 and not brought.left_out and not brought.drawn:
        return redirect(url_for("drafts.edit", course_id=row.course_id, path=next(iter(brought.files))))
    return render_template("drafts/brought.html", draft=row, brought=brought)


@routes.page("/drafts/<course_id>.zip", needs=May.WRITE, find=find_draft)
def export(actor: Actor, row: Any) -> ResponseReturnValue:
    """The very files of a draft, and the facts it uses, to carry away."""
    tree = queries.draft_tree(row.id)
    texts = [read_text(path, data)[0] for path, data in tree.items() if path.endswith(".md")]
    used = tuple(sorted({name for text in texts for name in facts(text)}))
    packed = export_zip(Course(row.course_id, "", "", "", (), facts=used, files=tree), facts_by_id(used))
    response = Response(packed, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{row.course_id}-draft.zip"'
    return response
