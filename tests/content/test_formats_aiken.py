"""Aiken: questions, their answers by letter, and what is not one, by its line."""

import pytest

from lms.content.formats import guess, read_foreign


def test_a_question_comes_in_and_its_answers_are_asked_for_a_reason():
    found = read_foreign(b"What is <net> pay?\nA) All\nB. What is left\nANSWER: B\n", "aiken")
    assert (
        found.text.rstrip()
        == "? What is &lt;net> pay? {#what-is-net-pay}\n( ) All\n> Not yet.\n(x) What is left\n> Yes."
    )
    assert [(one.status, one.line) for one in found.outcomes] == [("changed", 1)]


def test_several_answers_and_an_explanation():
    found = read_foreign(b"Which two?\nA) a\nB) b\nC) c\nANSWER: A, C\nFEEDBACK: Two are.\n", "aiken")
    assert found.text.rstrip() == (
        "? Which two? {#which-two}\n[x] a\n> Yes.\n[ ] b\n> Not yet.\n[x] c\n> Yes.\n\n> Two are."
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Few?\nA) Only\nANSWER: A", "It has one answer only. Give at least two."),
        ("A) Not started\nB) b\nANSWER: A", "There are no words above its answers."),
        ("Unfinished?\nA) a\nB) b", "It has no line “ANSWER: A” under its answers."),
        (
            "Words?\nA) a\nB) b\nANSWER: the second",
            "“ANSWER: the second” does not name one of its answers by a letter.",
        ),
        ("Far?\nA) a\nB) b\nANSWER: D", "There is no answer “D”."),
        ("Twin?\nA) a\nA) b\nANSWER: A", "Two of its answers have the same letter."),
        ("Just words", "It has neither answers (“A) …”) nor a line “ANSWER: A”."),
        ("Same?\nA) a\nB) a\nANSWER: A", "The same words are already on line 2. Make the two differ."),
    ],
)
def test_a_bad_question_is_refused_with_words_and_its_line(text, why):
    good = "Good?\nA) a\nB) b\nANSWER: A"
    found = read_foreign(f"{good}\n\n{text}\n".encode(), "aiken")
    assert [(one.status, one.line) for one in found.outcomes] == [("changed", 1), ("refused", 6)]
    assert found.outcomes[1].words == (why,)


def test_a_question_without_its_answer_does_not_block_the_next():
    found = read_foreign(b"One?\nA) a\nB) b\n\nTwo?\nA) a\nB) b\nANSWER: B", "aiken")
    assert [(one.status, one.line, one.title) for one in found.outcomes] == [
        ("refused", 1, "One?"),
        ("changed", 5, "Two?"),
    ]


def test_the_format_is_told_by_what_stands_in_the_file():
    assert guess(b"Q\nA) a\nANSWER: A") == "aiken"
    assert guess(b"Q{=a}") == "gift"
    assert guess(b"\xef\xbb\xbf<?xml version='1.0'?><quiz/>") == "moodle-xml"
    assert guess("ANSWER: \\{".encode("utf-16")) == "aiken"


def test_old_encodings_are_read_and_said_and_hidden_characters_go():
    found = read_foreign("¿Qué?\nA) a\u200e\nB) b\nANSWER: A".encode("utf-16"), "aiken")
    assert "¿Qué?" in found.text
    found = read_foreign("¿Qué?\nA) a\nB) b\nANSWER: A".encode("latin-1"), "aiken")
    assert "¿Qué?" in found.text
    assert found.notes == ("The file is not UTF-8; it was read as Windows text. Look at letters with accents.",)
    found = read_foreign("¿Q\u202eué?\nA) a\nB) b\nANSWER: A".encode(), "aiken")
    assert found.notes == ("Hidden characters were taken out: 1.",)
    assert "¿Qué?" in found.text
