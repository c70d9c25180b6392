"""A mentor's day in a real browser: a list on one screen, marking and returning, approving, signing at her kiosk."""

import pytest
from playwright.sync_api import expect

from tests.journeys.kiosk import WAIT, Kiosk
from tests.journeys.looks import problems
from tests.make import PIN

pytestmark = pytest.mark.browser

STRENGTH = "Your bed is drawn clearly and to scale."
NEXT_STEP = "Say what you do first when you start a bed."


def rate(kiosk: Kiosk, rating: int) -> None:
    for line in kiosk.page.locator("fieldset.rating").all():
        line.locator(f"input[value='{rating}']").check()


def ask(vera: Kiosk) -> None:
    """From the practical to asking."""
    vera.go_on()
    rate(vera, 3)
    vera.page.locator("#words").fill("I drew a bed of 1 m × 2 m.")
    vera.press("Save and continue")
    vera.page.get_by_label("This is my own work").check()
    vera.press("Ask for sign-off")
    vera.heading("Waiting for your mentor")


def sign(kiosk: Kiosk, words: str) -> None:
    kiosk.page.locator("#signer").fill("wren")
    kiosk.page.locator("#signer_secret").fill(PIN)
    kiosk.press(words)


def take_up(wren: Kiosk) -> None:
    wren.open("/reviews")
    wren.press("Look at this work", within=wren.page.locator("tr", has_text="Vera Sample"))
    wren.heading("Vera Sample: Soil")


def on_one_screen(kiosk: Kiosk) -> None:
    """The whole list can be seen without scrolling."""
    lowest = (
        "Math.max(...[...document.querySelectorAll('.queue tr, .pager')].map(e => e.getBoundingClientRect().bottom))"
    )
    assert kiosk.page.evaluate(lowest) <= 600


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_marked_returned_done_again_and_approved(server, kiosk, js):
    vera, wren = kiosk(server, js), kiosk(server, js)
    vera.sign_in("2004")
    ask(vera)
    wren.sign_in("wren", staff=True)
    wren.open("/reviews")
    if js:
        on_one_screen(wren)
        assert problems(wren.page) == []
    take_up(wren)
    wren.sees("I drew a bed of 1 m × 2 m.", "Her own rating: 3 on her own", "Mark her written answers", "passed with")
    rate(wren, 3)
    wren.page.get_by_label("Not there yet").check()
    sign(wren, "Approve and sign")
    wren.sees("Mark this line again, or return the work.")
    expect(wren.page.get_by_label("Not there yet")).to_be_checked(timeout=WAIT)
    if js:
        assert problems(wren.page) == []
    wren.page.locator("#strength").fill(STRENGTH)
    wren.page.locator("#next_step").fill(NEXT_STEP)
    sign(wren, "Return with a next step")
    wren.sees("Your words are saved")
    wren.follow("Returned work")
    wren.sees("Vera Sample", "Returned, with her")
    vera.go_on()
    vera.sees(STRENGTH, NEXT_STEP, "Said by Wren Example", "Who opened your work")
    vera.page.get_by_label("This is my own work").check()
    vera.press("Ask for sign-off")
    take_up(wren)
    wren.sees("What was said before", NEXT_STEP)
    rate(wren, 4)
    wren.page.get_by_label("It is there").check()
    sign(wren, "Approve and sign")
    wren.sees("Your signature is saved")
    vera.open("/record")
    vera.sees("Soil", "Wren Example (mentor)")
    assert server.count("written_mark") == 2
    assert server.count("signature", "signer_id = (SELECT id FROM person WHERE username = 'wren')") == 2


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_at_her_kiosk_the_mentor_signs_and_she_stays_signed_in(server, kiosk, js):
    vera = kiosk(server, js)
    vera.sign_in("2004")
    ask(vera)
    vera.follow("Let your mentor sign here")
    vera.sees("Vera Sample stays signed in, and the mentor signs with her own name.")
    rate(vera, 3)
    vera.page.locator("#signer").fill("2004")
    vera.page.locator("#signer_secret").fill(PIN)
    vera.press("Approve and sign")
    expect(vera.page.locator("main")).to_contain_text("cannot", timeout=WAIT)
    vera.open("/")
    vera.go_on()
    vera.follow("Let your mentor sign here")
    rate(vera, 3)
    sign(vera, "Approve and sign")
    vera.sees("This module is done", "Wren Example signed it")
    expect(vera.page.locator(".who-name")).to_contain_text("Vera Sample", timeout=WAIT)
    vera.open("/record")
    vera.sees("Soil", "Wren Example (mentor)")
    vera.page.go_back()
    assert PIN not in vera.page.content()
