"""A text to render, and what it became: what a server and the process that renders for it say to each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["page", "block", "inline"]
"""A lesson body or task with footnotes, facts and checks; a block of a question; a line of one."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture a text may show: its address and its size in pixels."""

    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Document:
    """A text to render. ``media`` holds the pictures it may show, by path; ``prefix`` keeps its footnotes apart."""

    text: str
    kind: Kind = "page"
    lang: str = "en"
    prefix: str = "text"
    media: Mapping[str, Picture] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rendered:
    """Safe HTML with its tokens, the same as plain text, and what was taken out, in words for the author."""

    html: str
    plain: str
    taken: tuple[str, ...] = ()
