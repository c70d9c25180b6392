"""Who gives which role, what a sign-in name looks like, how long a slip is good, and how names are searched."""

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Mapping

from lms.rules.permissions import Role

SLIP = "slip"
"""The kind of secret that works once."""

SLIP_GOOD_FOR = dt.timedelta(hours=24)
"""How long a slip with three words may be used for its one sign-in."""

COORDINATOR_GIVES = (Role.LEARNER, Role.MENTOR, Role.PEER_MENTOR)
"""Roles a coordinator gives; they count at once."""

ADMIN_GIVES = (Role.INSTRUCTOR, Role.COORDINATOR, Role.ADMIN, Role.AUDITOR)
"""Staff roles: an admin gives them, and they count once a coordinator has confirmed them."""

KIOSK_ROLES = frozenset({Role.LEARNER, Role.PEER_MENTOR})
"""Roles of women who sign in with a facility number; such an account never becomes a staff account."""

MENTORING = frozenset({Role.MENTOR, Role.PEER_MENTOR})
"""Roles that can be matched with a learner, while they are cleared."""

KEPT_ONE = frozenset({Role.COORDINATOR, Role.ADMIN})
"""Roles that somebody has to hold, or nobody could put the rest right."""

END_REASONS = ("moved", "released", "paused", "other")
"""Why a learner's part in a course ended; nothing else is ever stored about it."""

_SIGN_IN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,39}")
_BARRED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe"})


class NameTaken(Exception):
    """Somebody here signs in with this number or user name already; ``field`` says which was typed."""

    def __init__(self, field: str) -> None:
        super().__init__("Somebody here signs in with this already.")
        self.field = field


class LastOne(Exception):
    """Nobody else could do what this person does, so she keeps the role."""

    def __init__(self, role: Role) -> None:
        super().__init__(f"nobody else here is {role}")
        self.role = role


def check_sign_in_name(name: str) -> str | None:
    """Say in plain words why a facility number or user name is refused, or None when it will do."""
    return None if _SIGN_IN_NAME.fullmatch(name) else "Use letters, digits, dots and dashes, 40 at most."


def check_account(roles: Collection[str], number: str, username: str, cleared: bool) -> Mapping[str, str]:
    """Say what is missing for these roles, by field, in plain words; ``cleared`` tells of a clearance date."""
    kiosk = bool(KIOSK_ROLES & set(roles))
    asked = (
        ("roles", not roles, "Choose at least one."),
        ("number", kiosk and not number, "A learner or peer mentor signs in with a number. Write it here."),
        ("username", bool(roles) and not kiosk and not username, "A mentor signs in with a user name. Write one here."),
        ("cleared_until", Role.PEER_MENTOR in roles and not cleared, "A peer mentor needs a clearance date."),
    )
    return {field: words for field, missing, words in asked if missing}


def may_change(actor_id: int, person_id: int) -> str | None:
    """Say why she may not change this account's roles or access, or None when she may."""
    return "Somebody else must do this for your own account." if actor_id == person_id else None


def may_confirm(actor_id: int, person_id: int, given_by: Collection[int | None]) -> str | None:
    """Say why she may not confirm these staff roles: two people stand behind each, neither of them its holder."""
    if actor_id in given_by:
        return "You asked for this account. Somebody else must confirm it."
    return may_change(actor_id, person_id)


def searchable(text: str) -> str:
    """Bring a name or what was typed into one form: no case, no accents, single spaces."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold()).translate(_BARRED)
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).split())


def found_by(typed: str, *texts: str | None) -> bool:
    """Say whether every word that was typed stands somewhere in the texts; no sign means anything but itself."""
    inside = " ".join(searchable(text) for text in texts if text)
    return all(word in inside for word in searchable(typed).split())
