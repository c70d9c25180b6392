"""Headers that keep a page on this kiosk private and let it load nothing from anywhere else."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, after_this_request, request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; "
    "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

PROTECTION = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
)
NOT_KEPT = (("Cache-Control", "no-store"),)


def same_origin() -> None:
    """Refuse a change that a page of another server asks for."""
    origin = request.headers.get("Origin")
    if origin is None:
        return
    try:
        host = urlsplit(origin).netloc
    except ValueError:  # No browser sends this.
        abort(400)
    if host != request.host:
        abort(400)


def wipe() -> None:
    """Let the browser throw away the copies of lessons and the worker that shows them; it has some only over HTTPS."""
    if request.is_secure:
        after_this_request(_wiped)


def _wiped(response: Response) -> Response:
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


def set_up(app: Flask) -> None:
    """Put the headers on every answer, the server's own errors included."""
    inner = app.wsgi_app

    def protected(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            kept = () if any(name.lower() == "cache-control" for name, _ in headers) else NOT_KEPT
            return start_response(status, [*headers, *PROTECTION, *kept], *rest)

        return inner(environ, start)

    app.wsgi_app = protected  # type: ignore[method-assign]
