"""Where the pictures and recordings of a course are used."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.content.front import read_front
from lms.content.lessons import KEYS
from lms.content.references import pictures
from lms.content.source import read_text


@dataclass(frozen=True, slots=True)
class Use:
    """One place that shows a picture or plays a recording. ``alt`` is None for a recording, empty where it is missing."""

    path: str
    line: int
    alt: str | None


def uses_of_media(tree: Mapping[str, bytes]) -> dict[str, list[Use]]:
    """Give the uses of each file of ``media/``, in order; a file that nothing uses has an empty list."""
    found: dict[str, list[Use]] = {path: [] for path in sorted(tree) if path.startswith("media/")}
    for path in sorted(tree):
        if not path.endswith(".md"):
            continue
        text, _ = read_text(path, tree[path])
        for shown in pictures(text):
            if shown.target in found:
                found[shown.target].append(Use(path, shown.line, shown.alt))
        front, _ = read_front(path, text, {"audio": KEYS["audio"]}, partial=True)
        if front.values["audio"] in found:
            found[front.values["audio"]].append(Use(path, front.line("audio"), None))
    return found
