"""Routes that say what they need and what they find, so that neither can be forgotten; one commit per POST, none per GET."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Blueprint, Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import CSRFProtect

from lms.models import transactions
from lms.models.base import reading_only
from lms.rules.permissions import NOTHING, About, Actor, May, Verdict, allowed
from lms.web import headers, kept, signin, tokens


@dataclass(frozen=True, slots=True)
class Found:
    """The thing a URL names, and what it is about for the permission table."""

    thing: Any
    about: About


Find = Callable[..., Found | None]
View = Callable[..., ResponseReturnValue]


@dataclass(frozen=True, slots=True)
class Rule:
    """What one endpoint needs and finds; tests walk these."""

    url: str
    method: str
    needs: May
    find: Find | None
    signs: bool
    large: bool = False
    alone: bool = False
    nameless: bool = False


class SignInFirst(Exception):
    """Nobody is signed in, or the session has ended; a sent form is kept and the sign-in page comes next."""


class Routes:
    """The routes of one feature."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.blueprint = Blueprint(name, __name__)
        self.rules: dict[str, Rule] = {}

    def page(self, url: str, *, needs: May, find: Find | None = None) -> Callable[[View], View]:
        """Declare a page: it is looked at, nothing changes, the transaction is rolled back."""
        return self._declare(Rule(url, "GET", needs, find, False))

    def act(
        self,
        url: str,
        *,
        needs: May,
        find: Find | None = None,
        signs: bool = False,
        large: bool = False,
        alone: bool = False,
        nameless: bool = False,
    ) -> Callable[[View], View]:
        """Declare an act: one transaction, committed once. A ``large`` one takes in files.

        One that changes things ``alone`` does so by prepared statements only, and goes without a session on SQLite.
        A ``nameless`` one is never kept for somebody after her session has ended: nobody is to know that it was hers.
        With ``signs`` the actor is who re-authenticates in the form (fields ``signer`` and ``signer_secret``). The view
        also gets ``refused``: empty, or the words for a secret that did not fit, and then it shows the form again.
        """
        return self._declare(Rule(url, "POST", needs, find, signs, large, alone, nameless))

    def register(self, app: Flask) -> None:
        """Join the routes to the app and its list of rules."""
        app.register_blueprint(self.blueprint)
        app.extensions.setdefault("rules", {}).update(self.rules)

    def _declare(self, rule: Rule) -> Callable[[View], View]:
        if "<" in rule.url and rule.find is None:
            raise TypeError(f"{rule.url} has a variable, so it must say what it finds")
        if rule.signs and rule.needs is May.ANYONE:
            raise TypeError(f"{rule.url} signs, so somebody has to be signed in")

        def join(view: View) -> View:
            self.rules[f"{self.name}.{view.__name__}"] = rule
            self.blueprint.add_url_rule(
                rule.url, endpoint=view.__name__, view_func=_guarded(rule, view), methods=[rule.method]
            )
            return view

        return join


def find_allowed(rule: Rule, actor: Actor | None, values: dict[str, Any]) -> list[Any]:
    """Find the thing and hold the actor against the table; end with 404 or 403 where the rule says so."""
    found = rule.find(actor, **values) if rule.find else None
    if rule.find and found is None:
        abort(404)
    verdict = allowed(actor, rule.needs, found.about if found else NOTHING)
    if verdict is Verdict.HIDDEN:
        abort(404)
    if verdict is Verdict.FORBIDDEN:
        abort(403)
    return [found.thing] if found else []


def _guarded(rule: Rule, view: View) -> View:
    whole = transactions.alone if rule.alone else nullcontext

    @wraps(view)
    def run(**values: Any) -> ResponseReturnValue:
        actor = signin.current_actor()
        if rule.needs is not May.ANYONE:
            if actor is None:
                raise SignInFirst
            if signin.must_change() and rule.needs not in (May.LEAVE, May.CHANGE_SECRET):
                return redirect(url_for("accounts.new_secret"))
        with whole():
            response = _answered(rule, view, actor, values)
            if rule.method == "POST":
                if "kept" in request.form and _taken(response):
                    kept.drop_sent()
                transactions.commit()
        return response

    return run


def _answered(rule: Rule, view: View, actor: Actor | None, values: dict[str, Any]) -> ResponseReturnValue:
    """What the view says to the actor, or to whoever signs in the form."""
    if not rule.signs:
        return view(actor, *find_allowed(rule, actor, values))
    signer = current_app.extensions["prove_signer"](actor, request.form, signin.device())
    if isinstance(signer, str):
        return view(actor, *find_allowed(rule, actor, values), refused=signer)
    return view(signer, *find_allowed(rule, signer, values), refused="")


def _taken(response: ResponseReturnValue) -> bool:
    """Whether the act went through: anything but a page that asks for something to be mended."""
    return not (isinstance(response, tuple) and response[1] == 422)


def set_up(app: Flask) -> None:
    """Hold every change against its token and its origin, and open each request's transaction in the right mode.

    All of it is one function, as each one that Flask calls before a page makes every page dearer. Flask-SQLAlchemy
    rolls back what is left at the end of a request.
    """
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # It is asked here.
    csrf = CSRFProtect(app)

    @app.before_request
    def check() -> None:
        looking = request.method in ("GET", "HEAD", "OPTIONS")
        reading_only.set(looking)
        if not looking:
            rule = app.extensions["rules"].get(request.endpoint)
            if rule is not None and rule.large:  # Before anything reads the form.
                request.max_content_length = app.config["MAX_UPLOAD_MB"] * 1024 * 1024
            if request.endpoint is None or request.is_secure or not tokens.fits():
                csrf.protect(apply_exemptions=True)  # It has the words for a refusal, and asks more where it is secure.
            g.csrf_valid = True
            headers.same_origin()

    @app.after_request
    def close(response: Any) -> Any:
        signin.note_seen()
        return response
