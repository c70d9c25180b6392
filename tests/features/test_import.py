"""Courses by the command line: checking files, taking them in whole or not at all, and giving the same bytes back."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa

from lms.content.library import read_folder
from lms.features.authoring import queries
from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.library import (
    Blob,
    Course,
    CourseVersion,
    FactRow,
    Lesson,
    Module,
    ModuleVersion,
    VersionFile,
)
from tests.make_courses import bread, offered, png, with_text

ROOT = Path(__file__).resolve().parents[2]
COURSES = ROOT / "courses"
IDS = sorted(file.parent.name for file in COURSES.glob("*/course.md"))
FACTS = """- id: wage
  value: The lowest pay is $7.25 an hour.
  place: Alder
  source: Pay Act
  checked_on: 2026-05-01
  review_by: 2027-01-31
  owner: instructor
"""


@pytest.fixture
def run(app):
    """run("courses", "list") runs a command in this app."""

    def start(*args):
        db.session.remove()
        return app.test_cli_runner().invoke(args=[str(arg) for arg in args])

    return start


def write(folder: Path, tree: dict[str, bytes], facts: str = FACTS) -> Path:
    """Write a course into a folder, with facts.yaml beside it."""
    for path, data in tree.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    (folder.parent / "facts.yaml").write_text(facts)
    return folder


def rows() -> int:
    return sum(
        db.session.scalar(sa.select(sa.func.count()).select_from(table))
        for table in (Blob, Course, CourseVersion, VersionFile, Module, ModuleVersion, FactRow, Lesson, AuditEvent)
    )


def test_the_starter_library_comes_in_and_goes_out_byte_for_byte(run, tmp_path):
    first = run("courses", "import", COURSES)
    assert first.exit_code == 0, first.output
    assert len(IDS) >= 3
    assert [line.split(":")[0] for line in first.stdout.splitlines()] == IDS
    for course_id in IDS:
        assert run("courses", "export", course_id, tmp_path / course_id).exit_code == 0
        assert run("courses", "export", course_id, tmp_path / f"{course_id}.zip").exit_code == 0
        folder = read_folder(tmp_path / course_id)
        with zipfile.ZipFile(tmp_path / f"{course_id}.zip") as packed:
            assert {name: packed.read(name) for name in packed.namelist()} == folder
        folder.pop("facts.yaml", None)
        assert folder == {f"{course_id}/{path}": data for path, data in read_folder(COURSES / course_id).items()}
    listed = run("courses", "list").stdout.splitlines()
    assert [line.split("\t")[:2] for line in listed] == [[course_id, "1"] for course_id in IDS]


def test_the_same_library_again_publishes_nothing(run):
    run("courses", "import", COURSES)
    before = rows()
    again = run("courses", "import", COURSES)
    assert again.stdout.splitlines() == [f"{course_id}: nothing new, still version 1" for course_id in IDS]
    assert rows() == before


def test_one_changed_lesson_makes_one_new_module_version(run, tmp_path):
    run("courses", "import", COURSES)
    shutil.copytree(COURSES, tmp_path / "library")
    lesson = next((tmp_path / "library" / "money-basics").glob("2-*/1-*.md"))
    lesson.write_bytes(lesson.read_bytes() + b"\nOne more line.\n")
    modules = {row.module_id for row in db.session.scalars(sa.select(ModuleVersion))}
    kept = {module_id: offered(module_id) for module_id in modules}
    again = run("courses", "import", tmp_path / "library", "--note", "One more line")
    assert again.exit_code == 0
    assert [line for line in again.stdout.splitlines() if "nothing new" not in line] == [
        f"money-basics: version 2, 1 of {len(list((COURSES / 'money-basics').glob('*/module.md')))} modules new"
    ]
    changed = {module_id for module_id in modules if offered(module_id) != kept[module_id]}
    assert changed == {"money-basics/pay-and-the-pay-stub"}
    assert queries.version("money-basics", 2).note == "One more line"


def odd() -> dict[str, bytes]:
    """Bytes that an editor would like to tidy: marks, line ends, blanks, no last line end, a file the format leaves be."""
    tree = bread()
    tree["1-dough/1-mix.md"] = b"\xef\xbb\xbf" + tree["1-dough/1-mix.md"].replace(b"\n", b"\r\n")
    tree["2-oven/1-heat.md"] = (
        b'---\ntitle: "Heat"   \nminutes: 10\n---\n\n\nHeat it.  \n\tTab \xe2\x98\x85 caf\xc3\xa9\n\n\n\n'
    )
    tree["course.md"] = tree["course.md"].rstrip(b"\n")
    tree["media/unused.png"] = png(7, 3)
    return tree


@pytest.mark.parametrize("kind", ["folder", "library", "zip"])
def test_a_made_up_course_goes_round_byte_for_byte(run, tmp_path, kind):
    folder = write(tmp_path / "in" / "bread", odd())
    (folder / ".DS_Store").write_bytes(b"left behind")
    source = {"folder": folder, "library": folder.parent, "zip": tmp_path / "bread.zip"}[kind]
    if kind == "zip":
        with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as packed:
            for path, data in read_folder(folder.parent).items():
                packed.writestr(path, data)
    taken = run("courses", "import", source)
    assert taken.exit_code == 0, taken.output
    assert taken.stdout.splitlines()[-1] == "bread: version 1, 2 of 2 modules new"
    run("courses", "export", "bread", tmp_path / "out")
    out = read_folder(tmp_path / "out")
    facts = out.pop("facts.yaml")
    assert out == {f"bread/{path}": data for path, data in odd().items()}
    assert b"id: wage" in facts
    again = run("courses", "import", tmp_path / "out")
    assert again.stdout.splitlines()[-1] == "bread: nothing new, still version 1"
    run("courses", "export", "bread", tmp_path / "first.zip")
    assert run("courses", "import", tmp_path / "first.zip").exit_code == 0
    run("courses", "export", "bread", tmp_path / "second.zip")
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()


def test_an_earlier_version_is_given_back_too(run, tmp_path):
    write(tmp_path / "bread", bread())
    run("courses", "import", tmp_path / "bread")
    write(tmp_path / "bread", with_text(bread(), "2-oven/1-heat.md", "Heat it.", "Heat it now."))
    run("courses", "import", tmp_path / "bread", "--breaking")
    assert queries.version("bread", 2).change == "breaking"
    assert run("courses", "export", "bread", tmp_path / "one", "--version", "1").exit_code == 0
    assert read_folder(tmp_path / "one")["bread/2-oven/1-heat.md"] == bread()["2-oven/1-heat.md"]


def test_export_says_what_it_cannot_do(run, tmp_path):
    write(tmp_path / "bread", bread())
    run("courses", "import", tmp_path / "bread")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    (tmp_path / "there.zip").write_text("mine")
    for args, words in (
        (("nothing", tmp_path / "x"), "There is no such course or version"),
        (("bread", tmp_path / "x", "--version", "9"), "There is no such course or version"),
        (("bread", tmp_path / "full"), "is there already"),
        (("bread", tmp_path / "there.zip"), "is there already"),
    ):
        refused = run("courses", "export", *args)
        assert (refused.exit_code, words in refused.stderr) == (1, True), args
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bread", "facts.yaml", "full", "there.zip"]
    assert (tmp_path / "there.zip").read_text() == "mine"


FAULTS = [
    ("course.md", "track: kitchen", "trak: kitchen", 4),
    ("course.md", "track: kitchen", "requires: [nothing]", 4),
    ("1-dough/module.md", "signoff: practical", "signoff: none", 4),
    ("1-dough/1-mix.md", "(x) Mix", "( ) Mix", 13),
    ("1-dough/1-mix.md", "fact:wage", "fact:wages", 7),
    ("1-dough/1-mix.md", "media/dough.png", "media/doug.png", 9),
    ("1-dough/2-knead.md", "swap: mix", "swap: bake", 5),
    ("1-dough/quiz.md", " {#hands}", "", 13),
    ("1-dough/quiz.md", "{#hands}", "{#salt}", 13),
    ("1-dough/quiz.md", "star: [salt]", "star: [pepper]", 5),
    ("2-oven/module.md", "requires: [dough]", "requires: [doug]", 6),
    ("es/1-dough/quiz.md", "{#salt}", "{#sal}", 3),
]


@pytest.mark.parametrize(("path", "old", "new", "line"), FAULTS)
def test_a_planted_fault_is_named_by_file_and_line_and_nothing_comes_in(run, tmp_path, path, old, new, line):
    folder = write(tmp_path / "bread", with_text(bread(), path, old, new))
    write(tmp_path / "cake", bread())
    start = f"{folder}/{path}:{line}: "
    for command in (("check",), ("courses", "import")):
        found = run(*command, folder)
        assert found.exit_code == 1, command
        named = [text for text in found.stdout.splitlines() if text.startswith(start)]
        assert named, found.stdout
        assert all(text.endswith("]") for text in named)
    assert run("courses", "import", tmp_path).exit_code == 1
    assert rows() == 0


def test_what_is_only_to_look_at_stops_nothing(run, tmp_path):
    tree = with_text(bread(), "2-oven/1-heat.md", "Heat it.", "Heat it. See [this](https://example.org).")
    folder = write(tmp_path / "bread", tree)
    found = run("check", folder)
    assert found.exit_code == 0
    said = found.stdout.splitlines()
    assert (
        f"{folder}/2-oven/1-heat.md:5: The link to “https://example.org” will be taken out; its text stays. [link]"
        in said
    )
    assert f"{folder}/2-oven/1-heat.md: This lesson has 4 words. 250 to 600 are right. [lesson-length]" in said
    assert found.stderr == f"0 to mend, {len(said)} to look at\n"
    assert run("courses", "import", folder).exit_code == 0
    assert queries.offered_number("bread") == 1


def test_a_text_that_takes_too_long_stops_the_whole_import(run, tmp_path):
    write(tmp_path / "bread", bread())
    write(tmp_path / "cake", with_text(bread(), "2-oven/1-heat.md", "Heat it.", "[a" * 30_000))
    found = run("courses", "import", tmp_path)
    assert found.exit_code == 1
    assert [text for text in found.stdout.splitlines() if "[too-complex]" in text] == [
        "cake/2-oven/1-heat.md:5: This text is too complex to show near line 5; it is kept as a draft. [too-complex]"
    ]
    assert rows() == 0


@pytest.mark.parametrize("name", ["nothing", "text.zip", "unsafe.zip", "cut.zip"])
def test_what_is_no_course_is_refused_in_words(run, tmp_path, name):
    (tmp_path / "text.zip").write_text("not a zip")
    with zipfile.ZipFile(tmp_path / "unsafe.zip", "w") as packed:
        packed.writestr("../course.md", "x")
    with zipfile.ZipFile(tmp_path / "cut.zip", "w") as packed:
        for path, data in bread().items():
            packed.writestr(f"bread/{path}", data)
    (tmp_path / "cut.zip").write_bytes((tmp_path / "cut.zip").read_bytes()[:-30])
    for command in (("check",), ("courses", "import")):
        found = run(*command, tmp_path / name)
        assert found.exit_code == 1
        assert found.stdout.startswith(str(tmp_path / name))
        assert isinstance(found.exception, SystemExit)
    assert rows() == 0


def test_a_course_may_need_one_that_is_there_already_or_comes_before_it(run, tmp_path):
    write(tmp_path / "bread", bread())
    needs = write(tmp_path / "rolls", with_text(bread(), "course.md", "hours: 2", "requires: [bread]"))
    assert "which is no course here" in run("courses", "import", needs).stdout
    both = run("courses", "import", tmp_path / "bread", needs)
    assert both.exit_code == 0, both.output
    later = write(tmp_path / "buns", with_text(bread(), "course.md", "hours: 2", "requires: [rolls]"))
    assert run("courses", "import", later).exit_code == 0


def test_facts_known_to_the_database_need_not_lie_beside(run, tmp_path):
    write(tmp_path / "one" / "bread", bread())
    run("courses", "import", tmp_path / "one" / "bread")
    other = write(tmp_path / "two" / "rolls", bread())
    (tmp_path / "two" / "facts.yaml").unlink()
    assert run("courses", "import", other).exit_code == 0
    newer = FACTS.replace("7.25", "9.00").replace("2026-05-01", "2026-06-01")
    write(tmp_path / "two" / "rolls", bread(), newer)
    again = run("courses", "import", other)
    assert again.stdout.splitlines()[-1] == "rolls: nothing new, still version 1"
    assert queries.facts_by_id({"wage"})["wage"].value == "The lowest pay is $9.00 an hour."


def test_check_mends_missing_ids_and_nothing_else(run, tmp_path):
    folder = write(tmp_path / "bread", with_text(bread(), "1-dough/quiz.md", " {#hands}", ""))
    assert run("check", folder).exit_code == 1
    mended = run("check", "--fix", folder)
    assert mended.exit_code == 0
    assert [line for line in mended.stdout.splitlines() if "written" in line] == [
        f"{folder}/1-dough/quiz.md: ids written"
    ]
    tree = read_folder(folder)
    changed = {path for path, data in tree.items() if data != bread()[path]}
    assert changed == {"1-dough/quiz.md"}
    assert tree["1-dough/quiz.md"].decode().count("{#") == 2


def lms(*args, **env):
    """Start `lms` in a process of its own."""
    return subprocess.Popen(
        [sys.executable, *args],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "SECRET_KEY": "test", **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_check_needs_no_database(tmp_path):
    away = lms("-m", "lms", "check", str(COURSES), DATABASE_URL="postgresql://x@127.0.0.1:1/x", INSTANCE=str(tmp_path))
    said, _ = away.communicate(timeout=120)
    assert (away.returncode, said.splitlines()[-1][:9]) == (0, "0 to mend")
    none = lms("-m", "lms", "check", str(COURSES), INSTANCE=str(tmp_path))
    none.communicate(timeout=120)
    assert none.returncode == 0
    assert list(tmp_path.iterdir()) == []
