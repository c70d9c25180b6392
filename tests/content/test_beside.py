"""A translation beside its original: paragraphs find each other, and what changed since is marked."""

import time

import pytest

from lms.content.beside import beside, in_language, kind_of, paragraphs
from lms.content.diff import Piece
from lms.content.reader import read_draft
from tests.make_courses import bread

ENGLISH = "---\ntitle: Mix\n\nminutes: 5\n---\n# Mix\n\nMix it.\n\n- one\n- two\n\n```check\n? What?\n\n(x) Mix\n```\n\nThe end.\n"
SPANISH = (
    "---\ntitle: Mezclar\n---\n# Mezclar\n\nMezcle.\n\n- uno\n- dos\n\n```check\n? ¿Qué?\n\n(x) Mezclar\n```\n\nFin.\n"
)


def same(words):
    return (Piece("same", words),)


def test_front_matter_and_fences_stay_whole():
    assert paragraphs(ENGLISH) == [
        "---\ntitle: Mix\n\nminutes: 5\n---",
        "# Mix",
        "Mix it.",
        "- one\n- two",
        "```check\n? What?\n\n(x) Mix\n```",
        "The end.",
    ]
    assert paragraphs("") == []
    assert paragraphs("\n\n  \nOne\n\n\n\nTwo") == ["One", "Two"]


@pytest.mark.parametrize(
    ("paragraph", "kind"),
    [
        ("## Head", "heading"),
        ("- one", "list"),
        ("1. one", "steps"),
        ("![A](media/a.png)", "picture"),
        ("| a | b |", "table"),
        ("!!! tip", "tip"),
        ("```\nx\n```", "fence"),
        ("---\ntitle: x\n---", "front"),
        ("? What is it? {#what}\n(x) A", "question what"),
        ("? What is it?", "words"),
        ("#no heading", "words"),
        ("Words.", "words"),
    ],
)
def test_paragraphs_have_kinds(paragraph, kind):
    assert kind_of(paragraph) == kind


def test_paragraphs_stand_beside_their_translations():
    pairs = beside(ENGLISH, SPANISH)
    assert [(pair.pieces[0].words.split("\n")[0], pair.translation.split("\n")[0]) for pair in pairs] == [
        ("---", "---"),
        ("# Mix", "# Mezclar"),
        ("Mix it.", "Mezcle."),
        ("- one", "- uno"),
        ("```check", "```check"),
        ("The end.", "Fin."),
    ]
    assert not any(pair.changed for pair in pairs)


def test_what_is_missing_on_either_side_is_left_free():
    more = ENGLISH.replace("The end.", "| a | b |\n\nThe end.")
    pairs = beside(more, SPANISH + "\n# De más\n")
    assert [("".join(piece.words for piece in pair.pieces), pair.translation) for pair in pairs[-3:]] == [
        ("| a | b |", ""),
        ("The end.", "Fin."),
        ("", "# De más"),
    ]
    assert [pair.translation for pair in beside("One.\n\nTwo.", "")] == ["", ""]


def test_questions_find_each_other_by_their_ids():
    original = "? A {#a}\n= 1\n\n? B {#b}\n= 2\n"
    pairs = beside(original, "? Bé {#b}\n= 2\n")
    assert [(pair.pieces[0].words, pair.translation) for pair in pairs] == [
        ("? A {#a}\n= 1", ""),
        ("? B {#b}\n= 2", "? Bé {#b}\n= 2"),
    ]


def test_what_changed_since_is_marked():
    now = ENGLISH.replace("Mix it.", "Mix it well.\n\nRest.").replace("- one\n- two\n\n", "")
    pairs = beside(now, SPANISH, ENGLISH)
    by_words = {"".join(piece.words for piece in pair.pieces if piece.how != "out"): pair for pair in pairs}
    assert by_words["Mix it well."].pieces == (Piece("same", "Mix it"), Piece("in", " well"), Piece("same", "."))
    assert by_words["Mix it well."].changed
    assert by_words["Mix it well."].translation == "Mezcle."
    assert [name for name, pair in by_words.items() if pair.changed] == ["Mix it well.", "Rest."]
    assert (
        any(piece.how == "out" and "two" in piece.words for piece in by_words["Rest."].pieces)
        or by_words["Rest."].changed
    )
    assert by_words["# Mix"].pieces == same("# Mix")


def test_a_paragraph_that_is_gone_stands_with_the_next_or_the_last():
    (pair,) = beside("One.", "Uno.", "Zero.\n\nOne.")
    assert pair.pieces == (Piece("out", "Zero.\n\n"), Piece("same", "One."))
    (pair,) = beside("One.", "Uno.", "One.\n\nTwo.")
    assert pair.pieces == (Piece("same", "One."), Piece("out", "Two.\n\n"))
    assert pair.changed
    assert beside("", "Uno.", "One.")[0].translation == "Uno."


@pytest.mark.parametrize("text", ["a\n\n" * 50_000, "```\n" * 40_000, "- a\n\n# b\n\n" * 20_000, "---\n" * 40_000])
def test_hostile_texts_take_a_moment(text):
    start = time.process_time()
    beside(text, text[: len(text) // 2] + "x\n\n" + text[len(text) // 2 :], text + "y")
    assert time.process_time() - start < 3


def test_a_course_page_says_its_language():
    made = in_language(bread()["course.md"].replace(b"summary:", b"language: en\nsummary:"), "fr")
    assert made.startswith(b"---\nlanguage: fr\ntitle: Bread\nsummary: Bake a loaf.\n")
    assert b"language: en" not in made
    course, problems = read_draft({**bread(), "fr/course.md": made}, None, None, "bread")
    assert [str(one) for one in problems if one.path.startswith("fr/")] == []
    assert course.translations["fr"].title == "Bread"
