"""What `lms check` tells of a folder, a library and a zip, and what its `--fix` writes."""

import re
from pathlib import Path

import pytest

from lms.content.check import check, fix, mend
from lms.content.export import export_zip
from lms.content.facts import write_facts
from lms.content.library import read_library
from lms.content.reader import read
from lms.content.style.rules import RULES
from tests.content.samples import FACTS, QUIZ, clean

STARTER = Path(__file__).parents[2] / "courses"


def written(folder: Path, tree: dict[str, bytes]) -> Path:
    for path, data in tree.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return folder


def lines(path: Path) -> list[str]:
    """The problems of the format; those of style have tests of their own."""
    return [str(problem).split(":")[0] + " " + problem.rule for problem in check(path) if problem.rule not in RULES]


def test_a_course_alone_is_checked_without_what_lies_beside(tmp_path: Path) -> None:
    assert lines(written(tmp_path / "pay", clean())) == ["1-the-pay-stub/1-gross-to-net.md fact-unknown"]


def test_a_course_of_a_library_knows_its_facts_and_neighbours(tmp_path: Path) -> None:
    pay = written(tmp_path / "pay", clean())
    written(tmp_path, {"facts.yaml": write_facts(list(FACTS.values()))})
    assert lines(pay) == ["course.md requires-unknown"]
    written(tmp_path / "begin", {"course.md": b"---\ntitle: T\nsummary: S\nid: start-here\n---\n"})
    assert lines(pay) == []


def test_a_library(tmp_path: Path) -> None:
    written(tmp_path / "pay", clean())
    assert lines(tmp_path) == ["pay/1-the-pay-stub/1-gross-to-net.md fact-unknown", "pay/course.md requires-unknown"]


def test_a_zip(tmp_path: Path) -> None:
    course, _ = read(clean(), FACTS, folder="pay")
    assert course
    file = tmp_path / "pay.zip"
    file.write_bytes(export_zip(course, FACTS))
    assert lines(file) == ["pay/course.md requires-unknown"]
    file.write_bytes(b"hello")
    assert [problem.rule for problem in check(file)] == ["zip-broken"]


def test_nothing_there(tmp_path: Path) -> None:
    assert [str(problem) for problem in check(tmp_path / "none")] == [
        "none: There is no such file or folder. [not-found]"
    ]


def test_problems_come_in_order(tmp_path: Path) -> None:
    tree = clean()
    tree["1-the-pay-stub/quiz.md"] = QUIZ.replace("draw: 2", "draw: 9").replace(" {#gross}", "").encode()
    tree["1-the-pay-stub/2-forms.md"] += b"[a](https://x.org)"
    problems = check(written(tmp_path / "pay", tree))
    places = [(problem.path, problem.line) for problem in problems]
    assert places == sorted(places)
    assert len([problem for problem in problems if problem.rule not in RULES]) == 4


def test_fix_writes_missing_ids_and_nothing_else(tmp_path: Path) -> None:
    tree = clean()
    tree["1-the-pay-stub/quiz.md"] = QUIZ.replace(" {#gross}", "").replace("\n", "\r\n").encode()
    pay = written(tmp_path / "pay", tree)
    quiz = pay / "1-the-pay-stub" / "quiz.md"
    assert fix(pay) == [quiz]
    text = quiz.read_bytes().decode().replace("\r\n", "\n")
    assert re.sub(r"gross pay\? \{#she-works-[a-z0-9-]+\}", "gross pay? {#gross}", text) == QUIZ
    assert fix(pay) == []
    assert fix(tmp_path) == []
    assert {path: data for path, data in tree.items() if "quiz.md" not in path} == {
        path: (pay / path).read_bytes() for path in tree if "quiz.md" not in path
    }


def test_fix_of_a_library_leaves_translations_alone(tmp_path: Path) -> None:
    tree = clean()
    for path in ("1-the-pay-stub/quiz.md", "es/1-the-pay-stub/quiz.md"):
        tree[path] = tree[path].replace(b" {#net-pay}", b"")
    written(tmp_path / "pay", tree)
    assert fix(tmp_path) == [tmp_path / "pay" / "1-the-pay-stub" / "quiz.md"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"? One\n", b"? One {#one}\n"),
        (b"\xef\xbb\xbf---\r\ndraw: 1\r\n---\r\n? One\r\n", b"\xef\xbb\xbf---\r\ndraw: 1\r\n---\r\n? One {#one}\r\n"),
        (b"---\n? draw\n---\n? One\n", b"---\n? draw\n---\n? One {#one}\n"),
        (b"? One \xff\n", b"? One \xff\n"),
        (b"", b""),
    ],
)
def test_mend(before: bytes, after: bytes) -> None:
    assert mend(before) == after


@pytest.mark.skipif(not STARTER.is_dir(), reason="the starter courses are not here")
def test_the_starter_courses_are_clean() -> None:
    assert [str(problem) for problem in check(STARTER)] == []


@pytest.mark.skipif(not STARTER.is_dir(), reason="the starter courses are not here")
def test_no_starter_course_asks_for_one_that_its_readers_cannot_take() -> None:
    courses, _, _ = read_library(STARTER)
    audiences = {own_id: course.audience for own_id, course in courses.items()}
    assert audiences["mentor-training"] == "mentor"
    assert {
        course.id: course.requires
        for course in courses.values()
        if len({course.audience, *map(audiences.get, course.requires)}) > 1
    } == {}
