"""Listening: offered only where the browser has a voice for the language, sentence by sentence, and silent by itself."""

import time

import pytest
from playwright.sync_api import expect

from tests.journeys.kiosk import WAIT

pytestmark = pytest.mark.browser

VOICES = """langs => {
    const spoken = [], voices = langs.map(lang => ({lang, name: lang}));
    let current = null;
    window.SpeechSynthesisUtterance = class extends EventTarget { constructor(text) { super(); this.text = text; } };
    const synthesis = Object.assign(new EventTarget(), {
        getVoices: () => voices,
        speak: words => { spoken.push([words.lang, words.text, words.voice && words.voice.lang]); current = words; },
        cancel: () => { current = null; },
    });
    Object.defineProperty(window, "speechSynthesis", {value: synthesis});
    window.spoken = spoken;
    window.finishSentence = () => current.dispatchEvent(new Event("end"));
    window.speaking = () => current !== null;
}"""
"""A browser's voices, whose sentences end when the test says so: the browsers of tests have none."""

HERS = "SELECT max(a.id) FROM attempt a JOIN person p ON p.id = a.person_id WHERE p.number = '2004'"
MARKED = "() => [...(CSS.highlights.get('spoken') || [])].map(one => one.toString()).join('|')"


def lesson(kiosk, server, *langs):
    woman = kiosk(server)
    woman.context.add_init_script(f"({VOICES})({list(langs)!r})")
    woman.sign_in("2004")
    woman.open(f"/attempts/{server.rows(HERS)[0][0]}/lessons/dig")
    expect(woman.page.locator("article[data-read]")).to_be_visible()
    return woman


def listen(woman):
    return woman.page.get_by_role("button", name="Listen", exact=True)


def press(woman):
    """Press Listen, and wait until the reader has come and speaks."""
    listen(woman).press("Enter")
    end = time.monotonic() + WAIT / 1000
    while not woman.page.evaluate("speaking()"):
        assert time.monotonic() < end, "nothing speaks"
        woman.page.wait_for_timeout(30)


@pytest.mark.parametrize("langs", [(), ("es-ES",)])
def test_without_a_voice_for_the_page_nothing_is_offered_or_fetched(shared_server, kiosk, langs):
    woman = lesson(kiosk, shared_server, *langs)
    woman.page.wait_for_load_state("networkidle")
    expect(woman.page.locator("[data-listen]")).to_be_hidden()
    assert woman.page.locator("script[src*='listen.js']").count() == 0


def test_a_lesson_is_read_sentence_by_sentence_and_each_one_is_marked(shared_server, kiosk):
    woman = lesson(kiosk, shared_server, "en-US")
    expect(listen(woman)).to_be_visible()
    assert woman.page.evaluate("spoken.length") == 0, "nothing speaks by itself"
    listen(woman).click()
    expect(listen(woman)).to_be_hidden()
    title = woman.page.locator("h1").inner_text()
    heard = []
    for _ in range(40):
        if not woman.page.evaluate("speaking()"):
            break
        heard.append(woman.page.evaluate("spoken.at(-1)"))
        assert woman.page.evaluate(MARKED) == heard[-1][1]
        woman.page.evaluate("finishSentence()")
    assert {(lang, voice) for lang, _, voice in heard} == {("en", "en-US")}
    texts = [text for _, text, _ in heard]
    assert title in texts
    assert "By the end you can name what soil is." in texts
    assert texts.index("Dig first.") < texts.index("Then plant.") < texts.index("The end.")
    assert [texts.count(one) for one in ("Dig first.", "The end.")] == [1, 1], "nothing is read twice"
    assert woman.page.evaluate(MARKED) == ""
    expect(listen(woman)).to_be_visible()


def test_she_pauses_goes_on_and_stops_by_keyboard(shared_server, kiosk):
    woman = lesson(kiosk, shared_server, "en-GB")
    press(woman)
    woman.page.evaluate("finishSentence()")
    second = woman.page.evaluate("spoken.at(-1)[1]")
    woman.page.keyboard.press("Enter")
    assert woman.page.evaluate("speaking()") is False
    assert woman.page.evaluate(MARKED) == second, "she still sees where she is"
    woman.page.keyboard.press("Enter")
    assert woman.page.evaluate("spoken.at(-1)[1]") == second
    woman.page.keyboard.press("Tab")
    woman.page.keyboard.press("Enter")
    assert woman.page.evaluate("speaking()") is False
    assert woman.page.evaluate(MARKED) == ""
    expect(listen(woman)).to_be_focused()


def test_where_the_reader_does_not_come_she_can_press_again(shared_server, kiosk):
    woman = lesson(kiosk, shared_server, "en-US")
    woman.page.route("**/listen.js*", lambda route: route.abort(), times=1)
    with woman.page.expect_event("requestfailed"):
        listen(woman).click()
    press(woman)
    assert woman.page.evaluate("spoken.length") == 1
