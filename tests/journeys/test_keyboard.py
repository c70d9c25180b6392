"""The keyboard alone: it reaches and works sign-in, a lesson, each kind of question, the practical and the sign-off."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.kiosk import WAIT
from tests.journeys.story import ANSWERS, TASK
from tests.make import PIN

pytestmark = pytest.mark.browser
FOCUS = """() => {
    const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
    const spot = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20));
    const label = one.labels && one.labels[0];
    const ring = [one, label].filter(Boolean).map(part => getComputedStyle(part))
        .some(part => part.outlineStyle !== "none" && parseFloat(part.outlineWidth) >= 2);
    return {ring, seen: !spot || one.contains(spot) || spot.contains(one) || Boolean(label && label.contains(spot)),
            inside: box.bottom > 0 && box.top < innerHeight, what: one.outerHTML.slice(0, 120)};
}"""


def tab_to(page: Page, selector: str, most: int = 60) -> None:
    """Press Tab until this has the focus; at each stop the focus can be seen and nothing covers it."""
    for _ in range(most):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            continue
        stop = page.evaluate(FOCUS)
        assert stop["ring"], f"the focus cannot be seen on {stop['what']}"
        assert stop["inside"], f"the focus is off the screen on {stop['what']}"
        assert stop["seen"], f"something covers {stop['what']}"
    raise AssertionError(f"Tab does not come to {selector}")


def press(page: Page, words: str) -> None:
    """Tab to the button or link with these words and press Enter."""
    page.evaluate(
        """words => { for (const one of document.querySelectorAll("main button, main a"))
            if (one.innerText.trim() === words) one.setAttribute("data-wanted", "yes") }""",
        words,
    )
    tab_to(page, "[data-wanted]")
    page.keyboard.press("Enter")


def sign_in(kiosk, name: str, staff: bool = False) -> None:
    kiosk.open("/sign-in" + ("?way=staff" if staff else ""))
    page = kiosk.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.skip')"), "the first stop skips to the main part"
    page.keyboard.press("Enter")
    tab_to(page, "#name")
    page.keyboard.type(name)
    tab_to(page, "#secret")
    page.keyboard.type(PIN)
    page.keyboard.press("Enter")
    expect(page.locator(".who-name")).to_be_visible(timeout=WAIT)


def answer(page: Page) -> None:
    """Answer the question on the page by keys alone."""
    stem = page.locator("h1").inner_text().strip()
    given = ANSWERS[stem][0]
    if page.locator("ol.order").count():
        for place, words in enumerate(given.split("|"), 1):
            tab_to(page, field(page, words))
            page.keyboard.type(str(place))
    elif page.locator("ul.match").count():
        for pair in given.split("|"):
            tab_to(page, field(page, pair.split("=")[0]))
            page.keyboard.type(pair.split("=")[1][:3])
    elif page.locator("#answer[type=radio]").count():
        choose(page, page.get_by_label(given, exact=True).get_attribute("value") or "")
    elif page.locator("#answer[type=checkbox]").count():
        for words in given.split("|"):
            tab_to(page, field(page, words))
            page.keyboard.press("Space")
    else:
        tab_to(page, "#answer")
        page.keyboard.insert_text(given)


def field(page: Page, label: str) -> str:
    """The selector of the field with this label; Tab starts again from the heading."""
    page.evaluate("document.querySelector('main').focus()")
    return f"#{page.get_by_label(label, exact=True).get_attribute('id')}"


def choose(page: Page, value: str, group: str = "input[name=answer]") -> None:
    """Tab into a group of radio buttons and go to one with the arrows."""
    tab_to(page, group)
    page.keyboard.press("Space")
    for _ in range(6):
        if page.evaluate("value => document.activeElement.value === value", value):
            assert page.evaluate("document.activeElement.checked")
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the arrows do not come to {value}")


def test_she_signs_in_reads_answers_every_kind_and_signs_out(server, kiosk):
    zoe = kiosk(server)
    sign_in(zoe, "2003")
    zoe.page.evaluate("document.querySelector('main').focus()")
    press(zoe.page, "Continue")
    for place in range(1, 9):
        zoe.sees(f"Question {place} of 8")
        answer(zoe.page)
        press(zoe.page, "Save and continue")
        zoe.sees("Your answer")
        if place < 8:
            press(zoe.page, "Next question")
    press(zoe.page, "See your result")
    zoe.heading("You passed")
    zoe.page.keyboard.press("Shift+Tab")
    tab_to(zoe.page, ".finish")
    zoe.page.keyboard.press("Enter")
    zoe.heading("You are signed out")


def test_a_lesson_with_its_question(server, kiosk):
    nia = kiosk(server)
    sign_in(nia, "2001")
    nia.open("/courses/garden")
    press(nia.page, "Start this course")
    nia.sees("Start this module")
    press(nia.page, "Start this module")
    nia.heading("Dig")
    dig = nia.page.get_by_label("Dig", exact=True).get_attribute("value") or ""
    choose(nia.page, dig, "section.check input[type=radio]")
    press(nia.page, "Check my answer")
    nia.sees("Yes. Digging makes room.")
    tab_to(nia.page, "details.words summary")
    nia.page.keyboard.press("Enter")
    nia.sees("the ground that plants grow in")
    press(nia.page, "Mark as read and continue")
    nia.heading("Plant")


def test_the_practical_the_asking_and_the_signing(server, kiosk):
    vera = kiosk(server)
    sign_in(vera, "2004")
    vera.open(vera.page.locator(".card.main a.button").get_attribute("href"))
    vera.heading("Practical task")
    for at in range(3):
        vera.page.evaluate("document.querySelector('main').focus()")
        name = vera.page.locator("fieldset.rating").nth(at).locator("input").first.get_attribute("name")
        choose(vera.page, "3", f"input[name='{name}']")
    tab_to(vera.page, "#words")
    vera.page.keyboard.insert_text(TASK)
    press(vera.page, "Save and continue")
    vera.heading("Ask for sign-off")
    tab_to(vera.page, "#own_work")
    vera.page.keyboard.press("Space")
    press(vera.page, "Ask for sign-off")
    vera.heading("Waiting for your mentor")
    press(vera.page, "Let your mentor sign here")
    vera.heading("Sign here")
    for at in range(3):
        vera.page.evaluate("document.querySelector('main').focus()")
        name = vera.page.locator("fieldset.rating").nth(at).locator("input").first.get_attribute("name")
        choose(vera.page, "4", f"input[name='{name}']")
    tab_to(vera.page, "#signer")
    vera.page.keyboard.type("wren")
    tab_to(vera.page, "#signer_secret")
    vera.page.keyboard.type(PIN)
    press(vera.page, "Approve and sign")
    vera.heading("Signed off")


def test_a_focus_that_cannot_be_seen_would_be_noticed(server, kiosk):
    nia = kiosk(server)
    nia.open("/sign-in")
    nia.page.evaluate("document.querySelector('#name').style.outline = 'none'")
    with pytest.raises(AssertionError, match="the focus cannot be seen on <input"):
        tab_to(nia.page, "#secret")
