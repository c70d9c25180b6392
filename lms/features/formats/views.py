"""Question files: bring one, see what becomes of each question, carry the quiz away or put it into a draft."""

import io
import zipfile
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice

from lms.content.formats import FORMATS, Imported, guess, read_foreign, write_gift
from lms.features.formats import actions, queries
from lms.features.formats.forms import BringForm, PutForm
from lms.models.base import db
from lms.rules.permissions import About, Actor, May
from lms.web import signin
from lms.web.forms import again
from lms.web.i18n import page_language
from lms.web.routes import Found, Routes

routes = Routes("formats")


def find_brought(actor: Actor | None, sha256: str) -> Found | None:
    """A question file that she brought herself."""
    data = queries.brought(actor, sha256) if actor else None
    return Found((sha256, data), About()) if data is not None else None


def find_quiz(actor: Actor | None, course_id: str, module: str) -> Found | None:
    """A module with a quiz, of an offered course."""
    row = queries.offered_module(course_id, module)
    return Found((course_id, module), About(course_id=course_id)) if row else None


@routes.page("/question-files", needs=May.WRITE)
def bring(actor: Actor) -> ResponseReturnValue:
    """Choose a file."""
    return render_template("formats/bring.html", form=BringForm())


@routes.act("/question-files", needs=May.WRITE)
def take(actor: Actor) -> ResponseReturnValue:
    """Keep the file and show what becomes of it."""
    form = BringForm()
    sent = request.files.get("file")
    data = sent.read() if sent else b""
    known = form.validate()
    if not data:
        form.file.errors = [_("Choose a file with questions.")]
    if not known or not data:
        return again("formats/bring.html", form=form)
    kind = form.format.data or guess(data)
    sha256 = actions.bring(actor, data, kind, signin.now())
    return redirect(url_for("formats.made", sha256=sha256, format=kind))


def _read(data: bytes) -> tuple[str, Imported]:
    """Read the file as the address says, or as it looks."""
    kind = request.args.get("format", "")
    kind = kind if kind in FORMATS else guess(data)
    db.session.rollback()  # Reading a large file takes a while, and nobody else should wait for it.
    return kind, read_foreign(data, kind, page_language())


def _page(actor: Actor, sha256: str, data: bytes, form: PutForm) -> dict[str, Any]:
    kind, made = _read(data)
    form.place.choices = [
        SelectChoice(f"{course}/{folder}", f"{course}: {folder}") for course, folder in queries.places(actor)
    ]
    put = request.args.get("put", "")
    return {"sha256": sha256, "kind": kind, "called": FORMATS[kind], "made": made, "form": form, "put": put}


@routes.page("/question-files/<sha256>", needs=May.WRITE, find=find_brought)
def made(actor: Actor, found: tuple[str, bytes]) -> ResponseReturnValue:
    """What became of each question, and the quiz text."""
    return render_template("formats/made.html", **_page(actor, *found, PutForm()))


@routes.act("/question-files/<sha256>/put", needs=May.WRITE, find=find_brought)
def put(actor: Actor, found: tuple[str, bytes]) -> ResponseReturnValue:
    """Put the quiz into a module of a draft."""
    form = PutForm()
    page = _page(actor, *found, form)
    if not page["made"].text or not form.place.choices:
        return redirect(url_for("formats.made", sha256=found[0], format=page["kind"]))
    if not form.validate():
        form.place.errors = [_("Choose a module from the list. Another one may have a quiz by now.")]
        return again("formats/made.html", **page)
    course_id, folder = form.place.data.split("/", 1)
    try:
        actions.put_into_draft(actor, course_id, folder, page["made"], signin.now())
    except actions.QuizThere:
        form.place.errors = [_("This module has a quiz already. Add the questions there by hand.")]
        return again("formats/made.html", **page)
    return redirect(url_for("formats.made", sha256=found[0], format=page["kind"], put=course_id))


@routes.page("/question-files/<sha256>/quiz.zip", needs=May.WRITE, find=find_brought)
def carry(actor: Actor, found: tuple[str, bytes]) -> ResponseReturnValue:
    """The quiz with its pictures, to carry away."""
    _kind, made = _read(found[1])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("quiz.md", f"---\n---\n{made.text}")
        for path, data in made.media.items():
            archive.writestr(path, data)
    response = Response(packed.getvalue(), content_type="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="quiz.zip"'
    return response


@routes.page("/library/<course_id>/quizzes/<module>.gift", needs=May.SEE_LIBRARY, find=find_quiz)
def export(actor: Actor, found: tuple[str, str]) -> ResponseReturnValue:
    """The questions of a module in GIFT; what it cannot carry is said in lines of comment at its start."""
    bank = queries.bank(*found)
    written = write_gift(bank.questions if bank else ())
    said = "".join(f"// {one.id}: {words}\n" for one in written.outcomes for words in one.words)
    response = Response(f"{said}\n{written.text}" if said else written.text, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{found[1]}.gift"'
    return response
