"""Who may start a course and which modules are open."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

LEARNERS, MENTORS = "learner", "mentor"
"""Whom a course is for."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why she cannot start yet: the words for her, and the ids of courses to finish first, each to become a link."""

    words: str
    missing: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.words


def takes(roles: Collection[str]) -> frozenset[str]:
    """Say whose courses a person with these roles takes herself: a mentor learns in those for mentors."""
    kinds = ((LEARNERS, {"learner"}), (MENTORS, {"mentor", "peer_mentor"}))
    return frozenset(audience for audience, who in kinds if who & set(roles))


def sees(roles: Collection[str]) -> frozenset[str]:
    """Say whose courses she may look through: those for learners, those she takes, and as staff all of them."""
    staff = {LEARNERS, MENTORS} if {"instructor", "coordinator"} & set(roles) else {LEARNERS}
    return takes(roles) | staff


def may_start(requires: Sequence[str], completed: Collection[str], enrol: str, enrolled: bool) -> Refusal | None:
    """Say why she may not start this course, or None when she may.

    Once enrolled she is in: where a coordinator enrolled her, the coordinator's decision stands above the requirements.
    """
    if enrolled:
        return None
    if enrol != "open":
        return Refusal("Your coordinator enrols women in this course. Ask your coordinator.")
    missing = tuple(course for course in requires if course not in completed)
    if missing:
        return Refusal("Finish these courses first.", missing)
    return None


def module_open(requires: Collection[str], complete: Collection[str]) -> bool:
    """Say whether every module that this one builds on is complete."""
    return all(module in complete for module in requires)
