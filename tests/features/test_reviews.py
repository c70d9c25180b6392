"""Who may review whose work: list and rule agree for every role, conflicts of interest, second signers, two at once."""

import datetime as dt
import itertools
import threading

import pytest
import sqlalchemy as sa

from lms.features.signoffs import queue
from lms.features.signoffs.cases import CASES, read_cases
from lms.features.signoffs.reviewers import decision
from lms.models.base import db
from lms.models.learning import Attempt, PracticalWork
from lms.models.library import CourseVersion, ModuleVersion
from lms.models.people import Facility, Match, Person
from lms.models.signoffs import Signature
from lms.rules.signoffs import LEASE
from tests.make import NOW, PIN, make_facility, make_match, make_person
from tests.make_signoffs import (
    SOIL,
    actor_of,
    approve,
    criteria_ids,
    events_of,
    hand_in,
    make_asked,
    make_course,
    make_teacher,
    make_work,
    set_policy,
    state_of,
)

ROLES = ("ann", "bea", "mo", "max", "pia", "ivy", "cora", "ada", "otto")


@pytest.fixture
def house(people):
    """Ivy teaches the course; Ann, Bea and a woman of another facility have asked; Pia is Bea's peer mentor."""
    make_course()
    make_teacher(people.ivy)
    make_match(1, people.bea, people.pia)
    other = make_facility("Birch House")
    people.far = make_person(other, "Far Away", "learner", number="1001")
    people.dora = make_person(other, "Dora There", "coordinator", username="dora")
    make_match(other, people.far, people.max)
    people.asked = {name: make_asked(getattr(people, name)) for name in ("ann", "bea", "far")}
    return people


def listed(person_id, now=NOW):
    rows, following = queue.waiting(actor_of(person_id, now), now)
    assert following is None
    return {row.about.learner for row in rows}


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
    for hidden in ("I drew a bed.", "First I dig", "83 %"):
        assert hidden not in page.html
    rated = {f"rating-{id_}": "3" for id_ in criteria_ids()}
    pia.press(page, "Approve and sign", signer="1003", signer_secret=PIN, **rated)
    assert state_of(house.asked["bea"]) == "awaiting_second"


def test_a_mentor_kept_apart_or_past_her_clearance_sees_nothing(house, browse):
    page = browse(house.mo).get("/reviews")
    assert "Ann Learns" in page.text
    db.session.execute(sa.update(Match).where(Match.mentor_id == house.mo).values(do_not_assign=True))
    db.session.commit()
    assert listed(house.mo) == set()
    db.session.execute(sa.update(Match).where(Match.mentor_id == house.mo).values(do_not_assign=False))
    db.session.execute(sa.update(Person).where(Person.id == house.mo).values(cleared_until=NOW))
    db.session.commit()
    assert listed(house.mo) == set()
    assert browse(house.mo).post(f"/attempts/{house.asked['ann']}/claim").status == 404


def test_a_coordinator_kept_apart_is_told_that_someone_else_must(house, browse):
    db.session.add(Match(facility_id=1, learner_id=house.ann, mentor_id=house.cora, do_not_assign=True, started_at=NOW))
    db.session.commit()
    page = browse(house.cora).post(f"/attempts/{house.asked['ann']}/claim")
    assert page.status == 403
    assert "Someone else must look at this work" in page.text
    assert listed(house.cora) == {"Bea Also-Learns"}


def test_two_who_sign_for_each_other_wait_180_days(house):
    """Mia learns too, and Mo learned once from her: she signed for him, so he cannot sign for her."""
    mia = make_person(1, "Mia Both", "learner", "mentor", number="1009")
    db.session.execute(
        sa.text("INSERT INTO person_role SELECT id, 'learner', 1, true, NULL, :at FROM person WHERE id = :id"),
        {"id": house.mo, "at": NOW},
    )
    make_match(1, house.mo, mia)
    make_match(1, mia, house.mo)
    his, hers = make_asked(house.mo), make_asked(mia)
    assert hers
    approve(mia, his, NOW)
    assert state_of(his) == "approved"
    assert "Mia Both" not in listed(house.mo)
    later = NOW + dt.timedelta(days=180)
    assert "Mia Both" not in listed(house.mo, later)
    assert "Mia Both" in listed(house.mo, later + dt.timedelta(seconds=1))


def test_an_instructor_who_published_the_module_needs_a_second_signer(house):
    db.session.execute(sa.update(CourseVersion).values(published_by=house.ivy))
    db.session.commit()
    rows, _ = queue.waiting(actor_of(house.ivy), NOW)
    assert {row.second_needed for row in rows} == {True}
    rows, _ = queue.waiting(actor_of(house.cora), NOW)
    assert {row.second_needed for row in rows} == {False}


def test_a_dual_module_waits_for_a_second_person(house, browse):
    set_policy("dual", credit=True)
    attempt_id = house.asked["ann"]
    mo, ann = browse(house.mo), browse(house.ann)
    page = mo.press(mo.get("/reviews"), "Look at this work")
    assert "A second person signs after you" in page.text
    rated = {f"rating-{id_}": "4" for id_ in criteria_ids()}
    page = mo.press(page, "Approve and sign", signer="mo", signer_secret=PIN, **rated)
    assert "Waits for a second signer" in page.text
    assert state_of(attempt_id) == "awaiting_second"
    assert "A second person signs too" in ann.get(f"/attempts/{attempt_id}/sign-off").text
    assert ann.post(f"/attempts/{attempt_id}/take-back").status == 409
    fields = {"signer": "mo", "signer_secret": PIN}
    assert mo.post(f"/attempts/{attempt_id}/countersign", fields).status == 403
    ivy = browse(house.ivy)
    page = ivy.get(f"/attempts/{attempt_id}/review")
    page = ivy.press(page, "Open the work")
    assert "Mo Mentor signed first" in page.text
    page = ivy.press(page, "Sign second", signer="ivy", signer_secret=PIN)
    assert "The module is done" in page.text
    assert state_of(attempt_id) == "approved"
    assert events_of(attempt_id) == ["started", "submitted", "claimed", "first_signed", "countersigned"]
    signed = db.session.execute(sa.select(Signature.signer_id, Signature.meaning).order_by(Signature.seq)).all()
    assert [tuple(one) for one in signed] == [(house.mo, "approve"), (house.ivy, "countersign")]


def test_the_second_person_may_return_it(house, browse):
    set_policy("dual")
    attempt_id = house.asked["ann"]
    approve(house.mo, attempt_id)
    ivy = browse(house.ivy)
    page = ivy.press(ivy.get(f"/attempts/{attempt_id}/review"), "Open the work")
    words = {"strength": "You drew the bed with care.", "next_step": "Name one more plant for shade."}
    rated = {f"rating-{id_}": "2" for id_ in criteria_ids()}
    fields = page.form("/countersign") | words | rated | {"signer": "ivy", "signer_secret": PIN}
    assert ivy.post(f"/attempts/{attempt_id}/return", fields).status == 200
    assert state_of(attempt_id) == "returned"
    page = browse(house.ann).get(f"/attempts/{attempt_id}/sign-off")
    assert "Said by Ivy Instructor" in page.text


def test_the_first_signer_is_never_the_second(house, browse):
    set_policy("dual")
    attempt_id = house.asked["ann"]
    approve(house.cora, attempt_id)
    cora = browse(house.cora)
    page = cora.press(cora.get(f"/attempts/{attempt_id}/review"), "Open the work", reason="To look again")
    assert "You signed first" in page.text
    from lms.features.signoffs.snapshots import work

    fields = {"signer": "cora", "signer_secret": PIN, "snapshot": work(attempt_id).snapshot}
    page = cora.post(f"/attempts/{attempt_id}/countersign", fields)
    assert page.status == 403
    assert state_of(attempt_id) == "awaiting_second"


def test_the_queue_costs_the_same_for_1_5_and_500(people, browse):
    make_course()
    costs = []
    numbers = itertools.count(5000)
    for more, total in ((1, 1), (4, 5), (495, 500)):
        many_asked(more, numbers)
        cora = browse(people.cora)
        page = cora.get("/reviews")
        assert len([form for form in page.all("form") if form.get("action", "").endswith("/claim")]) == min(total, 50)
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
    many_asked(120, itertools.count(5000))
    cora = browse(people.cora)
    page, seen = cora.get("/reviews"), []
    while True:
        seen += ["".join(h.itertext()) for h in page.all("h3")]
        links = [a.get("href") for a in page.all("a") if a.get("rel") == "next"]
        if not links:
            break
        page = cora.get(links[0])
    assert seen == [f"Learner {number}" for number in range(5119, 4999, -1)]
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
    from lms.features.signoffs.actions import claim

    claim(actor_of(house.mo), house.asked["ann"], NOW)
    db.session.commit()
    assert listed(house.cora) == {"Bea Also-Learns"}
    assert [row.about.learner for row in queue.held(actor_of(house.mo), NOW)] == ["Ann Learns"]
    later = NOW + LEASE
    assert "Ann Learns" in listed(house.cora, later)
    assert queue.held(actor_of(house.mo, later), later) == []


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
