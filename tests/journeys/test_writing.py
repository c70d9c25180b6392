"""An instructor writes a course from nothing, publishes and mends it; three learners see what they should."""

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from tests.journeys.kiosk import WAIT, Kiosk
from tests.journeys.story import give, rate
from tests.journeys.test_signoffs import sign, verified
from tests.make_courses import png

IVY = "quiet winter bread"
KEPT = ("answer", "answer_save", "signature", "signoff_event", "quiz_try", "practical_save", "certificate")
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


ANSWERS = {
    "Which of these fit?": "One that fits|Another that fits",
    "She works 4 hours at $15 an hour. How many dollars is that?": "60",
    "Put these steps in order.": "The first step|The second step|The third step",
    "Match each thing to its use.": "A spoon=stirs the soup|A knife=cuts the bread",
}
"""The questions after the first, which the buttons of the editor put in, and what is right."""


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


def give_picture(ivy: Kiosk) -> None:
    """By the form: what is no picture is refused with the reason, a picture is taken in and its size shown."""
    ivy.open("/drafts/tie-a-knot/media")
    drawing = {"name": "knot.png", "mimeType": "image/png", "buffer": b"<svg onload='document.title=1'/>"}
    ivy.page.set_input_files("#file", drawing)
    ivy.press("Add this file")
    ivy.sees("SVG drawings can hold programs.")
    ivy.page.set_input_files("#file", {"name": "Knot.PNG", "mimeType": "image/png", "buffer": png(40, 30)})
    ivy.press("Add this file")
    ivy.sees("Saved as media/knot.png", "40 × 30 pixels", "Not used yet")


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


def look_as_learner(ivy: Kiosk, server) -> None:
    """She goes through the draft as a learner, and nobody's record changes by it."""
    before = rows(server)
    ivy.open("/library/tie-a-knot/seen/draft/en/first-knots/lessons/first")
    ivy.heading("Over and under")
    assert ivy.page.locator(".prose img").evaluate("one => one.decode().then(() => one.naturalWidth)") == 40
    ivy.open("/library/tie-a-knot/seen/draft/en/first-knots/quiz/1")
    ivy.sees("Question 1 of 5", "Which one is right?")
    assert rows(server) == before


def publish(ivy: Kiosk, kind: str) -> None:
    ivy.open("/drafts/tie-a-knot/publish")
    ivy.page.get_by_label(kind, exact=False).check()
    ivy.page.locator("form[action$='/publish/check'] button").last.click()
    ivy.heading("Publish this version?")
    ivy.press("Publish")
    ivy.heading("Tie a Knot")


def mend_quiz(ivy: Kiosk, old: str, new: str) -> None:
    ivy.open("/library/tie-a-knot")
    ivy.press("Change this course")
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
    kiosk.press("Start this module")
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


def finish(kiosk: Kiosk) -> str:
    """She answers the rest, does the practical and asks; her mentor signs at her kiosk. Gives the number she gets."""
    for place, (heading, given) in enumerate(ANSWERS.items(), start=2):
        kiosk.follow("Next question")
        kiosk.sees(f"Question {place} of 5")
        kiosk.heading(heading)
        give(kiosk, given)
        kiosk.press("Save and continue")
        kiosk.sees("Your answer", "Right")
    kiosk.press("See your result")
    kiosk.heading("You passed")
    kiosk.go_on()
    kiosk.heading("Practical task: First knots")
    rate(kiosk, 3)
    kiosk.page.locator("#words").fill("I tied it and pulled.")
    kiosk.press("Save and continue")
    kiosk.page.get_by_label("This is my own work").check()
    kiosk.press("Ask for sign-off")
    kiosk.heading("Waiting for your mentor: First knots")
    kiosk.follow("Let your mentor sign here")
    rate(kiosk, 3)
    sign(kiosk, "wren", "Approve and sign")
    kiosk.heading("Signed off: First knots")
    return certified(kiosk)


def certified(kiosk: Kiosk) -> str:
    """The number of her certificate, which anybody finds valid."""
    kiosk.open("/record")
    kiosk.sees("Tie a Knot", "First knots", "Wren Example (mentor)", "Record number")
    number = re.search(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]", kiosk.words)
    assert number, kiosk.words
    kiosk.open("/verify")
    kiosk.page.locator("#number").fill(number[0])
    kiosk.press("Check this number")
    kiosk.sees("This number is valid")
    return number[0]


def test_a_course_from_nothing_and_what_learners_see_of_its_versions(kiosk, server):
    ivy, nia, tess, vera = (kiosk(server) for _ in range(4))
    ivy.sign_in("ivy", IVY, staff=True)
    make_course(ivy)
    give_picture(ivy)
    write_lesson(ivy)
    write_quiz(ivy)
    look_as_learner(ivy, server)
    publish(ivy, "Small")
    nia.sign_in("2001")
    begin_quiz(nia)
    answers_question(nia, "Which one is right?")
    vera.sign_in("2004")
    begin_quiz(vera)
    answers_question(vera, "Which one is right?")
    number, line = finish(vera), verified(server)[0]

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
    assert verified(server)[0] == line, "the chain ends as it did when her mentor had signed"
    assert certified(vera) == number
    vera.open("/")
    assert "New version" not in vera.words, "what is signed is asked nothing more"


def test_the_editor_works_without_a_script(kiosk, server):
    ivy = kiosk(server, js=False)
    ivy.sign_in("ivy", IVY, staff=True)
    ivy.open("/library/money-basics")
    ivy.press("Change this course")
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
    ivy.press("Change this course")
    ivy.page.set_viewport_size(size)
    lesson = ivy.page.locator("a[href*='/files/1-']").nth(1).get_attribute("href")
    for path in ("", "/new-module", "/bring-in", "/booklet", "/discard", lesson.removeprefix("/drafts/money-basics")):
        ivy.open(f"/drafts/money-basics{path}")
        if path == lesson.removeprefix("/drafts/money-basics"):
            expect(ivy.page.locator("#look article")).to_be_visible(timeout=WAIT)
        assert ivy.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
