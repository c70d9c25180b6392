"""Starting a module, reading its lessons, and the way on."""

from functools import partial
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.features.lessons import actions, moving, queries
from lms.features.lessons.body import Content, Shown, check, lesson_content, pieces
from lms.features.lessons.links import find_attempt, find_lesson, step_url
from lms.rules.permissions import About, Actor, May
from lms.rules.signoffs import WORKING_STATES
from lms.web import frame, prepared, signin
from lms.web.i18n import page_language, today
from lms.web.routes import Found, Routes

routes = Routes("lessons")


def find_module(actor: Actor | None, course_id: str, slug: str) -> Found | None:
    """A module of a course on offer."""
    module_id = f"{course_id}/{slug}"
    return Found(module_id, About(course_id=course_id)) if queries.offered_version(module_id) else None


@routes.act("/courses/<course_id>/<slug>/start", needs=May.LEARN, find=find_module)
def start(actor: Actor, module_id: str) -> ResponseReturnValue:
    """Begin a module and go to its first step."""
    try:
        attempt_id = actions.start(actor, module_id, signin.now())
    except (actions.NotOpen, actions.NotEnrolled):
        return redirect(url_for("catalogue.course", course_id=module_id.split("/", 1)[0], first=1))
    attempt = queries.attempt_progress(attempt_id)
    return redirect(step_url(attempt, attempt.progress.next))


@routes.page("/attempts/<int:attempt_id>/lessons/<slug>", needs=May.LEARN, find=find_lesson)
def lesson(actor: Actor, row: Any) -> ResponseReturnValue:
    """One lesson. A question inside it is asked here too: its answer stays in the address and is kept nowhere."""
    working = row.state in WORKING_STATES
    if row.ended and working:
        return redirect(url_for("catalogue.course", course_id=row.module_id.split("/", 1)[0]))
    content, shown = lesson_content(row, today())
    done = row.slug in (row.read or "").split(",")
    context = partial(_context, content, shown, row.module_id, _course_title(row), done, working, bool(row.newer))
    if request.query_string:
        asked, first = request.args.get("check", -1, type=int), bool(request.args.get("first"))
        return render_template("lessons/lesson.html", **context(row.attempt_id, asked=asked, first=first))
    return prepared.page("lessons/lesson.html", row.attempt_id, context.args, context)


@routes.page("/attempts/<int:attempt_id>/lessons/<slug>/copy", needs=May.LEARN, find=find_lesson)
def copy(actor: Actor, row: Any) -> ResponseReturnValue:
    """The lesson to read while the server is away: without her name, her questions, and anything to send."""
    if row.ended and row.state in WORKING_STATES:
        return redirect(url_for("catalogue.course", course_id=row.module_id.split("/", 1)[0]))
    content, shown = lesson_content(row, today())
    frame.without_her()
    context = _context(content, shown, row.module_id, _course_title(row), False, False, False, row.attempt_id)
    words = [piece for piece in context["body"] if piece[0] == "html"]
    return render_template("lessons/copy.html", **context | {"body": words})


def _course_title(row: Any) -> str:
    """The name of the course in the language of the page."""
    return str(queries.in_language(row.course_texts, page_language()).get("title") or row.course_title)


def _context(
    content: Content,
    shown: Shown,
    module_id: str,
    course_title: str,
    done: bool,
    working: bool,
    newer: bool,
    attempt_id: int,
    asked: int = -1,
    first: bool = False,
) -> dict[str, Any]:
    """All that the page of a lesson shows; nothing else may come into it, since it is kept for the next woman."""
    lang = page_language()
    place = next(at for at, one in enumerate(content.lessons) if one["slug"] == content.slug)
    return {
        "content": content,
        "body": pieces(content.parted, shown),
        "checks": [check(data, number, asked, content.key[1]) for number, data in enumerate(content.checks)],
        "course_id": module_id.split("/", 1)[0],
        "course_title": course_title,
        "module_title": queries.in_language(content.module_texts, lang).get("title") or content.module_title,
        "attempt_id": attempt_id,
        "place": place + 1,
        "before": content.lessons[place - 1] if place else None,
        "done": done,
        "working": working,
        "newer": newer,
        "first": first,
        "titles": lambda one: queries.in_language(one["titles"], lang),
    }


@routes.act("/attempts/<int:attempt_id>/lessons/<slug>/read", needs=May.LEARN, find=find_lesson)
def mark_read(actor: Actor, row: Any) -> ResponseReturnValue:
    """Note the lesson as read and go on: to the next one in order, or to what comes after the lessons."""
    actions.mark_read(actor, row.attempt_id, row.slug, signin.now())
    attempt = queries.attempt_progress(row.attempt_id)
    slugs = [slug for slug, _title in attempt.outline.lessons]
    after = slugs[slugs.index(row.slug) + 1 :]
    following = next((s for s in attempt.progress.left if s.lesson_id in after), attempt.progress.next)
    return redirect(step_url(attempt, following))


@routes.page("/attempts/<int:attempt_id>/new-version", needs=May.LEARN, find=find_attempt)
def new_version(actor: Actor, attempt_id: int) -> ResponseReturnValue:
    """Before she moves to the version that is offered: what she keeps, and what there is to do again."""
    found = moving.newer(attempt_id, page_language())
    attempt = queries.attempt_progress(attempt_id, page_language())
    if found is None or attempt.ended:
        return redirect(url_for("catalogue.course", course_id=attempt.module_id.split("/", 1)[0]))
    back = url_for("catalogue.course", course_id=attempt.module_id.split("/", 1)[0])
    return render_template("lessons/new_version.html", found=found, back=back)


@routes.act("/attempts/<int:attempt_id>/move", needs=May.LEARN, find=find_attempt)
def move(actor: Actor, attempt_id: int) -> ResponseReturnValue:
    """Move her work to the version that the page before showed her."""
    moving.move_to_offered(actor, attempt_id, request.form.get("to", 0, type=int), signin.now())
    attempt = queries.attempt_progress(attempt_id)
    return redirect(url_for("catalogue.course", course_id=attempt.module_id.split("/", 1)[0], moved=1))


@routes.page("/attempts/<int:attempt_id>", needs=May.LEARN, find=find_attempt)
def go_on(actor: Actor, attempt_id: int) -> ResponseReturnValue:
    """Continue: straight to where she stopped."""
    attempt = queries.attempt_progress(attempt_id)
    return redirect(step_url(attempt, attempt.progress.next))
