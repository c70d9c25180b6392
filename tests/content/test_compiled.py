"""A compiled course holds everything a page needs, in each language, as JSON, and nothing that could not be shown."""

import json
from collections.abc import Iterator
from dataclasses import asdict

import pytest

from lms.content.compiled import CompiledCourse, QuizSettings, compile_course
from lms.content.hashing import course_hash, sha256
from lms.content.model import Course
from lms.content.reader import read, read_draft
from lms.content.render import Renderer
from lms.content.tokens import split_body
from lms.questions import grade
from tests.content.samples import FACTS, PNG, clean


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    with Renderer() as one:
        yield one


def course(tree: dict[str, bytes] | None = None) -> Course:
    made, problems = read(tree or clean(), FACTS, folder="pay-basics")
    assert made, problems
    return made


@pytest.fixture(scope="module")
def compiled(renderer: Renderer) -> CompiledCourse:
    return compile_course(course(), renderer)


def test_course(compiled: CompiledCourse) -> None:
    assert (compiled.id, compiled.title, compiled.language) == ("pay-basics", "Pay Basics", "en")
    assert compiled.hash == course_hash(course())
    assert compiled.problems == ()
    assert compiled.texts == {
        "en": {
            "title": "Pay Basics",
            "summary": "Read a pay stub.",
            "about_html": "<p>This course is about <strong>pay</strong>.</p>",
            "content_note": "Talks about money worries.",
        },
        "es": {
            "title": "El pago",
            "summary": "Leer un talón de pago.",
            "about_html": "<p>Este curso trata del pago.</p>",
            "content_note": "Talks about money worries.",
        },
    }


def test_everything_is_json(compiled: CompiledCourse) -> None:
    as_json = json.loads(json.dumps(asdict(compiled)))
    assert as_json["modules"][0]["lessons"][0]["id"] == "gross-to-net"


def test_modules(compiled: CompiledCourse) -> None:
    first, second = compiled.modules
    assert (first.id, first.number, first.signoff, first.pass_mark) == ("the-pay-stub", 1, "practical", 75)
    assert first.hash == course().modules[0].hash
    assert first.files == course().modules[0].files
    assert first.texts["en"] == {"title": "The pay stub", "about_html": "<p>By the end you can read a stub.</p>"}
    assert first.quiz == QuizSettings(2, False, "end", ("net-pay",))
    assert (second.quiz, second.practical, second.questions) == (None, {}, ())
    assert list(second.texts) == ["en"]


def test_lessons_in_each_language(compiled: CompiledCourse) -> None:
    lessons = compiled.modules[0].lessons
    assert [(one.id, one.lang) for one in lessons] == [("gross-to-net", "en"), ("forms", "en"), ("gross-to-net", "es")]
    first = lessons[0]
    kinds = [kind for kind, _ in split_body(first.html)]
    assert kinds == ["html", "fact", "html", "check", "html"]
    picture = f'<img alt="A stub with three lines" height="3" loading="lazy" src="/media/{sha256(PNG)}" width="4">'
    assert picture in first.html
    assert "fn-the-pay-stub-gross-to-net-1" in first.html
    assert first.plain.startswith("By the end you can find gross pay.\nA stub with three lines\n")
    assert (first.swap, first.words, first.content_note) == (
        "forms",
        {"gross pay": "Pay before tax."},
        "A short talk about debt.",
    )
    (check,) = first.checks
    assert check["stem"] == {"html": "Which comes first?", "plain": "Which comes first?"}
    assert check["options"][1]["feedback"]["plain"] == "Yes. It is the start."
    assert lessons[1].words == {}


def test_questions_in_each_language(compiled: CompiledCourse) -> None:
    questions = compiled.modules[0].questions
    assert [(one.id, one.lang) for one in questions] == [
        ("net-pay", "en"),
        ("gross", "en"),
        ("forms", "en"),
        ("net-pay", "es"),
        ("forms", "es"),
    ]
    assert "/media/" in questions[0].data["prompt"]["html"]
    assert questions[3].data["stem"]["plain"] == "¿Qué es el pago neto?"


def test_an_answer_means_the_same_in_every_language(compiled: CompiledCourse) -> None:
    data = {(one.id, one.lang): one.data for one in compiled.modules[0].questions}
    english, spanish = data["net-pay", "en"], data["net-pay", "es"]
    right = next(option["id"] for option in english["options"] if option["right"])
    assert grade(english, right).points == grade(spanish, right).points == 1
    assert [option["id"] for option in english["options"]] == [option["id"] for option in spanish["options"]]
    english, spanish = data["forms", "en"], data["forms", "es"]
    answer = {pair["id"]: pair["right"] for pair in english["pairs"]}
    assert grade(english, answer).points == grade(spanish, answer).points == 1
    assert [right["id"] for right in english["rights"]] == [right["id"] for right in spanish["rights"]]


def test_practical_in_each_language(compiled: CompiledCourse) -> None:
    practical = compiled.modules[0].practical
    english, spanish = practical["en"], practical["es"]
    assert (english.task_html, english.tier, english.minutes) == ("<p>Read the stub aloud.</p>", "T1", 15)
    assert (spanish.task_html, spanish.tier, spanish.materials) == (
        "<p>Lea el talón en voz alta.</p>",
        "T1",
        "A paper stub.",
    )
    assert [(one["id"], one["star"]) for one in english.criteria] == [
        ("names-the-gross-pay", False),
        ("keeps-her-private-numbers-to-herself", True),
    ]
    assert [one["id"] for one in spanish.criteria] == [one["id"] for one in english.criteria]
    assert spanish.criteria[1]["text"] == "Guarda sus números."


def test_pictures_at_another_address(renderer: Renderer) -> None:
    made = compile_course(course(), renderer, {"media/stub.png": "/draft/7/media/stub.png"})
    assert 'src="/draft/7/media/stub.png"' in made.modules[0].lessons[0].html
    assert 'src="/media/' in made.modules[0].lessons[2].html


def test_a_text_that_cannot_be_shown_is_a_problem_with_its_place(renderer: Renderer) -> None:
    tree = clean()
    tree["1-the-pay-stub/2-forms.md"] += b"\n" + b"[a" * 5_000
    made = compile_course(course(tree), renderer)
    (problem,) = made.problems
    assert (problem.path, problem.line, problem.rule) == ("1-the-pay-stub/2-forms.md", 6, "too-complex")
    assert made.modules[0].lessons[1].html == ""
    assert made.modules[0].lessons[0].html
    assert made.modules[1].lessons[0].html


def test_what_was_taken_out_is_listed_by_file(renderer: Renderer) -> None:
    tree = clean()
    tree["1-the-pay-stub/2-forms.md"] += b"[a](https://x.org) <b>c</b>"
    made = compile_course(course(tree), renderer)
    assert made.taken == ("1-the-pay-stub/2-forms.md: <b>", "1-the-pay-stub/2-forms.md: the link to https://x.org")


def test_the_same_words_in_two_places_are_shown_in_both(renderer: Renderer) -> None:
    tree = clean()
    quiz = "? A? {#a}\n( ) *No*\n> Same.\n(x) Yes\n> Same.\n\n? B? {#b}\n1) *No*\n2) Yes\n"
    tree["1-the-pay-stub/quiz.md"] = quiz.encode()
    del tree["es/1-the-pay-stub/quiz.md"], tree["1-the-pay-stub/1-gross-to-net.md"]
    del tree["es/1-the-pay-stub/1-de-bruto-a-neto.md"]
    first, second = (one.data for one in compile_course(course(tree), renderer).modules[0].questions)
    assert [option["feedback"]["html"] for option in first["options"]] == ["<p>Same.</p>", "<p>Same.</p>"]
    assert first["options"][0]["text"]["html"] == second["items"][0]["text"]["html"] == "<em>No</em>"


def test_a_draft_with_problems_compiles_for_a_look(renderer: Renderer) -> None:
    tree = clean()
    tree["1-the-pay-stub/1-gross-to-net.md"] = (
        tree["1-the-pay-stub/1-gross-to-net.md"].replace(b"(x) Gross", b"( ) Gross").replace(b"stub.png", b"gone.png")
    )
    tree["es/1-the-pay-stub/quiz.md"] = (
        tree["es/1-the-pay-stub/quiz.md"].replace(b"( ) Todo", b"(x) Todo").replace(b"(x) Lo", b"( ) Lo")
    )
    draft, problems = read_draft(tree, FACTS)
    assert draft
    assert {problem.rule for problem in problems} >= {"no-right", "picture-missing", "translation-key"}
    made = compile_course(draft, renderer)
    assert made.modules[0].lessons[0].checks == ({},)
    assert "<p>A stub with three lines</p>" in made.modules[0].lessons[0].html
    assert made.problems == ()
