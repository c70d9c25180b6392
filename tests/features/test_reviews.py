"""Who may review whose work: list and rule agree for every role, conflicts of interest, second signers, two at once."""

import datetime as dt
import itertools
import threading

import pytest
import sqlalchemy as sa

from lms.features.signoffs import queue
from lms.features.signoffs.actions import claim
from lms.features.signoffs.cases import CASES, read_cases
from lms.features.signoffs.events import append
from lms.features.signoffs.reviewers import decision
from lms.models.base import db
from lms.models.learning import Attempt, PracticalWork
from lms.models.library import ModuleVersion
from lms.models.people import Facility, Person
from lms.models.quizzes import AnswerSave, QuizTry
from lms.rules.signoffs import LEASE, Event, WrongState
from tests.make import NOW, PIN, make_person
from tests.make_signoffs import (
    SOIL,
    actor_of,
    approve,
    criteria_ids,
    events_of,
    found_by_the_database,
    hand_in,
    listed,
    make_course,
    make_house,
    make_work,
    set_policy,
    state_of,
)

ROLES = ("ann", "bea", "mo", "max", "pia", "ivy", "cora", "ada", "otto")


@pytest.fixture
def house(people):
    return make_house(people)


POLICIES = [
    ("mentor", False, False),
    ("mentor", False, True),
    ("mentor", True, True),
    ("instructor", False, True),
    ("practical", False, True),
    ("dual", True, True),
]


@pytest.mark.parametrize(("policy", "credit", "peers"), POLICIES)
def test_the_queue_shows_exactly_what_the_rule_allows(house, policy, credit, peers):
    set_policy(policy, credit)
    db.session.execute(sa.update(Facility).values(peers_may_sign=peers))
    db.session.commit()
    cases = list(read_cases(CASES))
    assert len(cases) == 3
    for name in (*ROLES, "far", "dora"):
        actor = actor_of(getattr(house, name))
        allowed = {one.learner for one in cases if decision(actor, one, NOW).allowed}
        assert listed(actor.id) == allowed, name
        assert found_by_the_database(actor.id) == allowed, name


def test_who_sees_whom_in_the_queue(house):
    everyone = {"Ann Learns", "Bea Also-Learns"}
    expected = {"mo": {"Ann Learns"}, "ivy": everyone, "cora": everyone, "dora": {"Far Away"}}
    for name in (*ROLES, "far", "dora"):
        assert listed(getattr(house, name)) == expected.get(name, set()), name
    set_policy("instructor")
    assert listed(house.mo) == set()
    assert listed(house.ivy) == everyone
    set_policy("mentor")
    assert listed(house.pia) == set()
    db.session.execute(sa.update(Facility).values(peers_may_sign=True))
    db.session.commit()
    assert listed(house.pia) == {"Bea Also-Learns"}
    set_policy("mentor", credit=True)
    assert listed(house.pia) == set()


@pytest.mark.parametrize("name", [*ROLES, "dora"])
def test_each_role_meets_its_own_answer_at_each_door(house, browse, name):
    claim = {"mo": 200, "ivy": 200, "cora": 200, "ann": 403}
    page = {**claim, "ann": 200}
    kiosk, attempt_id = browse(getattr(house, name)), house.asked["ann"]
    assert kiosk.get(f"/attempts/{attempt_id}/review", follow=True).status == page.get(name, 404)
    assert kiosk.get(f"/attempts/{attempt_id}/sign-off").status == {"ann": 200, "mo": 403, "ivy": 403, "cora": 403}.get(
        name, 404
    )
    assert kiosk.post(f"/attempts/{attempt_id}/submit", {"own_work": "y"}).status == (
        200 if name == "ann" else 403 if name in claim else 404
    )
    assert kiosk.get("/reviews").status == (200 if name in ("mo", "max", "pia", "ivy", "cora", "dora") else 403)
    assert kiosk.post(f"/attempts/{attempt_id}/claim").status == claim.get(name, 404)


def test_nobody_reads_the_work_before_opening_it(house, browse):
    for name in ("mo", "ivy", "cora"):
        page = browse(getattr(house, name)).get(f"/attempts/{house.asked['ann']}/review")
        assert page.status == 200
        assert "I drew a bed." not in page.html
        assert "First I dig" not in page.html


def test_a_peer_mentor_sees_the_least(house, browse):
    set_policy("mentor")
    db.session.execute(sa.update(Facility).values(peers_may_sign=True))
    db.session.commit()
    pia = browse(house.pia)
    page = pia.press(pia.get("/reviews"), "Look at this work")
    assert "Draws the bed" in page.text
    for hidden in ("I drew a bed.", "First I dig", "83%"):
        assert hidden not in page.html
    rated = {f"rating-{id_}": "3" for id_ in criteria_ids()}
    pia.press(page, "Approve and sign", signer="1003", signer_secret=PIN, **rated)
    assert state_of(house.asked["bea"]) == "awaiting_second"


def test_the_queue_costs_the_same_for_1_5_and_500(people, browse):
    make_course()
    costs = []
    numbers = itertools.count(5000)
    for more, total in ((1, 1), (4, 5), (495, 500)):
        many_asked(more, numbers)
        cora = browse(people.cora)
        page = cora.get("/reviews")
        assert len([form for form in page.all("form") if form.get("action", "").endswith("/claim")]) == min(
            total, queue.PAGE
        )
        costs.append(len(cora.queries))
    assert costs[0] == costs[1] == costs[2]
    assert costs[0] <= 20


def many_asked(count, numbers):
    """Plain rows: learners whose work was handed in, one minute apart."""
    version = db.session.scalars(sa.select(ModuleVersion.id).where(ModuleVersion.module_id == SOIL)).one()
    for _ in range(count):
        number = next(numbers)
        learner = Person(
            facility_id=1,
            name=f"Learner {number}",
            number=str(number),
            secret_hash="",
            secret_kind="pin",
            created_at=NOW,
        )
        db.session.add(learner)
        db.session.flush()
        asked = NOW - dt.timedelta(minutes=number)
        db.session.add(
            Attempt(
                facility_id=1,
                person_id=learner.id,
                module_id=SOIL,
                module_version_id=version,
                state="submitted",
                started_at=asked,
                touched_at=asked,
                submitted_at=asked,
            )
        )
    db.session.commit()


def test_the_pages_of_the_queue_hold_everyone_once_oldest_first(people, browse):
    make_course()
    many_asked(23, itertools.count(5000))
    cora = browse(people.cora)
    page, seen = cora.get("/reviews"), []
    while True:
        seen += ["".join(a.itertext()) for a in page.all("a") if (a.get("href") or "").endswith("/review")]
        links = [a.get("href") for a in page.all("a") if a.get("rel") == "next"]
        if not links:
            break
        page = cora.get(links[0])
    assert seen == [f"Learner {number}" for number in range(5022, 4999, -1)]
    assert cora.get("/reviews?after=nonsense").status == 200
    assert cora.get("/reviews?after=99999999999999999-1").status == 200


def test_two_reviewers_at_once_one_of_them_has_it(house, app, browse):
    attempt_id = house.asked["ann"]
    kiosks = [browse(house.mo), browse(house.cora)]
    tokens = [kiosk.get("/reviews").form("/finish")["csrf_token"] for kiosk in kiosks]
    start, statuses = threading.Barrier(2), []

    def claim(kiosk, token):
        start.wait()
        response = kiosk.client.post(f"/attempts/{attempt_id}/claim", data={"csrf_token": token})
        statuses.append(response.status_code)

    threads = [threading.Thread(target=claim, args=one) for one in zip(kiosks, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [302, 409]
    assert events_of(attempt_id) == ["started", "submitted", "claimed"]


def test_two_asks_at_once_are_one(house, app, browse):
    attempt_id = make_work(make_person(1, "Gia New", "learner", number="1010"))
    learner = db.session.get_one(Attempt, attempt_id).person_id
    kiosks = [browse(learner), browse(learner)]
    tokens = [kiosk.get("/help").form("/finish")["csrf_token"] for kiosk in kiosks]
    start, statuses = threading.Barrier(2), []

    def ask(kiosk, token):
        start.wait()
        data = {"csrf_token": token, "own_work": "y"}
        statuses.append(kiosk.client.post(f"/attempts/{attempt_id}/submit", data=data).status_code)

    threads = [threading.Thread(target=ask, args=one) for one in zip(kiosks, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [302, 302]
    assert events_of(attempt_id) == ["started", "submitted"]


def test_a_lapsed_lease_stands_in_the_queue_again(house):
    claim(actor_of(house.mo), house.asked["ann"], NOW)
    db.session.commit()
    assert listed(house.cora) == {"Bea Also-Learns"}
    assert [row.about.learner for row in queue.held(actor_of(house.mo), NOW)[0]] == ["Ann Learns"]
    later = NOW + LEASE
    assert "Ann Learns" in listed(house.cora, later)
    assert queue.held(actor_of(house.mo, later), later) == ([], None)


def test_work_without_a_signature_never_comes_here(people, browse):
    make_course()
    attempt_id = make_work(people.ann)
    set_policy("none")
    assert browse(people.ann).get(f"/attempts/{attempt_id}/sign-off").status == 404
    set_policy("practical")
    db.session.execute(sa.update(PracticalWork).values(ready=False))
    db.session.commit()
    page = browse(people.ann).post(f"/attempts/{attempt_id}/submit", {"own_work": "y"})
    assert page.status == 422
    db.session.execute(sa.update(PracticalWork).values(ready=True))
    db.session.commit()
    assert len(hand_in(attempt_id)) == 64


def test_another_reviewer_cannot_give_back_what_is_not_hers(house, browse):
    kiosk = browse(house.mo)
    kiosk.press(kiosk.get("/reviews"), "Look at this work")
    assert browse(house.ivy).post(f"/attempts/{house.asked['ann']}/release").status == 409
    assert state_of(house.asked["ann"]) == "in_review"


def test_what_came_late_is_shown_to_the_reviewer(house, browse):
    try_id = db.session.scalar(sa.select(QuizTry.id).where(QuizTry.attempt_id == house.asked["ann"]))
    late = {"based_on": 0, "outcome": "late", "saved_at": NOW}
    db.session.add(AnswerSave(try_id=try_id, question_key="bed", save_key="k1", value="I would water it.", **late))
    db.session.add(AnswerSave(try_id=try_id, question_key="grow", save_key="k2", value="Roses for me", **late))
    db.session.commit()
    mo = browse(house.mo)
    page = mo.press(mo.get("/reviews"), "Look at this work")
    assert "1 answer came late" in page.text
    assert "You decide what they count for." in page.text
    assert "Say how you would start a bed. Try 1, received 4 May 2026, 05:00 I would water it." in page.text
    assert "Roses for me" not in page.html


def test_what_came_late_in_an_earlier_try_is_shown_too_once_each_and_only_to_who_reads(house, browse):
    attempt = db.session.get_one(Attempt, house.asked["ann"])
    first = db.session.scalars(sa.select(QuizTry).where(QuizTry.attempt_id == attempt.id)).one()
    columns = ("facility_id", "attempt_id", "module_version_id", "person_id", "seed", "questions", "started_at")
    copy = {name: getattr(first, name) for name in columns}
    other = QuizTry(**copy, number=2, closed_at=NOW, percent=10, passed=False, result={})
    db.session.add(other)
    db.session.flush()
    late = {"based_on": 0, "outcome": "late", "saved_at": NOW, "question_key": "legs"}
    db.session.add(AnswerSave(try_id=first.id, save_key="k1", value="61", **late))
    db.session.add(AnswerSave(try_id=other.id, save_key="k2", value="62", **late))
    db.session.commit()
    mo = browse(house.mo)
    closed = mo.get(f"/attempts/{house.asked['ann']}/review")
    assert "came late" not in closed.text
    page = mo.press(mo.get("/reviews"), "Look at this work")
    assert "2 answers came late" in page.text
    assert page.text.count("How many legs has a bee? Try 1") == page.text.count("How many legs has a bee? Try 2") == 1


def test_an_attempt_begins_once(house):
    attempt = db.session.get_one(Attempt, house.asked["ann"])
    with pytest.raises(WrongState):
        append(attempt, Event.STARTED, house.ann, NOW)


def test_her_own_review_page_is_her_sign_off_page(house, browse):
    page = browse(house.ann).get(f"/attempts/{house.asked['ann']}/review")
    assert page.location.endswith(f"/attempts/{house.asked['ann']}/sign-off")
    approve(house.cora, house.asked["ann"])
    page = browse(house.ann).get(f"/attempts/{house.asked['ann']}/sign-here")
    assert page.location.endswith(f"/attempts/{house.asked['ann']}/sign-off")
