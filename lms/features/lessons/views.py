"""Starting a module, reading its lessons, and the way on."""

from functools import lru_cache
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from lms.features.lessons import actions, moving, queries
from lms.features.lessons.body import Content, Shown, check, lesson_content, pieces
from lms.features.lessons.links import find_attempt, find_lesson, step_url
from lms.rules.permissions import About, Actor, May
from lms.rules.signoffs import WORKING_STATES
from lms.web import signin
from lms.web.i18n import page_language, today
from lms.web.routes import Found, Routes

routes = Routes("lessons")


def find_module(actor: Actor | None, course_id: str, slug: str) -> Found | None:
    """A module of a course on offer."""
    module_id = f"{course_id}/{slug}"
    return Found(module_id, About(course_id=course_id)) if queries.module_offered(module_id) else None


@routes.act("/courses/<course_id>/<slug>/start", needs=May.LEARN, find=find_module)
def start(actor: Actor, module_id: str) -> ResponseReturnValue:
    """Begin a module and go to its first step."""
    try:
        attempt_id = actions.start(actor, module_id, signin.now())
    except (actions.NotOpen, actions.NotEnrolled):
        return redirect(url_for("catalogue.course", course_id=module_id.split("/", 1)[0], first=1))
    attempt = queries.attempt_progress(attempt_id)
    return redirect(step_url(attempt, attempt.progress.next))


@lru_cache(maxsize=1024)
def _article(content: Content, shown: Shown, lang: str) -> Markup:
    """The body of a lesson as most learners see it: with no question of it answered yet."""
    return _render(content, shown, lang, -1)


def _render(content: Content, shown: Shown, lang: str, asked: int) -> Markup:
    checks = [check(data, number, asked, content.key[1]) for number, data in enumerate(content.checks)]
    html = render_template(
        "lessons/article.html", content=content, body=pieces(content.parted, shown), checks=checks, ui=lang
    )
    return Markup(html)  # noqa: S704 - rendered by our own template, which escapes


@routes.page("/attempts/<int:attempt_id>/lessons/<slug>", needs=May.LEARN, find=find_lesson)
def lesson(actor: Actor, row: Any) -> ResponseReturnValue:
    """One lesson. A question inside it is asked here too: its answer stays in the address and is kept nowhere."""
    if row.ended and row.state in WORKING_STATES:
        return redirect(url_for("catalogue.course", course_id=row.module_id.split("/", 1)[0]))
    lang = page_language()
    content, shown = lesson_content(row, today())
    asked = request.args.get("check", -1, type=int)
    lessons = row.outline["lessons"]
    place = next(at for at, one in enumerate(lessons) if one["slug"] == row.slug)
    return render_template(
        "lessons/lesson.html",
        row=row,
        article=_article(content, shown, lang) if asked < 0 else _render(content, shown, lang, asked),
        module_title=queries.in_language(row.texts, lang).get("title") or row.module_title,
        place=place + 1,
        total=len(lessons),
        before=lessons[place - 1] if place else None,
        done=row.slug in (row.read or "").split(","),
        working=row.state in WORKING_STATES,
        titles=lambda one: queries.in_language(one["titles"], lang),
    )


@routes.act("/attempts/<int:attempt_id>/lessons/<slug>/read", needs=May.LEARN, find=find_lesson)
def mark_read(actor: Actor, row: Any) -> ResponseReturnValue:
    """Note the lesson as read and go on: to the next one in order, or to what comes after the lessons."""
    actions.mark_read(actor, row.attempt_id, row.slug, signin.now())
    attempt = queries.attempt_progress(row.attempt_id)
    slugs = [one["slug"] for one in row.outline["lessons"]]
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
