"""The notebook: one page for each lesson, and one with everything she kept."""

import secrets
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.features.lessons.body import lesson_content
from lms.features.lessons.links import find_lesson
from lms.features.notebook import actions, queries
from lms.features.notebook.actions import Place
from lms.questions.base import LONGEST_ANSWER
from lms.rules.permissions import Actor, May, viewers
from lms.web import signin
from lms.web.forms import storable
from lms.web.i18n import page_language, today
from lms.web.routes import Routes

routes = Routes("notebook")
URL = "/attempts/<int:attempt_id>/lessons/<slug>/notes"


@routes.page("/notebook", needs=May.KEEP)
def mine(actor: Actor) -> ResponseReturnValue:
    """All her notes and bookmarks, newest first, and her words in order."""
    lang = page_language()
    words = queries.my_words(actor, request.args.get("after", ""))
    return render_template(
        "notebook/mine.html",
        notes=queries.notes(actor, lang),
        bookmarks=queries.bookmarks(actor, lang),
        words=words[: queries.MOST],
        more=words[queries.MOST - 1].word if len(words) > queries.MOST else "",
        viewers=viewers(May.KEEP),
    )


def _context(actor: Actor, row: Any) -> dict[str, Any]:
    content, _shown = lesson_content(row, today())
    note = queries.note_of(actor, row.module_id, row.slug)
    return {
        "row": row,
        "title": content.title,
        "meanings": content.words,
        "words_lang": content.lang,
        "kept_words": queries.kept_words(actor, content.lang),
        "words": note.words if note else "",
        "based_on": note.revision if note else 0,
        "saved_at": note.saved_at if note and note.words else None,
        "bookmarked": queries.bookmarked(actor, row.module_id, row.slug),
        "save_key": secrets.token_hex(16),
        "viewers": viewers(May.KEEP),
        "problems": [],
        "aside": [],
    }


@routes.page(URL, needs=May.KEEP, find=find_lesson)
def lesson(actor: Actor, row: Any) -> ResponseReturnValue:
    """Her note on one lesson, its bookmark, and its words."""
    context = _context(actor, row)
    context["aside"] = queries.kept_aside(actor, row.module_id, row.slug, context["words"])
    return render_template("notebook/lesson.html", **context)


@routes.act(URL, needs=May.KEEP, find=find_lesson)
def save(actor: Actor, row: Any) -> ResponseReturnValue:
    """Save her note."""
    words = storable(request.form.get("words", ""))
    save_key, based_on = request.form.get("save_key", "")[:64], request.form.get("based_on", 0, type=int)
    if len(words) > LONGEST_ANSWER:
        said = _("Too long (limit 20,000 characters). Your text is still on this page.")
        context = _context(actor, row) | {"words": words, "based_on": based_on, "problems": [("#words", said)]}
        return render_template("notebook/lesson.html", errors=True, **context), 422
    actions.save_note(actor, Place(row.module_id, row.slug), words, save_key, based_on, signin.now())
    return _back(row)


@routes.act(f"{URL}/bookmark", needs=May.KEEP, find=find_lesson)
def bookmark(actor: Actor, row: Any) -> ResponseReturnValue:
    """Put the bookmark in, or take it out."""
    wanted = request.form.get("bookmark") == "yes"
    actions.set_bookmark(actor, Place(row.module_id, row.slug), wanted, signin.now())
    return _back(row)


@routes.act(f"{URL}/word", needs=May.KEEP, find=find_lesson)
def keep_word(actor: Actor, row: Any) -> ResponseReturnValue:
    """Put one of the lesson's words on her list; the meaning is the lesson's own."""
    content, _shown = lesson_content(row, today())
    word = request.form.get("word", "")
    if word in content.words:
        actions.keep_word(actor, content.lang, word, content.words[word], signin.now())
    return _back(row)


@routes.act("/notebook/words/drop", needs=May.KEEP)
def drop_word(actor: Actor) -> ResponseReturnValue:
    """Take a word off her list."""
    actions.drop_word(actor, request.form.get("lang", ""), request.form.get("word", ""), signin.now())
    return redirect(url_for("notebook.mine"))


def _back(row: Any) -> ResponseReturnValue:
    return redirect(url_for("notebook.lesson", attempt_id=row.attempt_id, slug=row.slug))
