"""Files from elsewhere: what a draft takes, what is left out with its reason, and what is refused whole."""

import io
import zipfile

import pytest

from lms.content.bringing import single, unpack
from lms.content.reader import read
from tests.content.test_uploads import FRAME, TAG, with_place
from tests.make_courses import WAGE, bread, png


def zipped(files, prefix=""):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, data in files.items():
            archive.writestr(prefix + path, data)
    return packed.getvalue()


@pytest.mark.parametrize("prefix", ["", "bread/"])
def test_a_course_zip_gives_its_very_files(prefix):
    brought = unpack(zipped(bread(), prefix))
    assert (brought.refused, brought.left_out) == ("", [])
    assert brought.files == bread()
    assert brought.course_id == prefix.rstrip("/")


def test_what_does_not_belong_is_named():
    more = {"bread/notes.txt": b"x", "facts.yaml": b"[]", "other.txt": b"y", "bread/media/a.svg": b"<svg/>"}
    brought = unpack(zipped({**{f"bread/{path}": data for path, data in bread().items()}, **more}))
    assert brought.files == bread()
    assert [path for path, _reason in brought.left_out] == [
        "bread/media/a.svg",
        "bread/notes.txt",
        "facts.yaml",
        "other.txt",
    ]
    assert all(reason for _path, reason in brought.left_out)


def test_a_picture_that_tells_more_is_drawn_anew_and_any_other_stays_byte_for_byte():
    told = {"media/place.jpg": with_place("JPEG"), "media/talk.mp3": TAG + FRAME}
    plain = {"media/dough.png": png(), "media/odd.png": b"<svg/>"}
    cut = {"media/cut.png": png(40, 30)[:50]}
    brought = unpack(zipped({**bread(), **told, **plain, **cut}))
    assert sorted(brought.drawn) == sorted(told)
    assert b"SECRET" not in brought.files["media/place.jpg"]
    assert brought.files["media/talk.mp3"] == FRAME
    assert {path: brought.files[path] for path in plain} == plain
    assert [path for path, _reason in brought.left_out] == ["media/cut.png"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no zip", "not a zip"),
        (zipped({"../course.md": b"x"}), "leads out"),
        (zipped({"a/1-x/module.md": b"x"}), "no course.md"),
        (zipped({"a/course.md": b"x", "b/course.md": b"x"}), "several"),
        (zipped(bread())[:-40], "damaged"),
        (zipped({"course.md": b"PK\x03\x04"}), "another archive"),
    ],
)
def test_a_zip_that_cannot_be_taken_is_refused_in_words(data, words):
    brought = unpack(data)
    assert words in brought.refused
    assert brought.files == {}


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("Bake it Slowly.md", "1-dough/3-bake-it-slowly.md"),
        ("7-fold.md", "1-dough/3-fold.md"),
        ("mix.md", "1-dough/3-mix-2.md"),
        ("C:\\texts\\rest.md", "1-dough/3-rest.md"),
        ("...md", ""),
        ("quiz.md", "1-dough/quiz.md"),
        ("course.md", "course.md"),
        ("text.docx", ""),
    ],
)
def test_one_markdown_file_finds_its_place(name, path):
    brought = single(name, b"---\ntitle: T\n---\nText.\n", "1-dough", bread())
    assert list(brought.files) == ([path] if path else [])
    assert bool(brought.refused) is (path == "")


def test_a_text_without_front_matter_gets_its_title():
    heading = single("a.md", b"# Rest: a while\n\nRest it.\n", "2-oven", bread())
    bare = single("rest_it.md", b"\xef\xbb\xbfRest it.\n", "2-oven", bread())
    assert heading.files == {"2-oven/2-a.md": b'---\ntitle: "Rest: a while"\n---\n# Rest: a while\n\nRest it.\n'}
    assert bare.files == {"2-oven/2-rest-it.md": b'---\ntitle: "Rest it"\n---\nRest it.\n'}
    course, problems = read({**bread(), **bare.files}, {WAGE.id: WAGE}, None, "bread")
    assert course.modules[1].lessons[1].title == "Rest it", problems


def test_a_lesson_needs_a_module_and_a_readable_text():
    assert "Make a module first" in single("a.md", b"text", "", {}).refused
    assert "UTF-16" in single("a.md", b"\xff\xfea\0", "1-dough", bread()).refused
    assert "too long" in single("a.md", b"a" * 300_000, "1-dough", bread()).refused
