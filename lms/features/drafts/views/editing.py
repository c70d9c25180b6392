"""The overview of a draft, and the editor: a file's text, what is amiss in it, and how it looks."""

import secrets
from typing import Any

from flask import Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from lms import questions
from lms.content.check import mend
from lms.content.source import shown_text
from lms.content.style.rules import RULES
from lms.content.tokens import split_body
from lms.features.drafts import actions, queries
from lms.features.drafts.looking import Look, look_at
from lms.features.drafts.outline import outline_of
from lms.features.drafts.views.found import find_draft, find_file, find_picture, find_target, routes, to_file
from lms.features.drafts.views.inserts import appended, menus
from lms.features.lessons.body import pieces, shown_facts
from lms.rules.drafts import DraftClosed
from lms.rules.permissions import Actor, May
from lms.web import signin
from lms.web.forms import storable
from lms.web.i18n import today

KINDS = {"course.md": "course", "module.md": "module", "quiz.md": "quiz", "practical.md": "practical"}
"""What a file is by its name; any other Markdown file is a lesson."""


def kind_of(path: str) -> str:
    """What a file of a draft is."""
    if path.startswith("media/"):
        return "picture"
    return KINDS.get(path.rpartition("/")[2], "lesson" if path.endswith(".md") else "other")


def language_of(path: str, look: Look) -> str:
    """The language a file is written in."""
    first = path.split("/", 1)[0]
    own = look.course.language if look.course else "en"
    return first if look.course and first in (look.course.translations or {}) else own


def title_of(path: str, look: Look) -> str:
    """What a file is called on a page: the title of its lesson, module or course."""
    course = look.course
    tongues = [course, *(course.translations or {}).values()] if course else []
    for module in (one for tongue in tongues for one in tongue.modules):
        for lesson in module.lessons:
            if lesson.path == path and lesson.title:
                return lesson.title
        if path.startswith(f"{module.path}/") and kind_of(path) != "lesson" and module.title:
            return module.title
    whole = next((one.title for one in tongues if kind_of(path) == "course" and one.title), "")
    return whole or path.rpartition("/")[2]


@routes.page("/drafts/<course_id>", needs=May.WRITE, find=find_draft)
def draft(actor: Actor, row: Any) -> ResponseReturnValue:
    """All files of a draft, what is amiss in it, and what can be done with it."""
    look = look_at(row.course_id, row.id)
    return render_template("drafts/draft.html", draft=row, look=look, outline=outline_of(look))


@routes.page("/drafts/<course_id>/files/<path:path>", needs=May.WRITE, find=find_file)
def edit(actor: Actor, found: tuple[Any, Any]) -> ResponseReturnValue:
    """One file in the editor; *show* asks for its look as well."""
    row, file = found
    if file.content is None:
        return render_template("drafts/gone.html", draft=row, file=file, moved_to=queries.moved_to(row.id, file.path))
    if kind_of(file.path) in ("picture", "other"):
        return render_template("drafts/picture.html", draft=row, file=file, kind=kind_of(file.path))
    look = look_at(row.course_id, row.id, file.path, show="show" in request.args)
    return render_template("drafts/edit.html", **_context(row, file, look))


def _context(row: Any, file: Any, look: Look) -> dict[str, Any]:
    text = shown_text(file.content) or file.content.decode(errors="replace")
    lang = language_of(file.path, look)
    kind = kind_of(file.path)
    return {
        "draft": row,
        "file": file,
        "kind": kind,
        "heading": title_of(file.path, look),
        "look": look,
        "outline": outline_of(look),
        "text": text,
        "lines": text.split("\n"),
        "text_lang": lang,
        "menus": menus(kind, lang, text, [path for path in look.tree if path.startswith("media/")]),
        "problems": look.of(file.path),
        "reasons": RULES,
        "shown": shown_piece(look),
        "save_key": secrets.token_hex(16),
    }


def shown_piece(look: Look) -> dict[str, Any] | None:
    """The look of a file, with dated facts put in and questions as she meets them, each with its key."""
    piece = look.piece
    if piece is None:
        return None
    html = {"lesson": "html", "practical": "task_html"}
    stored = getattr(piece.shown, html[piece.kind]) if piece.kind in html else ""
    if piece.kind in ("course", "module"):
        stored = piece.shown["about_html"]
    parted = split_body(stored)
    facts = shown_facts({value for kind, value in parted if kind == "fact"}, piece.lang, today())
    asked = piece.shown.checks if piece.kind == "lesson" else ()
    if piece.kind == "quiz":
        asked = [one.data for one in piece.shown]
    return {"piece": piece, "body": pieces(parted, facts), "asked": [_asked(data) for data in asked]}


def _asked(data: questions.Data) -> dict[str, Any] | None:
    """A question as she meets it, and what its author wrote; nothing for one that could not be read."""
    return {"question": questions.view(data), "data": data} if data else None


def _sent(row: Any) -> tuple[str, str, int]:
    """The text that was sent, its key, and the revision it is based on; none of another draft of the course."""
    based_on = request.form.get("based_on", 0, type=int)
    if request.form.get("draft", row.id, type=int) != row.id:
        based_on = -1
    return storable(request.form.get("text", "")), request.form.get("save_key", "")[:64], based_on


@routes.act("/drafts/<course_id>/files/<path:path>", needs=May.WRITE, find=find_target)
def save(actor: Actor, found: tuple[Any, Any]) -> ResponseReturnValue:
    """Save a text. Where somebody else saved the file first, both texts are shown and the author chooses."""
    row, file = found
    text, save_key, based_on = _sent(row)
    if "insert" in request.form:
        media = [one.path for one in queries.draft_files(row.id) if one.path.startswith("media/")]
        offered = menus(kind_of(file.path), request.form.get("lang", "en"), text, media)
        text = appended(text, request.form["insert"], offered)
    try:
        saved = actions.save_file(actor, row.id, file.path, text.encode(), save_key, based_on, signin.now())
    except DraftClosed:
        return _both(row, file, text, closed=True)
    if saved.outcome == "stale":
        return _both(row, file, text)
    if "quiet" in request.args:
        key = secrets.token_hex(16)
        return render_template(
            "drafts/saved.html", draft=row, file=file, revision=saved.revision, save_key=key, at=signin.now()
        )
    return to_file(row, file.path, show=1 if "show" in request.form else None)


def _both(row: Any, file: Any, text: str, closed: bool = False) -> ResponseReturnValue:
    """What is saved and what was sent, beside each other; the text that was sent is kept whatever she does now."""
    said = shown_text(file.content) if file.content else ""
    key = secrets.token_hex(16)
    page = render_template(
        "drafts/both.html", draft=row, file=file, text=text, said=said, closed=closed, save_key=key, errors=True
    )
    return page, 409


@routes.act("/drafts/<course_id>/look/<path:path>", needs=May.WRITE, find=find_file)
def look(actor: Actor, found: tuple[Any, Any]) -> ResponseReturnValue:
    """How a text looks while it is written, and what is amiss in it; nothing is saved."""
    row, file = found
    text = storable(request.form.get("text", ""))
    seen = look_at(row.course_id, row.id, file.path, text.encode(), show=True)
    problems = seen.of(file.path)
    lines = text.split("\n")
    context = {"draft": row, "file": file, "kind": kind_of(file.path), "problems": problems, "lines": lines}
    context["reasons"] = RULES
    return jsonify(
        look=render_template("drafts/look.html", shown=shown_piece(seen)),
        problems=render_template("drafts/problems.html", **context),
        lines=[[problem.line, problem.severity, problem.words] for problem in problems],
    )


@routes.act("/drafts/<course_id>/ids/<path:path>", needs=May.WRITE, find=find_file)
def add_ids(actor: Actor, found: tuple[Any, Any]) -> ResponseReturnValue:
    """Give each question of a quiz that has no id one."""
    row, file = found
    if file.content is not None:
        actions.save_file(actor, row.id, file.path, mend(file.content), "", file.revision, signin.now())
    return to_file(row, file.path)


@routes.page("/drafts/<course_id>/media/<path:name>", needs=May.SEE_LIBRARY, find=find_picture)
def picture(actor: Actor, file: Any) -> ResponseReturnValue:
    """A picture of a draft, for those who write or publish it."""
    return Response(file.content, content_type=file.mime)
