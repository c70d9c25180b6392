"""Sign-off in a real browser: two sign at her kiosk, two take it back and the chain holds, and she asks another reviewer."""

import re

import pytest

from lms import create_app
from tests.journeys.kiosk import Kiosk
from tests.journeys.looks import problems
from tests.make import PIN
from tests.server import settings_of

pytestmark = pytest.mark.browser

STRENGTH = "Your bed is drawn clearly and to scale."
NEXT_STEP = "Write the names of three plants beside it."
REASON = "The drawing came from a book, so we look at it again together."
WHY = "I named three plants, and the paper shows it."
HERS = "attempt_id IN (SELECT id FROM attempt WHERE person_id = (SELECT id FROM person WHERE number = '2004'))"


def rate(kiosk: Kiosk, rating: int) -> None:
    for line in kiosk.page.locator("fieldset.rating").all():
        line.locator(f"input[value='{rating}']").check()


def mark(kiosk: Kiosk) -> None:
    """Mark her written answers, where the page asks for it."""
    for box in kiosk.page.get_by_label("It is there").all():
        box.check()


def sign(kiosk: Kiosk, who: str, words: str) -> None:
    kiosk.page.locator("#signer").fill(who)
    kiosk.page.locator("#signer_secret").fill(PIN)
    kiosk.press(words)


def asked(vera: Kiosk) -> str:
    """From her practical to asking; gives the path of her sign-off."""
    vera.sign_in("2004")
    vera.go_on()
    rate(vera, 3)
    vera.page.locator("#words").fill("I drew a bed of 1 m × 2 m.")
    vera.press("Save and continue")
    vera.page.get_by_label("This is my own work").check()
    vera.press("Ask for sign-off")
    vera.heading("Waiting for your mentor")
    return vera.path


def looks_right(*kiosks: Kiosk) -> None:
    for one in kiosks:
        assert problems(one.page) == []


def events(server) -> list[str]:
    found = server.rows(f"SELECT event FROM signoff_event WHERE {HERS} ORDER BY attempt_id, seq")
    return [row[0] for row in found]


def verified(server):
    """What the command says about the chain as it stands on the disk."""
    found = create_app(**settings_of(server.instance, server.url)).test_cli_runner().invoke(args=["audit", "verify"])
    assert found.exit_code == 0, found.output
    return re.search(r"(\d+):([0-9a-f]{64})", found.output)


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_two_people_sign_at_her_kiosk_and_she_stays_signed_in(server, kiosk, js):
    server.change("UPDATE module_version SET signoff = 'dual' WHERE module_id = 'garden/soil'")
    vera = kiosk(server, js)
    asked(vera)
    vera.follow("Let your mentor sign here")
    rate(vera, 3)
    sign(vera, "wren", "Approve and sign")
    vera.heading("Waiting for a second signer")
    vera.follow("Let the second signer sign here")
    sign(vera, "wren", "Sign second")
    vera.heading("Someone else must do this")
    vera.open("/")
    vera.go_on()
    vera.follow("Let the second signer sign here")
    if js:
        looks_right(vera)
    sign(vera, "ines", "Sign second")
    vera.sees("This module is done", "Ines Example signed it")
    assert "You are Vera Sample" in vera.words
    assert events(server)[-2:] == ["first_signed", "countersigned"]
    verified(server)


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_two_people_take_a_sign_off_back_and_the_chain_holds(server, kiosk, js):
    vera, cleo, ines, olga = (kiosk(server, js) for _ in range(4))
    path = asked(vera)
    vera.follow("Let your mentor sign here")
    rate(vera, 3)
    sign(vera, "wren", "Approve and sign")
    vera.sees("This module is done")
    person = server.rows("SELECT id FROM person WHERE number = '2004'")[0][0]
    cleo.sign_in("cleo", staff=True)
    cleo.open(f"/people/{person}/record")
    cleo.follow("Soil")
    cleo.follow("Take the sign-off back")
    cleo.page.locator("#reason").fill(REASON)
    if js:
        looks_right(cleo)
    sign(cleo, "cleo", "Sign as the first of two")
    cleo.heading("Vera Sample: Soil")
    vera.open(path)
    vera.sees("This module is done", "Until a second person signs, your sign-off stands", REASON)
    ines.sign_in("ines", staff=True)
    ines.follow("Second looks")
    ines.follow("Vera Sample")
    ines.sees(REASON)
    sign(ines, "ines", "Take the sign-off back")
    ines.sees("Your decision is saved")
    vera.open(path)
    vera.sees("This sign-off was taken back", "Cleo Example and Ines Example signed for it", REASON)
    cleo.open("/reviews/decisions")
    cleo.follow("Vera Sample")
    if js:
        looks_right(cleo, vera)
    cleo.press("Begin a new attempt for her")
    vera.open("/")
    vera.go_on()
    vera.heading("Dig")
    assert events(server) == [
        *("started", "submitted", "claimed", "approved", "revoke_signed", "revoked"),
        "started",
    ]
    line = verified(server)
    olga.sign_in("olga", staff=True)
    olga.open("/signatures")
    olga.page.locator("#line").fill(line[0])
    olga.press("Check this line")
    olga.sees("is the one that you wrote down")
    if js:
        looks_right(olga)


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_she_asks_another_reviewer_who_approves(server, kiosk, js):
    vera, wren, mara = (kiosk(server, js) for _ in range(3))
    path = asked(vera)
    vera.follow("Let your mentor sign here")
    rate(vera, 2)
    vera.page.locator("#strength").fill(STRENGTH)
    vera.page.locator("#next_step").fill(NEXT_STEP)
    sign(vera, "wren", "Return with a next step")
    vera.sees(STRENGTH, NEXT_STEP)
    vera.follow("Ask another reviewer")
    vera.sees("Decided before: Wren Example", "Who can see this?")
    vera.page.locator("#reason").fill(WHY)
    if js:
        looks_right(vera)
    vera.press("Ask another reviewer")
    vera.heading("Waiting for your mentor")
    attempt = path.split("/")[2]
    wren.sign_in("wren", staff=True)
    wren.open("/reviews")
    assert "Vera Sample" not in wren.words
    mara.sign_in("mara", staff=True)
    mara.open(f"/attempts/{attempt}/review")
    mara.press("Look at this work")
    mara.sees(WHY)
    rate(mara, 3)
    mark(mara)
    sign(mara, "mara", "Approve and sign")
    mara.sees("Your signature is saved")
    vera.open(path)
    vera.sees("This module is done", "Mara Sample signed it")
    assert events(server)[-3:] == ["appealed", "claimed", "approved"]
    verified(server)
