"""What every report offers: the thing it is about, and the one table that screen and CSV share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lms.rules.permissions import Actor
from lms.web.routes import Found


@dataclass(frozen=True, slots=True)
class Report:
    """A report by its name; ``page`` gives what its template shows, among it ``head`` and ``rows`` of the table."""

    name: str
    find: Callable[[Actor, int], Found | None]
    page: Callable[[Actor, Any], dict[str, Any]]
