"""Sheets: what is on one, which wait for their answers, and what the key says."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from lms import questions
from lms.features.lessons.queries import in_language
from lms.features.quizzes.queries import questions_of
from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.library import Module, ModuleVersion
from lms.models.people import Person
from lms.models.quizzes import PaperSheet
from lms.rules.permissions import About, Actor, May, Verdict, allowed
from lms.rules.signoffs import WORKING_STATES

MOST = 200
"""Sheets and learners that one page lists."""

PRIVATE = "reflection"
"""The kind that is hers alone: it is printed for her, and nobody enters it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet with its learner and module; ``questions`` in the order asked, each as it is shown before the answer."""

    row: PaperSheet
    learner: str
    course_id: str
    texts: Any
    title: str
    shuffle: bool
    entered_by: str
    data: dict[str, questions.Data]

    @property
    def about(self) -> About:
        """What the permission table needs to know of it."""
        return About(facility_id=self.row.facility_id, owner_id=self.row.person_id, course_id=self.course_id)

    @property
    def shown(self) -> list[tuple[str, questions.Data, str]]:
        """Each question by key, in the order of its parts on this very sheet, with its language."""
        seed = self.row.seed if self.shuffle else None
        return [(one["key"], questions.view(self.data[one["key"]], seed), one["lang"]) for one in self.row.questions]

    def name(self, lang: str) -> str:
        """The module's title in a language."""
        return str(in_language(self.texts, lang).get("title") or self.title)


def sheet(number: str) -> Sheet | None:
    """One sheet with all that is printed on it."""
    enterer = aliased(Person)
    row = db.session.execute(
        sa.select(PaperSheet, Person.name, Module.course_id, ModuleVersion, enterer.name)
        .join(Person, Person.id == PaperSheet.person_id)
        .join(ModuleVersion, ModuleVersion.id == PaperSheet.module_version_id)
        .join(Module, Module.id == ModuleVersion.module_id)
        .outerjoin(enterer, enterer.id == PaperSheet.entered_by)
        .where(PaperSheet.number == number)
    ).first()
    if row is None:
        return None
    found, learner, course_id, module, entered_by = row
    shuffle = (module.quiz or {}).get("shuffle", True)
    data = questions_of(found.questions)
    return Sheet(found, learner, course_id, module.texts, module.title, shuffle, entered_by or "", data)


def attempts_with_quiz(person_id: int) -> Sequence[Any]:
    """The modules she works on that have a quiz: attempt, title and texts."""
    return db.session.execute(
        sa.select(Attempt.id, ModuleVersion.title, ModuleVersion.texts)
        .join(ModuleVersion, ModuleVersion.id == Attempt.module_version_id)
        .where(Attempt.person_id == person_id, Attempt.state.in_(WORKING_STATES), ModuleVersion.quiz.is_not(None))
        .order_by(Attempt.touched_at.desc())
    ).all()


@dataclass(frozen=True, slots=True)
class Line:
    """A sheet in a list; the last three are None until it was entered."""

    number: str
    learner: str
    title: str
    texts: Any
    made_at: dt.datetime
    answered_on: dt.date | None
    entered_at: dt.datetime | None
    entered_by: str | None


def lines(condition: sa.ColumnElement[bool]) -> list[Line]:
    """Sheets that meet a condition, latest first."""
    enterer = aliased(Person)
    rows = db.session.execute(
        sa.select(
            PaperSheet.number,
            Person.name,
            ModuleVersion.title,
            ModuleVersion.texts,
            PaperSheet.made_at,
            PaperSheet.answered_on,
            PaperSheet.entered_at,
            enterer.name,
        )
        .join(Person, Person.id == PaperSheet.person_id)
        .join(ModuleVersion, ModuleVersion.id == PaperSheet.module_version_id)
        .outerjoin(enterer, enterer.id == PaperSheet.entered_by)
        .where(condition)
        .order_by(PaperSheet.made_at.desc(), PaperSheet.number)
        .limit(MOST)
    )
    return [Line(*row) for row in rows]


def of_learner(person_id: int) -> list[Line]:
    """Every sheet of one learner."""
    return lines(PaperSheet.person_id == person_id)


def learners(actor: Actor) -> list[Any]:
    """For a mentor, the learners whose quizzes she may print; a coordinator finds everybody under *People*."""
    rows = db.session.execute(
        sa.select(Person.id, Person.name, Person.facility_id)
        .where(Person.id.in_(actor.matches), Person.id != actor.id)
        .order_by(Person.name, Person.id)
        .limit(MOST)
    ).all()
    return [row for row in rows if _may(actor, row.facility_id, row.id)]


def waiting(actor: Actor) -> list[Line]:
    """Sheets of her facility that nobody has entered yet, of those learners whose answers she may enter."""
    open_ = sa.and_(PaperSheet.facility_id == actor.facility_id, PaperSheet.try_id.is_(None))
    if not _may(actor, actor.facility_id, 0):
        open_ = sa.and_(open_, PaperSheet.person_id.in_({row.id for row in learners(actor)}))
    return lines(sa.and_(open_, PaperSheet.person_id != actor.id))


def _may(actor: Actor, facility_id: int, person_id: int) -> bool:
    return allowed(actor, May.PAPER, About(facility_id=facility_id, owner_id=person_id)) is Verdict.YES


def key_lines(data: questions.Data) -> list[str]:
    """What the key says to one question, as plain lines; nothing for what nobody marks."""
    match data["kind"]:
        case "choice" | "multiple":
            return [one["text"]["plain"] for one in data["options"] if one["right"]]
        case "number":
            return [_number(one) for one in data["forms"]] + list(data["words"])
        case "text":
            return [one["text"] for one in data["forms"]]
        case "order":
            return [one["text"]["plain"] for one in data["items"]]
        case "match":
            rights = {one["id"]: one["text"]["plain"] for one in data["rights"]}
            return [f"{one['text']['plain']} → {rights[one['right']]}" for one in data["pairs"]]
        case "written":
            return [one["plain"] for one in data["rubric"]]
        case _:
            return []


def _number(form: questions.Data) -> str:
    tolerance = f" ± {form['tolerance']}" if form["tolerance"] else ""
    return f"{form['value']}{tolerance} {form['unit']}".strip()
