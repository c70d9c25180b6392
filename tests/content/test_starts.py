"""What a new course starts with reads without a problem, in each language, with every example in it."""

import pytest

from lms.content import starts
from lms.content.reader import read

ODD = ["Knots", 'Ropes: "strong" & #1', "yes", "12", "- a list", "é: ü", "{a}", "%", "a\\b"]


def problems_of(tree):
    return read({path: text.encode() if isinstance(text, str) else text for path, text in tree.items()}, {}, None, "x")


@pytest.mark.parametrize("title", ODD)
@pytest.mark.parametrize("lang", starts.LANGUAGES)
def test_a_new_course_reads(lang, title):
    tree = {"course.md": starts.course(title, title, lang)}
    tree |= starts.module("1-tie", title, lang, "practical", ["two-lessons", "quiz", "practical"])
    course, problems = problems_of(tree)
    assert problems == []
    assert (course.title, course.summary, course.language) == (title, title, lang)
    (module,) = course.modules
    assert (module.title, module.signoff, len(module.lessons)) == (title, "practical", 2)
    assert len(module.practical.criteria) == 3
    assert [question["kind"] for question in module.quiz.questions] == ["choice"]


def test_a_course_in_another_language_starts_in_english():
    tree = {
        "course.md": starts.course("Nœuds", "Des nœuds", "fr"),
        **starts.module("1-a", "A", "fr", "none", ["lesson"]),
    }
    course, problems = problems_of(tree)
    assert (problems, course.language, [one.title for one in course.modules[0].lessons]) == ([], "fr", ["First lesson"])


@pytest.mark.parametrize("lang", starts.LANGUAGES)
def test_every_example_reads_in_a_quiz_and_in_a_lesson(lang):
    tree = {"course.md": starts.course("A", "B", lang), **starts.module("1-a", "A", lang, "mentor", ["lesson", "quiz"])}
    quiz, lesson, taken = "---\n---\n", starts.lesson("L", lang), []
    for name in starts.QUESTIONS:
        quiz += starts.example(name, lang, taken) + "\n"
        taken.append(f"question-{len(taken) + 1}")
    for name in [*starts.TEXTS, *starts.QUESTIONS]:
        lesson += "\n" + starts.example(name, lang, starts_ids(lesson), in_quiz=False)
    lesson = lesson.replace("media/name.webp", "media/a.png").replace("{{ fact:its-id }}", "")
    tree |= {"1-a/quiz.md": quiz, "1-a/1-first.md": lesson}
    _course, problems = problems_of(tree)
    assert [one for one in problems if one.rule != "picture-missing"] == []
    asked = [question["kind"] for question in starts_read(tree).quiz.questions]
    assert asked == list(starts.QUESTIONS)
    assert [check["kind"] for check in starts_read(tree).lessons[0].checks] == list(starts.QUESTIONS)


def starts_ids(text):
    import re

    return re.findall(r"\{#([a-z0-9-]+)\}", text)


def starts_read(tree):
    from lms.content.reader import read_draft

    files = {path: text.encode() if isinstance(text, str) else text for path, text in tree.items()}
    return read_draft(files, {}, None, "x")[0].modules[0]


def test_ids_of_examples_stay_apart():
    assert starts.free_id([]) == "question-1"
    assert starts.free_id(["question-1", "other", "question-3"]) == "question-2"
