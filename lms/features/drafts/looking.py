"""A look at a draft: what is amiss in it, and one of its files as a page would show it; nothing is written."""

import atexit
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from lms.content.model import Course, Problem
from lms.content.piece import Piece, piece_of
from lms.content.reader import in_order, read_draft
from lms.content.render import Renderer
from lms.content.style.review import lang_of, language, review
from lms.content.style.review import look as style_of
from lms.features.authoring.queries import all_facts, course_ids
from lms.features.drafts.queries import draft_tree
from lms.models.base import db

IDLE_SECONDS = 120.0
"""After so long without a text the process that renders is let go."""


@dataclass(frozen=True, slots=True)
class Look:
    """A draft as it was read: its files, its course where there is one, all problems, and the one file looked at."""

    tree: Mapping[str, bytes]
    course: Course | None
    problems: tuple[Problem, ...]
    piece: Piece | None = None

    def of(self, path: str) -> list[Problem]:
        """The problems of one file."""
        return [problem for problem in self.problems if problem.path == path]


def look_at(course_id: str, draft_id: int, path: str = "", typed: bytes | None = None, show: bool = False) -> Look:
    """Read a draft, with ``typed`` in place of what lies at ``path``; where ``show``, render that file too.

    The transaction is given back first: reading and rendering take a while, and write nothing.
    """
    tree, facts, known = draft_tree(draft_id), all_facts(), course_ids()
    db.session.rollback()  # No transaction, and on SQLite no write lock, is held while texts are read and rendered.
    if typed is not None:
        tree[path] = typed
    course, problems = read_draft(tree, facts, known, course_id)
    plain = style_of(path, tree[path], lang_of(path, language(tree)), facts) if path else review(tree, facts)
    problems = in_order([*problems, *plain])
    look = Look(tree, course, tuple(problems))
    if not show or course is None:
        return look
    addresses = {name: f"/drafts/{course_id}/{name}" for name in tree if name.startswith("media/")}
    with rendering() as renderer:
        piece = piece_of(course, path, renderer, addresses)
    more = piece.problems if piece else ()
    return replace(look, problems=tuple(in_order([*problems, *more])), piece=piece)


class _Shared:
    """One process that renders for all authors of this server, one text after the other."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.renderer: Renderer | None = None
        self.alarm: threading.Timer | None = None

    def let_go(self) -> None:
        """End the process; the next text starts another."""
        with self.lock:
            if self.renderer:
                self.renderer.close()
                self.renderer = None


_shared = _Shared()
atexit.register(_shared.let_go)


@contextmanager
def rendering() -> Iterator[Renderer]:
    """The process that renders; it is kept for the next text, which comes with the next pause in typing."""
    with _shared.lock:
        if _shared.alarm:
            _shared.alarm.cancel()
        if _shared.renderer is None:
            _shared.renderer = Renderer()
        yield _shared.renderer
        _shared.alarm = threading.Timer(IDLE_SECONDS, _shared.let_go)
        _shared.alarm.daemon = True
        _shared.alarm.start()
