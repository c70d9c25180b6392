"""The coordinator's lists and the second looks with ten thousand waiting in each: the same few queries, and soon done."""

import datetime as dt
import os
import time

import pytest
import sqlalchemy as sa

from lms.features.signoffs import matters, revoking
from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.people import Facility
from lms.models.signoffs import SignoffEvent
from tests.make import NOW, make_person
from tests.make_people import make_learners
from tests.make_signoffs import actor_of, approve, make_asked, make_house

MANY = int(os.environ.get("FOOTING_WAITING", "10000")) // 2
"""Learners; each has two attempts that wait, each in several lists."""
WEEKS = dt.timedelta(days=30)
LONGEST = 5.0
"""Seconds; measured were 0.4 for the page of all lists and 0.1 for a single one, on a machine with much else to do."""
ASKED = ("returned", "returned", "returned", "appealed")
TAKEN = ("revoked", "disagreed", "sampled", "revoke_signed", "first_signed")
"""What happened to the one half and to the other, so that each stands in several lists at once."""


@pytest.fixture
def house(people):
    return make_house(people)


def crowd(house, count):
    """Two attempts of each learner: one that nobody picks up, which came back three times, and one taken back."""
    before = db.session.scalar(sa.select(sa.func.max(Attempt.id)))
    make_learners(1, count)
    fresh = db.session.execute(
        sa.select(*(one for one in Attempt.__table__.columns if one.name != "id")).where(Attempt.id > before)
    )
    revoked = {"state": "revoked", "number": 2, "ended_at": NOW - WEEKS}
    db.session.execute(sa.insert(Attempt), [{**row, **revoked} for row in fresh.mappings()])
    made = db.session.execute(sa.select(Attempt.id, Attempt.number).where(Attempt.id > before)).all()
    minute = dt.timedelta(minutes=1)
    db.session.execute(
        sa.update(Attempt), [{"id": row.id, "submitted_at": NOW - WEEKS - row.id % 5_000 * minute} for row in made]
    )
    rows = [
        {"facility_id": 1, "attempt_id": row.id, "seq": seq, "event": event, "by_id": house.mo, "details": {}}
        | {"at": NOW - WEEKS + (row.id % 5_000) * minute + seq * dt.timedelta(seconds=1)}
        for row in made
        for seq, event in enumerate(ASKED if row.number == 1 else TAKEN, 2)
    ]
    db.session.execute(sa.insert(SignoffEvent), rows)
    db.session.commit()


URLS = [
    "/reviews/decisions",
    *(f"/reviews/decisions?list={name}" for name in matters.LISTS),
    "/reviews/second-looks",
]


def costs(house, browse):
    """How many queries each page takes and how many lines it has, within the time that anybody waits."""
    found = {}
    cora = browse(house.cora)
    for url in URLS:
        begun = time.perf_counter()
        page = cora.get(url)
        assert time.perf_counter() - begun < LONGEST, url
        assert page.status == 200
        found[url] = (len(cora.queries), sum("card" in (one.get("class") or "") for one in page.all("li")))
    return found


def test_every_list_costs_the_same_with_ten_thousand_waiting(house, browse):
    crowd(house, 30)
    few = costs(house, browse)
    crowd(house, MANY)
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()
    assert costs(house, browse) == few
    lines = {url: lines for url, (_queries, lines) in few.items()}
    assert lines == {URLS[0]: 7 * matters.PAGE} | dict.fromkeys(URLS[1:], matters.PAGE)
    assert max(queries for queries, _lines in few.values()) <= 12


def names(page):
    return [" ".join("".join(one.itertext()).split()) for one in page.all("h3")]


def walked(kiosk):
    found, url = [], "/reviews/second-looks"
    while url:
        page = kiosk.get(url)
        found.append(names(page))
        url = next((one.get("href") for one in page.all("a") if one.get("rel") == "next"), "")
    return found


def test_second_looks_that_she_may_not_take_do_not_hide_those_she_may(house, browse):
    """Cora approved the first thirty herself; what Ivy approved after them is hers to look at, a page at a time."""
    db.session.execute(sa.update(Facility).values(sample_percent=100))
    for n in range(52):
        at = NOW + n * dt.timedelta(minutes=1)
        attempt = make_asked(make_person(1, f"Learner {n:02}", "learner", number=f"40{n:02}"), at)
        approve(house.cora if n < 30 else house.ivy, attempt, at)
    cora, ivy = browse(house.cora), browse(house.ivy)
    assert [len(one) for one in walked(cora)] == [20, 2]
    assert [name for page in walked(cora) for name in page] == [f"Learner {n}" for n in range(30, 52)]
    assert [name for page in walked(ivy) for name in page] == [f"Learner {n:02}" for n in range(30)]
    for junk in ("x", "1-", "-1", "9" * 18 + "-1"):
        assert len(names(cora.get(f"/reviews/second-looks?after={junk}&revoking={junk}"))) == 20


def test_sign_offs_that_wait_for_the_second_person_are_paged_too(house, browse):
    for n in range(23):
        at = NOW + n * dt.timedelta(minutes=1)
        attempt = make_asked(make_person(1, f"Learner {n:02}", "learner", number=f"40{n:02}"), at)
        approve(house.ivy, attempt, at)
        revoking.begin_revoking(actor_of(house.cora), attempt, "The drawing is from a book.", "No.", at)
    db.session.commit()
    assert [name for page in walked(browse(house.ivy)) for name in page] == [f"Learner {n:02}" for n in range(23)]
