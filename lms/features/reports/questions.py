"""How the questions of one module version do: every woman's first meeting with each, in tries that are closed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from lms.models.base import db
from lms.models.library import Course, CourseVersion, CourseVersionModule, Module, ModuleVersion, Question
from lms.models.quizzes import Answer, QuizTry
from lms.rules.item_statistics import Item, Meeting, item
from lms.rules.permissions import Actor, Role

Rows = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with points: its words, the words of the wrong option that draws most, and its numbers."""

    slug: str
    words: str
    drawn: str
    item: Item


def sees_all(actor: Actor) -> bool:
    """Whether the totals of every course are hers to see; an instructor sees those of her own courses."""
    return bool(actor.roles & {Role.COORDINATOR, Role.AUDITOR})


def module_version(actor: Actor, version_id: int) -> Any | None:
    """A module version with a quiz; for an instructor, of a course that she teaches."""
    row = db.session.execute(
        sa.select(ModuleVersion.id, ModuleVersion.module_id, ModuleVersion.title, ModuleVersion.texts, Module.course_id)
        .join(Module, Module.id == ModuleVersion.module_id)
        .where(ModuleVersion.id == version_id, ModuleVersion.quiz.is_not(None))
    ).first()
    hidden = row and Role.INSTRUCTOR in actor.roles and not sees_all(actor) and row.course_id not in actor.courses
    return None if hidden else row


def modules(actor: Actor) -> Rows:
    """The modules with a quiz that are offered now, of every course whose totals she sees."""
    rows = (
        sa.select(
            ModuleVersion.id,
            ModuleVersion.title,
            ModuleVersion.texts,
            CourseVersion.title.label("course"),
            CourseVersion.texts.label("course_texts"),
        )
        .join(CourseVersionModule, CourseVersionModule.module_version_id == ModuleVersion.id)
        .join(CourseVersion, CourseVersion.id == CourseVersionModule.course_version_id)
        .join(Course, Course.version_id == CourseVersion.id)
        .where(ModuleVersion.quiz.is_not(None))
        .order_by(CourseVersion.title, Course.id, CourseVersionModule.position)
    )
    if not sees_all(actor):
        rows = rows.where(Course.id.in_(actor.courses))
    return db.session.execute(rows).all()


def asked(actor: Actor, version_id: int, lang: str) -> list[Asked]:
    """Every question with points of a module version, in the author's order, with what is known of it at her facility."""
    of_version = (
        QuizTry.module_version_id == version_id,
        QuizTry.facility_id == actor.facility_id,
        QuizTry.closed_at.is_not(None),
    )
    tries = db.session.execute(
        sa.select(QuizTry.id, QuizTry.person_id, QuizTry.questions)
        .where(*of_version)
        .order_by(QuizTry.closed_at, QuizTry.id)
    ).all()
    answers: dict[int, dict[str, Any]] = defaultdict(dict)
    for row in db.session.execute(
        sa.select(Answer.try_id, Answer.question_key, Answer.value, Answer.points, Answer.out_of)
        .join(QuizTry, QuizTry.id == Answer.try_id)
        .where(*of_version)
    ):
        answers[row.try_id][row.question_key] = row
    rows = db.session.execute(
        sa.select(Question.slug, Question.lang, Question.data)
        .where(Question.module_version_id == version_id)
        .order_by(Question.position, sa.case((Question.lang == lang, 0), else_=1), Question.id)
    ).all()
    places = {(row.slug, one["id"]): at for row in rows for at, one in enumerate(row.data.get("options", ()))}
    met = _meetings(version_id, tries, answers, places)
    shown: dict[str, Any] = {}
    for row in rows:
        shown.setdefault(row.slug, row.data)
    return [
        _asked(slug, data, met[slug]) for slug, data in shown.items() if data["kind"] not in ("reflection", "written")
    ]


def _meetings(
    version_id: int, tries: Rows, answers: Mapping[int, Mapping[str, Any]], places: Mapping[tuple[str, str], int]
) -> dict[str, list[Meeting]]:
    """Each woman's first meeting with each question of this version; a question brought back by recall is not one."""
    met: dict[str, list[Meeting]] = defaultdict(list)
    seen: set[tuple[int, str]] = set()
    for one in tries:
        given = answers.get(one.id, {})
        points = sum((_exact(answer.points) for answer in given.values()), Fraction())
        out_of = sum(answer.out_of for answer in given.values())
        for pin in one.questions:
            answer, key = given.get(pin["key"]), (one.person_id, pin["slug"])
            if pin["version"] != version_id or answer is None or not answer.out_of or key in seen:
                continue
            seen.add(key)
            own, others = _exact(answer.points), out_of - answer.out_of
            picked = answer.value if isinstance(answer.value, list) else [answer.value]
            known = (places.get((pin["slug"], id_)) for id_ in picked if isinstance(id_, str))
            met[pin["slug"]].append(
                Meeting(
                    float(own / answer.out_of),
                    float((points - own) / others) if others else None,
                    frozenset(at for at in known if at is not None),
                )
            )
    return met


def _exact(points: float) -> Fraction:
    """Points as they were counted: the database keeps 2/3 as the nearest binary number."""
    return Fraction(points).limit_denominator(1000)


def _asked(slug: str, data: Mapping[str, Any], meetings: Sequence[Meeting]) -> Asked:
    options = data.get("options", ())
    found = item(meetings, {at for at, one in enumerate(options) if one["right"]})
    drawn = options[found.drawn[0]]["text"]["plain"] if found.drawn else ""
    return Asked(slug, data["stem"]["plain"], drawn, found)
