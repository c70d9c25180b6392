"""Every act that the program writes down is on the event list, or on no list for a reason that is written there."""

import ast
from pathlib import Path

import pytest

from lms.features.audit.views.words import ACTS, KINDS, MEANINGS, ROLES, STEPS
from lms.rules import audit
from lms.rules.permissions import Role
from lms.rules.signatures import Meaning
from lms.rules.signoffs import Event

LMS = Path(__file__).resolve().parents[2] / "lms"
CALLED = {"note", "write_down"}
MADE_UP = {
    "action": {"fact-added", "fact-changed", "match-ended", "apart-ended"},
    "BROUGHT": {"question-file-brought"},
    "signoff-": {
        f"signoff-{event}"
        for event in ("approved", "first_signed", "countersigned", "returned", "agreed", "disagreed", "revoke_signed")
    }
    | {"signoff-revoked"},
    "draft-": {"draft-published", "draft-discarded"},
}
"""Acts whose name is put together, or handed on, where they are written down; found by reading the code."""


def acts_in(source: str) -> set[str]:
    """The names of acts that a source writes down; a part of a name where it is put together."""
    tree = ast.parse(source)
    if not any(
        isinstance(one, ast.ImportFrom) and one.module == "lms.features.audit.actions" for one in ast.walk(tree)
    ):
        return set()
    found: set[str] = set()
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in CALLED:
            asked = call.args[1]
            if isinstance(asked, ast.IfExp):
                found |= {str(one.value) for one in (asked.body, asked.orelse) if isinstance(one, ast.Constant)}
            elif isinstance(asked, ast.JoinedStr):
                found.add(str(asked.values[0].value))
            else:
                found.add(asked.id if isinstance(asked, ast.Name) else str(asked.value))
    return found


def written_down() -> set[str]:
    names = {name for path in LMS.rglob("*.py") for name in acts_in(path.read_text(encoding="utf-8"))}
    made_up = names & set(MADE_UP)
    assert made_up == set(MADE_UP)
    return (names - made_up) | {name for key in made_up for name in MADE_UP[key]}


def sorted_out() -> list[str]:
    signed = MADE_UP["signoff-"]
    return [*signed, *audit.STEPS, *audit.DAILY, *(name for some in audit.LISTED.values() for name in some)]


def test_every_act_is_sorted_out_once():
    acts = sorted_out()
    assert len(acts) == len(set(acts))
    assert set(acts) == written_down()


def test_an_act_that_nobody_sorted_out_would_be_found():
    planted = "from lms.features.audit.actions import note\nnote(actor, 'cake-eaten', 'person', 1, now)\n"
    assert acts_in(planted) == {"cake-eaten"}
    assert "cake-eaten" not in sorted_out()
    assert acts_in(planted.replace("audit", "notebook")) == set()


def test_what_she_does_for_herself_is_on_no_list():
    listed = {name for some in audit.LISTED.values() for name in some}
    hers = {"lesson-read", "answer-saved", "answer-drafted", "quiz-closed", "practical-saved", "note-saved"}
    hers |= {"bookmark-set", "word-kept", "look-chosen", "session-ended", "kept-apart"}
    assert hers <= audit.DAILY
    assert not listed & audit.DAILY


def test_everything_on_the_list_has_words():
    assert set(STEPS) == set(Event)
    assert set(ACTS) == {name for some in audit.LISTED.values() for name in some}
    assert (set(KINDS), set(MEANINGS), set(ROLES)) == (set(audit.Kind), set(Meaning), set(Role))
    assert not set(STEPS) & set(ACTS)


@pytest.mark.parametrize("name", sorted({"answer-saved", "answer-drafted", "lesson-read", "practical-saved"}))
def test_what_the_index_leaves_out_is_on_no_list(name):
    from lms.models.audit import SELDOM

    assert f"'{name}'" in SELDOM
    assert name in audit.DAILY
    assert SELDOM.count("'") == 8
