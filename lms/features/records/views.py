"""Her record, her certificates on screen and paper, and the public page that checks a number."""

import datetime as dt
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.features.records import actions, paper, queries
from lms.features.records.forms import NumberForm
from lms.features.records.queries import Paper
from lms.models.people import Person
from lms.rules.permissions import About, Actor, May, Role
from lms.rules.record_numbers import read_number
from lms.web import signin
from lms.web.forms import again
from lms.web.i18n import local_date, page_language
from lms.web.routes import Found, Routes

routes = Routes("records")


def find_person(actor: Actor | None, person_id: int) -> Found | None:
    """A learner, about herself."""
    person = queries.learner(person_id)
    return Found(person, About(facility_id=person.facility_id, owner_id=person.id)) if person else None


def find_certificate(actor: Actor | None, number: str) -> Found | None:
    """A certificate, about the woman it belongs to, wherever she is now."""
    printed = read_number(number)
    found = queries.certificate(printed) if printed else None
    return Found(found, About(facility_id=found.holder_facility, owner_id=found.person_id)) if found else None


def _record(person_id: int, **more: Any) -> ResponseReturnValue:
    lines = queries.record(person_id, page_language())
    courses = [
        (course, list(group)) for (_id, course), group in groupby(lines, lambda one: (one.course_id, one.course))
    ]
    papers = [(one, paper.titled(one.content["titles"], page_language())) for one in queries.certificates(person_id)]
    return render_template("records/record.html", courses=courses, papers=papers, **more)


@routes.page("/record", needs=May.LEARN)
def mine(actor: Actor) -> ResponseReturnValue:
    """All that she has finished, to read and to print."""
    return _record(actor.id, name=actor.name, own=True)


@routes.page("/people/<int:person_id>/record", needs=May.SEE_STATE, find=find_person)
def of_person(actor: Actor, person: Person) -> ResponseReturnValue:
    """The same page about one learner, for those who may see where she is."""
    if person.id == actor.id:
        return redirect(url_for("records.mine"))
    return _record(person.id, name=person.name, own=False, hers=person.id)


def _role(role: str) -> str:
    names: dict[str, str] = {
        Role.MENTOR: _("mentor"),
        Role.PEER_MENTOR: _("peer mentor"),
        Role.INSTRUCTOR: _("instructor"),
        Role.COORDINATOR: _("coordinator"),
    }
    return names.get(role, role)


def _sheet(found: Paper) -> paper.Sheet:
    """The frozen content in the reader's language; days are those of the place where she learned."""
    content, lang = found.content, page_language()

    part_of = paper.titled(content["course_titles"], lang) if content.get("module") else ""

    def day(moment: str) -> str:
        return local_date(dt.datetime.fromisoformat(moment).astimezone(ZoneInfo(content["zone"])).date())

    return paper.Sheet(
        heading=_("Certificate"),
        name=content["name"],
        did=_("has finished the module") if part_of else _("has finished the course"),
        course=paper.titled(content["titles"], lang),
        meaning=_("It is part of the course %(course)s.", course=part_of)
        if part_of
        else _("She completed the learning and the observed tasks of each module below."),
        modules=[
            (
                paper.titled(module["titles"], lang),
                day(module["done_at"]),
                _(
                    "signed by %(names)s",
                    names=", ".join(f"{one['name']} ({_role(one['role'])})" for one in module["signers"]),
                )
                if module["signers"]
                else _("completed"),
            )
            for module in content["modules"]
        ],
        number_words=_("Record number"),
        number=found.number,
        hash=found.hash,
        issued=_("Issued on %(day)s", day=day(content["issued_at"])),
        revoked=_("Taken back on %(day)s", day=local_date(found.revoked_at)) if found.revoked_at else "",
        unwritten=_("Some letters of this name cannot be printed here. The code below holds the whole name."),
        issued_at=found.issued_at,
    )


@routes.page("/certificates/<number>", needs=May.SEE_STATE, find=find_certificate)
def certificate(actor: Actor, found: Paper) -> ResponseReturnValue:
    """A certificate as a page that prints on one sheet."""
    return render_template(
        "records/certificate.html", sheet=_sheet(found), found=found, own=found.person_id == actor.id
    )


@routes.page("/certificates/<number>.pdf", needs=May.SEE_STATE, find=find_certificate)
def certificate_pdf(actor: Actor, found: Paper) -> ResponseReturnValue:
    """The same sheet as a PDF."""
    response = Response(paper.pdf(_sheet(found)), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{found.number}.pdf"'
    return response


@routes.page("/certificates/<number>/qr.svg", needs=May.SEE_STATE, find=find_certificate)
def certificate_code(actor: Actor, found: Paper) -> ResponseReturnValue:
    """The code on the certificate."""
    return Response(paper.qr_svg(found.number, found.hash, found.content["name"]), content_type="image/svg+xml")


@routes.page("/verify", needs=May.ANYONE)
def verify(actor: Actor | None) -> ResponseReturnValue:
    """Ask for a number. Anybody may check one, signed in or not."""
    return render_template("records/verify.html", form=NumberForm(), checked=None)


@routes.act("/verify", needs=May.ANYONE)
def check_number(actor: Actor | None) -> ResponseReturnValue:
    """Say whether the number is valid, and nothing more about her."""
    form = NumberForm()
    if not form.validate_on_submit():
        return again("records/verify.html", form=form, checked=None)
    checked = actions.check_number(form.number.data, signin.device(), signin.now())
    if checked.standing is queries.Standing.NO_NUMBER:
        form.number.errors = [_("This is not a whole record number. Check each letter and digit.")]
        return again("records/verify.html", form=form, checked=None)
    if checked.standing is queries.Standing.WAIT:
        form.number.errors = [
            ngettext(
                "Please wait %(num)s second, then try again.",
                "Please wait %(num)s seconds, then try again.",
                checked.wait,
            )
        ]
        return again("records/verify.html", form=form, checked=None)
    return render_template("records/verify.html", form=form, checked=checked)
