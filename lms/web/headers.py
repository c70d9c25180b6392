"""Headers that keep a page on this kiosk private and let it load nothing from anywhere else."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask, abort, request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

PROTECTION = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
)
NOT_KEPT = (("Cache-Control", "no-store"),)


def set_up(app: Flask) -> None:
    """Check where a change comes from and put the headers on every answer, the server's own errors included."""

    @app.before_request
    def same_origin() -> None:
        origin = request.headers.get("Origin")
        if request.method in ("GET", "HEAD", "OPTIONS") or origin is None:
            return
        if urlsplit(origin).netloc != request.host:
            abort(400)

    inner = app.wsgi_app

    def protected(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            kept = () if any(name.lower() == "cache-control" for name, _ in headers) else NOT_KEPT
            return start_response(status, [*headers, *PROTECTION, *kept], *rest)

        return inner(environ, start)

    app.wsgi_app = protected  # type: ignore[method-assign]
