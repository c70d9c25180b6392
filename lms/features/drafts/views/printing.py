"""A whole course as a booklet: one page with every lesson, ready for paper."""

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from lms import questions
from lms.content.tokens import split_body
from lms.features.drafts.booklet import Booklet, of_course, of_draft
from lms.features.drafts.views.found import find_draft, find_offered, routes, to_draft
from lms.features.lessons.body import pieces, shown_facts
from lms.rules.permissions import Actor, May
from lms.web.i18n import today


@routes.page("/drafts/<course_id>/booklet", needs=May.WRITE, find=find_draft)
def booklet(actor: Actor, row: Any) -> ResponseReturnValue:
    """The booklet of a draft."""
    made = of_draft(row.course_id, row.id)
    if made is None:
        return to_draft(row)
    return _page(made, url_for("drafts.draft", course_id=row.course_id))


@routes.page("/library/<course_id>/booklet", needs=May.SEE_LIBRARY, find=find_offered)
def course_booklet(actor: Actor, row: Any) -> ResponseReturnValue:
    """The booklet of a course as it is offered."""
    return _page(of_course(row.id), url_for("authoring.course", course_id=row.id))


def _page(made: Booklet, back: str) -> ResponseReturnValue:
    """Put facts in, and questions as they are asked, without their key."""
    stored = [made.about, *(chapter.about for chapter in made.chapters)]
    stored += [page.html for chapter in made.chapters for page in chapter.pages]
    stored += [chapter.practical["task"] for chapter in made.chapters if chapter.practical]
    parted = {html: split_body(html) for html in stored}
    used = {value for found in parted.values() for kind, value in found if kind == "fact"}
    facts = shown_facts(used, made.lang, today())
    body = {html: pieces(found, facts) for html, found in parted.items()}
    asked = {id(data): questions.view(data, "paper") for data in _asked(made) if data}
    return render_template("drafts/booklet.html", made=made, body=body, asked=asked, back=back, id=id)


def _asked(made: Booklet) -> list[questions.Data]:
    found = [data for chapter in made.chapters for page in chapter.pages for data in page.checks]
    return found + [data for chapter in made.chapters for data in chapter.questions]
