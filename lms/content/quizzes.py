"""Quizzes: the bank of questions of a module and how it is asked."""

import re
from collections.abc import Sequence

from lms.content.desk import Desk
from lms.content.front import Front, Key, inherit
from lms.content.model import Quiz
from lms.content.source import line_finder, read_text
from lms.content.translations import key_of
from lms.content.words import near
from lms.questions import KINDS, read_quiz
from lms.questions.base import Data

KEYS = {
    "draw": Key("whole", 0, low=1),
    "shuffle": Key("yes_no", True),
    "feedback": Key("text", "each", choices=("each", "end")),
    "star": Key("ids", ()),
}

_ID = re.compile(r"\{#([a-z0-9-]{1,40})\}")


def read_quiz_file(desk: Desk, path: str, original: Quiz | None) -> Quiz:
    """Read quiz.md; in a translation the questions are those of ``original`` that have been translated."""
    front = desk.open(path, {"id": Key("id"), **KEYS})
    values = {key: front.values[key] for key in KEYS}
    if not front.whole:
        return Quiz(path, (), **values)
    questions, slips = read_quiz(front.body, front.body_line)
    desk.add_slips(path, slips)
    desk.look_over(path, front, is_quiz=True)
    if original:
        values, problems = inherit(path, front, KEYS, original)
        desk.problems += problems
        _compare(desk, path, front, questions, original)
        names = {question["id"] for question in original.questions}
        questions = [question for question in questions if question["id"] in names]
    else:
        _check_settings(desk, path, front, questions)
    return Quiz(path, tuple(questions), **values)


def _check_settings(desk: Desk, path: str, front: Front, questions: Sequence[Data]) -> None:
    """Check ``draw`` and ``star`` against the bank; a question that could not be read still counts."""
    draw, star = front.values["draw"], front.values["star"]
    names = set(_ID.findall(front.body))
    if draw > max(len(questions), len(names)):
        words = f"draw asks for {draw} questions, but the bank has {max(len(questions), len(names))}."
        desk.add(path, front.line("draw"), "draw-bank", words)
    if draw and len(star) > draw:
        words = f"star names {len(star)} questions, more than the {draw} that are drawn."
        desk.add(path, front.line("star"), "star-draw", words)
    by_id = {question["id"]: question for question in questions}
    for name in star:
        if name not in names:
            desk.add(
                path,
                front.line("star"),
                "star-unknown",
                f"star names “{name}”, which is no question here.{near(name, names)}",
            )
        elif name in by_id and not KINDS[by_id[name]["kind"]].SCORED:
            words = f"star names “{name}”, which has no points, so nobody can get it right."
            desk.add(path, front.line("star"), "star-unscored", words)


def _compare(desk: Desk, path: str, front: Front, questions: Sequence[Data], originals: Quiz) -> None:
    """Check that each translated question is one of the course's, of the same kind with the same key."""
    by_id = {question["id"]: question for question in originals.questions}
    unread = set(_ID.findall(read_text(originals.path, desk.tree[originals.path])[0])) - set(by_id)
    at = line_finder(front.body, front.body_line)
    for question in questions:
        name = question["id"]
        line = at(front.body.find(f"{{#{name}}}"))
        original = by_id.get(name)
        if name in unread or not by_id:
            continue
        if original is None:
            words = f"The course has no question “{name}” in this quiz.{near(name, by_id)}"
            desk.add(path, line, "translation-extra", words)
        elif question["kind"] != original["kind"]:
            words = f"“{name}” is of the kind {original['kind']} in the course; here it is {question['kind']}."
            desk.add(path, line, "translation-kind", words)
        elif key_of(question) != key_of(original):
            words = (
                f"“{name}” has other answers than in the course, or not as many. Keep their number, order and marks."
            )
            desk.add(path, line, "translation-key", words)
