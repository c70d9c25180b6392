"""Every route × every role × whose thing it is gives what was agreed; the agreed table is written here by hand."""

from typing import Any

import pytest
import sqlalchemy as sa

from lms.models.base import db
from lms.models.people import Facility
from lms.rules.permissions import May
from tests.addresses import ENDPOINTS, WHO, Thing, address, everybody, signer, things
from tests.make_world import Asker, Undo, World, make_world, one_connection

ROLES = ("learner", "mentor", "peer mentor", "instructor", "coordinator", "admin", "auditor")
AGREED = """
learn        own own      own  –      –    –   –
see          own hers     hers course all  –   –
open         –   asked    –    asked  all  –   –
queue        –   yes      yes  yes    yes  –   –
sign         –   hers     hers course all  –   –
sign-watched –   hers     –    course all  –   –
sign-credit  –   hers     –    course all  –   –
watch        –   –        –    –      all  –   –
witness      –   –        hers –      –    –   –
give-back    –   hers     hers course all  –   –
countersign  –   –        –    course all  –   –
revoke       –   –        –    course all  –   –
browse       yes yes      yes  yes    yes  –   –
library      –   –        –    yes    yes  –   –
write        –   –        –    yes    –    –   –
publish      –   –        –    yes    yes  –   –
facts        –   –        –    yes    yes  –   –
people       –   –        –    –      all  –   –
pause        –   –        –    –      all  –   –
paper        –   hers     –    –      all  –   –
server       –   –        –    –      –    yes –
staff        –   –        –    –      –    all –
verify       –   –        –    –      yes  yes yes
events       –   –        –    –      yes  –   yes
decide       –   –        –    –      yes  –   –
totals       –   –        –    yes    yes  –   yes
"""
"""What a role may do: with her own thing, with her matches' things, those of her courses, once it was asked for, with
all of her facility, or with what belongs to nobody. A peer mentor signs because this facility allows it; she opens only
what a learner shares, and nothing can be shared yet."""

TABLE = {row.split()[0]: dict(zip(ROLES, row.split()[1:], strict=True)) for row in AGREED.strip().splitlines()}
MATCHED = {"mentor": {"ann"}, "peer mentor": {"ann"}}
TAUGHT = {"beds"}


def granted(cell: str, role: str, thing: Thing) -> bool:
    """What one cell of the agreed table means for one thing."""
    if cell == "asked":
        cell = {"mentor": "hers", "instructor": "course"}[role] if thing.asked else "–"
    return {
        "–": False,
        "yes": True,
        "all": True,
        "own": thing.owner in ("", WHO[role]),
        "hers": thing.owner in MATCHED.get(role, ()),
        "course": thing.course in TAUGHT,
    }[cell]


def agreed(row: str, role: str, thing: Thing) -> str:
    """What was agreed: yes; forbidden, where she may know of it; hidden, where she may not; or to sign in first."""
    if row == "anyone":
        return "yes"
    if role == "nobody" or row == "leads to sign-in":
        return "sign in"
    if row == "signed in":
        return "yes"
    if row == "hands over":
        return "yes" if thing.owner == WHO[role] else "hidden"
    if thing.away:
        return "hidden"
    row = "sign-watched" if row == "sign" and thing.watched else row
    if granted(TABLE[row][role], role, thing):
        return "yes"
    return "forbidden" if not thing.owner or granted(TABLE["see"][role], role, thing) else "hidden"


def seen(answer: Any) -> str:
    """What came back, in the same words. A clash of states or a form to mend shows that she may."""
    if answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in"):
        return "sign in"
    return {200: "yes", 204: "yes", 302: "yes", 409: "yes", 422: "yes", 403: "forbidden", 404: "hidden"}.get(
        answer.status_code, str(answer.status_code)
    )


def mismatches(world: World, askers: dict[str, Asker], undo: Undo, endpoint: str) -> list[str]:
    """Ask for one endpoint as everybody, about everything; give what differs from what was agreed."""
    row, kind = ENDPOINTS[endpoint]
    rule = world.app.extensions["rules"][endpoint]
    known = list(things(world, kind))
    assert known, f"no things of kind {kind}"
    wrong = []
    for thing in known:
        url = address(rule, thing)
        for role, asker in askers.items():
            if role == "nobody" and thing is not known[0]:
                continue
            data = signer(endpoint, role) if rule.signs else {}
            with undo.undone():
                found = seen(asker.ask(rule.method, url, data))
            if found != agreed(row, role, thing):
                wrong.append(f"{rule.method} {url} ({endpoint}) as {role}: {found}, not {agreed(row, role, thing)}")
    return wrong


@pytest.fixture
def world(app, monkeypatch):
    """The world, in which a fault of ours is a page too, so that one does not hide the rest."""
    monkeypatch.setitem(app.config, "CALM_ERRORS", True)
    return make_world(app)


@pytest.fixture
def askers(world):
    return everybody(world)


def test_every_route_is_in_the_table_above(sqlite_database):
    assert set(sqlite_database.app.extensions["rules"]) == set(ENDPOINTS)


def test_every_route_gives_every_role_what_was_agreed(world, askers):
    with one_connection() as undo:
        wrong = [line for endpoint in ENDPOINTS for line in mismatches(world, askers, undo, endpoint)]
    assert not wrong, "\n".join(wrong)


def test_a_peer_mentor_signs_only_where_the_facility_allows_it(world, askers):
    db.session.execute(sa.update(Facility).values(peers_may_sign=False))
    db.session.commit()
    pia = askers["peer mentor"]
    claims = {name: pia.ask("POST", f"/attempts/{id_}/claim").status_code for name, id_ in world.attempts.items()}
    asked = {name: code for name, code in claims.items() if name.endswith("asked")}
    assert asked == {"ann asked": 403, "bea asked": 404, "una asked": 404}


def test_a_planted_fault_is_caught(world, askers):
    """A rule that needs too little would let somebody in, on a list, a page, an act and a page of staff."""
    for endpoint in ("people.index", "signoffs.review", "quizzes.save", "admin.staff_roles"):
        rule = world.app.extensions["rules"][endpoint]
        needed = rule.needs
        for planted in (May.ANYONE, May.SIGNED_IN, May.BROWSE):
            object.__setattr__(rule, "needs", planted)
            try:
                with one_connection() as undo:
                    assert mismatches(world, askers, undo, endpoint), (endpoint, planted)
            finally:
                object.__setattr__(rule, "needs", needed)
