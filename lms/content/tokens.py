"""The marks in stored HTML where a page puts in a question or a dated fact; read by pages, so it needs no Markdown."""

import re

TOKEN = re.compile("⟦(check|fact):([a-z0-9-]+)⟧")
"""Where a page puts in a question or a dated fact; a ⟦ that an author typed is stored as a character reference."""


def split_body(html: str) -> list[tuple[str, str]]:
    """Part stored HTML where a page puts something in: pieces ``("html", …)``, ``("check", number)``, ``("fact", id)``.

    Joined in order they are the page. A check stands between blocks; a fact stands inside a line, so what
    replaces it must be text or inline elements.
    """
    pieces: list[tuple[str, str]] = []
    start = 0
    for found in TOKEN.finditer(html):
        pieces += [("html", html[start : found.start()]), (found[1], found[2])]
        start = found.end()
    pieces.append(("html", html[start:]))
    return [(kind, value) for kind, value in pieces if value]
