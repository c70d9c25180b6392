"""Lessons: one Markdown file each, with the questions that are asked inside it."""

import re
from collections.abc import Mapping

from lms.content.desk import Desk
from lms.content.front import Front, Key, inherit
from lms.content.media import SOUND_NAME
from lms.content.model import Lesson
from lms.content.source import checks, fences
from lms.content.words import near
from lms.questions import read_question
from lms.questions.base import Data

KEYS = {
    "title": Key("text", "", required=True, high=200, setting=False),
    "minutes": Key("whole", 0, high=600),
    "content_note": Key("text", "", setting=False),
    "swap": Key("id", ""),
    "words": Key("words", None, setting=False),
    "audio": Key("text", "", high=200, setting=False),
}

_SHIFTED = re.compile(r"[ >*+-]+(`{3,}|~{3,}) *check *")


def read_lesson(desk: Desk, path: str, slug: str, originals: Mapping[str, Lesson]) -> Lesson | None:
    """Read one lesson; in a translation, beside the lesson with the same id in ``originals``."""
    front = desk.open(path, {"id": Key("id"), **KEYS})
    beside = next((one.id for one in originals.values() if desk.is_beside(path, one.path)), slug)
    own_id = front.values["id"] or beside
    values = {key: front.values[key] for key in KEYS}
    if desk.lang:
        original = originals.get(own_id)
        if original is None:
            words = f"The course has no lesson “{own_id}” in this module. A translation keeps the names, or says id:."
            desk.add(path, front.line("id"), "translation-extra", words)
            return None
        values, problems = inherit(path, front, KEYS, original)
        values["audio"] = front.values["audio"]  # A recording is in one language; no translation takes it over.
        desk.problems += problems
    if front.whole and not front.body.strip():
        desk.add(path, front.body_line, "empty", "This lesson has no text yet.")
    desk.look_over(path, front, with_facts=True)
    _check_audio(desk, path, front)
    _check_fences(desk, path, front.body, front.body_line)
    asked = tuple(_read_checks(desk, path, front.body, front.body_line))
    return Lesson(own_id, path, body=front.body, checks=asked, body_line=front.body_line, **values)


def _check_audio(desk: Desk, path: str, front: Front) -> None:
    """Check that the recording of a lesson lies in the course, and is one."""
    target = front.values["audio"]
    if target and not SOUND_NAME.fullmatch(target):
        words = f"A recording is named like media/talk.mp3, with mp3, ogg or wav at its end; here it says “{target}”."
        desk.add(path, front.line("audio"), "audio-place", words)
    elif target and target not in desk.around.media:
        words = f"There is no {target} in this course.{near(target, desk.around.media)}"
        desk.add(path, front.line("audio"), "audio-missing", words)


def _check_fences(desk: Desk, path: str, body: str, first_line: int) -> None:
    """Name fences that never close, and checks that stand inside something else."""
    lines = body.split("\n")
    inside = {number for fence in fences(lines) for number in range(fence.first, fence.last + 1)}
    for number, line in enumerate(lines):
        if number in inside:
            continue
        if line.startswith(("```", "~~~")):
            words = "This fence is never closed. It ends with a line of the same marks and nothing else."
            desk.add(path, first_line + number, "fence-open", words)
        elif _SHIFTED.fullmatch(line):
            words = "A check starts at the left edge, not inside a list or a quotation."
            desk.add(path, first_line + number, "check-place", words)


def _read_checks(desk: Desk, path: str, body: str, first_line: int) -> list[Data]:
    """Read the questions of the ``check`` fences, each with its own id; one that cannot be read is left empty."""
    asked: list[Data] = []
    seen: dict[str, int] = {}
    for number, check in enumerate(checks(body, first_line), start=1):
        question, slips = read_question(check.text, check.line, f"check-{number}")
        desk.add_slips(path, slips)
        asked.append(question or {})
        own_id = question["id"] if question else ""
        if own_id in seen:
            words = f"The id “{own_id}” stands twice, here and on line {seen[own_id]}."
            desk.add(path, check.line, "id-twice", words)
        if own_id:
            seen[own_id] = check.line
    return asked
