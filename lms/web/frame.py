"""The frame of every page, prepared: head, menu and foot are rendered once for each session and place, then only put in."""

from functools import lru_cache
from typing import NamedTuple

from flask import Flask, current_app, g, request, session
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from lms.rules.people import KIOSK_ROLES
from lms.rules.permissions import Role
from lms.web import i18n, signin


class Key(NamedTuple):
    """All that a frame depends on; two requests with equal keys get the same bytes."""

    name: str
    roles: frozenset[Role]
    place: signin.Place | None
    token: str
    pause: signin.Rest | None
    lang: str
    theme: str
    size: int
    demo: bool
    idle: int
    endpoint: str
    root: str


def csrf_token() -> str:
    """The token for forms. It has no time limit, so one signed token serves a whole session."""
    if "preparing" in g:
        return key().token
    raw = session.get("csrf_token")
    return _signed(raw, current_app.secret_key) if raw else generate_csrf()


@lru_cache(maxsize=1024)
def _signed(raw: str, secret_key: str) -> str:
    return str(generate_csrf())


def key() -> Key:
    """The key of this request's frame."""
    if "frame" not in g:
        g.frame = _key()
    found: Key = g.frame
    return found


def _key() -> Key:
    found = signin.current_session()
    look, config = i18n.look(), current_app.config
    return Key(
        name=found.actor.name if found else "",
        roles=found.actor.roles if found else frozenset(),
        place=found.place if found else None,
        token=csrf_token() if found else "",
        pause=found.pause if found and KIOSK_ROLES & found.actor.roles else None,
        lang=i18n.page_language(),
        theme=look.theme,
        size=look.size,
        demo=config["DEMO"],
        idle=config["IDLE_MINUTES"] if found else 0,
        endpoint=request.endpoint or "",
        root=request.script_root,
    )


@lru_cache(maxsize=1024)
def _made(part: str, key: Key) -> Markup:
    """Render one part; the names it uses are those of the key alone."""
    html = current_app.jinja_env.get_template(f"frame/{part}.html").render(key._asdict())
    return Markup(html)  # noqa: S704 - rendered by our own template, which escapes


def without_her() -> None:
    """Let this request's frame be the one that nobody signed in sees, in her language and look."""
    g.frame = key()._replace(name="", roles=frozenset(), token="", idle=0)


def frame(part: str) -> Markup:
    """One part of the frame for this request: head, top or foot."""
    return _made(part, key())


def set_up(app: Flask) -> None:
    """Give the layout its frame and all forms the token."""
    app.jinja_env.globals.update(frame=frame, csrf_token=csrf_token)
