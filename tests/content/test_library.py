"""Several courses are read as one library: ids, facts and needs across them."""

from pathlib import Path

from lms.content.facts import write_facts
from lms.content.library import read_folder, read_library, read_library_tree
from lms.content.model import Problem
from tests.content.samples import FACTS, clean


def tiny(title: str, requires: str = "", own_id: str = "") -> dict[str, bytes]:
    """Give the files of the smallest course."""
    front = f"---\ntitle: {title}\nsummary: S\nrequires: [{requires}]\n{f'id: {own_id}' if own_id else ''}\n---\n"
    return {
        "course.md": front.encode(),
        "1-one/module.md": b"---\ntitle: One\n---\n",
        "1-one/1-first.md": b"---\ntitle: First\n---\nHello.\n",
    }


def library(**courses: dict[str, bytes]) -> dict[str, bytes]:
    return {f"{folder}/{path}": data for folder, files in courses.items() for path, data in files.items()}


def short(problems: list[Problem]) -> list[tuple[str, int, str]]:
    return [(problem.path, problem.line, problem.rule) for problem in problems]


def test_a_library_of_courses_with_facts() -> None:
    tree = library(pay=clean(), begin=tiny("Begin", own_id="start-here"))
    tree["facts.yaml"] = write_facts(list(FACTS.values()))
    courses, facts, problems = read_library_tree(tree)
    assert list(courses) == ["start-here", "pay"]
    assert facts == FACTS
    assert problems == []


def test_paths_of_problems_start_with_the_course_folder() -> None:
    tree = library(pay=clean(), begin=tiny("Begin"))
    courses, _, problems = read_library_tree(tree)
    assert list(courses) == ["begin"]
    assert short(problems) == [
        ("pay/1-the-pay-stub/1-gross-to-net.md", 13, "fact-unknown"),
        ("pay/course.md", 9, "requires-unknown"),
    ]


def test_what_is_known_already_counts() -> None:
    courses, facts, problems = read_library_tree(library(pay=clean()), FACTS, {"start-here"})
    assert (list(courses), facts, problems) == (["pay"], {}, [])


def test_one_course_at_the_top() -> None:
    tree = clean() | {"facts.yaml": write_facts(list(FACTS.values()))}
    courses, facts, problems = read_library_tree(tree, known_courses={"start-here"})
    assert problems == []
    assert list(courses) == ["pay-basics"]
    assert facts == FACTS
    assert courses["pay-basics"].files == clean()


def test_a_circle_of_courses_is_named_on_each_and_none_is_taken() -> None:
    tree = library(a=tiny("A", "b"), b=tiny("B", "c"), c=tiny("C", "a"), d=tiny("D", "a"))
    courses, _, problems = read_library_tree(tree)
    assert short(problems) == [(f"{name}/course.md", 1, "requires-circle") for name in "abc"]
    assert "a → b → c → a" in problems[0].words
    assert list(courses) == ["d"]


def test_a_diamond_is_no_circle() -> None:
    tree = library(a=tiny("A", "b, c"), b=tiny("B", "d"), c=tiny("C", "d"), d=tiny("D"))
    assert read_library_tree(tree)[2] == []


def test_an_id_stands_once() -> None:
    courses, _, problems = read_library_tree(library(a=tiny("A"), b=tiny("B", own_id="a")))
    assert short(problems) == [("b/course.md", 1, "id-twice")]
    assert courses["a"].title == "A"


def test_files_beside_the_courses() -> None:
    tree = library(a=tiny("A")) | {"notes.txt": b"x", ".DS_Store": b"x"}
    _, _, problems = read_library_tree(tree)
    assert short(problems) == [(".DS_Store", 0, "left-out"), ("notes.txt", 0, "stray")]
    assert [problem.severity for problem in problems] == ["warning", "error"]


def test_nothing_at_all_is_said_so() -> None:
    assert short(read_library_tree({})[2]) == [("", 0, "course-missing")]
    assert short(read_library_tree({"a/notes.txt": b"x"})[2]) == [
        ("a/course.md", 0, "course-missing"),
        ("a/notes.txt", 0, "stray"),
    ]


def test_a_folder_is_read_without_what_hides_behind_a_dot(tmp_path: Path) -> None:
    for path, data in (library(a=tiny("A")) | {".git/config": b"x"}).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    assert read_folder(tmp_path).keys() == {f"a/{path}" for path in tiny("A")}
    courses, facts, problems = read_library(tmp_path)
    assert (list(courses), facts, problems) == (["a"], {}, [])


def test_what_is_no_file_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere")
    (tmp_path / "here.md").write_bytes(b"x")
    assert read_folder(tmp_path) == {"here.md": b"x"}


def test_a_folder_that_cannot_be_an_id(tmp_path: Path) -> None:
    assert short(read_library_tree(library(**{"My Course": tiny("A")}))[2]) == [
        ("My Course/course.md", 1, "course-name")
    ]
    assert read_library_tree(library(**{"My Course": tiny("A", own_id="mine")}))[2] == []
    assert short(read_library_tree(library(**{"a" * 61: tiny("A")}))[2])[0][2] == "course-name"


def test_a_fault_in_the_facts_is_told_with_the_rest() -> None:
    tree = library(a=tiny("A")) | {"facts.yaml": b"- id: x\n"}
    assert ("facts.yaml", 1, "front-missing") in short(read_library_tree(tree)[2])
