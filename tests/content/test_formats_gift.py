"""GIFT: each kind by hand, in and out, and what is said of that which cannot come along."""

import pytest

from lms.content.formats import read_foreign, write_gift
from lms.questions import read_quiz


def taken(text: str):
    """The one question of a file: its quiz text without the last empty line, and the outcome."""
    found = read_foreign(text.encode(), "gift")
    assert len(found.outcomes) == 1, found.outcomes
    return found.text.rstrip("\n"), found.outcomes[0]


def test_one_answer_with_feedback_and_explanation_is_kept():
    text, outcome = taken(
        "::Net pay::What is net pay?{\n=What is left#Yes, that is it.\n~All of it#Not quite.\n####See lesson 1.}"
    )
    assert text == (
        "? What is net pay? {#net-pay}\n(x) What is left\n> Yes, that is it.\n( ) All of it\n> Not quite.\n\n> See lesson 1."
    )
    assert (outcome.status, outcome.words, outcome.line, outcome.id) == ("kept", (), 1, "net-pay")


def test_answers_without_feedback_get_words_and_it_is_said():
    text, outcome = taken("Is it?{T}")
    assert text == "? Is it? {#is-it}\n(x) True\n> Yes.\n( ) False\n> Not yet."
    assert outcome.status == "changed"
    assert outcome.words == ("The answers had no feedback. “Yes.” or “Not yet.” stands there now; write the reason.",)


def test_words_that_stand_in_are_in_the_language_of_the_quiz():
    found = read_foreign("¿Sí?{F}".encode(), "gift", "es")
    assert found.text.rstrip() == "? ¿Sí? {#si}\n( ) Verdadero\n> Todavía no.\n(x) Falso\n> Sí."


@pytest.mark.parametrize(
    ("answers", "kind", "said"),
    [
        ("{~%50%a#f ~%50%b#f ~%-50%c#f}", "[x] a\n> f\n[x] b\n> f\n[ ] c\n> f", ()),
        (
            "{~%50%a#f ~%50%b#f ~c#f}",
            "[x] a\n> f\n[x] b\n> f\n[ ] c\n> f",
            ("The points differ: each right answer counts the same, and a wrong one takes one away.",),
        ),
        (
            "{=a#f ~%50%b#f ~c#f}",
            "(x) a\n> f\n( ) b\n> f\n( ) c\n> f",
            ("“b” had a part of the points; one answer of several counts in full or not.",),
        ),
        (
            "{=a#f =b#f ~c#f}",
            "[x] a\n> f\n[x] b\n> f\n[ ] c\n> f",
            ("More than one answer is right, so it asks for all of them now.",),
        ),
        ("{=four =4}", "= four\nor= 4", ()),
        ("{=4}", '= "4"', ()),
        ("{=Frog#Good! =%50%Cat#Nearly.}", "= Frog\n> Good!", None),
        ("{=fro*}", "= fro", ("“fro*” stood for many answers; now only “fro” counts.",)),
        ("{#1822:2}", "= 1822 +- 2", ()),
        ("{#3.141..3.142}", "= 3.1415 +- 0.0005", ()),
        ("{#=-0.5:0 =1e3:0}", "= -0.5\nor= 1000", ()),
        ("{=cat -> cat food =dog -> dog food = -> hay}", "cat :: cat food\ndog :: dog food\n:: hay", ()),
        ("{}", "... mentor", ()),
    ],
)
def test_each_kind_comes_in(answers, kind, said):
    text, outcome = taken(f"What?{answers}")
    assert text == f"? What? {{#what}}\n{kind}"
    if said is None:
        assert outcome.words == ("“Cat” had a part of the points; it does not count now. Its feedback was: “Nearly.”",)
    else:
        assert outcome.words == said
    assert outcome.status == ("kept" if said == () else "changed")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Just words.", "It asks nothing: there are no answers in braces. Put its words into a lesson."),
        ("A {=b} and {=c}", "Its answers have to stand in one pair of braces. Leave an empty line between questions."),
        ("A {=b", "Its answers have to stand in one pair of braces. Leave an empty line between questions."),
        ("A {~b ~c}", "No answer of it is right."),
        ("A {#three}", "“three” cannot be read as a number. Write it like 3.14 or 3.14:0.01."),
        ("A {#3,5}", "“3,5” cannot be read as a number. Write it like 3.14 or 3.14:0.01."),
        ("A {words =b}", "“words =b” is no answer: each starts with “=” or “~”."),
        ("A {=*}", "Any answer to it counts."),
        ("A {=x#f ~x#f}", "The same words are already on line 2. Make the two differ."),
        ("{T}", "It has no words that ask something."),
    ],
)
def test_a_bad_question_is_refused_with_words_and_its_line(text, why):
    found = read_foreign(f"// first\nGood?{{=a =b}}\n\n{text}\n\nGood too?{{=c}}".encode(), "gift")
    assert [(one.status, one.line) for one in found.outcomes] == [("kept", 2), ("refused", 4), ("kept", 6)]
    assert found.outcomes[1].words == (why,)
    assert found.notes == ("Lines of comment were left out: 1.",)
    assert [one["id"] for one in read_quiz(found.text)[0]] == ["good", "good-too"]


def test_empty_lines_among_answers_and_missing_ones_between_questions_are_understood():
    found = read_foreign(b"A?{\n\n=x#f\n\n~y#f\n}\nB?{=z}\n\nC {=open\n\nD?{=d}", "gift")
    assert [(one.status, one.line, one.title) for one in found.outcomes] == [
        ("kept", 1, "A?"),
        ("changed", 7, "B?"),
        ("refused", 9, "C {=open"),
        ("kept", 11, "D?"),
    ]
    assert found.outcomes[1].words == ("No empty line stood above it.",)


def test_categories_are_named_and_names_twice_get_a_number():
    found = read_foreign(b"$CATEGORY: pay/basics\n\n::A::One?{=a}\n\n::A::Two?{=b}", "gift")
    assert [(one.category, one.id) for one in found.outcomes] == [
        ("pay/basics", ""),
        ("pay/basics", "a"),
        ("pay/basics", "a-2"),
    ]
    assert found.outcomes[0].words == ("A quiz has no categories. The questions below it keep their order.",)


def test_signs_of_both_formats_are_taken_for_what_they_are():
    text, outcome = taken("[plain]Is 2 * 3 \\= 6, *really* <b>?{=\\=\\~\\#\\{\\}\\:\\\\ *# \\#1 ~( ) x#> y}")
    assert text == (
        "? Is 2 * 3 = 6, \\*really\\* &lt;b>? {#is-2-3-6-really-b}\n(x) =~#{}:\\ *\n> \\#1\n( ) ( ) x\n> \\> y"
    )
    assert outcome.status == "kept"


def test_lines_that_only_fit_the_file_are_joined_and_marked_breaks_stay():
    text, _ = taken("One that goes\non, and\\na second\nline.{=a}")
    assert text == "? One that goes on, and {#one-that-goes-on-and}\na second line.\n= a"
    text, _ = taken("[html]<pre>a\n  b</pre>What?{=a}")
    assert "```\na\n  b\n```\n\nWhat?" in text


def test_a_missing_word_leaves_a_blank():
    assert taken("Two and two is {=four}.")[0].startswith("? Two and two is _____. {")
    assert taken("What is pi? {#3.14}.")[0].startswith("? What is pi? {")
    text, _ = taken("Grant is {~buried#No. =entombed#Yes.} in a tomb.")
    assert text.startswith("? Grant is _____ in a tomb. {#grant-is-in-a-tomb}\n( ) buried\n> No.\n(x) entombed")


QUIZ = """? What is *net* pay? {#net}
Look at Dana's stub: 50% = half.

- one
- two
(x) {All} ~ that
> Yes: it is.
  More.
( ) #None
> Not quite.

> Explained.

? Which? {#which}
[x] a
> f
[x] b
> f
[x] c
> f
[ ] d
> f

? How much? {#much}
= $1,480.50 +- 0.01
or= 10 13/16 [in]
or= a dozen
! Think.

? A third? {#third}
= 1/3

? Word? {#word}
exact= *Gross*
or= 50%

? Order {#order}
1) a
2) b

? Match {#match}
a :: 1
b :: 2
:: 3

? Think {#think}
... reflection

? Write {#write}
... mentor
- names it
"""


def test_gift_out_says_what_it_cannot_carry():
    questions, slips = read_quiz(QUIZ.replace("\n  More.\n", "\n> More.\n"))
    assert slips == []
    made = write_gift(questions)
    assert {one.id: (one.status, one.words) for one in made.outcomes} == {
        "net": ("kept", ()),
        "which": ("kept", ()),
        "much": (
            "changed",
            (
                "GIFT has no units; “$” was left out.",
                "GIFT has no units; “in” was left out.",
                "A number in GIFT cannot be words too; left out: a dozen.",
                "GIFT has no hints; they were left out.",
            ),
        ),
        "third": ("changed", ("1/3 is no whole decimal; it was written as 0.333333333333.",)),
        "word": ("changed", ("GIFT cannot ask for exact spelling; “exact=” became “=”.",)),
        "order": ("refused", ("GIFT has no questions to put in order.",)),
        "match": ("kept", ()),
        "think": ("refused", ("A reflection is private and never marked; GIFT would hand it in as an essay.",)),
        "write": ("changed", ("GIFT has no lines for the mentor; the rubric was left out.",)),
    }
    assert made.text.split("\n\n")[0] == (
        "::net::[markdown]What is *net* pay?\\n\\nLook at Dana's stub\\: 50% \\= half.\\n\\n- one\\n- two {\n"
        "\t=\\{All\\} \\~ that#Yes\\: it is.\\nMore.\n\t~\\#None#Not quite.\n\t####Explained.\n}"
    )
    assert "::much::[markdown]How much? {\n\t#\n\t=1480.5:0.01\n\t=10.8125:0\n}" in made.text
    assert "~%33.33333%a#f\n\t~%33.33333%b#f\n\t~%33.33333%c#f\n\t~%-33.33333%d#f" in made.text


def test_gift_out_and_in_again_gives_the_same_quiz_text_where_all_of_it_is_carried():
    questions, _ = read_quiz(QUIZ)
    kept = [one for one in questions if one["id"] in ("net", "which", "match")]
    back = read_foreign(write_gift(kept).text.encode(), "gift")
    assert [one.status for one in back.outcomes] == ["kept"] * 3
    assert read_quiz(back.text)[0] == kept
