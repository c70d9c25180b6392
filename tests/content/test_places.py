"""Where files of a course lie: names, numbers, moves with their translations, and ids that stay or go."""

import pytest

from lms.content import places
from lms.content.reader import read
from tests.make_courses import WAGE, bread

PATHS = list(bread())


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Pay & the Pay Stub", "pay-the-pay-stub"),
        ("Año nuevo: ¿qué hacer?", "ano-nuevo-que-hacer"),
        ("  ", ""),
        ("漢字", ""),
        ("x" * 80, "x" * 60),
    ],
)
def test_a_title_makes_a_short_name(title, slug):
    assert places.slug_of(title) == slug


@pytest.mark.parametrize(
    ("path", "fits"),
    [
        ("course.md", True),
        ("1-dough/module.md", True),
        ("1-dough/12-new-one.md", True),
        ("es/1-dough/quiz.md", True),
        ("media/a.png", True),
        ("media/a.svg", False),
        ("media/../course.md", False),
        ("dough/1-mix.md", False),
        ("1-dough/mix.md", False),
        ("1-dough/deep/1-mix.md", False),
        ("notes.txt", False),
        (".DS_Store", False),
        ("1-dough/1-mi\x07x.md", False),
        ("1-dough/1-" + "x" * 300 + ".md", False),
    ],
)
def test_only_what_belongs_to_a_course_fits(path, fits):
    assert (places.why_not(path) == "") is fits


def test_a_module_moves_with_all_it_holds_and_its_translation():
    assert places.moves_to(PATHS, "1-dough", "2-paste") == {
        path: path.replace("1-dough", "2-paste") for path in PATHS if "1-dough/" in path
    }
    assert places.moves_to(PATHS, "1-dough/1-mix.md", "2-oven/2-mix.md") == {
        "1-dough/1-mix.md": "2-oven/2-mix.md",
        "es/1-dough/1-mix.md": "es/2-oven/2-mix.md",
    }
    assert places.below(PATHS, "2-oven") == ["2-oven/1-heat.md", "2-oven/module.md"]


def test_up_and_down_number_the_siblings_anew():
    assert places.reordered(PATHS, "1-dough/2-knead.md", -1) == {
        "1-dough/2-knead.md": "1-dough/1-knead.md",
        "1-dough/1-mix.md": "1-dough/2-mix.md",
        "es/1-dough/1-mix.md": "es/1-dough/2-mix.md",
    }
    moves = places.reordered(PATHS, "1-dough", 1)
    assert moves["1-dough/module.md"] == "2-dough/module.md"
    assert moves["2-oven/1-heat.md"] == "1-oven/1-heat.md"
    assert moves["es/1-dough/quiz.md"] == "es/2-dough/quiz.md"
    assert places.reordered(PATHS, "1-dough", -1) == {}
    assert places.reordered(PATHS, "course.md", 1) == {}
    assert places.reordered(["1-a/module.md", "1-b/module.md", "7-c/module.md"], "1-b", 1) == {
        "7-c/module.md": "2-c/module.md",
        "1-b/module.md": "3-b/module.md",
    }


def test_an_id_is_put_in_once_and_taken_out():
    assert places.with_id(b"---\ntitle: Mix\n---\nMix.\n", "mix") == b"---\nid: mix\ntitle: Mix\n---\nMix.\n"
    assert places.with_id(b"---\nid: other\n---\nMix.\n", "mix") == b"---\nid: other\n---\nMix.\n"
    assert places.with_id(b"Mix.\nid: no\n", "mix") == b"---\nid: mix\n---\nMix.\nid: no\n"
    assert places.with_id(b"\xff", "mix") == b"\xff"
    assert places.without_id(b"---\ntitle: A\nid: mix\n---\nid: text\n") == b"---\ntitle: A\n---\nid: text\n"
    assert places.without_id(b"Mix.\n") == b"Mix.\n"
    assert places.without_id(b"\xff") == b"\xff"


def test_a_copy_is_a_course_that_reads():
    tree = bread()
    copies = places.copied(tree, "1-dough", "3-dough-copy")
    course, problems = read({**tree, **copies}, {WAGE.id: WAGE}, None, "bread")
    assert course is not None, problems
    assert [module.id for module in course.modules] == ["dough", "oven", "dough-copy"]
    assert course.modules[2].lessons[0].title == "Mix"
    named = {"1-a/1-x.md": b"---\nid: own\ntitle: X\n---\nText.\n"}
    assert places.copied(named, "1-a/1-x.md", "1-a/2-y.md") == {"1-a/2-y.md": b"---\ntitle: X\n---\nText.\n"}


def test_free_names_and_numbers():
    assert places.free_number([]) == 1
    assert places.free_number([2, 7]) == 8
    assert places.free_slug("mix", ["knead"]) == "mix"
    assert places.free_slug("mix", ["mix", "mix-2"]) == "mix-3"
    assert places.slug_in("1-dough/1-mix.md") == "mix"
    assert places.slug_in("course.md") == ""
    assert places.languages(PATHS) == ["es"]
