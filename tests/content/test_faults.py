"""Every fault an author can make, planted in a clean course one at a time: it is named with its file, line and rule."""

from typing import NamedTuple

import pytest

from lms.content import reader
from lms.content.model import Problem
from lms.content.reader import read
from tests.content.samples import ES_QUIZ as ES_TEXT
from tests.content.samples import FACTS, PNG, clean, png

STUB = "1-the-pay-stub/"
MODULE, LESSON, FORMS = STUB + "module.md", STUB + "1-gross-to-net.md", STUB + "2-forms.md"
QUIZ, PRACTICAL = STUB + "quiz.md", STUB + "practical.md"
SECOND, FAREWELL = "2-next-steps/module.md", "2-next-steps/1-what-now.md"
ES_LESSON, ES_QUIZ, ES_PRACTICAL = (
    "es/1-the-pay-stub/" + name for name in ("1-de-bruto-a-neto.md", "quiz.md", "practical.md")
)
ES_OPTIONS = ES_TEXT[ES_TEXT.index("( )") : ES_TEXT.index("\n\n?")]


class Fault(NamedTuple):
    """A change to one file and what must be said; ``also`` names what rightly follows, nothing else may be said."""

    path: str
    old: str | bytes | None
    new: str | bytes | None
    rule: str
    line: int
    words: str = ""
    where: str = ""
    severity: str = "error"
    also: tuple[str, ...] = ()


FRONT = [
    Fault("course.md", None, None, "course-missing", 0, "no course.md"),
    Fault("course.md", "summary", "sumary", "front-unknown", 3, "Did you mean “summary”?", also=("front-missing",)),
    Fault("course.md", "track: money", "money: track", "front-unknown", 4, "Keys are id, title"),
    Fault("course.md", "level: beginner", "title: Again", "front-twice", 6, "line 2"),
    Fault("course.md", "hours: 1.5", "hours: long", "front-type", 7, "“hours” must be a number."),
    Fault("course.md", "hours: 1.5", "hours: 2000", "front-type", 7, "between 0 and 1000, not 2000"),
    Fault("course.md", "audience: learner", "audience: lerner", "front-type", 8, "Did you mean “learner”?"),
    Fault("course.md", "enrol: open", "enrol: yes", "front-type", 10, "one of open and staff, not “yes”."),
    Fault("course.md", "[start-here]", "start-here", "front-type", 9, "a list of ids in brackets"),
    Fault("course.md", "[Footing starter library]", f"[{'a, ' * 100}a]", "front-type", 11, "at most 100, not 101"),
    Fault("course.md", "[start-here]", "[Start Here]", "front-type", 9, "must be an id: small letters"),
    Fault("course.md", "[Footing starter library]", "{a: b}", "front-type", 11, "a list in brackets"),
    Fault("course.md", "title: Pay Basics", "title: [a, b]", "front-type", 2, "a text"),
    Fault("course.md", "title: Pay Basics", "title: " + "x" * 201, "front-type", 2, "at most 200"),
    Fault("course.md", "title: Pay Basics\n", "title:\n", "front-missing", 1, "“title” is missing"),
    Fault("course.md", "summary: Read a pay stub.\n", "", "front-missing", 1, "“summary” is missing"),
    Fault("course.md", "summary: Read", "summary: Note: read", "front-yaml", 3, "quotes"),
    Fault("course.md", "summary: Read", "summary: &a Read", "front-yaml", 3, "&, * or !"),
    Fault("course.md", "Read a pay stub.", "!!python/name:os.system x", "front-yaml", 3, ""),
    Fault("course.md", "language: en", "language: English", "language", 5, "“English” is no language code"),
    Fault("course.md", "---\ntitle", "---\n- title", "front-yaml", 3),
    Fault(FORMS, "---\ntitle: Forms\n---\n", "---\ntitle: Forms\n", "front-open", 1, "no second ---"),
    Fault(FORMS, "title: Forms", "title: Forms\nyes: no", "front-unknown", 3, "“yes” is not a key"),
    Fault(FORMS, "title: Forms", "title: Forms\n1: 2", "front-unknown", 3, "“1” is not a key"),
    Fault(FORMS, "title: Forms", "title: Forms\nminutes: true", "front-type", 3, "a whole number"),
    Fault(FORMS, "title: Forms", "title: Forms\nminutes: 2026-05-01", "front-type", 3, "a whole number"),
    Fault(FORMS, "title: Forms", "title: Forms\nminutes: -3", "front-type", 3, "a whole number"),
    Fault(FORMS, "title: Forms", "title: Forms\nwords: pay", "front-type", 3, "list of terms"),
    Fault(FORMS, "title: Forms", "title: Forms\nwords: {a: b, a: c}", "front-type", 3, "“a” stands twice"),
    Fault(FORMS, "title: Forms", "title: Forms\nwords: {a: }", "front-type", 3, "a text"),
    Fault(FORMS, "title: Forms", "title: Forms\nid: My_Lesson", "front-type", 3, "small letters"),
    Fault(FORMS, "title: Forms", "title: Forms\nid: " + "a" * 61, "front-type", 3, "at most 60"),
    Fault(FORMS, "title: Forms", "title: Forms\nx: " + "y" * 16_000, "front-size", 1, "16,000"),
    Fault(MODULE, "credit: true", "credit: maybe", "front-type", 5, "true or false"),
    Fault(MODULE, "pass_mark: 75", "pass_mark: 0", "front-type", 6, "between 1 and 100, not 0"),
    Fault(MODULE, "pass_mark: 75", "pass_mark: 101", "front-type", 6, "between 1 and 100, not 101"),
]

FILES = [
    Fault("notes.txt", None, "hello", "stray", 0, "belongs nowhere"),
    Fault("1-the-pay-stub/more/a.md", None, "hello", "stray", 0),
    Fault("pay/module.md", None, "hello", "folder-name", 0, "“pay” needs a number"),
    Fault("3-Pay/module.md", None, "hello", "folder-name", 0, "small letters"),
    Fault(STUB + "extra.md", None, "hello", "file-name", 0, "1-first-steps.md"),
    Fault(STUB + "3-more.txt", None, "hello", "file-name", 0),
    Fault(STUB + "2-more.md", None, "---\ntitle: x\n---\nx", "number-twice", 0, "2-forms.md"),
    Fault(
        "2-more/module.md",
        None,
        "---\ntitle: x\n---\n",
        "number-twice",
        0,
        "2-more",
        "2-next-steps",
        also=("lessons-missing",),
    ),
    Fault(SECOND, None, None, "module-missing", 0, "no module.md"),
    Fault(FAREWELL, None, None, "lessons-missing", 0, "no lesson", SECOND),
    Fault("Thumbs.db", None, "x", "left-out", 0, "left out", severity="warning"),
    Fault("__MACOSX/course.md", None, "x", "left-out", 0, severity="warning"),
    Fault("es/notas.txt", None, "hola", "stray", 0),
    Fault(FORMS, "There are", b"There \xff are", "encoding", 4, "0xff"),
    Fault(FORMS, None, "hello".encode("utf-16"), "encoding", 1, "UTF-16"),
    Fault(FORMS, "There are", "There\0 are", "hidden-character", 4, "U+0000 at position 6"),
    Fault(FORMS, "There are", "\u202eThere are", "hidden-character", 4, "U+202E at position 1"),
    Fault(FORMS, "There are", "\u202eThere \u202care", "hidden-character", 4, "position 1"),
    Fault(QUIZ, "What is net", "What\0 is net", "hidden-character", 7, "U+0000 at position 7"),
    Fault(QUIZ, None, "? What".encode("utf-16"), "encoding", 1),
    Fault(FORMS, "There are", "x" * 200_000, "too-long", 0, "the limit is 200,000"),
    Fault("media/stub.svg", None, "<svg/>", "media-kind", 0, "png, jpg, jpeg and webp"),
    Fault("media/deep/stub.png", None, PNG, "media-kind", 0),
    Fault("media/stub.png", None, b"\xff\xd8\xff\xe0", "media-bytes", 0, "not a whole PNG"),
    Fault("media/stub.png", None, PNG[:20], "media-bytes", 0),
    Fault("media/stub.png", None, png(6000, 5000), "media-pixels", 0, "6000 × 5000"),
    Fault("media/stub.png", None, PNG + b"\0" * 20_000_000, "too-long", 0, "20,000,000"),
    Fault("media/con.png", None, PNG, "media-kind", 0, also=("media-unused",)),
    Fault("media/Stub.png", None, PNG, "name-twice", 0, "media/Stub.png", "media/stub.png", also=("media-unused",)),
    Fault("media/unused.png", None, PNG, "media-unused", 0, severity="warning"),
]

TEXTS = [
    Fault(FORMS, "There are two forms.\n", "\n", "empty", 4, "no text"),
    Fault(FORMS, "There are", "![Two](media/stubs.png)", "picture-missing", 4, "Did you mean “media/stub.png”?"),
    Fault(FORMS, "There are", "![Two](https://x.org/a.png)", "picture-place", 4, "https://x.org/a.png"),
    Fault(FORMS, "There are", "![Two](../media/stub.png)", "picture-place", 4),
    Fault(FORMS, "There are", "![Two][stub]", "picture-place", 4),
    Fault(FORMS, "There are", "![ ](media/stub.png)", "alt-missing", 4, "media/stub.png"),
    Fault(FORMS, "There are", "See [this](https://x.org)", "link", 4, "https://x.org", severity="warning"),
    Fault(FORMS, "There are", "\n\n[1]: https://x.org", "link", 6, severity="warning"),
    Fault(FORMS, "There are", "<https://x.org>", "link", 4, severity="warning"),
    Fault(FORMS, "There are", "<me@x.org>", "link", 4, severity="warning"),
    Fault(FORMS, "There are", "You need:\n- a\n- b\n\n- c", "list-glued", 5, "empty line", severity="warning"),
    Fault(MODULE, "By the end", "# You can\n- a\n\nYou can\n1. read\n\nBy", "list-glued", 14, severity="warning"),
    Fault(FORMS, "There are", "\n<iframe src=x>", "html", 5, "<iframe> will be taken out", severity="warning"),
    Fault(FORMS, "There are", "<!-- secret -->", "html", 4, severity="warning"),
    Fault(FORMS, "There are", "<!DOCTYPE x>", "html", 4, severity="warning"),
    Fault(FORMS, "There are", "{{ fact:minimum-wages }}", "fact-unknown", 4, "Did you mean “minimum-wage”?"),
    Fault(FORMS, "There are", "{{ minimum-wage }}", "fact-form", 4),
    Fault(QUIZ, "Look at", "{{ fact:minimum-wage }}", "fact-place", 8),
    Fault(MODULE, "By the end", "{{ fact:minimum-wage }}", "fact-place", 10),
    Fault(FORMS, "There are", "```\nx", "fence-open", 4, "never closed"),
    Fault(FORMS, "There are", "- a\n\n    ```check\n    ? x\n\nThere are", "check-place", 6, "left edge"),
    Fault(LESSON, "( ) Net pay", "(x) Net pay", "two-right", 19),
    Fault(
        LESSON,
        "Ask when",
        "```check\n? Again {#which-first}\n... reflection\n```\n\nAsk when",
        "id-twice",
        24,
        "line 16",
    ),
    Fault(LESSON, "swap: forms", "swap: form", "swap-unknown", 5, "Did you mean “forms”?"),
    Fault(LESSON, "swap: forms", "swap: gross-to-net", "swap-unknown", 5),
    Fault(
        FORMS,
        "title: Forms",
        "title: Forms\nid: gross-to-net",
        "id-twice",
        1,
        "1-gross-to-net.md",
        also=("swap-unknown",),
    ),
    Fault(SECOND, "title: Next steps", "title: Next\nid: the-pay-stub", "id-twice", 1, STUB[:-1]),
]

MODULES = [
    Fault("course.md", "[start-here]", "[start-hear]", "requires-unknown", 9, "Did you mean “start-here”?"),
    Fault("course.md", "[start-here]", "[pay-basics]", "requires-circle", 9, "itself"),
    Fault(SECOND, "[the-pay-stub]", "[the-pay-stubs]", "requires-unknown", 4, "Did you mean “the-pay-stub”?"),
    Fault(SECOND, "[the-pay-stub]", "[next-steps]", "requires-circle", 4, "next-steps → next-steps"),
    Fault(SECOND, "signoff: none", "signoff: none\ncredit: true", "credit-signoff", 4, "never earns"),
    Fault(SECOND, "signoff: none", "signoff: practical", "practical-missing", 3, "needs a practical.md"),
    Fault(SECOND, "signoff: none", "signoff: dual", "practical-missing", 3),
    Fault(PRACTICAL, "tier: T1", "tier: T2", "tier-signoff", 4, "T2 needs signoff: dual", MODULE),
    Fault(PRACTICAL, "tier: T1", "tier: T3", "tier-signoff", 4, "T3", MODULE),
    Fault(PRACTICAL, "tier: T1", "tier: T4", "front-type", 2, "one of T0, T1, T2 and T3"),
    Fault(MODULE, "signoff: practical", "signoff: mentor", "practical-unwatched", 4),
    Fault(PRACTICAL, "Read the stub aloud.\n", "\n", "empty", 6),
    Fault(PRACTICAL, "to herself.\n", "to herself.\n\nWell done.\n", "criterion-form", 14, "only the list"),
    Fault(PRACTICAL, None, "Read.".encode("utf-16"), "encoding", 1),
    Fault(PRACTICAL, "## Criteria", "## What counts", "criteria-missing", 6, "## Criteria"),
    Fault(PRACTICAL, "- Names", "Names", "criterion-form", 10, also=("translation-criteria", "list-glued")),
    Fault(PRACTICAL, "- Names the gross pay.", "- ", "criterion-form", 10, "no words"),
    Fault(PRACTICAL, "- Names the gross", "- The gross", "criterion-verb", 10, "a verb", severity="warning"),
    Fault(PRACTICAL, "gross pay.", "gross pay. ★", "criterion-form", 10, "★ stands first"),
]

QUIZZES = [
    Fault(QUIZ, "draw: 2", "draw: 4", "draw-bank", 2, "4 questions, but the bank has 3"),
    Fault(QUIZ, "draw: 2", "draw: 0", "front-type", 2, "between 1 and 1000"),
    Fault(QUIZ, "[net-pay]", "[net-pays]", "star-unknown", 5, "Did you mean “net-pay”?"),
    Fault(QUIZ, "[net-pay]", "[net-pay, gross, forms]", "star-draw", 5),
    Fault(QUIZ, " {#gross}", "", "id-missing", 17),
    Fault(QUIZ, "{#gross}", "{#net-pay}", "id-twice", 17),
    Fault(QUIZ, "(x) What", "( ) What", "no-right", 11),
    Fault(QUIZ, "> Not quite. Tax is held back.\n", "", "no-feedback", 11),
    Fault(QUIZ, "= 480 +- 0.01\n", "", "no-answers", 17),
]

TRANSLATIONS = [
    Fault("es/course.md", "language: es", "language: en", "language", 4, "language: es"),
    Fault("es/course.md", "language: es", "language: es\nhours: 3", "translation-setting", 5, "“hours”"),
    Fault(ES_LESSON, "id: gross-to-net\n", "", "translation-extra", 1, "“de-bruto-a-neto”"),
    Fault("es/3-mas/module.md", None, "---\ntitle: Más\n---\n", "translation-extra", 1, "“mas”"),
    Fault("es/3-mas/1-a.md", None, "---\ntitle: Más\n---\n", "translation-extra", 0, "“mas”", "es/3-mas"),
    Fault("es/2-next-steps/quiz.md", None, "? ¿Qué? {#que}\n= 3\n> Tres.\n", "translation-extra", 0),
    Fault(ES_QUIZ, "{#net-pay}", "{#neto}", "translation-extra", 1, "“neto”"),
    Fault(ES_QUIZ, "W-4 :: informa al empleador\n", "", "translation-key", 7),
    Fault(ES_QUIZ, "(x) Lo que recibe", "(x) Lo que recibe\n> Sí.\n( ) Nada", "translation-key", 1),
    Fault(ES_QUIZ, ES_OPTIONS, "... reflection", "translation-kind", 1, "choice"),
    Fault(ES_PRACTICAL, "- Nombra el pago bruto.\n", "", "translation-criteria", 3, "2 criteria"),
    Fault(ES_PRACTICAL, "★ ", "", "translation-criteria", 3),
    Fault("en/course.md", None, "---\nlanguage: en\n---\n", "language", 0, "itself is in en"),
]

ALL = FRONT + FILES + TEXTS + MODULES + QUIZZES + TRANSLATIONS


def planted(fault: Fault) -> dict[str, bytes]:
    """Give the clean course with the fault in it."""
    tree = clean()
    old = fault.old.encode() if isinstance(fault.old, str) else fault.old
    new = fault.new.encode() if isinstance(fault.new, str) else fault.new
    if new is None:
        del tree[fault.path]
    elif old is None:
        tree[fault.path] = new
    else:
        assert tree[fault.path].count(old) >= 1
        tree[fault.path] = tree[fault.path].replace(old, new, 1)
    return tree


def told(tree: dict[str, bytes]) -> list[Problem]:
    return read(tree, FACTS, {"start-here", "pay-basics"}, folder="pay-basics")[1]


@pytest.mark.parametrize("fault", ALL, ids=lambda fault: f"{fault.rule}:{fault.path}")
def test_a_planted_fault_is_named_where_it_stands(fault: Fault) -> None:
    problems = told(planted(fault))
    where = fault.where or fault.path
    named = [
        problem for problem in problems if (problem.path, problem.line, problem.rule) == (where, fault.line, fault.rule)
    ]
    assert named, [str(problem) for problem in problems]
    assert named[0].severity == fault.severity
    assert fault.words in named[0].words
    assert {problem.rule for problem in problems} == {fault.rule, *fault.also}


def test_the_course_the_faults_are_planted_in_is_clean() -> None:
    assert told(clean()) == []


def test_the_table_holds_every_kind_of_fault() -> None:
    assert len({fault.rule for fault in ALL}) >= 35


def test_criteria_without_a_list() -> None:
    tree = clean()
    tree[PRACTICAL] = b"Read.\n\n## Criteria\n"
    del tree[ES_PRACTICAL]
    assert [(one.path, one.line, one.rule) for one in told(tree)] == [(PRACTICAL, 3, "criteria-missing")]


@pytest.mark.parametrize(("limit", "value"), [("MOST_ENTRIES", 13), ("MOST_BYTES", 2_000)])
def test_a_course_that_no_zip_could_carry(monkeypatch: pytest.MonkeyPatch, limit: str, value: int) -> None:
    assert len(clean()) == 14
    monkeypatch.setattr(reader, limit, value)
    assert [(one.path, one.line, one.rule) for one in told(clean())] == [("course.md", 0, "course-size")]


def test_a_course_without_modules() -> None:
    tree = {"course.md": clean()["course.md"]}
    assert [(one.path, one.line, one.rule) for one in told(tree)] == [("course.md", 0, "modules-missing")]


def test_a_question_that_could_not_be_read_is_not_missing_from_the_translation() -> None:
    tree = clean()
    tree[QUIZ] = tree[QUIZ].replace(b"(x) What", b"( ) What")
    assert {one.rule for one in told(tree)} == {"no-right"}


def test_a_star_cannot_stand_on_a_question_without_points() -> None:
    tree = clean()
    scored, unscored = b"= 480 +- 0.01\n> 32 \xc3\x97 15 = 480.", b"... reflection"
    tree[QUIZ] = tree[QUIZ].replace(b"[net-pay]", b"[gross]").replace(scored, unscored)
    assert [(problem.path, problem.line, problem.rule) for problem in told(tree)] == [(QUIZ, 5, "star-unscored")]


def test_all_faults_are_told_at_once() -> None:
    tree = clean()
    tree["course.md"] = tree["course.md"].replace(b"summary", b"sumary")
    tree[LESSON] = tree[LESSON].replace(b"swap: forms", b"swap: form")
    tree[QUIZ] = tree[QUIZ].replace(b"draw: 2", b"draw: 9").replace(b"(x) What", b"( ) What")
    rules = {(problem.path, problem.rule) for problem in told(tree)}
    assert {
        ("course.md", "front-unknown"),
        ("course.md", "front-missing"),
        (LESSON, "swap-unknown"),
        (QUIZ, "draw-bank"),
        (QUIZ, "no-right"),
    } <= rules
