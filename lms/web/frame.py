"""The frame of every page, prepared: head, menu and foot are rendered once for each session and place, then only put in."""

from functools import lru_cache
from typing import Any

from flask import Flask, current_app, g, request, session
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from lms.web import i18n, signin

Key = tuple[Any, ...]
"""All that a frame depends on; two requests with equal keys get the same bytes."""


def csrf_token() -> str:
    """The token for forms. It has no time limit, so one signed token serves a whole session."""
    raw = session.get("csrf_token")
    return _signed(raw, current_app.secret_key) if raw else generate_csrf()


@lru_cache(maxsize=4096)
def _signed(raw: str, secret_key: str) -> str:
    return str(generate_csrf())


def _key() -> Key:
    found = signin.current_session()
    who = (found.actor.name, found.actor.roles, found.place, csrf_token()) if found else None
    look = i18n.look()
    config = current_app.config
    return (
        who,
        i18n.page_language(),
        look.theme,
        look.size,
        config["DEMO"],
        config["IDLE_MINUTES"],
        request.endpoint,
        request.script_root,
    )


@lru_cache(maxsize=4096)
def _made(part: str, key: Key) -> Markup:
    """Render one part; the names it uses are those of the key alone."""
    who, lang, theme, size, demo, idle, endpoint, _root = key
    name, roles, place, token = who or ("", frozenset(), None, "")
    return Markup(  # noqa: S704 - rendered by our own template, which escapes
        current_app.jinja_env.get_template(f"frame/{part}.html").render(
            name=name,
            roles=roles,
            place=place,
            token=token,
            lang=lang,
            theme=theme,
            size=size,
            demo=demo,
            idle=idle if who else 0,
            endpoint=endpoint or "",
        )
    )


def frame(part: str) -> Markup:
    """One part of the frame for this request: head, top or foot."""
    if "frame" not in g:
        g.frame = _key()
    return _made(part, g.frame)


def set_up(app: Flask) -> None:
    """Give the layout its frame and all forms the token."""
    app.jinja_env.globals.update(frame=frame, csrf_token=csrf_token)
