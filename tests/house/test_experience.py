"""Every statement about what a screen must do, with the tests that hold it; those that a test can check all have one."""

import ast
import re
from pathlib import Path

import pytest

from lms.web.assets import STATIC
from tests.page import HouseRule, check

TESTS = Path(__file__).resolve().parents[1]
TEMPLATES = STATIC.parent / "templates"
BY_TEST = {1, *range(3, 11), *range(13, 22), 23, 27}
"""The statements that a test can check."""

HELD_BY = {
    1: [
        "house/test_experience.py::test_sign_in_has_two_fields_and_a_keypad",
        "journeys/test_mending.py::test_a_pin_that_does_not_fit",
    ],
    2: ["features/test_sign_in.py::test_a_slip_works_once_and_only_for_a_day"],
    3: [
        "journeys/test_next_woman.py::test_after_finish_back_shows_nothing",
        "journeys/test_next_woman.py::test_after_idling_back_shows_nothing",
        "journeys/test_next_woman.py::test_two_women_one_after_the_other_at_one_kiosk",
    ],
    4: [
        "features/test_sign_in.py::test_a_learner_signs_in_and_finishes",
        "features/test_sign_in.py::test_the_sign_in_page_names_nobody_but_in_a_demonstration",
    ],
    5: [
        "features/test_sign_in.py::test_a_secret_that_does_not_fit_and_an_unknown_name_get_the_same_answer",
        "features/test_sign_in.py::test_guessing_at_one_kiosk_slows_that_kiosk_and_no_other",
    ],
    6: [
        "features/test_sessions.py::test_the_cookie_is_new_after_signing_in_and_lasts_no_longer_than_the_browser",
        "journeys/test_next_woman.py::test_a_copied_cookie_is_dead",
    ],
    7: [
        "journeys/test_next_woman.py::test_a_page_left_alone_warns_and_then_hides_itself",
        "features/test_sessions.py::test_she_is_signed_out_after_a_while_without_a_touch",
    ],
    8: [
        "journeys/test_story.py::test_without_scripts_and_with_a_kill_after_each_step_she_finds_her_place_and_her_words"
    ],
    9: [
        "features/test_kept.py::test_words_sent_too_late_are_given_back_after_signing_in_and_saved",
        "features/test_kept.py::test_only_she_gets_it_back_at_whatever_kiosk",
    ],
    10: [
        "faults/test_together.py::test_fifty_saves_with_one_key_make_one_row",
        "faults/test_together.py::test_asking_twice_at_once_is_one_event",
    ],
    11: ["journeys/test_typing.py::test_an_answer_sent_while_the_server_is_away_arrives_once"],
    12: ["house/test_experience.py::test_nothing_counts_down_and_nothing_moves"],
    13: ["journeys/test_keyboard.py::test_she_signs_in_reads_answers_every_kind_and_signs_out"],
    14: ["journeys/test_mending.py::test_each_question_without_an_answer"],
    15: ["features/test_people.py::test_a_reset_ends_her_sessions_and_she_reads_who_did_it"],
    16: ["house/test_experience.py::test_a_page_without_its_frame_is_seen"],
    17: ["house/test_experience.py::test_every_picture_stands_beside_words"],
    18: ["journeys/test_pages.py::test_every_page_in_reach_is_good_for_everybody"],
    19: [
        "house/test_static.py::test_text_and_controls_stand_out",
        "journeys/test_pages.py::test_every_page_in_reach_is_good_for_everybody",
    ],
    20: ["house/test_experience.py::test_a_page_without_its_frame_is_seen"],
    21: ["house/test_experience.py::test_nothing_counts_down_and_nothing_moves"],
    22: ["journeys/test_first_visit.py::test_a_first_visit_to_a_lesson_is_light"],
    23: ["house/test_words.py::test_english_is_short_and_fit"],
    25: ["content/test_search.py::test_case_accents_and_endings_do_not_matter"],
    26: ["journeys/test_listening.py::test_a_lesson_is_read_sentence_by_sentence_and_each_one_is_marked"],
    27: [
        "house/test_words.py::test_english_is_short_and_fit",
        "house/test_words.py::test_each_catalogue_is_whole_and_says_the_same",
    ],
    30: ["features/test_signoffs.py::test_only_the_coordinator_opens_with_a_reason_and_she_sees_it"],
    32: ["features/test_signoffs.py::test_returned_work_says_what_is_strong_and_comes_back"],
    33: ["features/test_signoffs.py::test_every_decision_is_noted_with_who_and_when"],
    34: ["features/test_sessions.py::test_asking_for_help_is_noted_nowhere_and_one_tap_stays"],
}


def functions(path: Path) -> set[str]:
    return {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)}


def missing(held_by: dict[int, list[str]]) -> list[str]:
    """Statements without a test, and tests that are not there."""
    lost = [f"statement {number}" for number in sorted(BY_TEST - held_by.keys())]
    for name in sorted({one for names in held_by.values() for one in names}):
        file, test = name.split("::")
        if not (TESTS / file).exists() or test not in functions(TESTS / file):
            lost.append(name)
    return lost


def test_every_statement_that_a_test_can_check_has_one():
    assert missing(HELD_BY) == []


def test_a_test_that_went_away_is_seen():
    assert missing(HELD_BY | {3: ["house/test_experience.py::gone"]}) == ["house/test_experience.py::gone"]
    assert missing({n: names for n, names in HELD_BY.items() if n != 9}) == ["statement 9"]


def test_sign_in_has_two_fields_and_a_keypad(browse, people):
    page = browse().get("/sign-in")
    typed = [e for e in page.all("input") if e.get("type") in ("text", "password")]
    assert [(e.get("name"), e.get("autocomplete")) for e in typed] == [("name", "off"), ("secret", "off")]
    assert [e.get("inputmode") for e in typed] == [None, "numeric"]
    assert typed[1].get("data-show") == "yes"
    assert not [e for e in page.all("input") if e.get("onpaste") or e.get("readonly")]


def test_the_language_is_chosen_on_the_sign_in_page(browse, people):
    kiosk = browse()
    page = kiosk.press(kiosk.get("/sign-in"), "Español")
    assert "Entrar" in page.text
    assert page.action("English")
    assert "Sign in" in kiosk.press(page, "English").text


FRAME = (
    '<!doctype html><html lang="en"><head><title>Hello – Footing</title></head><body>'
    '<main id="main"><h1>Hello</h1></main><footer><a href="/help">Get help</a></footer></body></html>'
)


@pytest.mark.parametrize(
    ("was", "now", "words"),
    [
        ('<a href="/help">Get help</a>', "", "does not lead to help"),
        ('<a href="/help">', '<a href="/look">Look</a><a href="/help">', "does not lead to help"),
        ("<h1>Hello</h1>", "", "0 h1"),
        ('lang="en"', "", "no lang"),
        ('id="main"', "", "no main part"),
        ("Hello – Footing", "Footing", "does not start with the heading"),
    ],
)
def test_a_page_without_its_frame_is_seen(was, now, words):
    check(FRAME)
    with pytest.raises(HouseRule, match=words):
        check(FRAME.replace(was, now))


def moving(css: str) -> list[str]:
    """What a stylesheet moves or lets play."""
    return re.findall(r"\b(?:animation|transition|@keyframes)[^;{]*", css)


def test_nothing_counts_down_and_nothing_moves():
    for path in STATIC.glob("*.css"):
        assert moving(path.read_text()) == [], path.name
    assert moving("a { transition: color 1s; }") == ["transition: color 1s"]
    playing = re.compile(r"autoplay|<marquee|http-equiv=.refresh|<blink")
    assert [path.name for path in TEMPLATES.rglob("*.html") if playing.search(path.read_text())] == []


def bare_pictures(template: str) -> list[str]:
    """Icons that are all there is in a button or link."""
    inside = re.findall(r"<(?:a|button)\b[^>]*>((?:(?!</(?:a|button)>).)*)</(?:a|button)>", template, re.DOTALL)
    return [one for one in inside if "icon(" in one and not re.sub(r"\{\{\s*icon\([^}]*\}\}|<[^>]*>|\s", "", one)]


def test_every_picture_stands_beside_words():
    for path in TEMPLATES.rglob("*.html"):
        assert bare_pictures(path.read_text()) == [], path
    assert bare_pictures('<a href="/">{{ icon("back") }}</a>') == ['{{ icon("back") }}']
    assert bare_pictures('<a href="/">{{ icon("back") }}{{ _("Back") }}</a>') == []
