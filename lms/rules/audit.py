"""Which acts stand on the event list and under which kind, and which stand on no list since they are daily doings."""

from collections.abc import Mapping
from enum import StrEnum


class Kind(StrEnum):
    """What an act is about. The first two are steps of a sign-off; of the second each is a signature."""

    SIGNOFFS = "signoffs"
    SIGNATURES = "signatures"
    WORK = "work"
    RECORDS = "records"
    PEOPLE = "people"
    COURSES = "courses"
    PLACE = "place"


LISTED: Mapping[Kind, tuple[str, ...]] = {
    Kind.WORK: (
        "work-opened",
        "answers-marked",
        "task-witnessed",
        "workshop-typed",
        "sheet-made",
        "paper-entered",
    ),
    Kind.RECORDS: ("certificate-issued", "certificate-revoked"),
    Kind.PEOPLE: (
        "account-made",
        "account-on",
        "account-off",
        "slip-given",
        "secret-chosen",
        "delay-cleared",
        "details-corrected",
        "roles-asked",
        "roles-changed",
        "roles-confirmed",
        "teaching-changed",
        "agreement-accepted",
        "enrolled",
        "enrolment-ended",
        "matched",
        "match-ended",
    ),
    Kind.COURSES: (
        "course-published",
        "publish-asked",
        "publish-confirmed",
        "publish-withdrawn",
        "facts-renewed",
        "fact-added",
        "fact-changed",
    ),
    Kind.PLACE: (
        "set-up",
        "facility-changed",
        "pause-called",
        "pause-ended",
        "said-put-up",
        "said-taken-down",
        "backup",
        "restore",
    ),
}
"""The acts of each kind; steps of a sign-off are events of their own and stand in none of these."""

STEPS = frozenset(
    {
        "signoff-asked",
        "signoff-taken-back",
        "signoff-claimed",
        "signoff-released",
        "signoff-appealed",
        "signoff-excepted",
        "signoff-upheld",
        "signoff-revoke_dropped",
        "module-started",
        "module-started-again",
        "module-completed",
        "attempt-moved",
    }
)
"""Acts that the event list shows as the event they wrote. Each signed one is called ``signoff-`` and its event."""

DAILY = frozenset(
    {
        "lesson-read",
        "quiz-started",
        "answer-drafted",
        "answer-saved",
        "quiz-closed",
        "practical-saved",
        "note-saved",
        "bookmark-set",
        "bookmark-taken",
        "word-kept",
        "word-dropped",
        "look-chosen",
        "session-ended",
        "kept-apart",
        "apart-ended",
        "draft-opened",
        "draft-saved",
        "draft-files-moved",
        "draft-files-put",
        "draft-files-removed",
        "draft-published",
        "draft-discarded",
        "version-restored",
        "question-file-brought",
        "questions-put",
    }
)
"""Acts on no list. How a woman learns, what she keeps for herself and when she was here is nobody's to follow; that two
people are kept apart is known to the coordinator alone; and every state of a draft stands in its own history."""
