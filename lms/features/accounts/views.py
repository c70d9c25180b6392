"""The pages for signing in and out, a new secret, the look, and help."""

import re
import secrets
from collections.abc import Mapping
from typing import Any

from flask import current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import SelectChoice

from lms.features.accounts import actions, queries
from lms.features.accounts.forms import FacilityForm, LookForm, NewSecretForm, OtherSecretForm, SignInForm
from lms.features.pauses.queries import running
from lms.rules import passwords
from lms.rules.permissions import Actor, May, Role
from lms.web import kept as parked
from lms.web import signin
from lms.web.forms import again
from lms.web.i18n import LANGUAGES, page_language
from lms.web.i18n import look as current_look
from lms.web.routes import Routes

routes = Routes("accounts")

_PATH = re.compile(r"/(?:[^/\\\s\x00-\x1f\x7f][^\\\s\x00-\x1f\x7f]*)?")

WAYS = {
    "pin": (_l("Facility number"), _l("PIN"), "numeric"),
    "words": (_l("Facility number"), _l("Your three words"), ""),
    "staff": (_l("User name"), _l("Passphrase"), ""),
}


def prove_signer(actor: Actor, form: Mapping[str, str], device: str) -> Actor | str:
    """Find out who signs by the name and secret in the signing form; give the words for a refusal otherwise."""
    now = signin.now()
    try:
        typed = form.get("signer", ""), form.get("signer_secret", "")
        proved = actions.prove(actor.facility_id, *typed, device, now, to_sign=True)
    except actions.NotSignedIn as refused:
        return refusal_words(refused)
    return signin.load_actor(proved.person_id, now) or refusal_words(actions.NotSignedIn())


def safe_next(target: str | None) -> str:
    """A path of this site to go on to, or the first page: browsers drop tabs, and take a backslash for a slash."""
    return target if target and _PATH.fullmatch(target) else url_for("home.home")


def sign_in_form(way: str) -> SignInForm:
    """The form with the words for this way of signing in."""
    places = queries.facilities()
    form = FacilityForm() if len(places) > 1 else SignInForm()
    if len(places) > 1:
        form.facility.choices = [SelectChoice(place.id, place.name) for place in places]
    form.name.label.text, form.secret.label.text = WAYS[way][0], WAYS[way][1]
    return form


def _way() -> str:
    way = request.values.get("way", "pin")
    return way if way in WAYS else "pin"


def _sign_in_context(way: str) -> dict[str, Any]:
    people = current_app.extensions["demo_people"]() if current_app.config["DEMO"] else []
    return {
        "way": way,
        "inputmode": WAYS[way][2],
        "people": people,
        "parts": url_for("style.parts") if "style.parts" in current_app.view_functions else "",
        "no_facility": not queries.facilities(),
        "languages": LANGUAGES,
        "look": current_look(),
        "pauses": running(),
    }


@routes.page("/sign-in", needs=May.ANYONE)
def sign_in(actor: Actor | None) -> ResponseReturnValue:
    """Ask who she is. Nobody is listed here."""
    if actor is not None:
        return redirect(url_for("home.home"))
    form = sign_in_form(_way())
    form.next.data = request.args.get("next", "")
    return render_template(
        "accounts/sign_in.html",
        form=form,
        kept=request.args.get("kept"),
        idle=request.args.get("idle"),
        **_sign_in_context(_way()),
    )


@routes.act("/sign-in", needs=May.ANYONE)
def check_sign_in(actor: Actor | None) -> ResponseReturnValue:
    """Begin a session, or say calmly that the two do not fit."""
    way = _way()
    form = sign_in_form(way)
    if not form.validate_on_submit():
        return again("accounts/sign_in.html", form=form, **_sign_in_context(way))
    places = queries.facilities()
    facility_id = form.facility.data if len(places) > 1 else (places[0].id if places else 0)
    now = signin.now()
    try:
        proved = actions.prove(facility_id, form.name.data, form.secret.data, signin.device(), now)
        token = actions.sign_in(proved, signin.device(), now)
    except actions.NotSignedIn as refused:
        form.secret.errors = [refusal_words(refused)]
        return again("accounts/sign_in.html", form=form, **_sign_in_context(way))
    ended = parked.ended()
    before = actor.id if actor else ended and ended.person_id
    if actor is not None:
        end_here(actor, "someone else signed in")
    signin.begin(token, now)
    if parked.waiting(proved.person_id):
        return redirect(url_for("accounts.kept"))
    return redirect(safe_next(form.next.data if before in (None, proved.person_id) else None))


def refusal_words(refused: actions.NotSignedIn) -> str:
    """The same words for an unknown name and a secret that does not fit."""
    if refused.wait:
        return str(
            ngettext(
                "Please wait %(num)s second, then try again. Staff can help you.",
                "Please wait %(num)s seconds, then try again. Staff can help you.",
                refused.wait,
            )
        )
    return str(_("These two do not go together. Check both and try again. Staff can help you."))


def end_here(actor: Actor, why: str) -> None:
    """End the session of this browser."""
    actions.end_session(actor, signin.session_row(), why, signin.now())
    signin.forget()


@routes.act("/finish", needs=May.LEAVE)
def finish(actor: Actor) -> ResponseReturnValue:
    """Sign out."""
    end_here(actor, "finished")
    return redirect(url_for("accounts.signed_out"))


@routes.act("/not-me", needs=May.LEAVE)
def not_me(actor: Actor) -> ResponseReturnValue:
    """Sign the other person out and let this one sign in."""
    end_here(actor, "not me")
    return redirect(url_for("accounts.sign_in"))


@routes.page("/signed-out", needs=May.ANYONE)
def signed_out(actor: Actor | None) -> ResponseReturnValue:
    """Say that it is done, without a name."""
    return render_template("accounts/signed_out.html")


@routes.act("/stay", needs=May.LEAVE)
def stay(actor: Actor) -> ResponseReturnValue:
    """Note that she is still here."""
    return "", 204


@routes.page("/help", needs=May.ANYONE)
def help(actor: Actor | None) -> ResponseReturnValue:
    """The facility's own words. Opening this page writes nothing."""
    signin.leave_no_trace()
    return render_template("accounts/help.html", text=queries.help_text(actor.facility_id if actor else None))


@routes.page("/look", needs=May.ANYONE)
def look_page(actor: Actor | None) -> ResponseReturnValue:
    """Colours, text size and language."""
    now_look = current_look()
    form = LookForm(data={"theme": now_look.theme, "size": now_look.size, "lang": page_language()})
    return render_template("accounts/look.html", form=form, next=request.args.get("next", ""))


@routes.act("/look", needs=May.ANYONE)
def set_look(actor: Actor | None) -> ResponseReturnValue:
    """Remember the look: for her account, or for this browser until it closes."""
    form = LookForm()
    if not form.validate_on_submit():
        return again("accounts/look.html", form=form, next=request.form.get("next", ""))
    if actor is None:
        session.update(theme=form.theme.data, size=form.size.data, lang=form.lang.data)
    else:
        actions.set_look(actor, form.theme.data, form.size.data, form.lang.data, signin.now())
    return redirect(safe_next(request.form.get("next")))


def _secret_kind(actor: Actor) -> str:
    if actor.roles & {Role.LEARNER, Role.PEER_MENTOR}:
        return "words" if request.values.get("kind") == "words" else "pin"
    return "passphrase"


def _secret_form(actor: Actor, kind: str) -> NewSecretForm:
    form = NewSecretForm()
    if not signin.must_change():
        until_now = {"words": _("Your current three words"), "passphrase": _("Your current passphrase")}
        form = OtherSecretForm()
        form.old_secret.label.text = until_now.get(queries.person_of(actor).secret_kind, form.old_secret.label.text)
    labels = {"pin": _("New PIN"), "words": _("Your three words"), "passphrase": _("New passphrase")}
    form.new_secret.label.text = labels[kind]
    return form


def _secret_context(actor: Actor, kind: str) -> dict[str, Any]:
    offer = passwords.new_words(secrets.SystemRandom(), page_language()) if kind == "words" else ""
    before = queries.person_of(actor).secret_kind
    return {"kind": kind, "offer": offer, "learner": kind != "passphrase", "before": before}


@routes.page("/new-secret", needs=May.CHANGE_SECRET)
def new_secret(actor: Actor) -> ResponseReturnValue:
    """Ask for a new PIN, three words or passphrase."""
    kind = _secret_kind(actor)
    form = _secret_form(actor, kind)
    return render_template("accounts/new_secret.html", form=form, **_secret_context(actor, kind))


@routes.act("/new-secret", needs=May.CHANGE_SECRET)
def set_secret(actor: Actor) -> ResponseReturnValue:
    """Take the new secret if it will do."""
    kind = _secret_kind(actor)
    form = _secret_form(actor, kind)
    if form.validate_on_submit():
        refusal = _refusal(actor, kind, form.new_secret.data, form.new_secret_again.data)
        unproved = "" if refusal or signin.must_change() else _unproved(actor, form.old_secret.data)
        if unproved:
            form.old_secret.errors = [unproved]
        elif refusal is None:
            hashed = actions.hashed(kind, form.new_secret.data)
            actions.choose_secret(actor, kind, hashed, signin.session_row(), signin.now())
            return redirect(url_for("home.home"))
        else:
            form.new_secret.errors = [refusal]
    return again("accounts/new_secret.html", form=form, **_secret_context(actor, kind))


def _unproved(actor: Actor, secret: str) -> str:
    """Why somebody at her session may not change her secret: she does not know the one until now; empty if she does."""
    person = queries.person_of(actor)
    name = person.number or person.username or ""
    try:
        actions.prove(person.facility_id, name, secret, signin.device(), signin.now())
    except actions.NotSignedIn as refused:
        return refusal_words(refused) if refused.wait else str(_("That is not the one. Try again, or ask staff."))
    return ""


def _refusal(actor: Actor, kind: str, typed: str, typed_again: str) -> str | None:
    person = queries.person_of(actor)
    if typed != typed_again:
        return str(_("The two are not the same."))
    if kind == "pin":
        words = passwords.check_pin(typed, person.number or "")
    elif kind == "words":
        words = passwords.check_words(typed)
    else:
        words = passwords.check_passphrase(typed, (person.name, person.username or ""))
    if words is None and actions.is_slip(actor, typed):
        words = _("Staff know the words on the slip. Choose something else.")
    return str(_(words)) if words else None


@routes.page("/kept", needs=May.SIGNED_IN)
def kept(actor: Actor) -> ResponseReturnValue:
    """Give back what was typed after the session had ended."""
    return render_template("accounts/kept.html", forms=parked.waiting(actor.id))


@routes.act("/kept/drop", needs=May.SIGNED_IN)
def drop_kept(actor: Actor) -> ResponseReturnValue:
    """Throw a kept form away."""
    actions.drop_kept(actor, request.form.get("kept", 0, type=int))
    return redirect(url_for("accounts.kept"))
