"""The questions of a file, one after the other, to quiz text that reads back as the same questions."""

import re
import time
from collections.abc import Callable

from lms.content.formats.outcome import Imported, Outcome, Status
from lms.content.formats.sheet import Media, Refused, Sheet
from lms.content.references import Surroundings, look_over, pictures
from lms.content.source import LARGEST_TEXT
from lms.questions import read_quiz, write_quiz
from lms.questions.base import Data
from lms.questions.stems import slug

MOST_QUESTIONS = 1_000
"""Most questions of one file; a quiz is a bank for one module."""

PATIENCE = 20.0
"""Seconds of work that one file may take; what is not read by then is refused, and the rest stays."""

_ROOM = LARGEST_TEXT - 2_000
"""Bytes of quiz text that leave room for the front matter."""

Read = Callable[[Sheet], Data]


class Settler:
    """Gathers outcomes and quiz text; one bad question is an outcome like any other."""

    def __init__(self, lang: str = "en") -> None:
        self.lang = lang
        self.media = Media()
        self.category = ""
        self.notes: list[str] = []
        self._outcomes: list[Outcome] = []
        self._texts: list[str] = []
        self._ids: set[str] = set()
        self._size = 0
        self._started = time.thread_time()

    def enough(self, line: int, left: int) -> bool:
        """Say whether no more questions are taken, and note it once with how many are ``left`` from this line on."""
        if len(self._outcomes) < MOST_QUESTIONS and time.thread_time() - self._started < PATIENCE:
            return False
        words = (
            f"Reading stopped here, {left:,} before the end: a file has at most {MOST_QUESTIONS:,} questions. Split it."
        )
        self.refuse(line, f"line {line}", words)
        return True

    def enter(self, line: int, category: str, about: str = "") -> None:
        """Go on in another category; ``about`` is what the file says of it."""
        self.category = category[:200]
        words = ["A quiz has no categories. The questions below it keep their order."]
        words += [f"What it said of itself was left out: “{about[:200]}”"] if about else []
        self._outcomes.append(Outcome(line, self.category, "changed", tuple(words), category=self.category))

    def refuse(self, line: int, title: str, words: str) -> None:
        """Note a question that cannot be read."""
        self._outcomes.append(Outcome(line, _short(title), "refused", (words,), category=self.category))

    def take(self, line: int, read: Read, *notes: str) -> None:
        """Read one question, and note what became of it; ``notes`` are what changed before it was read."""
        sheet = Sheet(line, self.media, self.lang, category=self.category)
        for words in notes:
            sheet.note(words)
        try:
            text, title = self._written(sheet, read(sheet))
        except Refused as why:
            self.refuse(line, sheet.name or sheet.title or f"line {line}", str(why))
            return
        self._texts.append(text)
        self._size += len(text.encode())
        changed = tuple(sheet.notes.words)
        found = re.search(r"\{#([a-z0-9-]+)\}", text)
        self._ids.add(found[1] if found else "")
        status: Status = "changed" if changed else "kept"
        made = Outcome(line, _short(sheet.name or title), status, changed, found[1] if found else "", self.category)
        self._outcomes.append(made)

    def imported(self) -> Imported:
        """Give what came out, with the pictures that are shown."""
        text = "\n".join(self._texts)
        shown = {one.target for one in pictures(text)}
        media = {path: data for path, data in self.media.files.items() if path in shown}
        return Imported(tuple(self._outcomes), text, media, tuple(self.notes))

    def _written(self, sheet: Sheet, data: Data) -> tuple[str, str]:
        """Print a question and read it back, so that what is handed on is known to be quiz text."""
        stem = str(data["stem"]["md"])
        text = write_quiz([data | {"id": self._id(sheet.name, stem)}])
        found, slips = read_quiz(text)
        if slips or len(found) != 1:
            raise Refused(" ".join(dict.fromkeys(slip.words for slip in slips)) or "It cannot be written as quiz text.")
        if write_quiz(found) != text:
            sheet.note("Written as quiz text, it reads slightly otherwise. Compare it with the file.")
            text = write_quiz(found)
        around = Surroundings({one.target for one in pictures(text) if one.target.startswith("media/")}, {})
        for problem in look_over("", text, 1, around):
            sheet.note(problem.words)
        if self._size + len(text.encode()) > _ROOM:
            raise Refused("The quiz text is full. Take in the rest of the file as a second quiz.")
        return text, stem

    def _id(self, name: str, stem: str) -> str:
        """Make an id of the name in the file, or of the words that ask; a twin gets a number."""
        wanted = (
            name
            if re.fullmatch(r"[a-z0-9-]{1,40}", name)
            else slug(name) or slug(re.sub("&(lt|amp);", " ", stem)) or "question"
        )
        made, at = wanted, 1
        while made in self._ids:
            at += 1
            made = f"{wanted[:34]}-{at}"
        return made


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 120 else f"{line[:119]}…"
