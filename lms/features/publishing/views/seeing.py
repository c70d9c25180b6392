"""See a course as a learner: whole lessons, questions with their reasons, the practical. Nobody's record changes."""

from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.content.tokens import split_body
from lms.features.authoring.queries import version
from lms.features.lessons.body import check, pieces, shown_facts, whole
from lms.features.publishing import queries, seeing
from lms.features.publishing.seeing import Seen, Step
from lms.features.publishing.views.found import LARGEST_NUMBER, routes
from lms.rules.permissions import About, Actor, May
from lms.web.i18n import today
from lms.web.routes import Found

HOME = "/library/<course_id>/seen/<source>/<lang>"


def find_seen(
    actor: Actor | None, course_id: str, source: str, lang: str, module: str = "", name: str = ""
) -> Found | None:
    """A draft or a version of a course, and what of it is looked at."""
    if source == "draft":
        row: Any = queries.newest_draft(course_id)
        row = row if row and not row.closed_at else None
    else:
        number = int(source) if source.isdecimal() and len(source) < 10 else 0
        row = version(course_id, number) if 0 < number <= LARGEST_NUMBER else None
    return Found((course_id, source, row.id, lang, module, name), About(course_id=course_id)) if row else None


def _seen(thing: tuple[Any, ...]) -> tuple[Seen, str, str]:
    *of_course, module, name = thing
    found = seeing.seen(*of_course)
    if found is None:
        abort(404)
    return found, module, name


def step_url(course_id: str, found: Seen, step: Step) -> str:
    """Where a page of the look leads."""
    where: dict[str, Any] = {"course_id": course_id, "source": found.source, "lang": found.lang, "module": step.module}
    if step.kind == "practical":
        return url_for("publishing.see_practical", **where)
    return url_for(
        "publishing.see_lesson" if step.kind == "lesson" else "publishing.see_question", **where, name=step.name
    )


def _context(course_id: str, found: Seen, here: Step) -> dict[str, Any]:
    steps = found.all_steps()
    at = next(
        (n for n, one in enumerate(steps) if (one.kind, one.module, one.name) == (here.kind, here.module, here.name)),
        -1,
    )
    following = steps[at + 1] if at + 1 < len(steps) else None
    return {
        "course_id": course_id,
        "found": found,
        "title": found.shown.title,
        "module": found.titles(found.module(here.module) or found.course.modules[0]),
        "next_url": step_url(course_id, found, following) if following else "",
        "home_url": url_for("publishing.see", course_id=course_id, source=found.source, lang=found.lang),
    }


def _media(course_id: str, found: Seen) -> dict[str, str]:
    """Where the pictures of a draft are; those of a version lie under their hash."""
    if found.source != "draft":
        return {}
    names = [path.removeprefix("media/") for path in found.course.files or {} if path.startswith("media/")]
    return {f"media/{name}": url_for("drafts.picture", course_id=course_id, name=name) for name in names}


@routes.page(HOME, needs=May.SEE_LIBRARY, find=find_seen)
def see(actor: Actor, thing: tuple[Any, ...]) -> ResponseReturnValue:
    """All pages of the course in order."""
    found, _module, _name = _seen(thing)
    course_id = thing[0]
    modules = [
        (found.titles(one), [(step, step_url(course_id, found, step)) for step in found.steps(one)])
        for one in found.course.modules
    ]
    return render_template("publishing/see.html", course_id=course_id, found=found, modules=modules)


@routes.page(f"{HOME}/<module>/lessons/<name>", needs=May.SEE_LIBRARY, find=find_seen)
def see_lesson(actor: Actor, thing: tuple[Any, ...]) -> ResponseReturnValue:
    """A whole lesson, with the questions inside it."""
    found, id_, name = _seen(thing)
    module = found.module(id_)
    made = seeing.compiled_module(found, module, _media(thing[0], found)) if module else None
    lesson = seeing.spoken(made.lessons, name, found.lang) if made else None
    if lesson is None:
        abort(404)
    parted = split_body(lesson.html)
    shown = shown_facts({value for kind, value in parted if kind == "fact"}, lesson.lang, today())
    asked = request.args.get("check", -1, type=int)
    return render_template(
        "publishing/see_lesson.html",
        lesson=lesson,
        body=pieces(parted, shown),
        checks=[check(data, number, asked, name) for number, data in enumerate(lesson.checks)],
        **_context(thing[0], found, Step("lesson", id_, name, "")),
    )


@routes.page(f"{HOME}/<module>/quiz/<name>", needs=May.SEE_LIBRARY, find=find_seen)
def see_question(actor: Actor, thing: tuple[Any, ...]) -> ResponseReturnValue:
    """One question of the bank; an answer stands in the address alone, and the reason comes with it."""
    found, id_, name = _seen(thing)
    module = found.module(id_)
    bank = module.quiz.questions if module and module.quiz else ()
    number = int(name) if name.isdecimal() and len(name) < 4 else 0
    if module is None or not 0 < number <= len(bank):
        abort(404)
    made = seeing.compiled_module(found, module, _media(thing[0], found))
    asked = seeing.spoken(made.questions, bank[number - 1]["id"], found.lang)
    if asked is None:
        abort(404)
    return render_template(
        "publishing/see_question.html",
        number=number,
        total=len(bank),
        spoken=asked.lang,
        check=check(asked.data, number, request.args.get("check", -1, type=int), name),
        **_context(thing[0], found, Step("quiz", id_, name, "")),
    )


@routes.page(f"{HOME}/<module>/practical", needs=May.SEE_LIBRARY, find=find_seen)
def see_practical(actor: Actor, thing: tuple[Any, ...]) -> ResponseReturnValue:
    """The task and what a mentor watches for."""
    found, id_, _name = _seen(thing)
    module = found.module(id_)
    if module is None or module.practical is None:
        abort(404)
    made = seeing.compiled_module(found, module, _media(thing[0], found)).practical
    task = made.get(found.lang) or made[found.course.language]
    return render_template(
        "publishing/see_practical.html",
        task=task,
        body=whole(task.task_html, task.lang, today()),
        **_context(thing[0], found, Step("practical", id_, "", "")),
    )
