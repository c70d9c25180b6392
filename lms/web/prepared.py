"""Pages that are opened most: rendered once with gaps for what is each woman's own, and then only filled in."""

import re
import secrets
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from flask import Response, g, render_template, request
from markupsafe import escape

from lms.web import frame
from lms.web.packing import Part, gzipped, squeezed, stored

GAPS = ("name", "token", "number")
MARKS = {gap: 10**17 + secrets.randbelow(9 * 10**17) for gap in GAPS}
"""What stands in a gap while a page is prepared: random numbers, which no text can hold by chance, and which fit into
an address too."""

_GAP = re.compile("({})".format("|".join(str(mark) for mark in MARKS.values())))
_BY_MARK = {str(mark): gap for gap, mark in MARKS.items()}

_PLAIN = (("Content-Type", "text/html; charset=utf-8"), ("Vary", "Accept-Encoding, Cookie"))
_PACKED = (*_PLAIN, ("Content-Encoding", "gzip"))

MOST = 512
"""Most prepared pages that are kept; one takes about 20 kB."""


_MADE: dict[tuple[Hashable, ...], list[Part | str]] = {}


def page(
    template: str, number: int, key: tuple[Hashable, ...], context: Callable[[int], Mapping[str, Any]]
) -> Response:
    """A page from ``template`` with the things of ``context(number)``, which depend on ``key`` and ``number`` alone.

    The template shows ``number`` as it is. Jinja takes 300 µs for a page, filling gaps and joining 30: the address of
    a lesson, her name and the token of her forms are all that differs between two women who read the same one.
    """
    own = frame.key()
    shape = own._replace(name=str(MARKS["name"]), token=str(MARKS["token"]))
    given = {"name": str(escape(own.name)), "token": own.token, "number": str(number)}
    gaps = {gap: stored(text.encode()) for gap, text in given.items()}
    whole = (template, shape, *key)
    made = _MADE.get(whole)
    if made is None:
        if len(_MADE) >= MOST:
            _MADE.clear()
        made = _MADE[whole] = _prepare(template, shape, context)
    parts = [gaps[part] if isinstance(part, str) else part for part in made]
    if "gzip" not in request.environ.get("HTTP_ACCEPT_ENCODING", ""):
        return Response(b"".join(part.plain for part in parts), headers=_PLAIN)
    return Response(gzipped(parts), headers=_PACKED)


def _prepare(template: str, shape: frame.Key, context: Callable[[int], Mapping[str, Any]]) -> list[Part | str]:
    """Render the page with marks in its gaps, and part it there: what stays is packed, a gap is its name."""
    own, g.frame, g.preparing = g.frame, shape, True
    try:
        html = render_template(template, **context(MARKS["number"]))
    finally:
        g.frame = own
        del g.preparing
    pieces = _GAP.split(html)
    return [_BY_MARK[piece] if piece in _BY_MARK else squeezed(piece.encode()) for piece in pieces if piece]
