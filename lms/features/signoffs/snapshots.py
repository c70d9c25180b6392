"""What exactly is signed: her answers, her words and the module's version, as one fingerprint."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from lms.features.signoffs import marks
from lms.models.base import db
from lms.models.learning import Attempt, PracticalWork
from lms.models.library import ModuleVersion
from lms.models.quizzes import Answer, QuizTry
from lms.models.signoffs import SignoffEvent
from lms.rules.signatures import answers_hash, evidence_hash
from lms.rules.signoffs import Event

_BEST = (
    sa.select(QuizTry)
    .join(Attempt, Attempt.id == QuizTry.attempt_id)
    .where(
        QuizTry.attempt_id == sa.bindparam("attempt_id"),
        QuizTry.closed_at.is_not(None),
        QuizTry.number >= Attempt.quiz_from,
    )
    .order_by(sa.case((QuizTry.passed.is_(True), 0), else_=1), QuizTry.percent.desc(), QuizTry.number)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Work:
    """Her work on one attempt as it stands: the try that counts with its answers, and the practical.

    ``task`` is what the practical asks for, by language. ``marks`` are those that count for her written answers.
    """

    content_hash: str
    task: Mapping[str, Any] | None
    best: QuizTry | None
    answers: Mapping[str, Answer]
    practical: PracticalWork | None
    marks: Mapping[marks.Line, marks.Mark]

    @property
    def criteria(self) -> tuple[str, ...]:
        """The ids of what a mentor watches for, in order; they are the same in every language."""
        task: Mapping[str, Any] = next(iter((self.task or {}).values()), {})
        return tuple(one["id"] for one in task.get("criteria", ()))

    @property
    def ratings(self) -> Mapping[str, int]:
        """Her own rating of each criterion."""
        return {key: int(value) for key, value in (self.practical.ratings if self.practical else {}).items()}

    @property
    def words(self) -> str:
        """What she wrote about the practical."""
        return self.practical.words if self.practical else ""

    @property
    def snapshot(self) -> str:
        """The fingerprint that is taken when she asks, shown in the review and bound by the signature."""
        asked = [question["key"] for question in self.best.questions] if self.best else []
        values: list[Any] = [[key, self.answers[key].value] for key in asked if key in self.answers]
        return answers_hash([self.content_hash, values, self.words, self.ratings])

    @property
    def evidence(self) -> dict[str, str]:
        """The fingerprint of each piece of evidence; the quiz is one of them."""
        found = {"practical": evidence_hash(self.words)} if self.practical else {}
        if self.best:
            found["quiz"] = answers_hash([self.best.number, self.best.percent, bool(self.best.passed)])
        if self.marks:
            found["marks"] = marks.bound(self.marks)
        return found


def work(attempt_id: int) -> Work:
    """Her work on one attempt. Asking, reviewing and signing all look at it through here."""
    found = db.session.execute(
        sa.select(ModuleVersion.hash, ModuleVersion.practical, PracticalWork)
        .select_from(Attempt)
        .join(ModuleVersion, ModuleVersion.id == Attempt.module_version_id)
        .outerjoin(PracticalWork, PracticalWork.attempt_id == Attempt.id)
        .where(Attempt.id == attempt_id)
        .execution_options(populate_existing=True)
    ).one()
    best = db.session.execute(_BEST, {"attempt_id": attempt_id}).scalar_one_or_none()
    rows = db.session.scalars(sa.select(Answer).where(Answer.try_id == best.id)) if best else ()
    answers = {row.question_key: row for row in rows}
    marked = marks.latest(attempt_id, answers) if answers else {}
    return Work(found.hash, found.practical, best, answers, found.PracticalWork, marked)


def asked_snapshot(attempt_id: int) -> str:
    """The fingerprint as it was when she last asked, or last asked another reviewer."""
    details = db.session.scalar(
        sa.select(SignoffEvent.details)
        .where(SignoffEvent.attempt_id == attempt_id, SignoffEvent.event.in_((Event.SUBMITTED, Event.APPEALED)))
        .order_by(SignoffEvent.seq.desc())
        .limit(1)
    )
    return str((details or {}).get("snapshot", ""))
