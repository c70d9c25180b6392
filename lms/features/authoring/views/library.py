"""The library: courses with their versions, files and problems, a look at each lesson, and the pictures of lessons."""

from collections.abc import Sequence
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.content.export import export_zip
from lms.content.sounds import TYPES
from lms.content.tokens import split_body
from lms.features.authoring import queries
from lms.features.authoring.views.found import find_course, find_version, link, list_after, list_before, routes
from lms.features.lessons.body import check, pieces, shown_facts
from lms.features.publishing.queries import open_wishes
from lms.rules.permissions import About, Actor, May
from lms.web.i18n import local_date, local_time, today
from lms.web.routes import Found


def find_lesson(actor: Actor | None, course_id: str, module: str, lesson: str) -> Found | None:
    """A lesson of an offered course, in every language it has."""
    rows = queries.lesson(course_id, module, lesson)
    return Found(rows, About(course_id=course_id)) if rows else None


def find_picture(actor: Actor | None, sha256: str) -> Found | None:
    """A picture or recording of a published course; they belong to all who are signed in."""
    row = queries.picture(sha256)
    return Found(row, About()) if row else None


@routes.page("/library", needs=May.SEE_LIBRARY)
def index(actor: Actor) -> ResponseReturnValue:
    """The courses that she teaches, then all others."""
    found, after = queries.library_page(actor, list_after())
    rows = [
        (
            link(row.title, "authoring.course", course_id=row.id),
            row.track,
            row.number,
            local_date(row.published_at),
            row.modules,
        )
        for row in found
    ]
    hers = sum(not row.others for row in found)
    return render_template(
        "authoring/library.html", hers=rows[:hers], others=rows[hers:], after=after, wishes=open_wishes(actor)
    )


@routes.page("/library/<course_id>", needs=May.SEE_LIBRARY, find=find_course)
def course(actor: Actor, row: Any) -> ResponseReturnValue:
    """One course: what is amiss today, its lessons, and all its versions."""
    problems = queries.problems(row.id, row.version_id)
    versions, before = queries.versions(row.id, list_before())
    return render_template(
        "authoring/course.html",
        course=row,
        problems=problems,
        modules=queries.modules(row.version_id),
        versions=[_version_row(one) for one in versions],
        before=before,
    )


def _version_row(row: Any) -> tuple[Any, ...]:
    """A version as a line of the table."""
    name = _("Version %(n)s", n=row.number).replace(" ", "\N{NO-BREAK SPACE}")
    return (
        link(name, "authoring.version", course_id=row.course_id, number=row.number),
        local_time(row.published_at),
        row.by or _("The server's command line"),
        row.note,
        _("Breaking") if row.change == "breaking" else _("Small"),
        _("%(new)s of %(all)s", new=row.new_modules, all=row.modules),
    )


@routes.page("/library/<course_id>/versions/<int:number>", needs=May.SEE_LIBRARY, find=find_version)
def version(actor: Actor, row: Any) -> ResponseReturnValue:
    """One version with its files."""
    files, after = queries.files(row.id, list_after())
    return render_template("authoring/version.html", version=row, files=files, after=after)


@routes.page("/library/<course_id>/versions/<int:number>.zip", needs=May.SEE_LIBRARY, find=find_version)
def export(actor: Actor, row: Any) -> ResponseReturnValue:
    """The very files of a version, and the facts that it uses, to carry away."""
    found = queries.exported(row.course_id, row.number)
    assert found
    response = Response(export_zip(*found), content_type="application/zip")
    name = f"{row.course_id}-{row.number}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@routes.page("/library/<course_id>/preview/<module>/<lesson>", needs=May.SEE_LIBRARY, find=find_lesson)
def preview(actor: Actor, rows: Sequence[Any]) -> ResponseReturnValue:
    """A lesson as learners see it, in each of its languages."""
    row = next((one for one in rows if one.lang == request.args.get("lang")), rows[0])
    asked = request.args.get("check", -1, type=int)
    parted = split_body(row.html)
    shown = shown_facts({value for kind, value in parted if kind == "fact"}, row.lang, today())
    return render_template(
        "authoring/preview.html",
        row=row,
        langs=[one.lang for one in rows],
        body=pieces(parted, shown),
        checks=[check(data, number, asked, row.slug) for number, data in enumerate(row.checks)],
        url=url_for(
            "authoring.preview",
            course_id=row.course_id,
            module=row.module_id.split("/", 1)[1],
            lesson=row.slug,
            lang=row.lang,
        ),
    )


@routes.page("/media/<sha256>", needs=May.SIGNED_IN, find=find_picture)
def media(actor: Actor, row: Any) -> ResponseReturnValue:
    """A picture or a recording. Its address is the hash of its bytes, so a browser may keep it for ever."""
    response = Response(row.content, content_type=row.mime)
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    if row.mime in TYPES.values():  # A recording is sent in parts, so that she can go back in it.
        response.make_conditional(request, accept_ranges=True, complete_length=len(row.content))
    return response
