"""What the quiz pages read: a try with its pinned questions and the answers given so far."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import sqlalchemy as sa

from lms import questions
from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.library import ModuleVersion, Question
from lms.models.people import Person
from lms.models.prepared import Prepared
from lms.models.quizzes import Answer, AnswerDraft, AnswerSave, PaperSheet, QuizTry
from lms.rules.permissions import About
from lms.rules.signoffs import WORKING_STATES

Key = tuple[int, str, str]
"""Module version, slug and language: where a pinned question stands."""

MOST_ASIDE = 20
"""Saves of one question that a page looks back on."""


@dataclass(frozen=True, slots=True)
class OnPaper:
    """How a try came here from paper: its sheet, the day she wrote on it, and who entered it."""

    sheet: str
    day: dt.date
    by: str


def papers(attempt_id: int) -> dict[int, OnPaper]:
    """The tries of an attempt that were on paper, by their number."""
    rows = db.session.execute(
        sa.select(QuizTry.number, PaperSheet.number, PaperSheet.answered_on, Person.name)
        .join(PaperSheet, PaperSheet.try_id == QuizTry.id)
        .join(Person, Person.id == PaperSheet.entered_by)
        .where(QuizTry.attempt_id == attempt_id)
        .order_by(QuizTry.number)
    )
    return {number: OnPaper(sheet, day, by) for number, sheet, day, by in rows if day is not None}


@dataclass(frozen=True, slots=True)
class TryPage:
    """A try: where it stands, its questions in order by key, and the answers by key.

    ``working`` says whether the attempt is hers to work on, and not with a reviewer or done.
    """

    id: int
    attempt_id: int
    person_id: int
    facility_id: int
    number: int
    seed: int
    module_id: str
    title: str
    texts: Mapping[str, Any]
    settings: Mapping[str, Any]
    pass_mark: int
    signoff: str
    working: bool
    keys: tuple[str, ...]
    answers: Mapping[str, Answer]
    closed_at: dt.datetime | None
    percent: int | None
    passed: bool | None
    pinned: Mapping[str, Mapping[str, Any]]

    @property
    def about(self) -> About:
        """What the permission table needs to know of it."""
        course_id = self.module_id.split("/", 1)[0]
        return About(facility_id=self.facility_id, owner_id=self.person_id, course_id=course_id)

    @property
    def feedback_each(self) -> bool:
        """Whether the reason is shown after each answer, which then stays as it is."""
        return bool(self.settings.get("feedback", "each") == "each")

    @property
    def open_key(self) -> str | None:
        """The first question without an answer."""
        return next((key for key in self.keys if key not in self.answers), None)

    def place(self, key: str) -> int:
        """The number of a question, from 1."""
        return self.keys.index(key) + 1

    def after(self, key: str) -> str | None:
        """The question that comes after this one in order."""
        at = self.keys.index(key) + 1
        return self.keys[at] if at < len(self.keys) else None


_TRY = Prepared(
    sa.select(
        QuizTry.attempt_id,
        QuizTry.person_id,
        QuizTry.facility_id,
        QuizTry.number,
        QuizTry.seed,
        QuizTry.questions,
        QuizTry.closed_at,
        QuizTry.percent,
        QuizTry.passed,
        Attempt.module_id,
        Attempt.state,
        ModuleVersion.title,
        ModuleVersion.texts,
        ModuleVersion.quiz,
        ModuleVersion.pass_mark,
        ModuleVersion.signoff,
    )
    .join(Attempt, Attempt.id == QuizTry.attempt_id)
    .join(ModuleVersion, ModuleVersion.id == QuizTry.module_version_id)
    .where(QuizTry.id == sa.bindparam("try_id")),
    keep=64,
)
_QUESTION = Prepared(
    sa.select(Question.data).where(
        Question.module_version_id == sa.bindparam("version"),
        Question.slug == sa.bindparam("slug"),
        Question.lang == sa.bindparam("lang"),
    ),
    keep=128,
)


def try_page(try_id: int, with_answers: bool = True) -> TryPage | None:
    """A try with its answers, in two queries; saving one answer needs no other, so it leaves them out."""
    row = _TRY.first(try_id=try_id)
    if row is None:
        return None
    answers = db.session.scalars(sa.select(Answer).where(Answer.try_id == try_id)) if with_answers else ()
    return TryPage(
        id=try_id,
        attempt_id=row.attempt_id,
        person_id=row.person_id,
        facility_id=row.facility_id,
        number=row.number,
        seed=row.seed,
        module_id=row.module_id,
        title=row.title,
        texts=row.texts,
        settings=row.quiz or {},
        pass_mark=row.pass_mark,
        signoff=row.signoff,
        working=row.state in WORKING_STATES,
        keys=tuple(one["key"] for one in row.questions),
        answers={answer.question_key: answer for answer in answers},
        closed_at=row.closed_at,
        percent=row.percent,
        passed=row.passed,
        pinned={one["key"]: one for one in row.questions},
    )


def question(page: TryPage, key: str) -> questions.Data | None:
    """One pinned question of a try."""
    pin = page.pinned.get(key)
    if pin is None:
        return None
    row = _QUESTION.first(version=pin["version"], slug=pin["slug"], lang=pin["lang"])
    data: questions.Data | None = row.data if row else None
    return data


def questions_of(pinned: Sequence[Mapping[str, Any]]) -> dict[str, questions.Data]:
    """All pinned questions of a try by key, in one query."""
    where: dict[Key, str] = {(one["version"], one["slug"], one["lang"]): one["key"] for one in pinned}
    rows = db.session.execute(
        sa.select(Question.module_version_id, Question.slug, Question.lang, Question.data).where(
            Question.module_version_id.in_({version for version, _, _ in where}),
            Question.slug.in_({slug for _, slug, _ in where}),
        )
    )
    found = {where[key]: row.data for row in rows if (key := (row.module_version_id, row.slug, row.lang)) in where}
    return {one["key"]: found[one["key"]] for one in pinned}


def tries(attempt_id: int) -> Sequence[QuizTry]:
    """Every sitting of an attempt, in order."""
    return db.session.scalars(sa.select(QuizTry).where(QuizTry.attempt_id == attempt_id).order_by(QuizTry.number)).all()


def quiz_settings(attempt_id: int) -> Any:
    """How the quiz of an attempt is asked: settings, pass mark, size of the bank."""
    bank = sa.select(sa.func.count(sa.distinct(Question.slug))).where(Question.module_version_id == ModuleVersion.id)
    return db.session.execute(
        sa.select(
            ModuleVersion.quiz,
            ModuleVersion.pass_mark,
            ModuleVersion.title,
            ModuleVersion.texts,
            ModuleVersion.module_id,
            Attempt.state,
            Attempt.quiz_from,
            bank.scalar_subquery().label("bank"),
        )
        .join(Attempt, Attempt.module_version_id == ModuleVersion.id)
        .where(Attempt.id == attempt_id)
    ).one()


def draft_of(try_id: int, key: str) -> AnswerDraft | None:
    """What stands in the box of a question, newer than its answer, if anything does."""
    return db.session.scalar(
        sa.select(AnswerDraft).where(AnswerDraft.try_id == try_id, AnswerDraft.question_key == key)
    )


def drafted(try_id: int) -> set[str]:
    """The questions of a try in whose box something newer stands than was handed in."""
    return set(db.session.scalars(sa.select(AnswerDraft.question_key).where(AnswerDraft.try_id == try_id)))


def kept_aside(try_id: int, key: str, since_saved: bool = False) -> list[AnswerSave]:
    """Answers to a question that did not become the current one, newest first: stale, after locking, or late.

    ``since_saved`` leaves out what was there when she saved last: then she had seen it and chosen.
    """
    rows = db.session.scalars(
        sa.select(AnswerSave)
        .where(AnswerSave.try_id == try_id, AnswerSave.question_key == key, AnswerSave.outcome != "draft")
        .order_by(AnswerSave.id.desc())
        .limit(MOST_ASIDE)
    ).all()
    if since_saved:
        rows = list(takewhile(lambda one: one.outcome != "current", rows))
    return [one for one in rows if one.outcome != "current"]


@dataclass(frozen=True, slots=True)
class Late:
    """An answer that came after its try was closed: to which question, in words, in which try and when."""

    question: str
    words: str
    number: int
    at: dt.datetime


def late_answers(attempt_id: int) -> list[Late]:
    """What came late in any try of an attempt, for whoever reviews it; reflections stay hers."""
    rows = db.session.execute(
        sa.select(
            AnswerSave.id,
            QuizTry.number,
            QuizTry.questions,
            AnswerSave.question_key,
            AnswerSave.value,
            AnswerSave.saved_at,
        )
        .join(QuizTry, QuizTry.id == AnswerSave.try_id)
        .where(QuizTry.attempt_id == attempt_id, AnswerSave.outcome == "late")
        .order_by(AnswerSave.id)
    ).all()
    pins = {row.id: next(one for one in row.questions if one["key"] == row.question_key) for row in rows}
    named = [{**pin, "key": _place(pin)} for pin in pins.values()]
    found = questions_of(named) if named else {}
    return [
        Late(data["stem"]["plain"], questions.plain(data, row.value), row.number, row.saved_at)
        for row in rows
        if (data := found[_place(pins[row.id])])["kind"] != "reflection"
    ]


def _place(pin: Mapping[str, Any]) -> str:
    return f"{pin['version']} {pin['slug']} {pin['lang']}"
