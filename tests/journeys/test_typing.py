"""The server goes away while she types: the page says so, keeps trying, and every word arrives, once."""

import json

import pytest
from playwright.sync_api import expect

from tests.journeys.kiosk import WAIT

pytestmark = pytest.mark.browser
FIRST = "I drew a bed of one metre by two."
MORE = FIRST + "\nThen the lights went out – and I went on typing: añil, 1 < 2 & 3."
PLAN = "First I dig.\nThen I plant."
UNSAVED = "Not saved yet, trying again"


def status(kiosk):
    return kiosk.page.locator("form [data-status]").first


def test_an_answer_sent_while_the_server_is_away_arrives_once(server, kiosk):
    zoe = kiosk(server)
    zoe.sign_in("2003")
    try_id = open_written(zoe)
    zoe.page.locator("#answer").fill(PLAN)
    server.kill()
    zoe.press("Save and continue")
    expect(status(zoe)).to_have_text(UNSAVED, timeout=WAIT)
    assert zoe.page.locator("#answer").input_value() == PLAN
    asked = []
    zoe.page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    zoe.page.evaluate("location.assign('/')")
    expect(zoe.page.locator("#answer")).to_have_value(PLAN)
    server.start()
    zoe.sees("Your answer", "Saved for your mentor", PLAN.splitlines()[1])
    assert asked == ["beforeunload"], "she cannot leave without being told"
    assert server.rows("SELECT value, outcome FROM answer_save WHERE try_id = :id", id=try_id) == [
        ('"First I dig.\\nThen I plant."', "current")
    ]


def open_written(zoe) -> int:
    """The written question of the sitting; gives the number of the try."""
    zoe.go_on()
    zoe.sees("Question 1 of 8")
    try_id = int(zoe.path.split("/")[2])
    zoe.open(f"/tries/{try_id}/questions/bed")
    zoe.heading("Say how you would start a bed.")
    return try_id


def test_a_quiz_answer_typed_while_the_server_is_away_is_kept_to_the_last_word(server, kiosk):
    zoe = kiosk(server)
    zoe.sign_in("2003")
    try_id = open_written(zoe)
    box = zoe.page.locator("#answer")
    box.press_sequentially(FIRST, delay=10)
    expect(status(zoe)).to_contain_text("Kept at", timeout=WAIT)
    server.kill()
    box.fill(FIRST + "\nThen")
    expect(status(zoe)).to_have_text(UNSAVED, timeout=WAIT)
    box.fill(MORE)
    zoe.page.wait_for_timeout(1500)
    expect(status(zoe)).to_have_text(UNSAVED)
    server.start()
    expect(status(zoe)).to_contain_text("Kept at", timeout=2 * WAIT)
    until_kept(server, zoe, try_id, MORE)
    zoe.page.reload()
    expect(box).to_have_value(MORE)
    zoe.sees("Kept at")
    zoe.press("Save and continue")
    zoe.sees("Your answer", "Saved for your mentor")
    odd = "SELECT outcome FROM answer_save WHERE try_id = :id AND outcome NOT IN ('draft', 'current')"
    assert server.rows(odd, id=try_id) == []
    given = server.rows("SELECT value FROM answer WHERE try_id = :id", id=try_id)
    assert [json.loads(value) for (value,) in given] == [MORE]


def until_kept(server, kiosk, try_id: int, words: str) -> None:
    """Wait until the draft holds these words."""
    for _ in range(60):
        kept = server.rows("SELECT value FROM answer_draft WHERE try_id = :id", id=try_id)
        if [json.loads(value) for (value,) in kept] == [words]:
            return
        kiosk.page.wait_for_timeout(250)
    raise AssertionError(kept)


def test_leaving_a_question_at_once_still_keeps_what_was_typed(server, kiosk):
    zoe = kiosk(server)
    zoe.sign_in("2003")
    try_id = open_written(zoe)
    zoe.page.locator("#answer").fill(FIRST)
    zoe.follow("My record")
    zoe.heading("My record")
    until_kept(server, zoe, try_id, FIRST)
    zoe.open(f"/tries/{try_id}/questions/bed")
    expect(zoe.page.locator("#answer")).to_have_value(FIRST)


def test_without_scripts_a_quiz_answer_comes_back_filled(server, kiosk):
    zoe = kiosk(server, js=False)
    zoe.sign_in("2003")
    try_id = open_written(zoe)
    zoe.page.locator("#answer").fill("x" * 20_001)
    zoe.press("Save and continue")
    zoe.sees("There is a problem", "Too long (limit 20,000 characters). Your text is still on this page.")
    expect(zoe.page.locator("#answer")).to_have_value("x" * 20_001)
    zoe.page.locator("#answer").fill(MORE)
    server.grow_old()
    zoe.press("Save and continue")
    zoe.sees("What you typed is kept. Sign in again to get it back.")
    zoe.fill_sign_in("2003")
    zoe.heading("Your words are here")
    zoe.press("Save it now")
    zoe.sees("Your answer", "Saved for your mentor")
    rows = server.rows("SELECT value FROM answer_save WHERE try_id = :id", id=try_id)
    assert [json.loads(value) for (value,) in rows] == [MORE]


def test_a_practical_typed_while_the_server_is_away_is_saved_to_the_last_word(server, kiosk):
    vera = kiosk(server)
    vera.sign_in("2004")
    vera.go_on()
    words = vera.page.locator("#words")
    words.fill(FIRST)
    expect(status(vera)).to_contain_text("Saved", timeout=WAIT)
    server.kill()
    words.fill(FIRST + "\nThen")
    expect(status(vera)).to_have_text(UNSAVED, timeout=WAIT)
    words.fill(MORE)
    vera.page.locator("fieldset.rating input[value='3']").first.check()
    server.start()
    expect(status(vera)).to_contain_text("Saved", timeout=2 * WAIT)
    until_saved(server, vera, MORE)
    assert server.rows("SELECT outcome FROM practical_save WHERE outcome <> 'current'") == []
    vera.page.reload()
    expect(words).to_have_value(MORE)
    assert vera.page.locator("fieldset.rating input[value='3']:checked").count() == 1


def until_saved(server, kiosk, words: str) -> None:
    """Wait until the server holds these words; the page sends what was typed last a few seconds later."""
    for _ in range(60):
        if stored(server) == [words]:
            return
        kiosk.page.wait_for_timeout(250)
    raise AssertionError(stored(server))


def stored(server) -> list[str]:
    """Vera's words as the database holds them."""
    hers = "attempt_id IN (SELECT a.id FROM attempt a JOIN person p ON p.id = a.person_id WHERE p.number = '2004')"
    return [row[0] for row in server.rows(f"SELECT words FROM practical_work WHERE {hers}")]


def test_leaving_the_page_at_once_still_saves_what_was_typed(server, kiosk):
    vera = kiosk(server)
    vera.sign_in("2004")
    vera.go_on()
    vera.page.locator("#words").fill(FIRST)
    vera.follow("My record")
    vera.heading("My record")
    until_saved(server, vera, FIRST)


def test_without_scripts_a_form_sent_after_idling_comes_back_filled(server, kiosk):
    vera = kiosk(server, js=False)
    vera.sign_in("2004")
    vera.go_on()
    vera.page.locator("#words").fill(MORE)
    server.grow_old()
    vera.press("Save and continue")
    vera.sees("What you typed is kept. Sign in again to get it back.")
    assert MORE not in vera.page.content()
    vera.fill_sign_in("2004")
    vera.heading("Your words are here")
    assert vera.page.locator(".kept-words").first.inner_text() == MORE
    vera.press("Save it now")
    expect(vera.page.locator("#words")).to_have_value(MORE, timeout=WAIT)
    assert stored(server) == [MORE]
    vera.open("/kept")
    vera.sees("Nothing is waiting here.")


def test_what_was_kept_is_never_given_to_another_woman(server, kiosk):
    vera = kiosk(server, js=False)
    vera.sign_in("2004")
    vera.go_on()
    vera.page.locator("#words").fill(MORE)
    server.grow_old()
    vera.press("Save for later")
    vera.sees("What you typed is kept.")
    vera.fill_sign_in("2002")
    vera.page.wait_for_url("**/")
    assert "añil" not in vera.page.content()
    vera.open("/kept")
    vera.sees("Nothing is waiting here.")


def test_words_that_the_server_will_not_take_stay_on_the_page(server, kiosk):
    vera = kiosk(server)
    vera.sign_in("2004")
    vera.go_on()
    words = vera.page.locator("#words")
    words.evaluate("one => { one.value = 'So it began. '.repeat(200000) }")
    vera.press("Save and continue")
    expect(status(vera)).to_contain_text("That was too long to take in.", timeout=WAIT)
    assert len(words.input_value()) == 13 * 200_000
    words.fill(FIRST)
    vera.press("Save for later")
    expect(status(vera)).to_contain_text("Saved", timeout=WAIT)
    until_saved(server, vera, FIRST)
