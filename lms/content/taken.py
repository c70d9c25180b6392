"""What was taken out of a text, counted for its author: links, pictures, and pieces of HTML."""

from collections.abc import Iterable
from typing import NamedTuple


class Taken(NamedTuple):
    """How many of each were taken out, and their names as the renderer noted them."""

    links: int
    pictures: int
    html: int
    names: tuple[str, ...]


NOTHING = Taken(0, 0, 0, ())
"""Nothing was taken out."""


def count_taken(notes: Iterable[str]) -> Taken:
    """Count the notes of `lms.content.markdown.Rendered`; one note stands for one thing that was taken out."""
    names = tuple(notes)
    links = sum(name.startswith("the link to ") for name in names)
    pictures = sum(name.startswith("the picture ") for name in names)
    return Taken(links, pictures, len(names) - links - pictures, names)
