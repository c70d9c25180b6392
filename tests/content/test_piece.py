"""One file of a draft as a page shows it: each kind, each language, and what is too much."""

import pytest

from lms.content.piece import piece_of
from lms.content.reader import read_draft
from lms.content.render import Renderer
from tests.make_courses import WAGE, bread, with_text


@pytest.fixture(scope="module")
def renderer():
    with Renderer() as made:
        yield made


def shown(tree, path, renderer):
    course, _problems = read_draft(tree, {WAGE.id: WAGE}, None, "bread")
    return piece_of(course, path, renderer, {"media/dough.png": "/drafts/bread/media/dough.png"})


@pytest.mark.parametrize(
    ("path", "kind", "lang", "title"),
    [
        ("course.md", "course", "en", "Bread"),
        ("es/course.md", "course", "es", "Pan"),
        ("1-dough/module.md", "module", "en", "Dough"),
        ("1-dough/1-mix.md", "lesson", "en", "Mix"),
        ("es/1-dough/1-mix.md", "lesson", "es", "Mezclar"),
        ("1-dough/quiz.md", "quiz", "en", "Dough"),
        ("es/1-dough/quiz.md", "quiz", "es", "Masa"),
        ("es/1-dough/practical.md", "practical", "es", "Masa"),
    ],
)
def test_each_file_is_what_it_is(path, kind, lang, title, renderer):
    piece = shown(bread(), path, renderer)
    assert (piece.kind, piece.lang, piece.title, piece.problems) == (kind, lang, title, ())


def test_a_lesson_is_rendered_with_pictures_at_their_draft_address(renderer):
    lesson = shown(bread(), "1-dough/1-mix.md", renderer).shown
    assert 'src="/drafts/bread/media/dough.png"' in lesson.html
    assert [check["id"] for check in lesson.checks] == ["first"]


def test_a_question_that_cannot_be_read_leaves_its_place_empty(renderer):
    tree = with_text(bread(), "1-dough/1-mix.md", "(x) Mix", "( ) Mix")
    assert shown(tree, "1-dough/1-mix.md", renderer).shown.checks == ({},)


def test_what_is_no_text_of_the_course_is_not_shown(renderer):
    assert shown(bread(), "media/dough.png", renderer) is None
    assert shown(bread(), "3-no/1-no.md", renderer) is None


def test_hostile_text_is_told_near_its_line_and_the_rest_goes_on():
    tree = with_text(bread(), "2-oven/1-heat.md", "Heat it.", "Heat it.\n\n" + "[a" * 5000)
    with Renderer(seconds=1.0) as made:
        (problem,) = shown(tree, "2-oven/1-heat.md", made).problems
        assert (problem.path, problem.line, problem.rule) == ("2-oven/1-heat.md", 7, "too-complex")
        assert shown(tree, "1-dough/1-mix.md", made).problems == ()
