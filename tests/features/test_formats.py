"""Question files of other systems: by command to quiz text and out as GIFT, and on a page with each outcome."""

import base64
import io
import zipfile

import pytest
import sqlalchemy as sa

from lms.content.library import read_folder
from lms.content.reader import read
from lms.features.drafts.queries import draft, draft_tree
from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.library import CourseStaff
from tests.make import make_person
from tests.make_courses import WAGE, bread, png, publish_tree, with_text

GIFT = "// a\nIs it?{=a#f ~b#g}\n\nWords only.\n\nHow many?{#4}\n"


@pytest.fixture
def run(app):
    def invoke(*args):
        return app.test_cli_runner().invoke(args=[str(arg) for arg in args])

    return invoke


def test_the_command_prints_quiz_text_and_says_what_became_of_each_question(run, tmp_path):
    file = tmp_path / "bank.gift"
    file.write_text(GIFT)
    done = run("questions", "import", file)
    assert done.exit_code == 1, "one was refused"
    assert done.stdout == "? Is it? {#is-it}\n(x) a\n> f\n( ) b\n> g\n\n? How many? {#how-many}\n= 4\n\n"
    assert done.stderr.splitlines() == [
        f"{file}: Lines of comment were left out: 1.",
        f"{file}:2: kept: Is it?",
        f"{file}:4: refused: Words only.",
        "    It asks nothing: there are no answers in braces. Put its words into a lesson.",
        f"{file}:6: kept: How many?",
        "2 kept, 0 changed, 1 refused",
    ]


def test_the_command_writes_a_quiz_that_a_course_can_hold_and_nothing_over_it(run, tmp_path):
    file = tmp_path / "bank.txt"
    file.write_text("¿Sí?{T}")
    for path, data in bread().items():
        target = tmp_path / "bread" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    quiz = tmp_path / "bread" / "2-oven" / "quiz.md"
    done = run("questions", "import", file, "--format", "gift", "--lang", "es", "-o", quiz)
    assert done.exit_code == 0, done.output
    assert quiz.read_text() == "---\n---\n? ¿Sí? {#si}\n(x) Verdadero\n> Sí.\n( ) Falso\n> Todavía no.\n"
    assert [one for one in read(read_folder(tmp_path / "bread"))[1] if one.path == "2-oven/quiz.md"] == []
    again = run("questions", "import", file, "-o", quiz)
    assert again.exit_code == 1
    assert "is there already" in again.output


def test_the_command_gives_the_questions_of_a_module_out(run, tmp_path):
    publish_tree(bread())
    done = run("questions", "export", "bread/dough", "-o", tmp_path / "dough.gift")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "dough.gift").read_text() == (
        "::salt::[markdown]Is salt in it? {\n\t=Yes#Right.\n\t~No#Not quite. It is.\n}\n\n"
        "::hands::[markdown]How many hands? {\n\t#\n\t=2:0\n}\n"
    )
    assert done.stderr.splitlines()[-1] == "2 kept, 0 changed, 0 refused"
    assert "is there already" in run("questions", "export", "bread/dough", "-o", tmp_path / "dough.gift").output
    for name in ("bread/oven", "bread/none", "none/dough", "bread"):
        assert "There is no such module with a quiz" in run("questions", "export", name).output


XML = (
    '<quiz><question type="multichoice"><name><text>Stub</text></name><questiontext format="html">'
    '<text>&lt;p&gt;Look.&lt;/p&gt;&lt;img src="@@PLUGINFILE@@/stub.png" alt="A stub"&gt;</text>'
    '<file name="stub.png" encoding="base64">{picture}</file></questiontext>'
    '<answer fraction="100"><text>a</text><feedback><text>Yes, it is.</text></feedback></answer>'
    '<answer fraction="0"><text>b</text></answer></question>'
    '<question type="description"><name><text>Words</text></name></question></quiz>'
)


def fetch(kiosk, url):
    """The bytes behind an address that is no page."""
    kiosk._note(url, "GET")
    return kiosk.client.get(url).data


def sent(kiosk, data, **fields):
    """Choose a file on the page and send it."""
    page = kiosk.get("/question-files")
    form = {**page.form("/question-files"), "format": "", **fields, "file": (io.BytesIO(data), "bank.xml")}
    return kiosk.post("/question-files", form)


@pytest.fixture
def ivy(app, people, browse):
    publish_tree(bread())
    db.session.add(CourseStaff(course_id="bread", person_id=people.ivy))
    db.session.commit()
    return browse(people.ivy)


def test_an_instructor_brings_a_file_sees_each_outcome_and_puts_the_quiz_into_a_draft(ivy, people):
    page = sent(ivy, XML.format(picture=base64.b64encode(png()).decode()).encode())
    assert "Read as Moodle XML: 0 kept, 1 changed, 1 refused." in page.text
    assert "1 of 2 answers had no feedback." in page.text
    assert "It asks nothing. Put its words into a lesson." in page.text
    assert [e.text for e in page.all("pre")] == [
        "? Look. {#stub}\n![A stub](media/stub.png)\n(x) a\n> Yes, it is.\n( ) b\n> Not yet.\n"
    ]
    assert [e.get("value") for e in page.all("option")] == ["bread/2-oven"], "the other module has a quiz"
    zipped = fetch(ivy, page.link("Download the quiz"))
    with zipfile.ZipFile(io.BytesIO(zipped)) as packed:
        assert sorted(packed.namelist()) == ["media/stub.png", "quiz.md"]
    done = ivy.press(page, "Put the quiz into this module")
    assert "The quiz is in the draft of bread." in done.text
    tree = draft_tree(draft("bread").id)
    assert tree["2-oven/quiz.md"].startswith(b"---\n---\n? Look. {#stub}")
    assert list(read(tree, {WAGE.id: WAGE})[1]) == []
    acts = list(db.session.scalars(sa.select(AuditEvent.action).where(AuditEvent.actor_id == people.ivy)))
    assert acts == ["question-file-brought", "draft-opened", "draft-files-put", "questions-put"]


def test_a_quiz_is_never_written_over_and_a_picture_finds_a_free_name(ivy):
    publish_tree(bread() | {"media/stub.png": png(3, 3)})
    page = sent(ivy, XML.format(picture=base64.b64encode(png()).decode()).encode())
    ivy.press(page, "Put the quiz into this module")
    tree = draft_tree(draft("bread").id)
    assert tree["media/stub.png"] == png(3, 3)
    assert b"![A stub](media/stub-2.png)" in tree["2-oven/quiz.md"]
    url, fields = page.action("Put the quiz into this module")
    again = ivy.post(url, fields)
    assert "Every module of your courses has a quiz already." in again.text
    assert draft_tree(draft("bread").id) == tree


def test_no_file_and_a_file_with_nothing_in_it_are_said(ivy):
    page = ivy.get("/question-files")
    form = page.form("/question-files")
    assert "Choose a file with questions." in ivy.post("/question-files", form | {"format": ""}).text
    page = sent(ivy, b"just words", format="gift")
    assert "0 kept, 0 changed, 1 refused" in page.text
    assert page.all("pre") == []
    url = page.response.request.path
    forged = ivy.post(f"{url}/put", {"place": "bread/2-oven"})
    assert forged.status == 200
    assert draft("bread") is None


def test_hostile_files_are_words_on_the_page(ivy):
    page = sent(ivy, b"<script>alert(1)</script> **x**{=<img src=x onerror=alert(1)> ~b}", format="gift")
    assert page.status == 200
    assert [e for e in page.all("img") if e.get("src") == "x"] == []
    page = sent(ivy, b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>')
    assert "DOCTYPE and entities are not supported." in page.text
    assert "root:" not in page.html


def test_one_writer_does_not_open_what_another_brought(ivy, app, facility, browse):
    page = sent(ivy, b"Q?{=a}", format="gift")
    other = browse(make_person(facility, "Ida Instructor", "instructor", username="ida"))
    assert other.get(page.response.request.path).status == 404


def test_the_questions_of_a_module_go_out_from_the_library(ivy):
    out = ivy.get("/library/bread/quizzes/dough.gift").response
    assert out.headers["Content-Disposition"] == 'attachment; filename="dough.gift"'
    assert out.get_data(as_text=True).startswith("::salt::[markdown]Is salt in it? {")
    assert ivy.get("/library/bread/quizzes/oven.gift").status == 404
    publish_tree(with_text(bread(), "1-dough/quiz.md", "= 2", "= 2 [hands]"))
    out = ivy.get("/library/bread/quizzes/dough.gift").response.get_data(as_text=True)
    assert out.startswith("// hands: GIFT has no units; “hands” was left out.\n\n::salt::")
