"""Marking written answers by their rubric: each mark is a row that stays, and the latest of a line counts."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from lms.features.audit.actions import note
from lms.models.base import db
from lms.models.mentoring import WrittenMark
from lms.models.people import Person
from lms.models.quizzes import Answer
from lms.rules.permissions import Actor
from lms.rules.signatures import answers_hash, evidence_hash

Line = tuple[str, int]
"""A question's key and the place of a line in its rubric, from 0."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How one line was marked last, by whom and when."""

    met: bool
    by_id: int
    by: str
    at: dt.datetime


def hash_of(answer: Answer | None) -> str:
    """The fingerprint of a written answer: a mark is for these words and no others."""
    return evidence_hash(str(answer.value) if answer else "")


def latest(attempt_id: int, answers: Mapping[str, Answer]) -> dict[Line, Mark]:
    """The marks that count for these answers as they stand, in one query."""
    rows = db.session.execute(
        sa.select(
            WrittenMark.question_key,
            WrittenMark.line,
            WrittenMark.answer_hash,
            WrittenMark.met,
            WrittenMark.by_id,
            Person.name,
            WrittenMark.at,
        )
        .join(Person, Person.id == WrittenMark.by_id)
        .where(WrittenMark.attempt_id == attempt_id)
        .order_by(WrittenMark.id)
    )
    return {
        (row.question_key, row.line): Mark(row.met, row.by_id, row.name, row.at)
        for row in rows
        if row.question_key in answers and row.answer_hash == hash_of(answers[row.question_key])
    }


def bound(marks: Mapping[Line, Mark]) -> str:
    """The fingerprint of all marks that count, as a signature binds it: question, line, met or not, and who said so."""
    lines: list[Any] = [[key, line, one.met, one.by_id] for (key, line), one in sorted(marks.items())]
    return answers_hash(lines)


def save(
    actor: Actor,
    attempt_id: int,
    facility_id: int,
    answers: Mapping[str, Answer],
    given: Mapping[Line, bool],
    now: dt.datetime,
) -> None:
    """Keep marks that differ from those that count now. The caller has made sure that the actor may sign this work."""
    before = latest(attempt_id, answers)
    fresh = {line: met for line, met in given.items() if line not in before or before[line].met != met}
    for (key, line), met in sorted(fresh.items()):
        db.session.add(
            WrittenMark(
                facility_id=facility_id,
                attempt_id=attempt_id,
                question_key=key,
                answer_hash=hash_of(answers.get(key)),
                line=line,
                met=met,
                by_id=actor.id,
                at=now,
            )
        )
    if fresh:
        db.session.flush()  # What is signed next binds these marks.
        note(actor, "answers-marked", "attempt", attempt_id, now, lines=len(fresh))


def unmet(marks: Mapping[Line, Mark]) -> list[Line]:
    """The lines that are marked as not there yet."""
    return sorted(line for line, one in marks.items() if not one.met)


def lines_of(asked: Iterable[tuple[str, Mapping[str, Any]]]) -> list[Line]:
    """Every rubric line of the written questions among these, given by key and data, in order."""
    return [
        (key, line) for key, data in asked if data["kind"] == "written" for line in range(len(data.get("rubric", ())))
    ]
