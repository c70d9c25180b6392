"""Every slip of an author: found, at its line, in plain words, and never only the first."""

import re

import pytest

from lms.questions import read_question, read_quiz
from lms.questions.slips import WORDS

PLANTED = [
    ("empty-quiz", 1, ""),
    ("text-before", 2, "\nHello\n? A {#a}\n= 3"),
    ("text-before", 1, "Hello"),
    ("hidden-character", 2, "? A {#a}\nze\x00ro\n= 3"),
    ("open-fence", 2, "? A {#a}\n~~~~ text\n= 3"),
    ("marker", 1, "?A {#a}\n= 3"),
    ("marker", 2, "? A {#a}\n(X) y\n> f\n( ) n\n> f"),
    ("marker", 2, "? A {#a}\n( x ) y\n> f\n( ) n\n> f"),
    ("marker", 2, "? A {#a}\n[X] y\n> f\n[ ] n\n> f"),
    ("marker", 4, "? A {#a}\n(x) y\n> f\n() n\n> f"),
    ("marker", 4, "? A {#a}\n[x] y\n> f\n[] n\n> f"),
    ("marker", 4, "? A {#a}\n(x) y\n> f\n( )n\n> f"),
    ("marker", 4, "? A {#a}\n(x) y\n> f\n( )\tn\n> f"),
    ("marker", 2, "? A {#a}\n(✓) y\n> f\n( ) n\n> f"),
    ("marker", 3, "? A {#a}\n(x) y\n>f\n( ) n\n> f"),
    ("marker", 2, "? A {#a}\n=3"),
    ("marker", 3, "? A {#a}\n= gross\nor=net"),
    ("marker", 3, "? A {#a}\n= gross\nOr = net"),
    ("marker", 3, "? A {#a}\n= gross\nEXACT= net"),
    ("marker", 2, "? A {#a}\n1)one\n2) two"),
    ("marker", 3, "? A {#a}\n1) one\n2. two"),
    ("marker", 3, "? A {#a}\n= 3\n!hint"),
    ("marker", 3, "? A {#a}\n... mentor\n* names it"),
    ("open-marker", 2, "? A {#a}\n...reflection"),
    ("open-marker", 2, "? A {#a}\n… Mentor"),
    ("open-marker", 2, "? A {#a}\n... reflexion"),
    ("pair-marker", 3, "? A {#a}\na :: b\nc:: d"),
    ("pair-marker", 2, "? A {#a}\na ::b\nc :: d\ne :: f"),
    ("pair-marker", 2, "? A {#a}\na:: b\nc:: d"),
    ("indented-marker", 4, "? A {#a}\n(x) y\n> f\n  ( ) n\n> f"),
    ("indented-marker", 2, "? A {#a}\n ( ) n\n> f\n(x) y\n> f"),
    ("indented-marker", 3, "? A {#a}\n(x) y\n  > f\n( ) n\n> f"),
    ("indented-marker", 3, "? A {#a}\n1) one\n  2) two\n3) three"),
    ("indented-marker", 3, "? A {#a}\n= 3\n  ? B {#b}"),
    ("indented-marker", 2, "? A {#a}\n  = 3"),
    ("indented-marker", 2, "? A {#a}\n\t= 3"),
    ("indent", 3, "? A {#a}\n= 3\n more"),
    ("indent", 4, "? A {#a}\n= 3\n\n  more"),
    ("indent", 3, "? A {#a}\na :: b\n  c :: d\ne :: f"),
    ("indent", 2, "? A {#a}\n  a :: b"),
    ("no-mark", 3, "? A {#a}\n= 3\nmore\nand more"),
    ("no-mark", 3, "? A {#a}\n= 3\n```\n? B\n\n```"),
    ("no-mark", 3, "? A {#a}\n= 3\n- rubric"),
    ("no-mark", 3, "? A {#a}\n= 3\n![alt](media/x.webp)"),
    ("no-mark", 3, "? A {#a}\n= 3\n## Part 2"),
    ("no-mark", 3, "? A {#a}\n= 3\n\\> text"),
    ("no-stem", 1, "? {#a}\n= 3"),
    ("no-stem", 1, "?\n= 3"),
    ("id-missing", 1, "? A\n= 3"),
    ("id-form", 1, "? A {#A B}\n= 3"),
    ("id-form", 1, "? A {a-b}\n= 3"),
    ("id-form", 1, "? A {#}\n= 3"),
    ("id-form", 1, "? A {#" + "a" * 41 + "}\n= 3"),
    ("id-place", 1, "? A {#a} B\n= 3"),
    ("id-place", 1, "? A {#a} {#b}\n= 3"),
    ("id-twice", 3, "? A {#a}\n= 3\n? B {#a}\n= 3"),
    ("no-answers", 1, "? A {#a}\nText"),
    ("not-a-list", 2, "? A {#a}\n- [ ] one\n- [x] two"),
    ("not-a-number", 3, "? A {#a}\nPut in order\n1. one\n2. two"),
    ("not-a-letter", 2, "? A {#a}\na) one\nb) two"),
    ("mixed", 4, "? A {#a}\n(x) y\n> f\n[ ] n\n> f"),
    ("mixed", 3, "? A {#a}\n= 3\n( ) n\n> f"),
    ("mixed", 4, "? A {#a}\n1) one\n2) two\na :: b"),
    ("hint-early", 2, "? A {#a}\n! hint\n= 3"),
    ("no-hint", 3, "? A {#a}\n= 3\n!"),
    ("feedback-place", 4, "? A {#a}\n(x) y\n\n> f\n( ) n\n> f"),
    ("no-words", 4, "? A {#a}\n(x) y\n> f\n( )\n> f"),
    ("no-words", 2, "? A {#a}\n="),
    ("twice", 3, "? A {#a}\n1) one\n2) one"),
    ("no-feedback", 2, "? A {#a}\n(x) y\n( ) n\n> f"),
    ("one-option", 2, "? A {#a}\n(x) y\n> f"),
    ("no-right", 2, "? A {#a}\n( ) y\n> f\n( ) n\n> f"),
    ("two-right", 4, "? A {#a}\n(x) y\n> f\n(x) n\n> f"),
    ("number", 2, "? A {#a}\n= 480 ± 1"),
    ("divided-by-zero", 2, "? A {#a}\n= 1/0"),
    ("exact-number", 3, "? A {#a}\n= 1\nexact= 2"),
    ("second-form", 3, "? A {#a}\n= a\n= b"),
    ("first-form", 2, "? A {#a}\nor= a"),
    ("step-number", 3, "? A {#a}\n1) a\n3) b"),
    ("two-pairs", 2, "? A {#a}\na :: b :: c\nd :: e"),
    ("no-match", 2, "? A {#a}\na ::\nd :: e"),
    ("no-pair", 2, "? A {#a}\n:: a\n:: b"),
    ("paired-already", 4, "? A {#a}\na :: b\nc :: d\n:: b"),
    ("own-words", 3, "? A {#a}\n... reflection\n- a"),
    ("rubric", 2, "? A {#a}\n... mentor\n  a"),
]


@pytest.mark.parametrize(("rule", "line", "text"), PLANTED)
def test_a_planted_slip_is_found_at_its_line(rule, line, text):
    questions, slips = read_quiz(text, first_line=100)
    assert (line + 99, rule) in [(slip.line, slip.rule) for slip in slips]
    assert [slip.line for slip in slips] == sorted(slip.line for slip in slips)
    assert questions == [] or rule in ("text-before", "id-twice")


def test_every_rule_is_planted():
    (_, slips) = read_question("? A {#a}\n= 3\n? B {#b}\n= 3")
    assert [slip.rule for slip in slips] == ["one-question"]
    assert {rule for rule, _, _ in PLANTED} | {"one-question"} == set(WORDS)


@pytest.mark.parametrize("rule", WORDS)
def test_words_are_plain_and_calm(rule):
    words = WORDS[rule]
    assert words.endswith((".", "?"))
    assert "!" not in words.replace('"!"', "")
    assert not re.search(
        r"\b(error|invalid|syntax|parse|parser|token|string|null|column|regex|delimiter|failed)\b", words
    )
    longest = max(len(re.sub(r'"[^"]*"', "x", sentence).split()) for sentence in re.split(r"[.?] ", words))
    assert longest <= 22


@pytest.mark.parametrize(
    ("line", "wrote", "meant"),
    [
        ("(X) Yes", "(X) Y", "(x) Y"),
        ("( x ) Yes", "( x ) Y", "(x) Y"),
        ("(x)Yes", "(x)Y", "(x) Y"),
        ("()Yes", "()Y", "( ) Y"),
        ("() Yes", "() Y", "( ) Y"),
        ("(]", "(]", "( )"),
        ("[]", "[]", "[ ]"),
        ("[x]\tYes", "[x](tab)Y", "[x] Y"),
        ("=480", "=4", "= 4"),
        ("12)Yes", "12)Y", "12) Y"),
    ],
)
def test_a_near_mark_is_answered_with_what_was_meant(line, wrote, meant):
    words = f'This line starts with "{wrote}". Did you mean "{meant}"? Put one space after the mark.'
    assert words in [slip.words for slip in read_quiz(f"? A {{#a}}\n{line}")[1]]


def test_a_near_mark_is_read_as_meant_so_that_one_slip_stays_one():
    text = "? A {#a}\n(X) yes\n>Good.\n( )no\n> Not quite.\n!Think.\n\n?B {#b}\n1)one\n2. two\n\n? C {#c}\na :: b\nc::d"
    assert [(slip.line, slip.rule) for slip in read_quiz(text)[1]] == [
        (2, "marker"),
        (3, "marker"),
        (4, "marker"),
        (6, "marker"),
        (8, "marker"),
        (9, "marker"),
        (10, "marker"),
        (14, "pair-marker"),
    ]


def test_an_indented_set_of_options_is_one_slip_a_line():
    text = "? A {#a}\n  ( ) no\n  > Not quite.\n  (x) yes\n  > Good.\n  ! Think."
    assert [(slip.line, slip.rule) for slip in read_quiz(text)[1]] == [
        (line, "indented-marker") for line in range(2, 7)
    ]


@pytest.mark.parametrize(
    ("id_", "meant"),
    [("{#Net Pay}", "net-pay"), ("{#net_pay}", "net-pay"), ("{Net}", "net"), ("{#}", "what"), ("{#Über}", "uber")],
)
def test_an_id_that_is_none_is_answered_with_one_that_is(id_, meant):
    (slip,) = read_quiz(f"? What {id_}\n= 3")[1]
    assert slip.words.endswith(f"Did you mean {{#{meant}}}?")


def test_a_word_in_braces_with_other_signs_is_no_id():
    (slip,) = read_quiz("? What is {a + b}\n= 3")[1]
    assert (slip.rule, slip.words) == (
        "id-missing",
        "This question has no id. Put one at the end of the line, for example {#what-is-a-b}.",
    )
