"""A clean course is read whole: every value where it belongs, in both languages, with its files and hashes."""

import hashlib
from collections import Counter

import pytest

from lms.content.hashing import course_hash
from lms.content.model import Course, Criterion
from lms.content.reader import read, read_draft
from tests.content.samples import FACTS, FORMS, LESSON, clean
from tests.make_courses import png


def course(tree: dict[str, bytes] | None = None) -> Course:
    made, problems = read(tree or clean(), FACTS, {"start-here"}, folder="pay-basics")
    assert problems == []
    assert made
    return made


def test_course_front_matter() -> None:
    made = course()
    assert (made.id, made.title, made.summary, made.track) == ("pay-basics", "Pay Basics", "Read a pay stub.", "money")
    assert (made.language, made.level, made.hours, made.audience) == ("en", "beginner", 1.5, "learner")
    assert (made.requires, made.enrol, made.authors) == (("start-here",), "open", ("Footing starter library",))
    assert (made.licence, made.content_note) == ("CC BY 4.0", "Talks about money worries.")
    assert (made.about, made.about_line) == ("This course is about **pay**.", 15)
    assert made.facts == ("minimum-wage",)


def test_modules_in_order_with_settings_and_defaults() -> None:
    first, second = course().modules
    assert (first.id, first.number, first.path, first.title) == ("the-pay-stub", 1, "1-the-pay-stub", "The pay stub")
    assert (first.minutes, first.signoff, first.credit, first.pass_mark, first.recall) == (40, "practical", True, 75, 1)
    assert (second.minutes, second.signoff, second.credit, second.pass_mark, second.recall) == (0, "none", False, 80, 2)
    assert (second.requires, second.quiz, second.practical, second.about) == (("the-pay-stub",), None, None, "")


def test_lessons() -> None:
    first, second = course().modules[0].lessons
    assert (first.id, first.title, first.minutes, first.swap) == ("gross-to-net", "From gross to net", 20, "forms")
    assert (first.content_note, first.words) == ("A short talk about debt.", {"gross pay": "Pay before tax."})
    assert first.body == LESSON.split("---\n", 2)[2]
    assert LESSON.split("\n")[first.body_line - 1] == "By the end you can find **gross pay**."
    assert [(check["id"], check["kind"]) for check in first.checks] == [("which-first", "choice")]
    assert (second.id, second.checks, second.words) == ("forms", (), None)


def test_lesson_order_is_that_of_the_numbers_not_of_the_letters() -> None:
    tree = clean()
    tree["1-the-pay-stub/10-last.md"] = FORMS.encode()
    tree["1-the-pay-stub/3-third.md"] = FORMS.encode()
    assert [lesson.id for lesson in course(tree).modules[0].lessons] == ["gross-to-net", "forms", "third", "last"]


def test_quiz_and_practical() -> None:
    module = course().modules[0]
    assert module.quiz
    assert module.practical
    assert (module.quiz.draw, module.quiz.shuffle, module.quiz.feedback) == (2, False, "end")
    assert module.quiz.star == ("net-pay",)
    assert [question["id"] for question in module.quiz.questions] == ["net-pay", "gross", "forms"]
    assert (module.practical.tier, module.practical.minutes, module.practical.materials) == ("T1", 15, "A paper stub.")
    assert (module.practical.task, module.practical.task_line) == ("Read the stub aloud.", 6)
    assert module.practical.criteria == (
        Criterion("names-the-gross-pay", "Names the gross pay.", star=False),
        Criterion("keeps-her-private-numbers-to-herself", "Keeps her private numbers to herself.", star=True),
    )


def test_translation_takes_settings_from_the_course_and_keeps_ids() -> None:
    spanish = (course().translations or {})["es"]
    assert (spanish.title, spanish.summary, spanish.language) == ("El pago", "Leer un talón de pago.", "es")
    assert (spanish.id, spanish.hours, spanish.content_note) == ("pay-basics", 1.5, "Talks about money worries.")
    (module,) = spanish.modules
    assert (module.id, module.title, module.about) == (
        "the-pay-stub",
        "The pay stub",
        "By the end you can read a stub.",
    )
    (lesson,) = module.lessons
    assert (lesson.id, lesson.title, lesson.minutes, lesson.words) == (
        "gross-to-net",
        "De bruto a neto",
        20,
        {"gross pay": "Pay before tax."},
    )
    assert module.quiz
    assert module.practical
    assert (module.quiz.draw, module.quiz.star) == (2, ("net-pay",))
    assert [question["id"] for question in module.quiz.questions] == ["net-pay", "forms"]
    assert [(one.id, one.text, one.star) for one in module.practical.criteria] == [
        ("names-the-gross-pay", "Nombra el pago bruto.", False),
        ("keeps-her-private-numbers-to-herself", "Guarda sus números.", True),
    ]


def test_module_files_are_its_own_its_translations_and_the_media_it_shows() -> None:
    first, second = course().modules
    assert first.files == (
        "1-the-pay-stub/1-gross-to-net.md",
        "1-the-pay-stub/2-forms.md",
        "1-the-pay-stub/module.md",
        "1-the-pay-stub/practical.md",
        "1-the-pay-stub/quiz.md",
        "es/1-the-pay-stub/1-de-bruto-a-neto.md",
        "es/1-the-pay-stub/practical.md",
        "es/1-the-pay-stub/quiz.md",
        "media/stub.png",
        "media/talon.png",
    )
    assert second.files == ("2-next-steps/1-what-now.md", "2-next-steps/module.md")


def test_module_hash_is_over_paths_and_bytes() -> None:
    tree = clean()
    second = course().modules[1]
    lines = [
        f"{path}\0{hashlib.sha256(tree[path]).hexdigest()}\n"
        for path in ("2-next-steps/1-what-now.md", "2-next-steps/module.md")
    ]
    assert second.hash == hashlib.sha256("".join(lines).encode()).hexdigest()


def test_a_change_moves_only_the_hash_of_the_module_that_shows_it() -> None:
    before = course()
    for path in ("es/1-the-pay-stub/quiz.md", "media/stub.png", "1-the-pay-stub/2-forms.md"):
        tree = clean()
        tree[path] = png(4, 4) if path.startswith("media/") else tree[path] + b"\n"
        after = course(tree)
        assert after.modules[0].hash != before.modules[0].hash
        assert after.modules[1].hash == before.modules[1].hash
        assert course_hash(after) != course_hash(before)


def test_the_bytes_are_kept() -> None:
    assert course().files == clean()


def test_windows_line_ends_and_byte_order_mark_are_accepted() -> None:
    tree = {
        path: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n") if path.endswith(".md") else data
        for path, data in clean().items()
    }
    made = course(tree)
    assert made.title == "Pay Basics"
    assert made.modules[0].lessons[0].body == course().modules[0].lessons[0].body
    assert made.files == tree


def test_id_in_front_matter_keeps_the_id_when_a_file_is_renamed() -> None:
    tree = clean()
    tree["course.md"] = tree["course.md"].replace(b"---\n", b"---\nid: old-course\n", 1)
    tree["2-next-steps/module.md"] = tree["2-next-steps/module.md"].replace(b"---\n", b"---\nid: after\n", 1)
    made = course(tree)
    assert (made.id, made.modules[1].id) == ("old-course", "after")


def test_a_translation_belongs_to_the_piece_at_the_same_place_whatever_its_id() -> None:
    tree = clean()
    tree["1-the-pay-stub/module.md"] = tree["1-the-pay-stub/module.md"].replace(b"---\n", b"---\nid: stub\n", 1)
    tree["1-the-pay-stub/2-forms.md"] = tree["1-the-pay-stub/2-forms.md"].replace(b"---\n", b"---\nid: papers\n", 1)
    tree["1-the-pay-stub/1-gross-to-net.md"] = tree["1-the-pay-stub/1-gross-to-net.md"].replace(b": forms", b": papers")
    tree["2-next-steps/module.md"] = tree["2-next-steps/module.md"].replace(b"[the-pay-stub]", b"[stub]")
    tree["es/1-the-pay-stub/2-forms.md"] = b"---\ntitle: Formas\n---\nHay dos formas.\n"
    (module,) = (course(tree).translations or {})["es"].modules
    assert module.id == "stub"
    assert [(lesson.id, lesson.title) for lesson in module.lessons] == [
        ("gross-to-net", "De bruto a neto"),
        ("papers", "Formas"),
    ]


def test_without_folder_or_id_the_title_names_the_course() -> None:
    made, _ = read(clean(), FACTS)
    assert made
    assert made.id == "pay-basics"
    tree = clean()
    tree["course.md"] = tree["course.md"].replace(b"Pay Basics", "¡¡!!".encode())
    made, _ = read(tree, FACTS)
    assert made
    assert made.id == "course"


def test_read_gives_no_course_where_there_is_an_error_and_a_draft_does() -> None:
    tree = clean()
    tree["1-the-pay-stub/module.md"] = b"---\ntitle: x\nsignof: none\n---\n"
    made, problems = read(tree, FACTS)
    assert made is None
    draft, same = read_draft(tree, FACTS)
    assert draft
    assert draft.modules[0].title == "x"
    assert same == problems
    assert {problem.rule for problem in problems} == {"front-unknown", "practical-unwatched"}


def test_warnings_do_not_stop_a_course() -> None:
    tree = clean()
    tree["media/extra.png"] = tree["media/stub.png"]
    tree[".DS_Store"] = b"x"
    made, problems = read(tree, FACTS)
    assert made
    assert [(problem.path, problem.rule, problem.severity) for problem in problems] == [
        (".DS_Store", "left-out", "warning"),
        ("media/extra.png", "media-unused", "warning"),
    ]
    assert set(made.files or {}) == {*clean(), "media/extra.png"}


def test_of_very_many_problems_the_errors_are_named_first_and_the_rest_counted() -> None:
    tree = clean()
    path = "1-the-pay-stub/2-forms.md"
    tree[path] += b"<b>\n" * 300 + b"![ ](media/stub.png)\n" * 150 + b"\0\n" * 100
    _, problems = read(tree, FACTS)
    assert {problem.path for problem in problems} == {path}
    assert len(problems) == 201
    assert Counter(problem.rule for problem in problems) == {"alt-missing": 150, "hidden-character": 50, "more": 1}
    (more,) = [problem for problem in problems if problem.rule == "more"]
    assert (more.words, more.severity) == ("There are 100 more problems in this file.", "error")


def test_a_tree_without_course_is_no_course() -> None:
    made, problems = read({"es/course.md": b"---\nlanguage: es\n---\n"})
    assert made is None
    assert [(problem.path, problem.line, problem.rule) for problem in problems] == [("course.md", 0, "course-missing")]


def test_problem_says_file_line_words_and_rule() -> None:
    _, problems = read(clean(), {})
    assert [str(problem) for problem in problems] == [
        "1-the-pay-stub/1-gross-to-net.md:13: There is no fact “minimum-wage” in facts.yaml. [fact-unknown]"
    ]
    _, problems = read({}, {})
    assert str(problems[0]).startswith("course.md: There is no course.md.")


@pytest.mark.parametrize("name", ["new", "bring-in"])
def test_no_course_is_called_like_an_address_of_drafts(name: str) -> None:
    made, problems = read(clean(), FACTS, {"start-here"}, folder=name)
    assert made is None
    assert [(one.path, one.rule) for one in problems] == [("course.md", "course-name")]
