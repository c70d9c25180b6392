"""Static files under a name that changes with their content, and everything packed on its way to an old kiosk."""

import gzip
import hashlib
from functools import cache
from pathlib import Path

import rcssmin
import rjsmin
from flask import Flask, Response, abort, request

STATIC = Path(__file__).resolve().parent.parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".webp": "image/webp",
    ".txt": "text/plain; charset=utf-8",
}
SMALLER = {".css": rcssmin.cssmin, ".js": rjsmin.jsmin}
"""Comments and blanks are for whoever reads the files; a kiosk gets them without, a quarter lighter once packed."""

WORKER = "worker.js"
"""The script that shows a lesson's copy while the server is away; it may look after lessons, and nothing else."""

FOR_EVER = "public, max-age=31536000, immutable"


SMALLEST = 600
"""Bytes below which packing an answer gains nothing."""


@cache
def _read(path: str) -> tuple[bytes, bytes, str]:
    """One file: its bytes, its bytes packed, and the start of its SHA-256."""
    content = (STATIC / path).read_bytes()
    if small := SMALLER.get(Path(path).suffix):
        content = small(content.decode("utf-8")).encode("utf-8")
    return content, gzip.compress(content, 9, mtime=0), hashlib.sha256(content).hexdigest()[:10]


@cache
def asset(path: str) -> str:
    """The URL of a static file."""
    return f"/static/{_read(path)[2]}/{path}"


def packed(response: Response) -> Response:
    """Pack a page with the fastest gzip: it costs 40 µs, where a library that weighs every encoding costs four times that."""
    if (
        "Content-Encoding" in response.headers
        or response.mimetype != "text/html"
        or response.is_streamed
        or "gzip" not in request.headers.get("Accept-Encoding", "")
    ):
        return response
    page = response.get_data()
    if len(page) >= SMALLEST:
        response.set_data(gzip.compress(page, 1, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding, Cookie"
    return response


def set_up(app: Flask) -> None:
    """Serve the static files, packed once, and give templates `asset`. A folder ``name@version`` never changes."""
    known = {p.relative_to(STATIC).as_posix() for p in STATIC.rglob("*") if p.suffix in TYPES}
    app.jinja_env.globals["asset"] = asset
    app.after_request(packed)

    @app.get("/static/<version>/<path:path>")
    def static_file(version: str, path: str) -> Response:
        if path not in known:
            abort(404)
        content, packed, current = _read(path)
        suffix = Path(path).suffix
        response = Response(content, content_type=TYPES[suffix])
        if suffix not in (".woff2", ".webp") and "gzip" in request.headers.get("Accept-Encoding", ""):
            response.set_data(packed)
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        response.headers["Cache-Control"] = FOR_EVER if version == current or "@" in path else "no-cache"
        if path == WORKER:
            response.headers["Service-Worker-Allowed"] = f"{request.script_root}/attempts/"
        return response
