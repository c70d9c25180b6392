"""The pages of Keep it fresh."""

import secrets
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms import questions
from lms.features.fresh import actions, queries
from lms.features.quizzes import show
from lms.models.quizzes import FreshCard
from lms.rules.permissions import Actor, May
from lms.web import signin
from lms.web.routes import Found, Routes

routes = Routes("fresh")


def find_card(actor: Actor | None, card_id: int) -> Found | None:
    """A card, about the woman whose it is."""
    found = queries.card(card_id)
    return Found(*found) if found else None


@routes.act("/fresh", needs=May.KEEP_FRESH)
def deal(actor: Actor) -> ResponseReturnValue:
    """Look back on what she answered, and begin."""
    actions.deal(actor, signin.now())
    return redirect(url_for("fresh.ask"))


@routes.page("/fresh", needs=May.KEEP_FRESH)
def ask(actor: Actor) -> ResponseReturnValue:
    """The next question, or the end of this visit."""
    visit = signin.current_session()
    assert visit is not None
    card = queries.next_card(actor, visit.started_at, signin.now())
    if card is None:
        return render_template("fresh/enough.html")
    return render_template("fresh/question.html", **_context(card, queries.question_of(card)))


def _context(card: FreshCard, data: questions.Data) -> dict[str, Any]:
    return {
        "card": card,
        "question": questions.view(data, f"{card.id} {card.asked_key}"),
        "value": None,
        "save_key": secrets.token_hex(16),
        "error": "",
    }


@routes.act("/fresh/<int:card_id>", needs=May.KEEP_FRESH, find=find_card)
def answer(actor: Actor, card: FreshCard) -> ResponseReturnValue:
    """Say at once how it went. The answer itself is kept nowhere."""
    data, form = queries.question_of(card), request.form.to_dict(flat=False)
    try:
        value = questions.read(data, form)
    except questions.Unreadable as slip:
        typed = {"value": questions.typed(data, form), "error": _(slip.words).format(**slip.names)}
        return render_template("fresh/question.html", errors=True, **_context(card, data) | typed), 422
    mark = questions.grade(data, value)
    actions.move_on(card.id, mark, request.form.get("save_key", "")[:64], signin.now())
    return render_template(
        "fresh/answered.html",
        question=data,
        lang_of=card.lang,
        mark=mark,
        names=show.names(data),
        parts=show.parts(data, value, mark),
    )
