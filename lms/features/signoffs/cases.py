"""One attempt as sign-off sees it: whose it is, which policy it has, where it stands and who holds it."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.library import Module, ModuleVersion
from lms.models.people import Facility, Person
from lms.models.signoffs import Reading, SignoffEvent
from lms.rules.permissions import About, Actor, May, Verdict, allowed
from lms.rules.reviewers import Review
from lms.rules.signoffs import Event, State, lease_holder

READING_LASTS = dt.timedelta(minutes=30)
"""How long a learner's work stays open to somebody who opened it."""

ASKED = frozenset({State.SUBMITTED, State.IN_REVIEW, State.AWAITING_SECOND, State.APPROVED, State.REVOKED})
"""States in which she has handed her work over; returned work is hers again until she asks once more."""

WATCHED = frozenset({"practical", "dual"})
"""Policies under which somebody watches a task."""

_CLAIMER = sa.orm.aliased(Person)
_RETURNS = (
    sa.select(sa.func.count())
    .where(SignoffEvent.attempt_id == Attempt.id, SignoffEvent.event == Event.RETURNED)
    .scalar_subquery()
)
CASES = (
    sa.select(
        Attempt.id.label("attempt_id"),
        Attempt.person_id.label("learner_id"),
        Person.name.label("learner"),
        Attempt.facility_id,
        Facility.timezone,
        Facility.peers_may_sign,
        Facility.sample_percent,
        Module.course_id,
        Attempt.module_id,
        Attempt.module_version_id,
        Attempt.number,
        ModuleVersion.title,
        ModuleVersion.texts,
        ModuleVersion.signoff.label("policy"),
        ModuleVersion.credit,
        Attempt.state,
        Attempt.submitted_at,
        Attempt.claimed_by,
        Attempt.claimed_at,
        _CLAIMER.name.label("claimer"),
        _RETURNS.label("returns"),
    )
    .join(Person, Person.id == Attempt.person_id)
    .join(Facility, Facility.id == Attempt.facility_id)
    .join(Module, Module.id == Attempt.module_id)
    .join(ModuleVersion, ModuleVersion.id == Attempt.module_version_id)
    .outerjoin(_CLAIMER, _CLAIMER.id == Attempt.claimed_by)
)
"""Every attempt as a row for `read_cases`; lists add their conditions."""


@dataclass(frozen=True, slots=True)
class Case:
    """One attempt. ``opened`` says whether the person who asks has opened this learner's work and may still read it.

    ``noted`` says that a reading of hers runs; a claim keeps work open for longer, for what she sends from her review.
    """

    attempt_id: int
    learner_id: int
    learner: str
    facility_id: int
    timezone: str
    peers_may_sign: bool
    sample_percent: int
    course_id: str
    module_id: str
    module_version_id: int
    number: int
    title: str
    texts: Mapping[str, Any]
    policy: str
    credit: bool
    state: State
    submitted_at: dt.datetime | None
    claimed_by: int | None
    claimed_at: dt.datetime | None
    claimer: str | None
    returns: int
    opened: bool = False
    noted: bool = False

    @property
    def about(self) -> About:
        """What the permission table needs to know of it."""
        return About(
            facility_id=self.facility_id,
            owner_id=self.learner_id,
            course_id=self.course_id,
            submitted=self.state in ASKED,
            opened=self.opened,
            peers_may=self.peers_may_sign,
        )

    @property
    def review(self) -> Review:
        """What the rule on conflicts of interest needs to know of it."""
        return Review(self.learner_id, self.policy, self.credit)

    @property
    def signing(self) -> May:
        """The permission that approving it takes."""
        return May.SIGN_CREDIT if self.credit or self.policy in WATCHED else May.SIGN

    def holder(self, now: dt.datetime) -> int | None:
        """Whose claim still runs, if anyone's."""
        return lease_holder(self.claimed_by, self.claimed_at, now) if self.state is State.IN_REVIEW else None

    def name(self, lang: str) -> str:
        """The module's title in a language, or else in its own."""
        return str(self.texts.get(lang, {}).get("title") or self.title)

    def can_read(self, actor: Actor) -> bool:
        """Whether the actor may read the work itself now: the table allows it and she has opened it."""
        return self.opened and allowed(actor, May.READ_WORK, self.about) is Verdict.YES


def read_cases(rows: sa.Select[*tuple[Any, ...]]) -> Iterator[Case]:
    """Run a statement made of `CASES`."""
    for row in db.session.execute(rows):
        yield Case(**{**row._mapping, "state": State(row.state)})


def case(attempt_id: int, actor: Actor | None, now: dt.datetime) -> Case | None:
    """One attempt as the actor finds it now; None where there is none that anybody signs."""
    found = next(read_cases(CASES.where(Attempt.id == attempt_id, ModuleVersion.signoff != "none")), None)
    if found is None or actor is None or actor.id == found.learner_id:
        return found
    noted = has_opened(actor, attempt_id, now)
    return replace(found, opened=noted or found.holder(now) == actor.id, noted=noted)


def has_opened(actor: Actor, attempt_id: int, now: dt.datetime) -> bool:
    """Whether she opened this work a short while ago, with an act that the learner sees."""
    row = sa.select(Reading.id).where(
        Reading.attempt_id == attempt_id, Reading.reader_id == actor.id, Reading.at <= now, Reading.until > now
    )
    return db.session.execute(row.limit(1)).first() is not None
