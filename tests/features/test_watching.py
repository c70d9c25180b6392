"""The coordinator's page on how sign-off is going, over real events."""

import datetime as dt

import pytest
import sqlalchemy as sa

from lms.features.watching import queries
from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.signoffs import SignoffEvent
from lms.rules.watching import LOOKED_BACK
from tests.make import NOW, make_person
from tests.make_signoffs import actor_of, make_house

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def house(people):
    return make_house(people)


def decide(count, by_id, event="approved", reviewed=10 * MINUTE, at=NOW):
    """So many attempts, asked for a day before, begun shortly before they were decided."""
    for _ in range(count):
        number = decide.number = getattr(decide, "number", 7000) + 1
        learner = make_person(1, f"Learner {number}", "learner", number=str(number))
        version = db.session.scalars(sa.select(Attempt.module_version_id)).first()
        times = {"started_at": at, "touched_at": at, "submitted_at": at - 24 * 60 * MINUTE}
        attempt = Attempt(
            facility_id=1, person_id=learner, module_id="garden/soil", module_version_id=version, state=event, **times
        )
        db.session.add(attempt)
        db.session.flush()
        steps = (("submitted", at - 24 * 60 * MINUTE), ("claimed", at - reviewed), (event, at))
        for seq, (name, when) in enumerate(steps, 1):
            row = {"facility_id": 1, "attempt_id": attempt.id, "seq": seq, "by_id": by_id, "details": {}}
            db.session.add(SignoffEvent(**row, event=name, at=when))
    db.session.commit()


def test_a_coordinator_reads_totals_and_no_name(house, browse):
    decide(12, house.mo)
    decide(11, house.ivy, "returned")
    decide(11, house.max, reviewed=dt.timedelta(seconds=20))
    cora = browse(house.cora)
    page = cora.get(cora.get("/reviews").link("How sign-off is going"))
    for words in ("Decisions 34", "Half came within 1 day", "Approvals 23", "review began 11", "0 and 100 of 100"):
        assert words in page.text, words
    for name in ("Mo Mentor", "Ivy Instructor", "Max Elsewhere", "Learner 7"):
        assert name not in page.text


def test_how_long_a_mentor_watched_at_the_kiosk_is_not_known(house):
    decide(12, house.mo, reviewed=dt.timedelta())
    decide(11, house.mo)
    found = queries.going(actor_of(house.cora), NOW)
    assert (found.approvals, found.quick) == (23, 0)


def test_small_numbers_and_other_facilities_and_years_are_left_out(house, browse):
    decide(10, house.mo)
    decide(9, house.mo, at=NOW - LOOKED_BACK - MINUTE)
    page = browse(house.cora).get("/reviews/how-it-goes")
    assert "Decisions too few to say" in page.text
    assert "too few to say" in page.text
    assert "Too few reviewers" in page.text
    assert len(queries.decisions(actor_of(house.cora), NOW)) == 10
    assert queries.decisions(actor_of(house.dora), NOW) == []


def test_the_page_costs_the_same_for_few_and_many(house, browse):
    cora = browse(house.cora)
    cora.get("/reviews/how-it-goes")
    few = len(cora.queries)
    decide(40, house.mo)
    cora.get("/reviews/how-it-goes")
    assert len(cora.queries) == few <= 6


@pytest.mark.parametrize("name", ["ann", "mo", "pia", "ivy", "ada", "otto"])
def test_it_is_the_coordinators_alone(house, browse, name):
    assert browse(getattr(house, name)).get("/reviews/how-it-goes").status == 403
