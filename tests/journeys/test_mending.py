"""Forms that come back to be mended: the page says so first, leads to each field, keeps what was typed, and is whole."""

import pytest
from playwright.sync_api import expect

from tests.journeys.kiosk import WAIT
from tests.journeys.looks import problems

pytestmark = pytest.mark.browser
SCRIPT = pytest.mark.parametrize("js", [True, False], ids=["script", "no-script"])


def mended(kiosk) -> None:
    """The page that asks to mend something: its title, its summary, and a link that leads to the field."""
    summary = kiosk.page.locator(".error-summary")
    expect(summary).to_be_visible(timeout=WAIT)
    assert kiosk.page.title().startswith("Error: ")
    for link in summary.get_by_role("link").all():
        words = link.inner_text()
        link.click()
        target = (link.get_attribute("href") or "").removeprefix("#")
        assert kiosk.page.evaluate("document.activeElement.id") == target, words
    if kiosk.js:
        assert problems(kiosk.page) == []


@SCRIPT
def test_a_pin_that_does_not_fit(shared_server, kiosk, js):
    woman = kiosk(shared_server, js)
    woman.open("/sign-in")
    woman.fill_sign_in("2001", "000001")
    mended(woman)
    assert woman.page.locator("#name").input_value() == "2001"
    assert woman.page.locator("#secret").input_value() == ""


@SCRIPT
def test_each_question_without_an_answer(shared_server, kiosk, js):
    zoe = kiosk(shared_server, js)
    zoe.sign_in("2003")
    zoe.go_on()
    zoe.page.wait_for_url("**/tries/**")
    questions = zoe.path.rsplit("/", 1)[0]
    for key in ("soil", "need", "legs", "word", "order", "tools", "bed"):
        zoe.open(f"{questions}/{key}")
        zoe.press("Save and continue")
        mended(zoe)
    zoe.open(f"{questions}/legs")
    zoe.page.locator("#answer").fill("six or so")
    zoe.press("Save and continue")
    mended(zoe)
    assert zoe.page.locator("#answer").input_value() == "six or so"
    assert shared_server.count("answer_save") == shared_server.count("answer_save", "try_id <> :id", id=try_of(zoe))


def try_of(kiosk) -> int:
    return int(kiosk.path.split("/")[2])


@SCRIPT
def test_a_practical_that_is_not_whole(server, kiosk, js):
    vera = kiosk(server, js)
    vera.sign_in("2004")
    vera.go_on()
    vera.page.locator("fieldset.rating").first.locator("input[value='3']").check()
    vera.press("Save and continue")
    mended(vera)
    assert vera.page.locator("fieldset.rating input:checked").count() == 1
    assert vera.page.locator("#words-error").inner_text().split("\n") == ["Error:", "Say in a few words what you did."]
    assert vera.page.locator("fieldset.rating .error").count() == vera.page.locator("fieldset.rating").count() - 1


def test_asking_and_returning_without_what_they_need(server, kiosk):
    lena, mo = kiosk(server), kiosk(server)
    lena.sign_in("1004", "740862")
    lena.go_on()
    lena.press("Ask for sign-off")
    mended(lena)
    mo.sign_in("mo", "green river walk", staff=True)
    mo.open("/reviews")
    mo.press("Look at this work")
    mo.page.locator("#strength").fill("Good.")
    mo.press("Return with a next step")
    mended(mo)
    assert mo.page.locator("#strength").input_value() == "Good."


def test_a_page_that_leads_nowhere_would_be_noticed(shared_server, kiosk):
    woman = kiosk(shared_server)
    woman.open("/sign-in")
    woman.fill_sign_in("2001", "000001")
    expect(woman.page.locator(".error-summary a")).to_have_count(1, timeout=WAIT)
    woman.page.evaluate("document.querySelector('#secret').id = 'other'")
    with pytest.raises(AssertionError):
        mended(woman)


def test_planted_faults_on_a_page_are_seen(shared_server, kiosk):
    woman = kiosk(shared_server)
    woman.open("/sign-in")
    assert problems(woman.page) == []
    woman.page.evaluate(
        """() => { const main = document.querySelector("main");
            main.innerHTML += "<input name=bare><button>x</button><div id=wide>wide</div>";
            document.getElementById("wide").style.minWidth = "500px"; }"""
    )
    found = "\\n".join(problems(woman.page))
    assert "axe label" in found
    assert "target" in found
    assert "at 320 px: 5" in found
