"""Who may do what: the one table that routes, lists, tests and the "Who can see this?" page all read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a person can be here. One person may be several."""

    LEARNER = "learner"
    MENTOR = "mentor"
    PEER_MENTOR = "peer_mentor"
    INSTRUCTOR = "instructor"
    COORDINATOR = "coordinator"
    ADMIN = "admin"
    AUDITOR = "auditor"


class May(StrEnum):
    """A thing that can be allowed. The first four need no row in the table; the first three are there before a new secret."""

    ANYONE = "anyone"
    LEAVE = "session:leave"
    CHANGE_SECRET = "secret:change"  # noqa: S105 - the name of a permission
    SIGNED_IN = "signed-in"
    BROWSE = "catalogue:browse"
    LEARN = "learning:do"
    KEEP_FRESH = "fresh:keep"
    KEEP = "notebook:keep"
    SEE_STATE = "attempt:see"
    READ_WORK = "attempt:read"
    READ_PRIVATE = "private:read"
    OPEN_WORK = "attempt:open"
    PAPER = "quiz:paper"
    REVIEW = "signoff:queue"
    SIGN = "signoff:sign"
    SIGN_CREDIT = "signoff:sign-credit"
    COUNTERSIGN = "signoff:countersign"
    WITNESS = "signoff:witness"
    WATCH = "signoff:watch"
    REVOKE = "signoff:revoke"
    SEE_LIBRARY = "library:see"
    WRITE = "library:write"
    PUBLISH = "library:publish"
    KEEP_FACTS = "facts:keep"
    MANAGE_PEOPLE = "people:manage"
    PAUSE = "pause:call"
    CONFIRM_HOURS = "hours:confirm"
    SEE_TOTALS = "totals:see"
    RUN_SYSTEM = "system:run"
    MAKE_STAFF = "staff:make"
    DECIDE = "facility:decide"
    VERIFY = "signatures:verify"
    READ_EVENTS = "events:read"


class Grant(StrEnum):
    """Under which condition a role has a permission."""

    NO = "no"
    YES = "yes"
    OWN = "own"
    HERS = "her matches"
    OWN_AND_HERS = "own, her matches"
    HERS_SUBMITTED = "her matches, once submitted"
    HERS_SHARED = "her matches, if shared"
    COURSE = "her courses"
    COURSE_SUBMITTED = "her courses, once submitted"
    COURSE_SHARED = "her courses, if shared"
    LOGGED = "each opening is logged and shown to the learner"
    PEER = "her matches, if the facility allows, always countersigned"
    SECOND = "as the second person"
    FIRST = "as the first person"
    CONFIRMED = "with a second person, where the facility asks for it"
    OTHERS = "yes, but never her own"
    ATTESTER = "only named attesters"
    TOTALS = "suppressed totals"
    RUN = "run the check"


ROLES = tuple(Role)
_N = Grant.NO

TABLE: Mapping[May, tuple[Grant, ...]] = {
    # columns: learner, mentor, peer mentor, instructor, coordinator, admin, auditor
    May.BROWSE: (Grant.YES, Grant.YES, Grant.YES, Grant.YES, Grant.YES, _N, _N),
    May.LEARN: (Grant.OWN, Grant.OWN, Grant.OWN, _N, _N, _N, _N),
    May.KEEP_FRESH: (Grant.OWN, Grant.OWN, Grant.OWN, _N, _N, _N, _N),
    May.KEEP: (Grant.OWN, Grant.OWN, Grant.OWN, _N, _N, _N, _N),
    May.SEE_STATE: (Grant.OWN, Grant.OWN_AND_HERS, Grant.OWN_AND_HERS, Grant.COURSE, Grant.YES, _N, _N),
    May.READ_WORK: (
        Grant.OWN,
        Grant.HERS_SUBMITTED,
        Grant.HERS_SHARED,
        Grant.COURSE_SUBMITTED,
        Grant.LOGGED,
        _N,
        _N,
    ),
    May.READ_PRIVATE: (Grant.OWN, Grant.HERS_SHARED, Grant.HERS_SHARED, Grant.COURSE_SHARED, _N, _N, _N),
    May.OPEN_WORK: (_N, Grant.HERS_SUBMITTED, Grant.HERS_SHARED, Grant.COURSE_SUBMITTED, Grant.YES, _N, _N),
    May.PAPER: (_N, Grant.HERS, _N, _N, Grant.OTHERS, _N, _N),
    May.REVIEW: (_N, Grant.YES, Grant.YES, Grant.YES, Grant.YES, _N, _N),
    May.SIGN: (_N, Grant.HERS, Grant.PEER, Grant.COURSE, Grant.YES, _N, _N),
    May.SIGN_CREDIT: (_N, Grant.HERS, _N, Grant.COURSE, Grant.YES, _N, _N),
    May.COUNTERSIGN: (_N, _N, _N, Grant.COURSE, Grant.YES, _N, _N),
    May.WITNESS: (_N, _N, Grant.HERS, _N, _N, _N, _N),
    May.WATCH: (_N, _N, _N, _N, Grant.YES, _N, _N),
    May.REVOKE: (_N, _N, _N, Grant.SECOND, Grant.FIRST, _N, _N),
    May.SEE_LIBRARY: (_N, _N, _N, Grant.YES, Grant.YES, _N, _N),
    May.WRITE: (_N, _N, _N, Grant.YES, _N, _N, _N),
    May.PUBLISH: (_N, _N, _N, Grant.CONFIRMED, Grant.YES, _N, _N),
    May.KEEP_FACTS: (_N, _N, _N, Grant.YES, Grant.YES, _N, _N),
    May.MANAGE_PEOPLE: (_N, _N, _N, _N, Grant.YES, _N, _N),
    May.PAUSE: (_N, _N, _N, _N, Grant.YES, _N, _N),
    May.CONFIRM_HOURS: (_N, _N, _N, _N, Grant.ATTESTER, _N, _N),
    May.SEE_TOTALS: (_N, _N, _N, Grant.TOTALS, Grant.TOTALS, _N, Grant.TOTALS),
    May.RUN_SYSTEM: (_N, _N, _N, _N, _N, Grant.YES, _N),
    May.MAKE_STAFF: (_N, _N, _N, _N, _N, Grant.YES, _N),
    May.DECIDE: (_N, _N, _N, _N, Grant.YES, _N, _N),
    May.VERIFY: (_N, _N, _N, _N, Grant.YES, Grant.RUN, Grant.YES),
    May.READ_EVENTS: (_N, _N, _N, _N, Grant.YES, _N, Grant.YES),
}

WORDS: Mapping[May, str] = {
    May.BROWSE: "look through the courses",
    May.LEARN: "learn, answer, submit, take back",
    May.KEEP_FRESH: "be asked again what she answered before, which nobody else sees",
    May.KEEP: "keep notes, bookmarks and words",
    May.SEE_STATE: "see where she is in a module, and whether the quiz is passed",
    May.READ_WORK: "read quiz answers, written answers and evidence",
    May.READ_PRIVATE: "read reflections and notes",
    May.OPEN_WORK: "open a learner's work, which is noted for her to see",
    May.PAPER: "print a quiz with its key, and enter answers given on paper",
    May.REVIEW: "see who waits for a sign-off",
    May.SIGN: "approve a module without credit",
    May.SIGN_CREDIT: "approve a module with credit or a practical",
    May.COUNTERSIGN: "countersign and sample",
    May.WITNESS: "say as a witness that she watched a task, which counts as no signature",
    May.WATCH: "see how sign-off is going, as totals without names",
    May.REVOKE: "revoke a sign-off",
    May.SEE_LIBRARY: "see courses, their versions and problems",
    May.WRITE: "write lessons and quizzes",
    May.PUBLISH: "publish a course",
    May.KEEP_FACTS: "keep dated facts",
    May.MANAGE_PEOPLE: "people, enrolment, matches, transfers",
    May.PAUSE: "call a pause, which only tells",
    May.CONFIRM_HOURS: "confirm hours",
    May.SEE_TOTALS: "see totals and outcomes",
    May.RUN_SYSTEM: "settings, health, backup",
    May.MAKE_STAFF: "make staff accounts",
    May.DECIDE: "decide how work is signed and published here",
    May.VERIFY: "verify signatures",
    May.READ_EVENTS: "read the list of events, where learners are numbers and no words of theirs stand",
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking, detached from any session. ``matches`` are her learners' ids, ``courses`` the ids of courses she teaches."""

    id: int
    name: str
    roles: frozenset[Role]
    facility_id: int
    matches: frozenset[int] = frozenset()
    courses: frozenset[str] = frozenset()
    cleared: bool = True


@dataclass(frozen=True, slots=True)
class About:
    """What is asked about. An empty ``facility_id`` means it belongs to all; ``owner_id`` is the learner it is about."""

    facility_id: int | None = None
    owner_id: int | None = None
    course_id: str | None = None
    submitted: bool = False
    shared: bool = False
    opened: bool = False
    peers_may: bool = False


class Verdict(StrEnum):
    """Allowed; or seen but not allowed (403); or not even to be known about (404)."""

    YES = "yes"
    FORBIDDEN = "forbidden"
    HIDDEN = "hidden"


NOTHING = About()
_OPEN_TO_ALL = frozenset({May.ANYONE, May.LEAVE, May.CHANGE_SECRET, May.SIGNED_IN})


def holds(grant: Grant, actor: Actor, about: About) -> bool:
    """Say whether the condition of one grant is met."""
    hers = about.owner_id in actor.matches and actor.cleared
    teaches = about.course_id in actor.courses
    match grant:
        case Grant.NO:
            return False
        case Grant.OWN:
            return about.owner_id is None or about.owner_id == actor.id
        case Grant.OTHERS:
            return about.owner_id != actor.id
        case Grant.HERS:
            return hers
        case Grant.OWN_AND_HERS:
            return hers or about.owner_id == actor.id
        case Grant.HERS_SUBMITTED:
            return hers and about.submitted
        case Grant.HERS_SHARED:
            return hers and about.shared
        case Grant.COURSE | Grant.SECOND:
            return teaches
        case Grant.COURSE_SUBMITTED:
            return teaches and about.submitted
        case Grant.COURSE_SHARED:
            return teaches and about.shared
        case Grant.LOGGED:
            return about.opened
        case Grant.PEER:
            return hers and about.peers_may
        case _:
            return True


def grants(actor: Actor, may: May) -> frozenset[Grant]:
    """The grants that the actor's roles give her for one permission."""
    row = TABLE[may]
    return frozenset(row[ROLES.index(role)] for role in actor.roles) - {Grant.NO}


def allowed(actor: Actor | None, may: May, about: About = NOTHING) -> Verdict:
    """Decide. What belongs to another facility, or to somebody whose state the actor may not see, is hidden."""
    if may is May.ANYONE:
        return Verdict.YES
    if actor is None:
        return Verdict.FORBIDDEN
    if about.facility_id is not None and about.facility_id != actor.facility_id:
        return Verdict.HIDDEN
    if may in _OPEN_TO_ALL:
        return Verdict.YES if about.owner_id in (None, actor.id) else Verdict.HIDDEN
    if any(holds(grant, actor, about) for grant in grants(actor, may)):
        return Verdict.YES
    if about.owner_id is None or any(holds(grant, actor, about) for grant in grants(actor, May.SEE_STATE)):
        return Verdict.FORBIDDEN
    return Verdict.HIDDEN


@dataclass(frozen=True, slots=True)
class Viewer:
    """One line of "Who can see this?": a role, and the condition in plain words (empty: always)."""

    role: Role
    condition: str = field(default="")


def viewers(may: May) -> tuple[Viewer, ...]:
    """Who can see a thing that is guarded by this permission, straight from the table.

    "Own" is said of the learner alone: a mentor's own things in her courses are no learner's.
    """
    return tuple(
        Viewer(role, "" if grant is Grant.YES else str(grant))
        for role, grant in zip(ROLES, TABLE[may], strict=True)
        if grant is not Grant.NO and (grant is not Grant.OWN or role is Role.LEARNER)
    )
