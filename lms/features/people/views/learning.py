"""A person's courses and matches, and the courses an instructor teaches."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from lms.features.people.actions import learning as actions
from lms.features.people.forms import EndForm, EnrolForm, MatchForm, TeachingForm
from lms.features.people.queries import person as one
from lms.features.people.views.found import find_person, routes, to_person
from lms.models.people import Match, Person
from lms.rules.permissions import About, Actor, May, Role
from lms.web import signin
from lms.web.forms import again
from lms.web.i18n import page_language
from lms.web.routes import Found


def find_learner(actor: Actor | None, person_id: int) -> Found | None:
    """A person who learns here."""
    found = find_person(actor, person_id)
    return found if found and one.holds_role(person_id, Role.LEARNER) else None


def find_instructor(actor: Actor | None, person_id: int) -> Found | None:
    """A person who teaches here, confirmed or not."""
    found = find_person(actor, person_id)
    return found if found and one.holds_role(person_id, Role.INSTRUCTOR) else None


def find_course_of(actor: Actor | None, person_id: int, course_id: str) -> Found | None:
    """A learner and one course she is in, as (person, course)."""
    found = find_learner(actor, person_id)
    if found is None:
        return None
    course = next((row for row in one.running_courses(person_id) if row.course_id == course_id), None)
    return Found((found.thing, course), found.about) if course else None


def find_match(actor: Actor | None, match_id: int) -> Found | None:
    """A match, as it stands or stood."""
    row = one.match_with_id(actor, match_id)
    return Found(row, About(facility_id=row.facility_id, owner_id=row.learner_id)) if row else None


def _enrol_page(person: Person, form: EnrolForm) -> dict[str, object]:
    offered = one.offered(person.id, page_language())
    form.courses.choices = [SelectChoice(shelf.course_id, shelf.title) for shelf in offered]
    return {"person": person, "form": form, "offered": offered}


@routes.page("/people/<int:person_id>/courses", needs=May.MANAGE_PEOPLE, find=find_learner)
def courses(actor: Actor, person: Person) -> ResponseReturnValue:
    """Show the courses she is not in."""
    return render_template("people/courses.html", **_enrol_page(person, EnrolForm()))


@routes.act("/people/<int:person_id>/courses", needs=May.MANAGE_PEOPLE, find=find_learner)
def enrol(actor: Actor, person: Person) -> ResponseReturnValue:
    """Put her in all the courses that were ticked."""
    form = EnrolForm()
    form.courses.choices = [SelectChoice(row.id, row.title) for row in one.courses(actor)]
    if not form.validate_on_submit():
        return again("people/courses.html", **_enrol_page(person, form))
    actions.enrol_in(actor, person.id, form.courses.data, signin.now())
    return to_person(person.id)


@routes.page("/people/<int:person_id>/courses/<course_id>/end", needs=May.MANAGE_PEOPLE, find=find_course_of)
def check_end(actor: Actor, found: tuple[Person, one.Titled]) -> ResponseReturnValue:
    """Say what ending does, and ask for one neutral reason."""
    return render_template("people/end.html", person=found[0], course=found[1], form=EndForm())


@routes.act("/people/<int:person_id>/courses/<course_id>/end", needs=May.MANAGE_PEOPLE, find=find_course_of)
def end(actor: Actor, found: tuple[Person, one.Titled]) -> ResponseReturnValue:
    """End her part in a course."""
    person, course = found
    form = EndForm()
    if not form.validate_on_submit():
        return again("people/end.html", person=person, course=course, form=form)
    actions.end_enrolment(actor, person.id, course.course_id, form.reason.data, signin.now())
    return to_person(person.id)


def _match_form(actor: Actor, person: Person) -> MatchForm:
    form = MatchForm()
    form.mentor.choices = [SelectChoice(row.id, row.name) for row in one.mentors_for(actor, person.id)]
    return form


@routes.page("/people/<int:person_id>/matches", needs=May.MANAGE_PEOPLE, find=find_learner)
def matches(actor: Actor, person: Person) -> ResponseReturnValue:
    """Show who mentors her and who could."""
    form = _match_form(actor, person)
    return render_template("people/matches.html", person=person, form=form, matches=one.links(person.id))


@routes.act("/people/<int:person_id>/matches", needs=May.MANAGE_PEOPLE, find=find_learner)
def match(actor: Actor, person: Person) -> ResponseReturnValue:
    """Match her with a mentor, or keep the two apart."""
    form = _match_form(actor, person)
    if not form.validate_on_submit():
        return again("people/matches.html", person=person, form=form, matches=one.links(person.id))
    actions.match(actor, person.id, form.mentor.data, signin.now(), apart=request.form.get("apart") == "yes")
    return redirect(url_for("people.matches", person_id=person.id))


@routes.act("/matches/<int:match_id>/end", needs=May.MANAGE_PEOPLE, find=find_match)
def end_match(actor: Actor, row: Match) -> ResponseReturnValue:
    """End a match, or stop keeping two people apart."""
    actions.end_match(actor, row, signin.now())
    return redirect(url_for("people.matches", person_id=row.learner_id))


def _teaching_form(actor: Actor, **data: object) -> TeachingForm:
    form = TeachingForm(**data)
    by_title = sorted(one.courses(actor), key=lambda row: str(row.title).casefold())
    form.courses.choices = [SelectChoice(row.id, row.title) for row in by_title]
    return form


@routes.page("/people/<int:person_id>/teaching", needs=May.MANAGE_PEOPLE, find=find_instructor)
def teaching(actor: Actor, person: Person) -> ResponseReturnValue:
    """Show which courses are hers to teach."""
    form = _teaching_form(actor, data={"courses": [row.course_id for row in one.teaches(person.id)]})
    return render_template("people/teaching.html", person=person, form=form)


@routes.act("/people/<int:person_id>/teaching", needs=May.MANAGE_PEOPLE, find=find_instructor)
def set_teaching(actor: Actor, person: Person) -> ResponseReturnValue:
    """Put her on courses and take her off others."""
    form = _teaching_form(actor)
    if not form.validate_on_submit():
        return again("people/teaching.html", person=person, form=form)
    actions.set_teaching(actor, person.id, form.courses.data or [], signin.now())
    return to_person(person.id)
