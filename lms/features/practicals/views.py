"""The page of a practical."""

import secrets
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.features.lessons.body import whole
from lms.features.lessons.links import find_attempt, first_step, step_url
from lms.features.lessons.queries import attempt_progress, in_language
from lms.features.practicals import actions, queries
from lms.questions.base import LONGEST_ANSWER
from lms.rules.permissions import Actor, May, viewers
from lms.rules.progress import StepKind
from lms.rules.signoffs import HIGHEST, WORKING_STATES
from lms.web import kept, signin
from lms.web.forms import storable
from lms.web.i18n import page_language, today
from lms.web.routes import Routes

routes = Routes("practicals")


def _context(attempt_id: int) -> dict[str, Any]:
    row = queries.practical_of(attempt_id)
    task = in_language(row.practical or {}, page_language())
    return {
        "attempt_id": attempt_id,
        "row": row,
        "task": task,
        "task_body": whole(task["task"], page_language(), today()) if task else "",
        "words": row.words or "",
        "ratings": row.ratings or {},
        "based_on": row.revision or 0,
        "save_key": secrets.token_hex(16),
        "working": row.state in WORKING_STATES,
        "title": in_language(row.texts, page_language()).get("title") or row.title,
        "viewers": viewers(May.READ_WORK),
        "problems": [],
        "aside": [],
    }


@routes.page("/attempts/<int:attempt_id>/practical", needs=May.LEARN, find=find_attempt)
def practical(actor: Actor, attempt_id: int) -> ResponseReturnValue:
    """The task, the criteria with her own rating, and her words."""
    if earlier := first_step(attempt_progress(attempt_id), StepKind.PRACTICAL):
        return earlier
    context = _context(attempt_id)
    if not context["task"]:
        return redirect(url_for("lessons.go_on", attempt_id=attempt_id))
    context["aside"] = queries.kept_aside(attempt_id, context["words"])
    return render_template("practicals/practical.html", **context)


@routes.act("/attempts/<int:attempt_id>/practical", needs=May.LEARN, find=find_attempt)
def save(actor: Actor, attempt_id: int) -> ResponseReturnValue:
    """Save what she wrote. *Save and continue* also says what is still missing."""
    context = _context(attempt_id)
    words = storable(request.form.get("words", ""))
    ratings = _ratings(context["task"].get("criteria", []))
    save_key, based_on = request.form.get("save_key", "")[:64], request.form.get("based_on", 0, type=int)
    context |= {"words": words, "ratings": ratings, "based_on": based_on}
    if len(words) > LONGEST_ANSWER:
        said = _("Too long (limit 20,000 characters). Your text is still on this page.")
        return render_template(
            "practicals/practical.html", errors=True, **context | {"problems": [("#words", said)]}
        ), 422
    criteria = frozenset(one["id"] for one in context["task"].get("criteria", []))
    outcome = actions.save_work(actor, attempt_id, words, ratings, criteria, save_key, based_on, signin.now())
    if outcome != "current":
        return redirect(url_for("practicals.practical", attempt_id=attempt_id, kept=outcome))
    if "go_on" not in request.form:
        return redirect(url_for("practicals.practical", attempt_id=attempt_id))
    problems = [
        (f"#rating-{one['id']}", _("Rate this line: %(line)s", line=one["text"]))
        for one in context["task"].get("criteria", [])
        if one["id"] not in ratings
    ]
    if not words.strip():
        problems.append(("#words", _("Say in a few words what you did.")))
    if problems:
        kept.drop_sent()  # Her words are saved, whatever is still missing.
        fresh = _context(attempt_id) | {"problems": problems}
        return render_template("practicals/practical.html", errors=True, **fresh), 422
    attempt = attempt_progress(attempt_id)
    return redirect(step_url(attempt, attempt.progress.next))


def _ratings(criteria: list[dict[str, Any]]) -> dict[str, int]:
    given = {one["id"]: request.form.get(f"rating-{one['id']}", 0, type=int) for one in criteria}
    return {id_: rating for id_, rating in given.items() if 1 <= rating <= HIGHEST}
