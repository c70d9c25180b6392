"""Each kind of question in a real browser: axe before and after, by touch on a phone, by dragging, and on paper."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.kiosk import SCREEN, WAIT
from tests.journeys.looks import problems
from tests.make import PIN

pytestmark = pytest.mark.browser
KINDS = ("soil", "need", "legs", "word", "order", "tools", "grow", "bed")
PHONE: dict[str, Any] = {"viewport": {"width": 375, "height": 700}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def phone(server, browser):
    """Zoe's phone-sized screen, which she only touches."""
    context = browser.new_context(base_url=server.address, reduced_motion="reduce", **PHONE)
    context.set_default_timeout(WAIT)
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("#name", "2003")
    page.fill("#secret", PIN)
    page.get_by_role("button", name="Sign in", exact=True).tap()
    expect(page.locator(".who-name")).to_be_visible()
    yield page
    context.close()


def the_try(page: Page) -> str:
    page.goto("/")
    page.locator(".card.main").get_by_role("link", name="Continue").tap()
    page.wait_for_url("**/tries/**")
    return page.url.split("/tries/")[1].split("/")[0]


def touch(page: Page, key: str) -> None:
    """Answer with a finger alone, as far as a finger goes."""
    if key in ("soil", "need"):
        page.locator(".choice label").first.tap()
    elif key == "order":
        for _ in range(2):
            page.locator("ol.order > li").last.get_by_role("button", name="Up").tap()
    elif key == "tools":
        for at in range(2):
            page.locator(".chip").nth(at).tap()
            page.locator("ul.match > li").nth(at).locator("label").tap()
        assert page.locator("ul.match select").evaluate_all("all => all.every(one => one.value)")
    else:
        page.locator("#answer").tap()
        page.keyboard.type({"legs": "6", "word": "soill"}.get(key, "Beans."))


def test_each_kind_by_touch_and_clean_before_and_after(server, phone):
    try_id = the_try(phone)
    found = []
    for key in KINDS:
        phone.goto(f"/tries/{try_id}/questions/{key}")
        found += [f"{key}: {one}" for one in problems(phone)]
        phone.set_viewport_size(PHONE["viewport"])
        touch(phone, key)
        phone.get_by_role("button", name="Save and continue").tap()
        expect(phone.locator("h2").first).to_have_text("Your answer")
        found += [f"{key}, answered: {one}" for one in problems(phone)]
        phone.set_viewport_size(PHONE["viewport"])
    assert found == [], "\n".join(found)
    phone.goto(f"/tries/{try_id}/questions/word")
    expect(phone.locator(".result")).to_have_text("Right. Close: check the spelling")


def drag(page: Page, what: Any, to: Any, below: float = 0.5) -> None:
    """Take a thing with the mouse and drop it on another."""
    start, end = what.bounding_box(), to.bounding_box()
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + 30, end["y"] + end["height"] / 2, steps=8)
    page.mouse.move(end["x"] + 30, end["y"] + end["height"] * below, steps=4)
    page.mouse.up()


def test_lines_are_put_in_order_and_matched_by_dragging(server, kiosk):
    zoe = kiosk(server)
    zoe.sign_in("2003")
    page, try_id = zoe.page, the_try_of(zoe)
    zoe.open(f"/tries/{try_id}/questions/order")
    lines = page.locator("ol.order > li")
    last = lines.last.locator("label").inner_text()
    drag(page, lines.last.locator(".grip"), lines.first, below=0.1)
    expect(lines.first.locator("label")).to_have_text(last)
    assert lines.locator("select").evaluate_all("all => all.map(one => one.value)") == ["1", "2", "3"]
    expect(page.locator("form [data-status]").first).to_contain_text("Kept at", timeout=WAIT)
    placed = lines.locator("label").all_inner_texts()
    page.reload()
    assert lines.locator("label").all_inner_texts() == placed, "they stand as she left them"
    lines.last.get_by_role("button", name="Up").click()
    assert lines.locator("label").all_inner_texts() == [placed[0], placed[2], placed[1]]
    assert lines.locator("select").evaluate_all("all => all.map(one => one.value)") == ["1", "2", "3"]
    zoe.open(f"/tries/{try_id}/questions/tools")
    rows, chips = page.locator("ul.match > li"), page.locator(".chip")
    drag(page, chips.nth(1), rows.first)
    chosen = rows.first.locator("select option:checked").inner_text()
    assert chosen == chips.nth(1).inner_text()
    assert rows.last.locator("select").input_value() == ""


def the_try_of(zoe) -> str:
    zoe.go_on()
    zoe.sees("Question 1 of 8")
    return zoe.path.split("/")[2]


def test_each_kind_is_whole_on_paper(server, kiosk):
    zoe = kiosk(server)
    zoe.sign_in("2003")
    page, try_id = zoe.page, the_try_of(zoe)
    page.emulate_media(media="print")
    shown = {
        "soil": ".choice label",
        "need": ".choice label",
        "legs": "#answer",
        "word": "#answer",
        "order": "ol.order select",
        "tools": "ol.rights li",
        "grow": "textarea",
        "bed": "textarea",
    }
    for key, part in shown.items():
        zoe.open(f"/tries/{try_id}/questions/{key}")
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator(part).first).to_be_visible()
        for gone in (".top", ".foot", ".actions button", ".grip", ".chips"):
            assert page.locator(gone).locator("visible=true").count() == 0, (key, gone)
    page.emulate_media(media="screen")
    page.set_viewport_size(SCREEN)
