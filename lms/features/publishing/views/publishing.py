"""Publishing a draft: what the checks say and what changed, a check page, and a second person where one is asked for."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.content.changes import Point, by_module
from lms.features.authoring import comparing
from lms.features.publishing import actions, queries
from lms.features.publishing.forms import PublishForm
from lms.features.publishing.preparing import Prepared, prepare
from lms.features.publishing.views.found import find_draft, routes
from lms.rules.permissions import Actor, May
from lms.rules.publishing import DraftChanged, OtherFacility, SamePerson, needs_second, proposal
from lms.web import signin
from lms.web.forms import again, storable


def _to_page(draft: Any, said: str = "") -> ResponseReturnValue:
    return redirect(url_for("publishing.publish", course_id=draft.course_id, said=said or None))


def _to_version(draft: Any) -> ResponseReturnValue:
    """On to what the draft became."""
    number = queries.published_number(draft.id)
    return redirect(url_for("authoring.version", course_id=draft.course_id, number=number))


def _compared(draft: Any, path: str = "") -> comparing.Compared:
    """What changed from the version that is offered; for a new course, all of it."""
    old = comparing.State({}, {})
    if draft.version_id:
        old = comparing.version_states({draft.version_id})[draft.version_id]
    return comparing.compared(draft.course_id, old, queries.draft_state(draft.id), path)


def _ground(points: tuple[Point, ...]) -> tuple[str, Point | None]:
    """What to propose, and the first point that speaks for breaking."""
    change, ground = proposal([(one.what, one.about if one.what == "setting" else "") for one in points])
    return change, next((one for one in points if ground and ground in (one.what, one.about)), None)


def _page(actor: Actor, draft: Any, form: PublishForm, errors: bool = False) -> ResponseReturnValue:
    second = needs_second(actor.roles, queries.facility_asks(actor))
    wish = queries.open_wish(draft.id)
    found = _compared(draft)
    prepared = prepare(draft, compiling=False)
    proposed, ground = _ground(found.points)
    if not form.is_submitted():
        form.change.data = wish.change if wish else proposed
        form.note.data = wish.note if wish else ""
    context = {
        "draft": draft,
        "form": form,
        "found": found,
        "points": by_module(found.points),
        "prepared": prepared,
        "proposed": proposed,
        "ground": ground,
        "second": second,
        "wish": wish,
        "same": wish is not None and wish.tree_hash == prepared.hash,
        "own": wish is not None and wish.asked_by == actor.id,
        "elsewhere": wish is not None and wish.facility_id != actor.facility_id,
        "said": request.args.get("said", ""),
    }
    return (
        again("publishing/publish.html", **context) if errors else render_template("publishing/publish.html", **context)
    )


@routes.page("/drafts/<course_id>/publish", needs=May.PUBLISH, find=find_draft)
def publish(actor: Actor, draft: Any) -> ResponseReturnValue:
    """What the checks say, what changed, and how it is to be published."""
    return _to_version(draft) if draft.closed_at else _page(actor, draft, PublishForm())


@routes.page("/drafts/<course_id>/changes", needs=May.PUBLISH, find=find_draft)
def changed_file(actor: Actor, draft: Any) -> ResponseReturnValue:
    """What changed in one file of a draft, whole."""
    path = storable(request.args.get("path", ""))
    found = _compared(draft, path) if path else None
    if found is None or not found.files:
        return _to_page(draft)
    return render_template("publishing/file.html", draft=draft, path=path, one=found.files[0])


@routes.act("/drafts/<course_id>/publish/check", needs=May.PUBLISH, find=find_draft)
def check(actor: Actor, draft: Any) -> ResponseReturnValue:
    """Before it is published: all checks once more, and what it does to work under way. Nothing is written."""
    if draft.closed_at:
        return _to_version(draft)
    form = PublishForm()
    if not form.validate():
        return _page(actor, draft, form, errors=True)
    open_work, second = queries.open_work(draft.course_id), needs_second(actor.roles, queries.facility_asks(actor))
    prepared = prepare(draft)
    if prepared.ready is None:
        return _stopped(draft, prepared)
    return render_template(
        "publishing/check.html",
        draft=draft,
        prepared=prepared,
        title=prepared.ready.compiled.title,
        change=form.change.data,
        note=storable(form.note.data or "").strip(),
        open_work=open_work,
        second=second,
    )


def _stopped(draft: Any, prepared: Prepared) -> ResponseReturnValue:
    """Errors stand in the way: each is named."""
    return again("publishing/stopped.html", draft=draft, problems=prepared.errors)


@routes.act("/drafts/<course_id>/publish", needs=May.PUBLISH, find=find_draft)
def offer(actor: Actor, draft: Any) -> ResponseReturnValue:
    """Publish what the check page showed, or ask a second person for it."""
    if draft.closed_at:
        return _to_version(draft)
    form = PublishForm()
    if not form.validate():
        return _page(actor, draft, form, errors=True)
    second = needs_second(actor.roles, queries.facility_asks(actor))
    prepared = prepare(draft)
    if prepared.hash != request.form.get("tree"):
        return _to_page(draft, "changed")
    if prepared.ready is None:
        return _stopped(draft, prepared)
    note, change = storable(form.note.data or "").strip(), form.change.data
    try:
        if second:
            actions.ask(actor, prepared.ready, change, note, signin.now())
            return _to_page(draft, "asked")
        version = actions.publish_draft(actor, prepared.ready, change, note, signin.now())
    except DraftChanged:
        return _to_page(draft, "changed")
    return redirect(url_for("authoring.version", course_id=draft.course_id, number=version.number))


@routes.act("/drafts/<course_id>/publish/confirm", needs=May.PUBLISH, find=find_draft)
def confirm(actor: Actor, draft: Any) -> ResponseReturnValue:
    """Confirm exactly what somebody else asked for."""
    if draft.closed_at:
        return _to_version(draft)
    prepared = prepare(draft)
    if prepared.ready is None:
        return _stopped(draft, prepared)
    try:
        version = actions.confirm(actor, prepared.ready, request.form.get("wish", 0, type=int), signin.now())
    except DraftChanged:
        return _to_page(draft, "changed")
    except SamePerson:
        return _to_page(draft, "same")
    except OtherFacility:
        return _to_page(draft, "elsewhere")
    return redirect(url_for("authoring.version", course_id=draft.course_id, number=version.number))


@routes.act("/drafts/<course_id>/publish/withdraw", needs=May.PUBLISH, find=find_draft)
def withdraw(actor: Actor, draft: Any) -> ResponseReturnValue:
    """Take back what was asked for, so that the draft is written on."""
    actions.withdraw(actor, draft.id, signin.now())
    return _to_page(draft)
