"""The server's voice in a browser that has none: offered, heard sentence by sentence with marks, stopped, and calm."""

import shutil
import time

import pytest
from playwright.sync_api import expect

from tests import make_voice
from tests.journeys.kiosk import WAIT
from tests.journeys.test_first_visit import MOST_REQUESTS, requests_of, weight
from tests.journeys.test_listening import HERS, MARKED, VOICES, listen, press
from tests.make_voice import make_program, said
from tests.server import Server, copied

pytestmark = pytest.mark.browser

NONE = "() => Object.defineProperty(window, 'speechSynthesis', {value: undefined})"
"""A browser that cannot even be asked for voices."""

WATCH = f"""() => {{
    const play = HTMLMediaElement.prototype.play;
    window.heard = [];
    window.ended = 0;
    HTMLMediaElement.prototype.play = function () {{
        this.addEventListener("ended", () => (window.ended += 1));
        window.last = this;
        heard.push([new URL(this.src).searchParams.get("text"), ({MARKED})()]);
        return play.call(this);
    }};
}}"""
"""Notes each sound as it begins, with what is marked then; it plays all the same."""


ADDED = """() => {
    const box = Object.assign(document.createElement("textarea"), {textContent: "These words are mine alone."});
    const line = document.createElement("p");
    line.append("A line of the page. ", box);
    const long = Object.assign(document.createElement("p"), {textContent: "bed ".repeat(300)});
    document.querySelector("[data-read] h1").after(line, long);
}"""
"""Puts a box with her words into the lesson, and a sentence that is too long."""


@pytest.fixture(scope="module")
def speaking(prepared, tmp_path_factory):
    """A server with a program beside it, for all tests of this file."""
    folder = tmp_path_factory.mktemp("speaking")
    path = make_program(folder)
    served = Server(copied(prepared, folder / "instance"), FOOTING_VOICE_PROGRAM=path).start()
    yield served, folder
    served.end()


@pytest.fixture
def server(speaking):
    """The server, with nothing spoken yet and a program that does well."""
    served, folder = speaking
    make_program(folder)
    (folder / "said").unlink(missing_ok=True)
    shutil.rmtree(served.instance / "voice", ignore_errors=True)
    return served


@pytest.fixture
def folder(speaking):
    """Where the program stands, and what it was asked to say."""
    return speaking[1]


def until(woman, claim: str) -> None:
    """Wait until something is so on her page; it is asked from outside, as no page of ours lets words become a script."""
    end = time.monotonic() + WAIT / 1000
    while not woman.page.evaluate(claim):
        assert time.monotonic() < end, (claim, woman.page.evaluate("[heard.length, ended]"))
        woman.page.wait_for_timeout(30)


def lesson(kiosk, server, voices=NONE):
    woman = kiosk(server)
    woman.context.add_init_script(f"({voices})([])")
    woman.context.add_init_script(f"({WATCH})()")
    woman.sign_in("2004")
    woman.open(f"/attempts/{server.rows(HERS)[0][0]}/lessons/dig")
    return woman


@pytest.mark.parametrize("voices", [NONE, VOICES], ids=["cannot speak", "has no voice"])
def test_the_server_reads_a_lesson_sentence_by_sentence(server, folder, kiosk, voices):
    woman = lesson(kiosk, server, voices)
    expect(listen(woman)).to_be_visible()
    woman.page.wait_for_load_state("networkidle")
    assert said(folder) == [], "nothing speaks or is fetched by itself"
    assert woman.page.locator("script[src*='listen.js']").count() == 0
    assert [woman.page.get_by_role("button", name=name).count() for name in ("Pause", "Stop")] == [0, 0]
    woman.page.evaluate(ADDED)
    listen(woman).click()
    until(woman, "heard.length > 8 && ended === heard.length")
    expect(listen(woman)).to_be_visible()
    heard = woman.page.evaluate("heard")
    assert [text for text, _ in heard] == [marked for _, marked in heard]
    texts = [text for text, _ in heard]
    assert woman.page.locator("h1").inner_text() in texts
    assert "A line of the page." in texts
    beds = [text for text in texts if text.startswith("bed")]
    assert " ".join(beds).split() == ["bed"] * 300
    assert max(map(len, beds)) <= 500, "a long sentence comes in pieces that the server takes"
    assert "mine alone" not in " ".join(texts), "what she typed stays with her"
    assert texts.index("Dig first.") < texts.index("Then plant.") < texts.index("The end.")
    assert woman.page.evaluate(MARKED) == ""
    assert sorted(line.split("|")[1] for line in said(folder)) == sorted(set(texts)), "each is spoken once"


def test_she_pauses_goes_on_and_stops_the_server(server, folder, kiosk):
    (folder / "short.wav").write_bytes(make_voice.LONG)
    woman = lesson(kiosk, server)
    listen(woman).click()
    until(woman, "heard.length === 1 && last.currentTime > 0")
    first = woman.page.evaluate("heard[0][0]")
    woman.press("Pause")
    assert woman.page.evaluate("last.paused")
    assert woman.page.evaluate(MARKED) == first
    woman.press("Go on listening")
    until(woman, "heard.length === 2 && last.currentTime > 0")
    assert woman.page.evaluate("heard[1][0]") == first
    woman.press("Stop")
    assert woman.page.evaluate("last.paused")
    assert woman.page.evaluate(MARKED) == ""
    expect(listen(woman)).to_be_focused()
    woman.page.wait_for_timeout(300)
    assert woman.page.evaluate("heard.length") == 2, "it stays silent"


def test_a_program_that_fails_gives_the_button_back_and_tries_no_more(server, folder, kiosk):
    make_program(folder, make_voice.FAILING)
    woman = lesson(kiosk, server)
    listen(woman).click()
    until(woman, "heard.length === 1")
    expect(listen(woman)).to_be_focused()
    assert woman.page.evaluate(MARKED) == ""
    woman.page.wait_for_timeout(300)
    assert woman.page.evaluate("heard.length") == 1
    assert len(said(folder)) <= 2, "this sentence and the next, each once"


def test_a_voice_of_the_browser_is_preferred(server, folder, kiosk):
    woman = lesson(kiosk, server, f"() => ({VOICES})(['en-US'])")
    press(woman)
    assert woman.page.evaluate("spoken.length") == 1
    woman.page.wait_for_timeout(200)
    assert woman.page.evaluate("heard.length") == 0
    assert said(folder) == []


@pytest.mark.parametrize("voices", [NONE, f"() => ({VOICES})(['en-US'])"], ids=["the server's", "the browser's"])
def test_a_first_visit_is_light_whatever_voice_there_is(server, kiosk, voices):
    before, first = lesson(kiosk, server), kiosk(server)
    first.context.add_init_script(f"({voices})([])")
    first.context.add_cookies(before.context.cookies())
    asked = requests_of(first.page, server.address, before.path)
    cookie = "; ".join(f"{one['name']}={one['value']}" for one in before.context.cookies())
    assert len(asked) <= MOST_REQUESTS, asked
    assert sum(weight(server, one, cookie) for one in asked) <= 30_000
    expect(listen(first)).to_be_visible()


def test_a_question_is_read_too(server, kiosk, folder):
    woman = kiosk(server)
    woman.sign_in("2003")
    woman.go_on()
    listen(woman).click()
    stem = woman.page.locator("[data-read] legend, [data-read] h1").first.inner_text()
    end = time.monotonic() + WAIT / 1000
    while stem not in [line.split("|")[1] for line in said(folder)]:
        assert time.monotonic() < end, said(folder)
        woman.page.wait_for_timeout(30)
