"""How a facility is run: people, matches, slips, staff accounts, mentors, the server, signatures."""

from tests.screens.camera import Scene, Studio


def people(studio: Studio) -> None:
    """One learner's pages as a coordinator works with her; a new person and her slip; a name that nobody has."""
    cora = studio.camera("coordinator")
    kim, dee, ivy = (studio.person(name) for name in ("1003", "1002", "ivy"))
    cora.shoot("people", "/people")
    cora.shoot("people-none", "/people?q=zzzz")
    cora.shoot("new", "/people/new")
    cora.go()
    cora.shoot("new-to-mend")
    cora.write(name="Nora Example", number="1099")
    cora.page.locator("input[name=roles]").first.check()
    cora.go()
    cora.shoot("slip")
    cora.shoot("person-new", cora.path.replace("/slip", ""))
    cora.shoot("person", f"/people/{kim}")
    for page in (
        "details",
        "courses",
        "matches",
        "roles",
        "reset",
        "switch",
        "record",
        "paper",
        "courses/money-basics/end",
    ):
        cora.shoot(f"person-{page.replace('/', '-')}", f"/people/{kim}/{page}")
    cora.shoot("person-instructor", f"/people/{ivy}")
    cora.shoot("person-teaching", f"/people/{ivy}/teaching")
    cora.open(f"/people/{dee}/matches")
    cora.go()
    cora.shoot("matched")
    cora.shoot("mentors", "/mentors")
    cora.shoot("how-it-goes", "/reviews/how-it-goes")
    cora.shoot("said-edit", "/you-said/edit")
    cora.close()


def staff(studio: Studio) -> None:
    """An admin asks for a staff account, a coordinator confirms it."""
    ada, cora = studio.camera("admin"), studio.camera("coordinator")
    ada.shoot("health", "/health")
    ada.shoot("staff", "/staff")
    ada.shoot("staff-new", "/staff/new")
    ada.go()
    ada.shoot("staff-new-to-mend")
    ada.write(name="Tia Example", username="tia")
    ada.page.locator("input[name=roles]").first.check()
    ada.go()
    ada.shoot("staff-added")
    ada.shoot("place", "/facility")
    cora.shoot("people-unconfirmed", "/people")
    cora.shoot("activate", f"/people/{studio.person('tia')}/activate")
    cora.go()
    cora.shoot("activated")
    ada.close()
    cora.close()


def mentors(studio: Studio) -> None:
    """A mentor who has to train and agree before she signs."""
    cora, mo = studio.camera("coordinator"), studio.camera("mentor")
    cora.open("/facility/signing")
    cora.page.locator("#mentor_agreement").fill("I keep what I read to myself.\n\nI sign only what I saw.")
    for box in cora.page.locator("input[name=mentor_courses]").all():
        box.check()
    cora.send("/facility/signing")
    mo.shoot("training", "/training")
    mo.shoot("agreement-1", "/training/agreement")
    mo.go()
    mo.shoot("agreement-2-to-mend")
    mo.page.locator("#agree").check()
    mo.go()
    mo.shoot("agreement-3-agreed", "/training/agreement")
    mo.shoot("queue-untrained", "/reviews")
    waits = studio.open_attempt("1002", "submitted")
    mo.shoot("closed-untrained", f"/attempts/{waits}/review")
    cora.shoot("mentors-untrained", "/mentors")
    cora.close()
    mo.close()


def signatures(studio: Studio) -> None:
    """The line for the paper log, and lines of it that are right, other and unreadable."""
    cora = studio.camera("auditor of the demonstration")
    cora.shoot("signatures", "/signatures")
    right = "".join(cora.page.locator("p.lead code").all_inner_texts())
    for name, line in (
        ("same", right),
        ("other", right[:-1] + ("0" if right[-1] != "0" else "1")),
        ("to-mend", "what"),
    ):
        cora.write(line=line)
        cora.go()
        cora.shoot(f"signatures-{name}")
    cora.close()


SCENES: tuple[Scene, ...] = (people, staff, mentors, signatures)
