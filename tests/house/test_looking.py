"""Looking changes nothing, and no change comes without its token or from another site: asked of every address."""

from itertools import islice

import sqlalchemy as sa

from lms.models.base import db
from lms.models.people import SignIn
from tests.addresses import ENDPOINTS, address, everybody, signer, things
from tests.make_world import dump, make_world


def without_seen(rows):
    """All rows, but for the one column that looking may change."""
    seen = [column.name for column in SignIn.__table__.columns].index("seen_at")
    return rows | {"sign_in": [(*row[:seen], *row[seen + 1 :]) for row in rows["sign_in"]]}


def pages(world):
    rules = world.app.extensions["rules"]
    for endpoint, (_row, kind) in ENDPOINTS.items():
        if rules[endpoint].method == "GET":
            yield from (address(rules[endpoint], thing) for thing in islice(things(world, kind), 2))


def test_opening_any_page_changes_nothing_but_the_sign_of_life(app, clock):
    world = make_world(app)
    people = everybody(world)
    clock.move(seconds=61)
    before = dump()
    assert {one.ask("GET", "/help").status_code for one in people.values()} == {200}
    assert dump() == before, "asking for help writes nothing at all"
    opened = 0
    for url in pages(world):
        for one in people.values():
            opened += one.ask("GET", url).status_code == 200
    after = dump()
    assert opened > 100
    assert without_seen(after) == without_seen(before)
    assert after != before, "signs of life are written"
    clock.move(seconds=59)
    for one in people.values():
        one.ask("GET", "/courses")
    assert dump() == after, "at most once a minute"


def test_a_page_that_writes_would_be_seen(app, monkeypatch):
    world = make_world(app)
    ann = everybody(world)["learner"]
    view = app.view_functions["catalogue.index"]

    def planted(**values):
        db.session.execute(sa.update(SignIn).values(device="planted"))
        db.session.commit()
        return view(**values)

    monkeypatch.setitem(app.view_functions, "catalogue.index", planted)
    before = dump()
    ann.ask("GET", "/courses")
    assert without_seen(dump()) != without_seen(before)


def test_what_a_page_leaves_undone_stays_undone(app, monkeypatch, clock):
    """Even in the request that writes the sign of life."""
    world = make_world(app)
    ann = everybody(world)["learner"]
    view = app.view_functions["catalogue.index"]

    def planted(**values):
        db.session.execute(sa.update(SignIn).values(device="planted"))
        return view(**values)

    monkeypatch.setitem(app.view_functions, "catalogue.index", planted)
    clock.move(seconds=61)
    before = dump()
    assert ann.ask("GET", "/courses").status_code == 200
    after = dump()
    assert after != before
    assert without_seen(after) == without_seen(before)


def test_no_act_goes_through_without_its_token_or_from_another_site(app):
    world = make_world(app)
    people = everybody(world)
    before = dump()
    acts = 0
    for endpoint, (_row, kind) in ENDPOINTS.items():
        rule = app.extensions["rules"][endpoint]
        if rule.method != "POST":
            continue
        thing = next(things(world, kind))
        url, acts = address(rule, thing), acts + 1
        for role in ("learner", "coordinator"):
            fields = signer(endpoint, role) if rule.signs else {}
            one = people[role]
            answers = {
                "no token": one.ask("POST", url, {**fields, "csrf_token": ""}),
                "another token": one.ask("POST", url, {**fields, "csrf_token": people["mentor"].token}),
                "another site": one.ask("POST", url, fields, Origin="http://elsewhere.test"),
                "a hidden site": one.ask("POST", url, fields, Origin="null"),
                "no site": one.ask("POST", url, fields, Origin="http://["),
            }
            assert {what: answer.status_code for what, answer in answers.items()} == dict.fromkeys(answers, 400), url
            assert "That did not work" in answers["another site"].get_data(as_text=True)
    assert acts > 30
    assert dump() == before


def test_a_token_from_this_site_is_taken(app):
    """What the walk refuses is the token and the site, not the form."""
    world = make_world(app)
    ann = everybody(world)["learner"]
    answer = ann.ask("POST", "/look", {"theme": "dark", "size": "125", "lang": "es"}, Origin="http://localhost")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
