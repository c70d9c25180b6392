"""A reviewer's lists with ten thousand waiting: a screen at a time, a fixed number of queries, read along an index."""

import datetime as dt
import itertools
import time

import pytest
import sqlalchemy as sa

from lms.features.signoffs import matters, queue
from lms.features.signoffs.actions import return_work
from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.people import Match, Person
from lms.models.signoffs import SignoffEvent
from tests.make import NOW
from tests.make_people import make_learners
from tests.make_signoffs import actor_of, approve, make_house, said
from tests.make_signoffs import hand_in as ask_again

MANY = 10_000
LISTS = ("", "mine", "all", "back", "second")
OPENERS = ("sampled", "appealed", "revoke_signed", "first_signed", "disagreed", "revoked")
"""What a coordinator's lists look for."""


@pytest.fixture
def house(people):
    return make_house(people)


def crowd(house, count):
    """Learners whose work waits, a minute apart; some came back or wait for a second signer; Mo mentors sixty."""
    before = db.session.scalar(sa.select(sa.func.max(Attempt.id)))
    make_learners(1, count)
    fresh = Attempt.id > before
    minutes = dt.timedelta(minutes=1)
    ids = list(db.session.scalars(sa.select(Attempt.id).where(fresh).order_by(Attempt.id)))
    db.session.execute(
        sa.update(Attempt), [{"id": id_, "submitted_at": NOW - n % 5_000 * minutes} for n, id_ in enumerate(ids)]
    )
    for place, state in ((3, "awaiting_second"), (7, "returned")):
        db.session.execute(sa.update(Attempt).where(fresh, Attempt.id % 10 == place).values(state=state))
    hers = ids[:60]
    held = {"state": "in_review", "claimed_by": house.mo, "claimed_at": NOW}
    db.session.execute(sa.update(Attempt).where(Attempt.id.in_(hers), Attempt.id % 10 == 5).values(**held))
    row = {"facility_id": 1, "seq": 1, "event": "returned", "by_id": house.mo, "at": NOW, "details": {}}
    db.session.execute(sa.insert(SignoffEvent), [row | {"attempt_id": id_} for id_ in ids if id_ % 10 in (7, 9)])
    for place, event in enumerate(OPENERS):
        other = row | {"seq": 2, "event": event}
        db.session.execute(sa.insert(SignoffEvent), [other | {"attempt_id": id_} for id_ in ids if id_ % 10 == place])
    long_ago = sa.update(Attempt).where(fresh, Attempt.id % 10 == 1).values(submitted_at=NOW - dt.timedelta(days=9))
    db.session.execute(long_ago)
    learners = sa.select(Attempt.person_id).where(Attempt.id.in_(hers))
    link = {"facility_id": 1, "mentor_id": house.mo, "started_at": NOW}
    db.session.execute(sa.insert(Match), [link | {"learner_id": id_} for id_ in db.session.scalars(learners)])
    db.session.commit()


def costs(house, browse):
    found = {}
    for name, show in itertools.product(("mo", "ivy", "cora"), LISTS):
        kiosk = browse(getattr(house, name))
        page = kiosk.get(f"/reviews?show={show}")
        assert page.status == 200
        found[name, show] = (len(kiosk.queries), len(page.all("tr")) - 1)
    return found


OTHERS = (
    *(("cora", f"/reviews/decisions?list={name}") for name in ("", *matters.LISTS)),
    ("cora", "/reviews/second-looks"),
    ("ivy", "/reviews/second-looks"),
    ("mo", "/workshops/garden/soil"),
)
"""The lists beside the queue, and who reads each."""


def other_costs(house, browse):
    found = {}
    for name, url in OTHERS:
        kiosk = browse(getattr(house, name))
        began = time.perf_counter()
        assert kiosk.get(url).status == 200
        assert time.perf_counter() - began < 3, url
        found[name, url] = len(kiosk.queries)
    return found


def test_every_list_costs_the_same_with_ten_thousand_waiting(house, browse):
    crowd(house, 60)
    few, others = costs(house, browse), other_costs(house, browse)
    crowd(house, MANY)
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()
    many = costs(house, browse)
    assert {key: queries for key, (queries, _rows) in many.items()} == {
        key: queries for key, (queries, _) in few.items()
    }
    assert max(queries for queries, _rows in many.values()) <= 24
    assert other_costs(house, browse) == others
    nobodys = {("ivy", "mine"), ("cora", "mine")}
    assert {key: rows for key, (_queries, rows) in many.items() if rows != queue.PAGE} == dict.fromkeys(nobodys, -1)


def plan(rows):
    """How the database reads one branch of a list."""
    text = str(rows.compile(db.engine, compile_kwargs={"literal_binds": True}))
    how = "EXPLAIN QUERY PLAN " if db.engine.dialect.name == "sqlite" else "EXPLAIN "
    return "\n".join(str(row) for row in db.session.execute(sa.text(how + text.replace(":", "\\:"))))


def test_what_a_coordinator_sees_is_read_along_the_index_and_nothing_is_sorted(house):
    crowd(house, 2_000)
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("ANALYZE"))
    cora = actor_of(house.cora)
    for state in ("submitted", "awaiting_second", "in_review", "returned"):
        said = plan(queue._oldest((Attempt.state == state, *queue._visible(cora)), None))
        assert "ix_attempt_waiting" in said, said
        assert "Seq Scan on attempt" not in said
        assert "TEMP B-TREE" not in said
    mo = actor_of(house.mo)
    said = plan(queue._oldest((Attempt.state == "submitted", *queue._visible(mo)), None))
    assert "person_id" in said, said


def test_pages_follow_each_other_without_a_gap_or_a_twin(house):
    crowd(house, 200)
    cora = actor_of(house.cora)
    for read in (queue.waiting, queue.seen, queue.came_back, queue.for_a_second):
        found, after = [], None
        while True:
            lines, after = read(cora, NOW, after)
            assert after is None or len(lines) == queue.PAGE
            found += [(one.about.submitted_at, one.about.attempt_id) for one in lines]
            if after is None:
                break
        assert found == sorted(set(found))
        assert len(found) > queue.PAGE


def test_each_list_holds_what_its_name_says(house, browse):
    mo, cora, ann = browse(house.mo), browse(house.cora), house.asked["ann"]
    assert "Ann Learns" in mo.get("/reviews").text
    assert "You hold no work now." in mo.get("/reviews?show=mine").text
    page = mo.press(mo.get("/reviews"), "Look at this work")
    assert "You are looking at these" in mo.get("/reviews").text
    assert "Nobody is waiting for you now." in mo.get("/reviews").text
    assert "Go on with this review" in mo.get("/reviews?show=mine").text
    page = cora.get("/reviews?show=all")
    assert "Mo Mentor has it since" in page.text
    page = cora.press(page, "Give it back to the queue")
    assert "Ann Learns" in cora.get("/reviews").text
    words = {"strength": "You drew the bed with care.", "next_step": "Name one more plant for shade."}
    return_work(actor_of(house.mo), ann, said(ann, 2, **words), NOW)
    db.session.commit()
    assert "Returned, with her" in mo.get("/reviews?show=back").text
    ask_again(ann)
    assert "Back after 1 return" in mo.get("/reviews?show=back").text
    assert "Back after 1 return" in mo.get("/reviews").text
    approve(house.mo, ann)
    for show in LISTS:
        assert "Ann Learns" not in mo.get(f"/reviews?show={show}").text
    assert mo.get("/reviews?show=nonsense").status == 200


def test_no_list_shows_what_she_may_not_see(house):
    db.session.execute(sa.update(Person).where(Person.id == house.pia).values(cleared_until=NOW))
    db.session.commit()
    allowed = {"mo": {"Ann Learns"}, "max": set(), "pia": set(), "ivy": {"Ann Learns", "Bea Also-Learns"}}
    allowed |= {"cora": allowed["ivy"], "dora": {"Far Away"}}
    for name, expected in allowed.items():
        lines, _following = queue.seen(actor_of(getattr(house, name)), NOW)
        assert {one.about.learner for one in lines} == expected, name
