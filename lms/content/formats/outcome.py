"""What became of each question of a foreign file, and the quiz text that was made of them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Status = Literal["kept", "changed", "refused"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question of the file: the line it starts on (1-based), what it is called, and what became of it.

    ``words`` say how it was changed or why it was refused; ``id`` is its id in the quiz text, empty where refused.
    """

    line: int
    title: str
    status: Status
    words: tuple[str, ...] = ()
    id: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """All outcomes in the order of the file, the quiz text, its pictures by path, and notes on the file as a whole."""

    outcomes: tuple[Outcome, ...]
    text: str = ""
    media: Mapping[str, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def counts(self) -> Mapping[str, int]:
        """How many questions were kept, changed and refused."""
        found = Counter(one.status for one in self.outcomes)
        return {status: found[status] for status in ("kept", "changed", "refused")}


@dataclass(frozen=True, slots=True)
class Exported:
    """A file in a foreign format, and of each question whether all of it is in there."""

    text: str
    outcomes: tuple[Outcome, ...]
