"""Translations: which texts are there, what changed since, and each beside its original."""

from typing import Any

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.content.layout import LANGUAGE
from lms.features.authoring.queries import course
from lms.features.drafts.queries import draft as open_draft
from lms.features.publishing import actions, translating
from lms.features.publishing.views.found import routes
from lms.rules.permissions import About, Actor, May
from lms.web import signin
from lms.web.routes import Found


def find_translation(actor: Actor | None, course_id: str, lang: str, path: str = "") -> Found | None:
    """A course in another language than its own, from its open draft or as it is offered, and one of its texts."""
    row, draft = course(course_id), open_draft(course_id)
    if (row is None and draft is None) or not LANGUAGE.fullmatch(lang) or (row and row.language == lang):
        return None
    title = row.title if row else course_id
    return Found((course_id, lang, draft.id if draft else None, title, path), About(course_id=course_id))


@routes.page("/library/<course_id>/translations/<lang>", needs=May.SEE_LIBRARY, find=find_translation)
def translations(actor: Actor, thing: tuple[Any, ...]) -> ResponseReturnValue:
    """All texts: those that are missing or out of date first."""
    course_id, lang, draft_id, title, _path = thing
    found = translating.translation(course_id, lang, draft_id)
    order = ("missing", "copied", "changed", "unknown", "current")
    texts = sorted(found.texts, key=lambda one: (order.index(one.state), one.path))
    return render_template("publishing/translations.html", found=found, texts=texts, title=title)


@routes.page("/library/<course_id>/translations/<lang>/<path:path>", needs=May.SEE_LIBRARY, find=find_translation)
def beside(actor: Actor, thing: tuple[Any, ...]) -> ResponseReturnValue:
    """One text beside its translation, paragraph by paragraph."""
    course_id, lang, draft_id, title, path = thing
    found = translating.translation(course_id, lang, draft_id)
    text = found.text(path)
    if text is None:
        abort(404)
    return render_template("publishing/beside.html", found=found, text=text, pairs=translating.pairs(text), title=title)


@routes.act("/library/<course_id>/translations/<lang>/<path:path>", needs=May.WRITE, find=find_translation)
def start_translation(actor: Actor, thing: tuple[Any, ...]) -> ResponseReturnValue:
    """Put a copy of the original where its translation belongs, in the draft, and go there to write."""
    course_id, lang, _draft_id, _title, path = thing
    target = actions.start_translation(actor, course_id, path, lang, signin.now())
    if target is None:
        abort(404)
    return redirect(url_for("drafts.edit", course_id=course_id, path=target))
