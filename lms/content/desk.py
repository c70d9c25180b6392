"""What every part of the reader works with: the files, what texts may point at, the problems found so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from lms.content.front import Front, Key, read_front
from lms.content.model import Problem
from lms.content.references import Surroundings, glued_lists, look_over
from lms.content.source import read_text
from lms.content.style.silence import without_allows
from lms.questions.base import Slip


@dataclass(slots=True)
class Desk:
    """One reading of one course. ``lang`` is empty while the course's own language is read."""

    tree: Mapping[str, bytes]
    around: Surroundings
    lang: str = ""
    problems: list[Problem] = field(default_factory=list)
    lines: dict[str, Mapping[str, int]] = field(default_factory=dict)

    def add(self, path: str, line: int, rule: str, words: str, severity: str = "error") -> None:
        """Note a problem."""
        self.problems.append(Problem(path, line, rule, words, severity))

    def add_slips(self, path: str, slips: Sequence[Slip]) -> None:
        """Note what is amiss in questions; hidden characters were named when the file was decoded."""
        for slip in slips:
            if slip.rule != "hidden-character":
                self.add(path, slip.line, slip.rule, slip.words)

    def open(self, path: str, keys: Mapping[str, Key]) -> Front:
        """Read one Markdown file: its front matter against ``keys``, and its body."""
        text, problems = read_text(path, self.tree[path])
        lost = bool(problems) and not text
        front, more = read_front(path, text, keys, partial=bool(self.lang) or lost)
        if lost:
            front = replace(front, whole=False)
        front = replace(front, body=without_allows(front.body))
        self.problems += problems + more
        self.lines[path] = front.lines
        return front

    def is_beside(self, path: str, original: str) -> bool:
        """Say whether a path of this translation is where the translation of ``original`` lies."""
        return path == f"{self.lang}/{original}"

    def key_line(self, path: str, key: str) -> int:
        """Give the line of a key in the front matter of a file that was read, or its first line."""
        return self.lines.get(path, {}).get(key, 1)

    def look_over(self, path: str, front: Front, with_facts: bool = False, is_quiz: bool = False) -> None:
        """Check what the body of a file points at."""
        self.problems += look_over(path, front.body, front.body_line, self.around, with_facts)
        if not is_quiz:
            self.problems += glued_lists(path, front.body, front.body_line)
