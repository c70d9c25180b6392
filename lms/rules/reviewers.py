"""Who may sign whose work: conflicts of interest, standing, and when a second person must sign too."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

RECIPROCAL = dt.timedelta(days=180)
"""Two people who sign for each other wait this long in between."""

PEER = "peer_mentor"
"""The role that stays a peer mentor's, whatever other roles are added to it."""

NEVER = frozenset({"admin", "auditor"})
"""Roles that keep a person from every signature, whatever else she is: they check or run what others sign."""

PEER_POLICIES = frozenset({"mentor"})
MENTOR_POLICIES = frozenset({"mentor", "practical", "dual"})
LEAD_POLICIES = frozenset({"instructor"})


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who would sign, with all that could stand in the way.

    ``matched`` and ``teaches`` tie her to this learner and this course. ``reciprocal_at`` is when the learner last
    signed for her. ``signed_share`` is (approvals of this learner by her, by anyone), this one not counted.
    ``decided_before`` says that the learner appeals against what this person decided.
    """

    person_id: int
    roles: frozenset[str]
    cleared_until: dt.datetime | None = None
    cleared: bool = False
    matched: bool = False
    teaches: bool = False
    do_not_assign: bool = False
    typed_evidence: bool = False
    reciprocal_at: dt.datetime | None = None
    wrote_module: bool = False
    signed_share: tuple[int, int] = (0, 0)
    decided_before: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """What would be signed: whose work, which policy, for credit or not; ``override`` is a coordinator's exception.

    An exception lifts the 180 days between two who sign for each other, and nothing else.
    """

    learner_id: int
    policy: str
    credit: bool
    override: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether she may sign and whether a second person must sign too; ``reason`` says why not, or why a second."""

    allowed: bool
    second_needed: bool = False
    reason: str = ""


def may_sign(reviewer: Reviewer, about: Review, now: dt.datetime, peers_may_sign: bool = False) -> Decision:
    """Decide on conflicts of interest: asked when the queue is listed, at a claim, and inside the signing transaction.

    ``peers_may_sign`` is the facility's choice to let peer mentors approve work without credit.
    """
    reason = _tie(reviewer, about, now) or _no_standing(reviewer, about, peers_may_sign)
    if reason:
        return Decision(False, reason=reason)
    second = _second_reason(reviewer, about)
    return Decision(True, bool(second), second)


def may_countersign(
    reviewer: Reviewer, about: Review, first_signer: int, now: dt.datetime, tied_to_first: bool = False
) -> Decision:
    """Decide who may sign second: an instructor of the course or a coordinator with no ties to learner or first signer.

    ``tied_to_first`` says that the two are kept apart or signed for each other within `RECIPROCAL`.
    """
    reason = _tie(reviewer, about, now)
    if reviewer.person_id == first_signer:
        reason = "You signed first. Another person signs second."
    elif tied_to_first:
        reason = reason or "Someone without ties to the first signer must do this."
    elif PEER in reviewer.roles or not _leads(reviewer):
        reason = reason or "An instructor of the course or a coordinator signs second."
    return Decision(not reason, reason=reason)


def may_look_again(reviewer: Reviewer, about: Review, signers: Collection[int], now: dt.datetime) -> Decision:
    """Decide who may look once more at what these people approved: as for a second signer, and none of them."""
    reason = _tie(reviewer, about, now)
    if reviewer.person_id in signers:
        reason = "You signed this. Another person looks again."
    elif PEER in reviewer.roles or not _leads(reviewer):
        reason = reason or "An instructor of the course or a coordinator looks again."
    return Decision(not reason, reason=reason)


def may_revoke(
    reviewer: Reviewer, about: Review, now: dt.datetime, first: int | None = None, tied_to_first: bool = False
) -> Decision:
    """Decide who may take a sign-off back: first a coordinator, then an instructor of the course who is another person.

    ``first`` is who signed first, if anyone has. Who approved it may admit that it should not stand.
    """
    reason = _kept_away(reviewer, about, now)
    if reason:
        return Decision(False, reason=reason)
    if first is None:
        stands, reason = "coordinator" in reviewer.roles, "A coordinator begins this."
    elif reviewer.person_id == first:
        stands, reason = False, "You signed first. Another person signs second."
    elif tied_to_first:
        stands, reason = False, "Someone without ties to the first signer must do this."
    else:
        stands = "instructor" in reviewer.roles and reviewer.teaches
        reason = "An instructor of the course signs second."
    if PEER in reviewer.roles:
        stands = False
    return Decision(stands, reason="" if stands else reason)


def may_uphold(reviewer: Reviewer, about: Review, signers: Collection[int], now: dt.datetime) -> Decision:
    """Decide who may let an approval by these people stand against a second look: a coordinator, and none of them."""
    found = may_revoke(reviewer, about, now)
    if found.allowed and reviewer.person_id in signers:
        return Decision(False, reason="You signed this. Another coordinator decides.")
    return found


def _kept_away(reviewer: Reviewer, about: Review, now: dt.datetime) -> str:
    """Say what keeps this person from any decision about this learner, if anything does."""
    expired = reviewer.cleared_until is not None and now >= reviewer.cleared_until
    blocks = (
        (reviewer.person_id == about.learner_id, "You cannot sign your own work."),
        (bool(reviewer.roles & NEVER), "An admin or an auditor does not sign."),
        (not reviewer.cleared, "You are not cleared to sign yet. Ask the coordinator."),
        (expired, "Your clearance has ended. Ask the coordinator."),
        (reviewer.do_not_assign, "Someone else must look at this work."),
    )
    return next((words for blocked, words in blocks if blocked), "")


def _tie(reviewer: Reviewer, about: Review, now: dt.datetime) -> str:
    """Say what keeps this person from judging this work, if anything does."""
    reciprocal = reviewer.reciprocal_at is not None and now - reviewer.reciprocal_at <= RECIPROCAL
    blocks = (
        (reviewer.typed_evidence, "You typed this evidence. Someone else must sign."),
        (reviewer.decided_before, "You decided on this before. Another person looks at her appeal."),
        (reciprocal and not about.override, "She signed for you within 180 days. Someone else must sign."),
    )
    return _kept_away(reviewer, about, now) or next((words for blocked, words in blocks if blocked), "")


def _no_standing(reviewer: Reviewer, about: Review, peers_may_sign: bool) -> str:
    """Say why this person's role gives her no part in this sign-off; a peer mentor stays one, whatever else she is."""
    mentors = about.policy in MENTOR_POLICIES
    if not mentors and about.policy not in LEAD_POLICIES:
        return "This module needs no signature."
    if PEER in reviewer.roles:
        return _no_standing_as_peer(reviewer, about, peers_may_sign)
    if _leads(reviewer) or (mentors and reviewer.matched and "mentor" in reviewer.roles):
        return ""
    if mentors:
        return "Only a mentor matched with her, her instructor or a coordinator signs this."
    return "Only an instructor of this course or a coordinator signs this."


def _no_standing_as_peer(reviewer: Reviewer, about: Review, peers_may_sign: bool) -> str:
    if about.credit or about.policy not in PEER_POLICIES:
        return "A staff mentor signs this module."
    if not peers_may_sign:
        return "Here, peer mentors help but do not sign."
    return "" if reviewer.matched else "Only a mentor matched with her signs this."


def _leads(reviewer: Reviewer) -> bool:
    return "coordinator" in reviewer.roles or ("instructor" in reviewer.roles and reviewer.teaches)


def _second_reason(reviewer: Reviewer, about: Review) -> str:
    """Say why a second person must sign too, if one must."""
    hers, all_ = reviewer.signed_share
    grounds = (
        (about.policy == "dual", "Two people sign this module."),
        (PEER in reviewer.roles, "A staff member signs after a peer mentor."),
        (reviewer.wrote_module, "You wrote this module, so a second person signs too."),
        (all_ >= 2 and hers * 2 > all_, "You signed most of her modules, so a second person signs too."),
        (about.override, "The coordinator made an exception, so a second person signs too."),
    )
    return next((words for ground, words in grounds if ground), "")
