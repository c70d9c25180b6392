"""The quiz pages: start, one question, its feedback, the result."""

import secrets
from typing import Any
from urllib.parse import quote

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms import questions
from lms.features.lessons.links import find_attempt, first_step, step_url
from lms.features.lessons.queries import attempt_progress, in_language
from lms.features.quizzes import actions, queries, show
from lms.models.quizzes import AnswerSave
from lms.questions.base import LONGEST_ANSWER
from lms.rules.permissions import Actor, May, viewers
from lms.rules.progress import StepKind
from lms.web import signin
from lms.web.i18n import page_language
from lms.web.routes import Found, Routes

routes = Routes("quizzes")

READERS = {"reflection": May.READ_PRIVATE, "written": May.READ_WORK}
"""Kinds in which she writes about herself, and the permission that says who may read it."""


def find_try(actor: Actor | None, try_id: int) -> Found | None:
    """A try, about its learner."""
    page = queries.try_page(try_id)
    return Found(page, page.about) if page else None


def find_question(actor: Actor | None, try_id: int, key: str) -> Found | None:
    """A question of a try, about its learner."""
    return _question(queries.try_page(try_id), key)


def find_save(actor: Actor | None, try_id: int, key: str) -> Found | None:
    """A question of a try that an answer is sent to; the other answers are not looked at."""
    return _question(queries.try_page(try_id, with_answers=False), key)


def _question(page: queries.TryPage | None, key: str) -> Found | None:
    data = queries.question(page, key) if page else None
    return Found((page, key, data), page.about) if page and data else None


@routes.page("/attempts/<int:attempt_id>/quiz", needs=May.LEARN, find=find_attempt)
def quiz(actor: Actor, attempt_id: int) -> ResponseReturnValue:
    """Before a try: how many questions, what counts, and how earlier tries went."""
    attempt = attempt_progress(attempt_id, page_language())
    if not attempt.outline.has_quiz:
        return redirect(step_url(attempt, attempt.progress.next))
    if earlier := first_step(attempt, StepKind.QUIZ):
        return earlier
    settings = queries.quiz_settings(attempt_id)
    return render_template(
        "quizzes/quiz.html",
        attempt=attempt,
        settings=settings,
        asked=min(settings.quiz.get("draw") or settings.bank, settings.bank),
        tries=[one for one in queries.tries(attempt_id) if one.closed_at],
        papers=queries.papers(attempt_id),
        url=step_url(attempt, attempt.progress.next),
    )


@routes.act("/attempts/<int:attempt_id>/quiz/start", needs=May.LEARN, find=find_attempt)
def start(actor: Actor, attempt_id: int) -> ResponseReturnValue:
    """Begin a try, or go on with the one under way."""
    attempt = attempt_progress(attempt_id, page_language())
    if not attempt.outline.has_quiz:
        return redirect(step_url(attempt, attempt.progress.next))
    if earlier := first_step(attempt, StepKind.QUIZ):
        return earlier
    try_id = actions.start_try(actor, attempt_id, page_language(), signin.now())
    if try_id is None:
        return redirect(url_for("quizzes.quiz", attempt_id=attempt_id))
    return redirect(url_for("quizzes.go_on", try_id=try_id))


@routes.page("/tries/<int:try_id>", needs=May.LEARN, find=find_try)
def go_on(actor: Actor, page: queries.TryPage) -> ResponseReturnValue:
    """Straight to the first question without an answer, or to the result."""
    if page.closed_at:
        return redirect(url_for("quizzes.result", try_id=page.id))
    key = page.open_key
    if key is None:
        return redirect(url_for("quizzes.check", try_id=page.id))
    return redirect(url_for("quizzes.question", try_id=page.id, key=key))


def _context(page: queries.TryPage, key: str, data: questions.Data) -> dict[str, Any]:
    answer = page.answers.get(key)
    return {
        "page": page,
        "key": key,
        "question": questions.view(data, page.seed if page.settings.get("shuffle", True) else None),
        "place": page.place(key),
        "total": len(page.keys),
        "value": answer.value if answer else None,
        "answer": answer,
        "based_on": answer.revision if answer else 0,
        "save_key": secrets.token_hex(16),
        "lang_of": page.pinned[key]["lang"],
        "recall": page.pinned[key]["key"] != page.pinned[key]["slug"],
        "title": in_language(page.texts, page_language()).get("title") or page.title,
        "error": "",
        "viewers": viewers(READERS.get(data["kind"], May.READ_WORK)),
        "writes": data["kind"] in READERS,
    }


@routes.page("/tries/<int:try_id>/questions/<key>", needs=May.LEARN, find=find_question)
def question(actor: Actor, found: tuple[queries.TryPage, str, questions.Data]) -> ResponseReturnValue:
    """One question; once answered, with the reason why it is right or not yet."""
    page, key, data = found
    context = _context(page, key, data)
    answer = page.answers.get(key)
    if answer is not None and (answer.locked or page.closed_at):
        mark = questions.grade(data, answer.value)
        return render_template(
            "quizzes/answered.html",
            **context,
            mark=mark,
            names=show.names(data),
            parts=show.parts(data, answer.value, mark),
            aside=_others(data, answer.value, queries.kept_aside(page.id, key)),
            rubric=data.get("rubric", ()),
        )
    draft = queries.draft_of(page.id, key)
    stands = draft or answer
    return render_template(
        "quizzes/question.html",
        **context | ({"value": draft.value, "based_on": draft.revision} if draft else {}),
        draft=draft,
        aside=_others(data, stands.value, queries.kept_aside(page.id, key, since_saved=True)) if stands else [],
        current=questions.plain(data, stands.value) if stands else "",
    )


def _others(data: questions.Data, value: questions.Value, aside: list[AnswerSave]) -> list[tuple[AnswerSave, str]]:
    """What else was sent and says something else, each text once, with its words."""
    said = {questions.plain(data, one.value): one for one in reversed(aside)}
    said.pop(questions.plain(data, value), None)
    return [(one, words) for words, one in said.items()][::-1]


@routes.act("/tries/<int:try_id>/answers/<key>", needs=May.LEARN, find=find_save, alone=True)
def save(actor: Actor, found: tuple[queries.TryPage, str, questions.Data]) -> ResponseReturnValue:
    """Save one answer, and go on."""
    page, key, data = found
    try:
        value = questions.read(data, request.form.to_dict(flat=False))
    except questions.Unreadable as slip:
        return _to_mend(page, key, data, _(slip.words).format(**slip.names))
    saved = actions.save_answer(actor, page.id, key, data, value, *_sent_from(), signin.now())
    if saved.outcome != "current":
        return _on_to(page, key, f"?kept={saved.outcome}")
    if page.feedback_each:
        return _on_to(page, key)
    following = page.after(key)
    if following is None:
        return redirect(url_for("quizzes.check", try_id=page.id))
    return _on_to(page, following)


@routes.act("/tries/<int:try_id>/drafts/<key>", needs=May.LEARN, find=find_save, alone=True)
def draft(actor: Actor, found: tuple[queries.TryPage, str, questions.Data]) -> ResponseReturnValue:
    """Keep what stands in the box, whole or not, while she is still at it."""
    page, key, data = found
    value = questions.typed(data, request.form.to_dict(flat=False))
    if len(str(value)) > LONGEST_ANSWER:
        said = _("Too long (limit {limit} characters). Your text is still on this page.")
        return _to_mend(page, key, data, said.format(limit=f"{LONGEST_ANSWER:,}"))
    saved = actions.save_draft(actor, page.id, key, value, *_sent_from(), signin.now())
    return _on_to(page, key, "" if saved.outcome == "draft" else f"?kept={saved.outcome}")


def _on_to(page: queries.TryPage, key: str, query: str = "") -> Response:
    """On to a question, as `redirect` and `url_for` would say it in three times the time."""
    place = f"{request.script_root}/tries/{page.id}/questions/{quote(key, safe='')}{query}"
    return Response(status=302, headers={"Location": place})


def _sent_from() -> tuple[str, int]:
    """The key of this save, and the revision that the page showed."""
    return request.form.get("save_key", "")[:64], request.form.get("based_on", 0, type=int)


def _to_mend(page: queries.TryPage, key: str, data: questions.Data, said: str) -> ResponseReturnValue:
    """The question again with what was typed and what to mend."""
    whole = queries.try_page(page.id) or page
    typed = questions.typed(data, request.form.to_dict(flat=False))
    context = _context(whole, key, data) | {"value": typed, "based_on": _sent_from()[1], "error": said}
    nothing: dict[str, Any] = {"draft": None, "aside": [], "current": ""}
    return render_template("quizzes/question.html", errors=True, **context, **nothing), 422


@routes.page("/tries/<int:try_id>/check", needs=May.LEARN, find=find_try)
def check(actor: Actor, page: queries.TryPage) -> ResponseReturnValue:
    """Before closing a try: every question with answered or not yet."""
    if page.closed_at:
        return redirect(url_for("quizzes.result", try_id=page.id))
    found = queries.questions_of([page.pinned[key] for key in page.keys])
    title = in_language(page.texts, page_language()).get("title") or page.title
    drafted = queries.drafted(page.id)
    return render_template("quizzes/check.html", page=page, found=found, title=title, drafted=drafted)


@routes.act("/tries/<int:try_id>/close", needs=May.LEARN, find=find_try)
def close(actor: Actor, page: queries.TryPage) -> ResponseReturnValue:
    """Close the try and show its result."""
    if not actions.close_try(actor, page.id, signin.now()):
        return redirect(url_for("quizzes.go_on", try_id=page.id))
    return redirect(url_for("quizzes.result", try_id=page.id))


@routes.page("/tries/<int:try_id>/result", needs=May.LEARN, find=find_try)
def result(actor: Actor, page: queries.TryPage) -> ResponseReturnValue:
    """How the try went, what to read again, and the way on."""
    if not page.closed_at:
        return redirect(url_for("quizzes.go_on", try_id=page.id))
    found = queries.questions_of([page.pinned[key] for key in page.keys])
    attempt = attempt_progress(page.attempt_id, page_language())
    marks = {key: questions.grade(found[key], page.answers[key].value) for key in page.keys}
    return render_template(
        "quizzes/result.html",
        page=page,
        found=found,
        marks=marks,
        names={key: show.names(data) for key, data in found.items()},
        paper=queries.papers(page.attempt_id).get(page.number),
        again=[key for key in page.keys if marks[key].out_of and marks[key].right is not True],
        attempt=attempt,
        title=in_language(page.texts, page_language()).get("title") or page.title,
        url=step_url(attempt, attempt.progress.next),
    )
