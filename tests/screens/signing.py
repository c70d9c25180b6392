"""How work is signed: the mentor's day, two signers, work returned, taken back, asked again, on paper and in a workshop."""

import datetime as dt
from zoneinfo import ZoneInfo

from tests.screens.camera import Scene, Studio


def hand_in(studio: Studio) -> int:
    """Vera asks for her practical; gives the attempt."""
    vera = studio.guest("2004")
    vera.open("/")
    vera.go()
    vera.rate(3)
    vera.write(words="I drew a bed of 1 m × 2 m.\nThe tools hang on the left.")
    vera.go()
    vera.page.locator("#own_work").check()
    vera.go()
    attempt = int(vera.attempt())
    vera.close()
    return attempt


ZONE = ZoneInfo("America/New_York")
"""Of the demonstration's facility."""

STRENGTH = "Your bed is drawn clearly and to scale."
NEXT_STEP = "Write the names of three plants beside it."
REASON = "The drawing came from a book, so we look at it again together."


def a_review(studio: Studio) -> None:
    """Looking at work: claimed, not whole, returned; and what she reads then and does about it."""
    attempt = hand_in(studio)
    wren = studio.guest("wren")
    wren.shoot("review-1-queue", "/reviews")
    wren.shoot("review-2-closed", f"/attempts/{attempt}/review")
    wren.go()
    wren.shoot("review-3-claimed")
    wren.go()
    wren.shoot("review-4-to-mend")
    wren.rate(2)
    wren.write(strength=STRENGTH, next_step=NEXT_STEP)
    wren.sign("wren")
    wren.go("button[formaction*=return]")
    wren.shoot("review-5-returned")
    vera = studio.guest("2004")
    vera.shoot("returned", f"/attempts/{attempt}/sign-off")
    vera.shoot("appeal-1", f"/attempts/{attempt}/appeal")
    vera.go()
    vera.shoot("appeal-2-to-mend")
    vera.write(reason="I named three plants, and the paper shows it.")
    vera.go()
    vera.shoot("appeal-3-sent")
    mara = studio.guest("mara")
    mara.open(f"/attempts/{attempt}/review")
    mara.go()
    mara.shoot("appeal-review")
    cleo = studio.guest("cleo")
    cleo.shoot("decisions", "/reviews/decisions")
    cleo.shoot("decide-appeal", f"/attempts/{attempt}/decide")
    cleo.shoot("exception", f"/attempts/{attempt}/exception")
    for one in (wren, vera, mara, cleo):
        one.close()


def two_people(studio: Studio) -> None:
    """Two sign; then one of two takes it back, the second too, and a new attempt begins."""
    studio.server.change("UPDATE module_version SET signoff = 'dual' WHERE module_id = 'garden/soil'")
    attempt = hand_in(studio)
    wren, vera, cleo, ines = (studio.guest(name) for name in ("wren", "2004", "cleo", "ines"))
    wren.open(f"/attempts/{attempt}/review")
    wren.go()
    wren.rate(3)
    for box in wren.page.locator("input[name^=mark-][value='1']").all():
        box.check()
    wren.sign("wren")
    wren.go()
    wren.shoot("signed-first")
    vera.shoot("waits-for-second", f"/attempts/{attempt}/sign-off")
    vera.shoot("sign-here-second", f"/attempts/{attempt}/sign-here")
    ines.shoot("queue-second", "/reviews")
    ines.open(f"/attempts/{attempt}/review")
    ines.shoot("second-closed")
    ines.go()
    ines.shoot("second-open")
    ines.sign("ines")
    ines.go()
    ines.shoot("signed-second")
    vera.shoot("signed-off", f"/attempts/{attempt}/sign-off")
    cleo.shoot("decide", f"/attempts/{attempt}/decide")
    cleo.shoot("revoke-1", f"/attempts/{attempt}/revoke")
    cleo.go()
    cleo.shoot("revoke-2-to-mend")
    cleo.write(reason=REASON)
    cleo.sign("cleo")
    cleo.go()
    cleo.shoot("revoke-3-first-signed")
    vera.shoot("half-revoked", f"/attempts/{attempt}/sign-off")
    ines.shoot("second-looks", "/reviews/second-looks")
    ines.shoot("revoke-4-second", f"/attempts/{attempt}/revoke")
    ines.sign("ines")
    ines.go()
    vera.shoot("revoked", f"/attempts/{attempt}/sign-off")
    vera.shoot("home-revoked", "/")
    vera.shoot("course-revoked", "/courses/garden")
    cleo.shoot("decisions-revoked", "/reviews/decisions")
    cleo.shoot("decide-revoked", f"/attempts/{attempt}/decide")
    for one in (wren, vera, cleo, ines):
        one.close()


def drawn_by_chance(studio: Studio) -> None:
    """A second look at an approval, and the work it is about."""
    attempt = studio.server.rows("SELECT attempt_id FROM signoff_event WHERE event = 'sampled'")[0][0]
    ivy = studio.camera("instructor")
    ivy.shoot("second-looks", "/reviews/second-looks")
    ivy.shoot("second-look-1", f"/attempts/{attempt}/second-look")
    ivy.open(f"/attempts/{attempt}/review")
    ivy.send("/open")
    ivy.shoot("second-look-2-work")
    ivy.shoot("second-look-3", f"/attempts/{attempt}/second-look")
    ivy.go()
    ivy.shoot("second-look-4-to-mend")
    ivy.close()


def in_a_workshop(studio: Studio) -> None:
    """A checklist on paper, typed in; a quiz on paper, printed, entered and checked."""
    attempt = hand_in(studio)
    mara, vera = studio.guest("mara"), studio.guest("2004")
    mara.shoot("checklists", "/workshops")
    mara.shoot("checklist", "/workshops/garden/soil")
    mara.shoot("type-in-1", f"/attempts/{attempt}/workshop")
    mara.go()
    mara.shoot("type-in-2-to-mend")
    mara.page.locator("#watched_by").select_option(index=1)
    mara.write(watched_on=str(dt.datetime.now(ZONE).date()))
    mara.rate(3)
    mara.go()
    mara.shoot("type-in-3-kept")
    wren = studio.guest("wren")
    wren.open(f"/attempts/{attempt}/review")
    wren.go()
    wren.shoot("typed-review")
    zoe = studio.person("2003")
    wren.shoot("paper-1", "/paper")
    wren.shoot("paper-2-nothing", "/paper?number=XXXX")
    wren.shoot("paper-3-learner", f"/people/{zoe}/paper")
    wren.send("/sheets")
    wren.shoot("paper-4-sheet")
    sheet = wren.path.split("?")[0].rstrip("/")
    wren.shoot("paper-5-key", f"{sheet}/key")
    wren.shoot("paper-6-enter", f"{sheet}/enter")
    wren.go()
    wren.shoot("paper-7-to-mend")
    wren.write(answered_on=str(dt.datetime.now(ZONE).date()))
    for group in wren.page.locator("fieldset.choices").all():
        group.locator("input").first.check()
    wren.go()
    wren.shoot("paper-8-check")
    wren.go()
    wren.shoot("paper-9-entered")
    for one in (mara, vera, wren):
        one.close()


SCENES: tuple[Scene, ...] = (a_review, two_people, drawn_by_chance, in_a_workshop)
