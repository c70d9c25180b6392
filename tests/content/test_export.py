"""What is exported is what was imported, byte for byte, over made-up courses and those that come with the program."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.content.archive import read_zip
from lms.content.export import export_folder, export_zip
from lms.content.facts import write_facts
from lms.content.library import read_folder, read_library, read_library_tree
from lms.content.model import Course
from lms.content.reader import read, read_draft
from tests.content.samples import FACTS, PNG, clean

STARTER = Path(__file__).parents[2] / "courses"

line_ends = st.sampled_from([b"\n", b"\r\n"])
slugs = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,5})?", fullmatch=True)
words = st.text(alphabet=st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=60)


@st.composite
def trees(draw: st.DrawFn) -> dict[str, bytes]:
    """Make up a clean course: any words, line ends and marks of order that the format allows."""
    tree: dict[str, bytes] = {}

    def write(path: str, text: str) -> None:
        mark = draw(st.sampled_from([b"", b"\xef\xbb\xbf"]))
        tree[path] = mark + text.encode().replace(b"\n", draw(line_ends))

    write("course.md", f"---\ntitle: T\nsummary: S\n---\n{escaped(draw(words))}\n")
    for number, slug in enumerate(draw(st.lists(slugs, min_size=1, max_size=3, unique=True)), start=1):
        folder = f"{number}-{slug}"
        write(f"{folder}/module.md", "---\ntitle: M\nsignoff: none\n---\n" + escaped(draw(words)))
        for place, name in enumerate(draw(st.lists(slugs, min_size=1, max_size=3, unique=True)), start=1):
            picture = "![A](media/a.png)" if draw(st.booleans()) else ""
            write(f"{folder}/{place}-{name}.md", f"---\ntitle: L\n---\nx {escaped(draw(words))}\n\n{picture}")
        if draw(st.booleans()):
            write(f"es/{folder}/module.md", "---\ntitle: Módulo\n---\n")
    tree["media/a.png"] = PNG
    return tree


def escaped(text: str) -> str:
    """Keep made-up words from meaning something in Markdown."""
    return "".join("\\" + letter if letter in "\\`*_{}[]()#+-.!<>~" else letter for letter in text)


def imported(data: bytes) -> tuple[Course, dict[str, bytes]]:
    """Read a zip back: the one course in it, and its files."""
    tree, problems = read_zip(data)
    assert problems == []
    courses, _, problems = read_library_tree(tree, known_courses={"start-here"})
    assert [problem for problem in problems if problem.severity == "error"] == []
    (course,) = courses.values()
    return course, dict(course.files or {})


@given(trees())
@settings(max_examples=60)
def test_export_gives_back_what_import_took(tree: dict[str, bytes]) -> None:
    course, problems = read(tree, folder="made-up")
    assert course, [str(problem) for problem in problems]
    data = export_zip(course)
    again, files = imported(data)
    assert files == tree
    assert again == course
    assert export_zip(again) == data


def test_the_sample_course_goes_around_with_its_facts() -> None:
    course, _ = read(clean(), FACTS, folder="pay-basics")
    assert course
    data = export_zip(course, FACTS)
    tree, _ = read_zip(data)
    assert tree["facts.yaml"] == write_facts(list(FACTS.values()))
    again, files = imported(data)
    assert (again, files) == (course, clean())


def test_only_the_facts_a_course_uses_go_with_it() -> None:
    course, _ = read(
        {path: data for path, data in clean().items() if "gross" not in path and "bruto" not in path}, FACTS
    )
    assert course
    assert course.facts == ()
    assert "facts.yaml" not in read_zip(export_zip(course, FACTS))[0]


@pytest.mark.skipif(not STARTER.is_dir(), reason="the starter courses are not here")
def test_the_starter_courses_go_around() -> None:
    on_disk = read_folder(STARTER)
    courses, facts, problems = read_library(STARTER)
    assert [str(problem) for problem in problems if problem.severity == "error"] == []
    assert courses
    for course in courses.values():
        tree, _ = read_zip(export_zip(course, facts))
        assert {path: data for path, data in tree.items() if path != "facts.yaml"} == {
            path: data for path, data in on_disk.items() if path.startswith(f"{course.id}/")
        }
        (again,) = read_library_tree(tree, known_courses=courses)[0].values()
        assert again == course


def test_a_folder_holds_the_same_bytes(tmp_path: Path) -> None:
    course, _ = read(clean(), FACTS)
    assert course
    export_folder(course, tmp_path / "new" / "course")
    assert read_folder(tmp_path / "new" / "course") == clean()


def test_a_folder_with_something_in_it_is_not_written_to(tmp_path: Path) -> None:
    course, _ = read(clean(), FACTS)
    assert course
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(FileExistsError, match="not empty"):
        export_folder(course, tmp_path)
    assert read_folder(tmp_path) == {"mine.txt": b"keep"}


def test_a_path_that_leads_out_is_never_written(tmp_path: Path) -> None:
    draft, _ = read_draft(clean() | {str(tmp_path / "out.md"): b"x"}, FACTS)
    assert draft
    with pytest.raises(ValueError, match="leads out"):
        export_folder(draft, tmp_path / "course")
    assert not (tmp_path / "out.md").exists()
