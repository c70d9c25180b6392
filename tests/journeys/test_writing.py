"""An instructor writes a course from nothing, publishes and mends it; two learners see what they should."""

import io
import zipfile

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from tests.journeys.kiosk import WAIT, Kiosk
from tests.make_courses import png

IVY = "quiet winter bread"
KEPT = ("answer", "answer_save", "signature", "signoff_event", "quiz_try", "practical_save")
"""What no publishing may change: rows are only added, by learners and by the move of open work."""

LESSON = """---
title: Over and under
minutes: 5
---
A knot holds a rope. Pull it slowly.

![](media/knot.png)
"""


def rows(server) -> dict[str, list]:
    with server.engine.connect() as connection:
        return {name: [tuple(row) for row in connection.execute(sa.text(f"SELECT * FROM {name}"))] for name in KEPT}


def kept(before, after, but=()) -> None:
    """Every row that was there is there unchanged."""
    for name in KEPT:
        assert name in but or after[name][: len(before[name])] == before[name], name


def picture_zip(course_md: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("course.md", course_md)
        archive.writestr("media/knot.png", png(40, 30))
    return packed.getvalue()


def make_course(ivy: Kiosk) -> None:
    """The three steps."""
    ivy.follow("Drafts")
    ivy.follow("Write a new course")
    ivy.fill("Name of the course", "Tie a Knot")
    ivy.fill("What it gives her, in one or two lines", "Tie a rope so that it holds.")
    ivy.press("Go on")
    ivy.fill("Name of the module", "First knots")
    ivy.page.get_by_label("A practical task that a mentor watches").check()
    ivy.press("Go on")
    ivy.sees("Step 3 of 3", "Tie a Knot", "First knots")
    ivy.press("Make this course")
    ivy.heading("Tie a Knot")


def bring_picture(ivy: Kiosk) -> None:
    ivy.open("/drafts/tie-a-knot/files/course.md")
    text = ivy.page.locator("#text").input_value()
    ivy.open("/drafts/tie-a-knot/bring-in")
    zipped = {"name": "knot.zip", "mimeType": "application/zip", "buffer": picture_zip(text)}
    ivy.page.set_input_files("input[type=file]", zipped)
    ivy.press("Bring it in")
    ivy.heading("2 files are in the draft")


def save(ivy: Kiosk) -> None:
    """Press Save and wait until the server has it: the page comes again with the text as it is stored."""
    based = ivy.page.locator("input[name=based_on]").input_value()
    ivy.press("Save")
    expect(ivy.page.locator("form[data-editor] input[name=based_on]")).not_to_have_value(based, timeout=WAIT)
    expect(ivy.page.locator("form[data-editor] [data-status]")).to_contain_text("Saved", timeout=WAIT)


def write_lesson(ivy: Kiosk) -> None:
    """She types; what is amiss shows beside the line, and the look beside the text."""
    ivy.open("/drafts/tie-a-knot/files/1-first-knots/1-first.md")
    ivy.page.locator("#text").fill(LESSON)
    expect(ivy.page.locator("#problems")).to_contain_text("Say in words what media/knot.png shows", timeout=WAIT)
    expect(ivy.page.locator(".gutter-mark")).to_have_text("7", timeout=WAIT)
    expect(ivy.page.locator("#look")).to_contain_text("Pull it slowly.", timeout=WAIT)
    ivy.page.locator("#text").fill(LESSON.replace("![]", "![A rope with a knot in it]"))
    expect(ivy.page.locator("#problems")).not_to_contain_text("knot.png shows", timeout=WAIT)
    picture = ivy.page.locator("#look img")
    expect(picture).to_have_attribute("alt", "A rope with a knot in it", timeout=WAIT)
    assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") == 40
    save(ivy)


def write_quiz(ivy: Kiosk) -> None:
    """The first question is there; four other kinds are put in by their buttons."""
    ivy.open("/drafts/tie-a-knot/files/1-first-knots/quiz.md")
    text = ivy.page.locator("#text").input_value()
    ivy.page.locator("#text").fill(text.replace("---\n---", "---\nshuffle: false\n---"))
    for kind in ("Several answers", "A number", "An order", "Pairs"):
        ivy.page.locator("#text").press("Control+End")
        ivy.page.locator("summary", has_text="Question").first.click()
        ivy.press(kind)
    expect(ivy.page.locator("#look .check")).to_have_count(5, timeout=WAIT)
    expect(ivy.page.locator("#problems")).not_to_contain_text("To mend", timeout=WAIT)
    save(ivy)


def publish(ivy: Kiosk, kind: str) -> None:
    ivy.open("/drafts/tie-a-knot/publish")
    ivy.page.get_by_label(kind, exact=False).check()
    ivy.page.locator("form[action$='/publish/check'] button").last.click()
    ivy.heading("Publish this version?")
    ivy.press("Publish")
    ivy.heading("Tie a Knot")


def mend_quiz(ivy: Kiosk, old: str, new: str) -> None:
    ivy.open("/library/tie-a-knot")
    ivy.press("Write on this course")
    ivy.heading("Tie a Knot")
    ivy.open("/drafts/tie-a-knot/files/1-first-knots/quiz.md")
    text = ivy.page.locator("#text").input_value()
    assert old in text
    ivy.page.locator("#text").fill(text.replace(old, new))
    save(ivy)


def begin_quiz(kiosk: Kiosk) -> None:
    """Take the course up, read both lessons, and come to the first question."""
    kiosk.follow("Courses")
    kiosk.follow("Tie a Knot")
    kiosk.press("Start this course")
    kiosk.go_on()
    kiosk.heading("Over and under")
    assert kiosk.page.locator(".prose img").evaluate("one => one.decode().then(() => one.naturalWidth)") == 40
    kiosk.press("Mark as read and continue")
    kiosk.heading("Second lesson")
    kiosk.press("Mark as read and continue")
    kiosk.press("Start the quiz")
    kiosk.sees("Question 1 of 5")


def answers_question(kiosk: Kiosk, heading: str) -> None:
    """Answer the first question, which is asked in these words."""
    kiosk.heading(heading)
    kiosk.page.get_by_label("The right answer", exact=True).check()
    kiosk.press("Save and continue")
    kiosk.sees("Your answer", "Right")


def test_a_course_from_nothing_and_what_learners_see_of_its_versions(kiosk, server):
    ivy, nia, tess = kiosk(server), kiosk(server), kiosk(server)
    ivy.sign_in("ivy", IVY, staff=True)
    make_course(ivy)
    bring_picture(ivy)
    write_lesson(ivy)
    write_quiz(ivy)
    ivy.open("/drafts/tie-a-knot")
    publish(ivy, "Small")
    nia.sign_in("2001")
    begin_quiz(nia)
    answers_question(nia, "Which one is right?")

    before = rows(server)
    mend_quiz(ivy, "Which one is right?", "Which knot holds?")
    publish(ivy, "Small")
    after = rows(server)
    kept(before, after)
    nia.open("/")
    nia.go_on()
    nia.sees("Question 2 of 5")
    assert "new version" not in nia.words, "a small change moves her along without a question"
    tess.sign_in("2002")
    begin_quiz(tess)
    answers_question(tess, "Which knot holds?")

    before = rows(server)
    mend_quiz(ivy, "Which knot holds?", "Which knot is it?")
    publish(ivy, "Breaking")
    kept(before, rows(server))
    for one in (nia, tess):
        one.open("/")
        one.sees("New version")
        one.go_on()
        one.sees("Question 2 of 5")
    assert nia.errors == tess.errors == ivy.errors == []
    assert ivy.elsewhere == nia.elsewhere == tess.elsewhere == []


def test_the_editor_works_without_a_script(kiosk, server):
    ivy = kiosk(server, js=False)
    ivy.sign_in("ivy", IVY, staff=True)
    ivy.open("/library/money-basics")
    ivy.press("Write on this course")
    ivy.page.locator("a[href*='/files/1-']").nth(1).click()
    text = ivy.page.locator("#text").input_value()
    ivy.page.locator("#text").fill(text + "\n\n![](media/none.png)\n")
    ivy.press("Save and show")
    ivy.sees("There is no media/none.png in this course", "To mend")
    assert ivy.page.locator("#look").is_visible()
    ivy.page.locator("summary", has_text="Text").first.click()
    ivy.press("A tip")
    assert "!!! tip" in ivy.page.locator("#text").input_value()


@pytest.mark.parametrize(
    "size", [{"width": 1024, "height": 600}, {"width": 375, "height": 700}, {"width": 320, "height": 600}]
)
def test_no_page_of_a_draft_scrolls_sideways(kiosk, server, size):
    ivy = kiosk(server)
    ivy.sign_in("ivy", IVY, staff=True)
    ivy.open("/library/money-basics")
    ivy.press("Write on this course")
    ivy.page.set_viewport_size(size)
    lesson = ivy.page.locator("a[href*='/files/1-']").nth(1).get_attribute("href")
    for path in ("", "/new-module", "/bring-in", "/booklet", "/discard", lesson.removeprefix("/drafts/money-basics")):
        ivy.open(f"/drafts/money-basics{path}")
        if path == lesson.removeprefix("/drafts/money-basics"):
            expect(ivy.page.locator("#look article")).to_be_visible(timeout=WAIT)
        assert ivy.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
