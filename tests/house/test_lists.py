"""Every list shows exactly the rows that the rule for the single thing allows."""

import re

import pytest
import sqlalchemy as sa

from lms.models.base import db
from lms.models.people import Person
from tests.addresses import WHO
from tests.make_world import make_world, one_connection
from tests.page import Browser

REVIEWERS = ("mentor", "peer mentor", "instructor", "coordinator")


@pytest.fixture
def world(app):
    return make_world(app)


@pytest.fixture
def kiosks(world):
    return {role: Browser(world.app, world.people[name]) for role, name in WHO.items()}


def numbers(page, pattern):
    """The numbers in the addresses that a page leads to, whether by a link or by a button."""
    links = [e.get("href") or "" for e in page.all("a")] + [e.get("action") or "" for e in page.all("form")]
    return {int(found[1]) for link in links if (found := re.fullmatch(pattern, link))}


def test_the_list_of_people_holds_all_whom_she_may_open(world, kiosks):
    cora = kiosks["coordinator"]
    listed = numbers(cora.get("/people"), r"/people/(\d+)")
    db.session.remove()
    everyone = list(db.session.scalars(sa.select(Person.id)))
    assert len(everyone) > 12
    assert listed == {id_ for id_ in everyone if cora.get(f"/people/{id_}").status == 200}
    assert len(listed) == 9


def test_the_queue_holds_what_she_may_claim(world, kiosks):
    found = {}
    with one_connection() as undo:
        for role in REVIEWERS:
            kiosk = kiosks[role]
            listed = numbers(kiosk.get("/reviews"), r"/attempts/(\d+)/\w+")
            claimed = set()
            for attempt_id in world.attempts.values():
                with undo.undone():
                    done = kiosk.post(f"/attempts/{attempt_id}/claim", follow=False)
                    claimed |= {attempt_id} if done.status == 302 else set()
            assert listed == claimed, role
            found[role] = {name for name, id_ in world.attempts.items() if id_ in listed}
    hers = {"ann asked"}
    assert found == dict.fromkeys(REVIEWERS[:3], hers) | {"coordinator": hers | {"bea asked"}}


def test_a_record_holds_what_was_finished_and_nothing_of_others(world, kiosks):
    own = kiosks["learner"].get("/record")
    seen = kiosks["mentor"].get(f"/people/{world.people['ann']}/record")
    for page in (own, seen):
        assert "Weed" in page.text
        assert "Tie" in page.text
        assert "Sow" not in page.text
        certificates = {(e.get("href") or "").split("/")[2] for e in page.all("a") if "/certificates/" in e.get("href")}
        assert certificates == {world.certificates["ann"]}


def test_the_list_of_staff_holds_all_whom_she_may_open(world, kiosks):
    ada = kiosks["admin"]
    listed = numbers(ada.get("/staff"), r"/staff/(\d+)")
    db.session.remove()
    everyone = list(db.session.scalars(sa.select(Person.id)))
    assert listed == {id_ for id_ in everyone if ada.get(f"/staff/{id_}").status == 200}
    assert world.people["ivy"] in listed


def test_the_shelf_holds_the_courses_she_may_open(world, kiosks):
    for role in ("learner", "mentor", "peer mentor", "instructor", "coordinator"):
        page = kiosks[role].get("/courses")
        listed = {(e.get("href") or "").split("/")[2] for e in page.all("a") if "/courses/" in (e.get("href") or "")}
        assert listed == {"beds", "herbs", "knots"}
        assert all(kiosks[role].get(f"/courses/{one}").status == 200 for one in listed)
