"""What was said and done here, and what tickets say once enough of them are there."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from lms.features.feedback.actions import ASKED
from lms.models.base import db
from lms.models.keeping import ExitTicket, ExitTicketGiven, SaidDone
from lms.models.learning import Attempt
from lms.models.library import Course, CourseVersion, CourseVersionModule, Module, ModuleVersion
from lms.rules.permissions import Actor
from lms.rules.totals import released

MOST = 20
"""Entries on one page."""


@dataclass(frozen=True, slots=True)
class ModuleTickets:
    """What tickets say of one module: how many are counted, and for each question how many said 1, 2 and 3."""

    course: str
    module: str
    counted: int
    answers: dict[str, tuple[int, int, int]]


def said_done(actor: Actor, before: int) -> Sequence[SaidDone]:
    """What is up in the actor's facility, newest first, from those before a number (0: from the newest)."""
    rows = sa.select(SaidDone).where(SaidDone.facility_id == actor.facility_id, SaidDone.taken_down_at.is_(None))
    if before:
        rows = rows.where(SaidDone.id < before)
    return db.session.scalars(rows.order_by(SaidDone.id.desc()).limit(MOST + 1)).all()


def said(said_id: int) -> SaidDone | None:
    """One entry."""
    return db.session.get(SaidDone, said_id)


def asked_about(attempt_id: int, person_id: int) -> Any:
    """The module of an attempt, its state, and whether she has given a ticket for it."""
    given = sa.exists().where(
        ExitTicketGiven.person_id == person_id, ExitTicketGiven.module_id == ModuleVersion.module_id
    )
    return db.session.execute(
        sa.select(
            Attempt.state, ModuleVersion.module_id, ModuleVersion.title, ModuleVersion.texts, given.label("given")
        )
        .join(ModuleVersion, ModuleVersion.id == Attempt.module_version_id)
        .where(Attempt.id == attempt_id)
    ).one()


def results(actor: Actor, this_month: str, lang: str) -> list[ModuleTickets]:
    """What tickets of the actor's facility say, for each module on offer, as far as it may be shown."""
    rows = db.session.execute(
        sa.select(
            ExitTicket.module_id, ExitTicket.month, *(getattr(ExitTicket, name) for name in ASKED), sa.func.count()
        )
        .where(ExitTicket.facility_id == actor.facility_id)
        .group_by(ExitTicket.module_id, ExitTicket.month, *(getattr(ExitTicket, name) for name in ASKED))
    ).all()
    by_module: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_module[row[0]].append(row)
    titles = db.session.execute(
        sa.select(
            *(ModuleVersion.module_id, ModuleVersion.title, ModuleVersion.texts),
            *(CourseVersion.title.label("course"), CourseVersion.texts.label("course_texts")),
        )
        .join(CourseVersionModule, CourseVersionModule.module_version_id == ModuleVersion.id)
        .join(CourseVersion, CourseVersion.id == CourseVersionModule.course_version_id)
        .join(Course, Course.version_id == CourseVersion.id)
        .join(Module, Module.id == ModuleVersion.module_id)
        .order_by(Course.id, CourseVersionModule.position)
    ).all()
    return [
        _tickets(
            (row.course_texts or {}).get(lang, {}).get("title") or row.course,
            row.texts.get(lang, {}).get("title") or row.title,
            by_module[row.module_id],
            this_month,
        )
        for row in titles
        if row.module_id in by_module
    ]


def _tickets(course: str, module: str, rows: Sequence[Any], this_month: str) -> ModuleTickets:
    months: Counter[str] = Counter()
    for row in rows:
        months[row[1]] += row[-1]
    shown = released(list(months.items()), this_month)
    counts = {name: Counter[int]() for name in ASKED}
    for row in rows:
        if row[1] in shown:
            for name, value in zip(ASKED, row[2:5], strict=True):
                counts[name][value] += row[-1]
    counted = sum(months[month] for month in shown)
    return ModuleTickets(course, module, counted, {name: (one[1], one[2], one[3]) for name, one in counts.items()})
