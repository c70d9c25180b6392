"""Numbers: what an author may write, what a learner may type, and exact comparison."""

import pytest

from lms.questions import Unreadable, grade, plain, read, typed, view
from tests.questions.ask import ask, rules

GROSS = ask("? Gross pay in dollars? {#gross}", "= 480 +- 0.01 [dollars]", "> 32 × 15 = 480.")


def is_right(question, text):
    return grade(question, read(question, {"answer": [text]})).right


def test_a_number_keeps_what_the_author_wrote():
    question = ask("? A {#a}", "= 10 13/16 +- 1/16 [in]", "or= 10.8125", "or= ten and thirteen sixteenths")
    assert question["kind"] == "number"
    assert question["forms"] == [
        {"value": "10 13/16", "tolerance": "1/16", "unit": "in"},
        {"value": "10.8125", "tolerance": "", "unit": ""},
    ]
    assert question["words"] == ["ten and thirteen sixteenths"]


@pytest.mark.parametrize(
    "text",
    [
        "480",
        "$480.00",
        "480.01",
        "479.99",
        " 480 ",
        "480.",
        "+480",
        "480 dollars",
        "480 Dollars.",
        "$480 dollars",
        "480 dollar",
        "480 USD",
        "$ 480",
        "４８０",
        "480\u00a0dollars",
        "960/2",
        "479 2/2",
    ],
)
def test_common_ways_to_write_it_are_right(text):
    assert is_right(GROSS, text)


@pytest.mark.parametrize("text", ["480.0100001", "479.98", "-480", "48", "4800", "0", "480.011"])
def test_the_tolerance_ends_where_it_ends(text):
    assert is_right(GROSS, text) is False


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("1480", "1,480"),
        ("1,480", "1480"),
        ("1,480.50", "$1,480.5"),
        ("1480", "1 480"),
        ("1234567", "1,234,567"),
        ("10 13/16", "10 13/16"),
        ("10 13/16", "10-13/16"),
        ("10 13/16", "10.8125"),
        ("10 13/16", "173/16"),
        ("10 1/2", "10½"),
        ("1/2", "½"),
        ("3/8", "0.375"),
        ("3/8", ".375"),
        ("3/8", "3 / 8"),
        ("3/8", "3⁄8"),
        ("-3", "-3"),
        ("-3", "−3"),
        ("-3", "–3"),
        ("-3", "‑3"),
        ("-3", "- 3"),
        ("-1 1/2", "-1.5"),
        ("-$5", "-$5"),
        ("-$5", "$-5"),
        ("0.1", "0.10"),
        ("0", "-0"),
        ("007", "7"),
        ("12345678901234567890.1", "12345678901234567890.1"),
    ],
)
def test_one_value_in_many_ways(key, text):
    assert is_right(ask("? A {#a}", f"= {key}"), text)


def test_numbers_are_compared_without_rounding():
    third = ask("? A {#a}", "= 1/3")
    assert is_right(third, "2/6")
    assert is_right(third, "0.3333333333333333333333333") is False
    assert is_right(ask("? A {#a}", "= 0.3 +- 0.1"), "0.2")
    assert is_right(ask("? A {#a}", "= 12345678901234567890.1"), "12345678901234567890") is False


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("hours", "3 hrs"),
        ("hours", "3 hour"),
        ("hours", "3h"),
        ("ft", "3 feet"),
        ("ft", "3'"),
        ("inches", '3"'),
        ("inches", "3″"),
        ("inches", "3 in."),
        ("%", "3 percent"),
        ("%", "3 per cent"),
        ("percent", "3%"),
        ("dollars an hour", "$3"),
        ("dollars an hour", "$3 per hour"),
        ("dollars an hour", "3 dollars/hour"),
        ("dollars an hour", "$3 an hour"),
        ("£", "£3"),
        ("sq ft", "3 ft²"),
        ("square feet", "3 sq ft"),
        ("°F", "3 degrees F"),
        ("°F", "3℉"),
        ("boxes", "3 boxes"),
        ("boxes", "3 BOXES"),
        ("trays", "3 tray"),
        ("tray", "3 trays"),
    ],
)
def test_a_unit_may_be_written_in_common_ways(unit, text):
    assert is_right(ask("? A {#a}", f"= 3 [{unit}]"), text)


@pytest.mark.parametrize(
    ("line", "text", "words"),
    [
        ("= 3 [in]", "3 cm", "Type the number, with “in” or nothing after it."),
        ("= 3 [hours]", "3 minutes", "Type the number, with “hours” or nothing after it."),
        ("= 3 [hours]", "3 hours sharp", "Type the number, with “hours” or nothing after it."),
        ("= 3 [hours]", "$3", "Type the number, with “hours” or nothing after it."),
        ("= 3", "3 apples", "Type the number only, without words after it."),
        ("= 3", "£3", "Type the number only, without words after it."),
        ("= 3", "3 £", "Type the number only, without words after it."),
        ("= 3", "three", "Write it as a number, such as 12.50 or 3 1/2."),
        ("= 3", "1,48", "Write it as a number, such as 12.50 or 3 1/2."),
        ("= 3", "1.2.3", "Write it as a number, such as 12.50 or 3 1/2."),
        ("= 3", "3/0", "Write it as a number, such as 12.50 or 3 1/2."),
        ("= 3", "--3", "Write it as a number, such as 12.50 or 3 1/2."),
        ("= 3", "- $ -3", "Write it as a number, such as 12.50 or 3 1/2."),
        ("= 3", "1e5", "Type the number only, without words after it."),
        ("= 3", "3" * 61, "Write it as a number, such as 12.50 or 3 1/2."),
        ("= 3", "3" * 19_999, "Write it as a number, such as 12.50 or 3 1/2."),
        ("= 3", "", "Type your answer first."),
        ("= 3", " \r\n ", "Type your answer first."),
        ("= 3", "3" * 20_001, "Too long (limit 20,000 characters). Your text is still on this page."),
    ],
)
def test_what_is_no_number_is_sent_back_with_words(line, text, words):
    with pytest.raises(Unreadable) as told:
        read(ask("? A {#a}", line), {"answer": [text]})
    assert str(told.value) == words


def test_two_units_each_count_for_their_own_number():
    question = ask("? A {#a}", "= 2 [ft]", "or= 24 [in]")
    assert view(question)["unit"] == ""
    assert is_right(question, "24 inches")
    assert is_right(question, "2 feet")
    assert is_right(question, "24")
    assert is_right(question, "24 feet") is False
    with pytest.raises(Unreadable, match=r"^Type the number only, without words after it\.$"):
        read(question, {"answer": ["2 yards"]})


def test_a_dollar_sign_in_the_key_is_a_unit():
    question = ask("? A {#a}", "= $480")
    assert is_right(question, "480 dollars")
    assert is_right(question, "$480")
    assert view(question)["unit"] == ""


def test_words_can_stand_for_a_number():
    question = ask("? A {#a}", "= 12", 'or= "a dozen"')
    assert question["words"] == ["a dozen"]
    assert is_right(question, " A  Dozen ")
    assert is_right(question, "12")
    assert is_right(question, "11") is False


def test_an_answer_from_elsewhere_earns_nothing():
    assert grade(GROSS, "no number").right is False
    assert grade(GROSS, ["480"]).points == 0
    assert grade(GROSS, "480").points == 1
    assert grade(GROSS, "480").feedback == [GROSS["explanation"]]


def test_the_page_gets_the_unit_and_what_was_typed():
    assert view(GROSS)["unit"] == "dollars"
    assert "480" not in repr(view(GROSS))
    assert typed(GROSS, {"answer": ["4 8 O"]}) == "4 8 O"
    assert plain(GROSS, "$480") == "$480"


@pytest.mark.parametrize(
    "value",
    [
        "480 ± 1",
        "480 +/- 1",
        "480 +- x",
        "480 +- -1",
        "1,48",
        ".5",
        "+5",
        "50%",
        "$ 5",
        "£5",
        "−5",
        "5 [hours",
        "1.2.3",
        "12,5",
    ],
)
def test_what_looks_like_a_number_but_is_none_is_a_slip(value):
    assert rules("? A {#a}", f"= {value}") == [(2, "number")]
    assert rules("? A {#a}", "= 1", f"or= {value}") == [(3, "number")]
    assert ask("? A {#a}", f'= "{value}"')["forms"] == [{"text": value, "exact": False}]


@pytest.mark.parametrize("value", ["W-4", "3 days", "10am", "9:30", "2026-05-01", "555-0100", "x = 3", "1/2/2026"])
def test_other_values_are_words(value):
    question = ask("? A {#a}", f"= {value}")
    assert (question["kind"], question["forms"]) == ("text", [{"text": value, "exact": False}])


def test_slips():
    assert rules("? A {#a}", "= " + "7" * 60) == []
    assert rules("? A {#a}", "= " + "7" * 61) == [(2, "number")]
    assert rules("? A {#a}", "= 3/0") == [(2, "divided-by-zero")]
    assert rules("? A {#a}", "= 3 +- 1/0") == [(2, "divided-by-zero")]
    assert rules("? A {#a}", "= 3", "= 4") == [(3, "second-form")]
    assert rules("? A {#a}", "= 3", "exact= 4") == [(3, "exact-number")]
    assert rules("? A {#a}", "= 3", "or=") == [(3, "no-words")]
