"""What a new version does to work under way: which change moves it, what a learner keeps, and what to propose."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from lms.rules.permissions import Role
from lms.rules.progress import ModuleFacts, ModuleOutline
from lms.rules.signoffs import WORKING_STATES, State


class Change(StrEnum):
    """How much a new version changes: a small one takes open work along, a breaking one leaves it where it is."""

    SMALL = "small"
    BREAKING = "breaking"


BREAKS = (
    "module-removed",
    "quiz-added",
    "quiz-removed",
    "question-added",
    "question-removed",
    "key-changed",
    "practical-added",
    "practical-removed",
    "criterion-added",
    "criterion-removed",
)
"""The sorts of points (`lms.content.changes.WHAT`) after which work done before may not show the same any more."""

BREAKING_SETTINGS = ("signoff", "credit", "pass_mark", "draw", "star", "tier")
"""Settings that decide what a pass is worth."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What a learner keeps when her work moves to another version of its module, and what it asks of her then.

    ``lessons`` are the titles of lessons that stay read, ``new_lessons`` those to read. Words and answers always stay.
    ``under_way`` says that a quiz is begun that would count no more: she finishes it first.
    """

    lessons: tuple[str, ...]
    new_lessons: tuple[str, ...]
    quiz: bool
    quiz_again: bool
    practical: bool
    practical_again: bool
    under_way: bool


def moves(state: State, change: str) -> bool:
    """Say whether a new version takes an attempt along by itself. From submitted on nothing moves."""
    return change == Change.SMALL and state in WORKING_STATES


def may_choose(state: State, here: bool, offered: bool) -> bool:
    """Say whether she may move her work herself: it is hers, and her module is offered in another version than hers."""
    return offered and not here and state in WORKING_STATES


def carried(
    old: ModuleOutline, new: ModuleOutline, facts: ModuleFacts, small: bool, same_quiz: bool, same_practical: bool
) -> Carried:
    """Say what carries over. ``small`` says that no breaking change lies between; then a passed quiz counts in any case."""
    stays = tuple(title for id_, title in new.lessons if id_ in facts.read)
    keeps_quiz = small or same_quiz
    keeps_practical = small or same_practical
    return Carried(
        lessons=stays,
        new_lessons=tuple(title for id_, title in new.lessons if id_ not in facts.read),
        quiz=new.has_quiz and facts.quiz_passed and keeps_quiz,
        quiz_again=new.has_quiz and facts.quiz_passed and not keeps_quiz,
        practical=new.has_practical and facts.practical_done and keeps_practical,
        practical_again=new.has_practical and facts.practical_done and not keeps_practical,
        under_way=facts.open_try is not None and not keeps_quiz,
    )


def proposal(whats: Collection[tuple[str, str]]) -> tuple[Change, str]:
    """Propose small or breaking from the points, each as (what, setting), with the first ground for breaking."""
    for what, setting in whats:
        if what in BREAKS or (what == "setting" and setting in BREAKING_SETTINGS):
            return Change.BREAKING, what if what in BREAKS else setting
    return Change.SMALL, ""


def needs_second(roles: Collection[Role], facility_asks: bool) -> bool:
    """Say whether somebody else has to confirm what this person wants to publish; a coordinator publishes alone."""
    return facility_asks and Role.COORDINATOR not in roles


class NotConfirmed(Exception):
    """A version cannot be confirmed so; ``words`` say why."""

    words = "This cannot be confirmed."


class SamePerson(NotConfirmed):
    """She asked for it herself."""

    words = "You asked for this yourself. Somebody else confirms it."


class OtherFacility(NotConfirmed):
    """Another facility asked for it: its own rule is kept by its own people."""

    words = "Another place asked for this. Somebody there decides."


class DraftChanged(NotConfirmed):
    """The draft is not what was asked for, or shown, any more."""

    words = "The draft changed since. Look at it again."


def check_confirm(actor_id: int, asked_by: int, here: bool, asked_hash: str, hash_now: str) -> None:
    """Refuse to confirm one's own wish, another facility's, and any other state than the one that was asked for."""
    if actor_id == asked_by:
        raise SamePerson
    if not here:
        raise OtherFacility
    if asked_hash != hash_now:
        raise DraftChanged
