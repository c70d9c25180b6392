"""Question files of other systems: by command to quiz text and out as GIFT, and on a page with each outcome."""

import pytest

from lms.content.library import read_folder
from lms.content.reader import read
from tests.make_courses import bread, publish_tree

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
