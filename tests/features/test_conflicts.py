"""Each conflict of interest keeps a person away at the queue, at the claim and inside the signing transaction alike."""

import pytest
import sqlalchemy as sa

from lms.features.signoffs import actions, queue
from lms.features.signoffs.authorship import wrote
from lms.models.base import db
from lms.models.drafts import Draft, DraftSave
from lms.models.library import CourseVersion, ModuleVersion
from lms.models.people import Facility, Match, Person, PersonRole
from lms.models.publishing import Publication
from lms.models.signoffs import SignoffEvent
from lms.rules.signoffs import Conflict
from tests.make import NOW, make_match, make_person
from tests.make_people import sign_once
from tests.make_signoffs import (
    actor_of,
    approve,
    found_by_the_database,
    listed,
    make_house,
    make_work,
    said,
    set_policy,
    state_of,
)

WORDS = {"strength": "You drew the bed with care.", "next_step": "Name one more plant for shade."}


@pytest.fixture
def house(people):
    return make_house(people)


def role(person_id, name):
    db.session.add(PersonRole(person_id=person_id, role=name, facility_id=1, given_at=NOW))


def expired(house):
    db.session.execute(sa.update(Person).where(Person.id == house.mo).values(cleared_until=NOW))


def kept_apart(house):
    db.session.execute(sa.update(Match).where(Match.mentor_id == house.mo).values(do_not_assign=True))


def kept_apart_the_other_way(house):
    db.session.add(Match(facility_id=1, learner_id=house.mo, mentor_id=house.ann, do_not_assign=True, started_at=NOW))


def admin(house):
    role(house.mo, "admin")


def auditor(house):
    role(house.mo, "auditor")


def signed_for_her(house):
    """Ann learned to sign too, and she approved Mo's own work today."""
    sign_once(db.session, 1, make_work(house.mo), house.ann)


def unmatched(house):
    db.session.execute(sa.update(Match).where(Match.mentor_id == house.mo).values(ended_at=NOW))


def led_by_instructors(house):
    set_policy("instructor")


BLOCKS = {
    expired: "Your clearance has ended",
    kept_apart: "Someone else must look at this work",
    kept_apart_the_other_way: "Someone else must look at this work",
    admin: "An admin or an auditor does not sign",
    auditor: "An admin or an auditor does not sign",
    signed_for_her: "She signed for you within 180 days",
    unmatched: "Only a mentor matched with her",
    led_by_instructors: "Only an instructor of this course or a coordinator",
}


@pytest.mark.parametrize("block", BLOCKS, ids=lambda one: one.__name__)
def test_what_keeps_her_away_does_so_at_every_step(house, block):
    attempt = house.asked["ann"]
    assert "Ann Learns" in listed(house.mo) & found_by_the_database(house.mo)
    actions.claim(actor_of(house.mo), attempt, NOW)
    db.session.commit()
    block(house)
    db.session.commit()
    acts = {
        "approve": lambda: actions.approve(actor_of(house.mo), attempt, said(attempt), NOW),
        "return": lambda: actions.return_work(actor_of(house.mo), attempt, said(attempt, 2, **WORDS), NOW),
        "claim": lambda: actions.claim(actor_of(house.mo), attempt, NOW),
    }
    for name, act in acts.items():
        with pytest.raises(Conflict, match=BLOCKS[block]):
            act()
        db.session.rollback()
        assert state_of(attempt) == "in_review", name
    actions.release(actor_of(house.cora), attempt, NOW)
    db.session.commit()
    assert "Ann Learns" not in listed(house.mo) | found_by_the_database(house.mo)


def test_nobody_signs_her_own_work_whatever_she_is(house):
    role(house.ann, "coordinator")
    db.session.commit()
    attempt = house.asked["ann"]
    assert "Ann Learns" not in listed(house.ann) | found_by_the_database(house.ann)
    assert "Bea Also-Learns" in listed(house.ann)
    for act in (
        lambda: actions.claim(actor_of(house.ann), attempt, NOW),
        lambda: actions.approve(actor_of(house.ann), attempt, said(attempt), NOW),
    ):
        with pytest.raises(Conflict, match="own work"):
            act()
        db.session.rollback()


def test_a_peer_mentor_never_signs_credit_or_a_watched_task(house):
    db.session.execute(sa.update(Facility).values(peers_may_sign=True))
    attempt = house.asked["bea"]
    set_policy("mentor")
    assert "Bea Also-Learns" in listed(house.pia)
    for policy, credit in (("mentor", True), ("practical", False), ("dual", False)):
        set_policy(policy, credit)
        assert "Bea Also-Learns" not in listed(house.pia) | found_by_the_database(house.pia)
        with pytest.raises(Conflict):
            actions.approve(actor_of(house.pia), attempt, said(attempt), NOW)
        db.session.rollback()


def test_the_second_signer_is_never_the_first_in_another_of_her_roles(house):
    """She signs as the mentor and comes back as the instructor: it is the person that counts."""
    set_policy("dual")
    bo = make_person(1, "Bo Both", "mentor", "instructor", "coordinator", username="bo")
    from lms.models.library import CourseStaff

    db.session.add(CourseStaff(course_id="garden", person_id=bo))
    make_match(1, house.ann, bo)
    approve(bo, house.asked["ann"])
    assert state_of(house.asked["ann"]) == "awaiting_second"
    with pytest.raises(Conflict, match="You signed first"):
        actions.countersign(actor_of(bo), house.asked["ann"], said(house.asked["ann"]), NOW)
    db.session.rollback()
    with pytest.raises(Conflict, match="You signed first"):
        actions.return_work(actor_of(bo), house.asked["ann"], said(house.asked["ann"], 2, **WORDS), NOW)
    db.session.rollback()


def dual(house):
    set_policy("dual")


def most_of_hers(house):
    for _ in range(2):
        sign_once(db.session, 1, house.asked["ann"], house.mo)


def wrote_it(house):
    role(house.mo, "instructor")
    db.session.execute(sa.update(CourseVersion).values(published_by=house.mo))


def saved_it(house):
    save_and_publish(house.mo, "1-soil/1-dig.md")


def save_and_publish(person_id, path, published=True, outcome="current"):
    draft = Draft(course_id="garden", created_by=person_id, created_at=NOW, touched_at=NOW, closed_at=NOW)
    db.session.add(draft)
    db.session.flush()
    save = {"draft_id": draft.id, "path": path, "save_key": f"{draft.id}-{path}", "based_on": 0, "outcome": outcome}
    db.session.add(DraftSave(**save, sha256=None, by_id=person_id, at=NOW))
    version = db.session.scalar(sa.select(CourseVersion.id)) if published else None
    wish = {"draft_id": draft.id, "facility_id": 1, "tree_hash": "t", "change": "small", "note": "", "asked_at": NOW}
    db.session.add(Publication(**wish, asked_by=person_id, closed_at=NOW, version_id=version))


SECONDS = {
    dual: "Two people sign this module.",
    most_of_hers: "You signed most of her modules, so a second person signs too.",
    wrote_it: "You wrote this module, so a second person signs too.",
    saved_it: "You wrote this module, so a second person signs too.",
}


@pytest.mark.parametrize("ground", SECONDS, ids=lambda one: one.__name__)
def test_what_forces_a_second_signer_is_said_in_the_queue_and_written_down(house, ground):
    ground(house)
    db.session.commit()
    rows, _more = queue.waiting(actor_of(house.mo), NOW)
    assert [row.second_needed for row in rows if row.about.learner == "Ann Learns"] == [True]
    approve(house.mo, house.asked["ann"])
    assert state_of(house.asked["ann"]) == "awaiting_second"
    details = db.session.scalars(sa.select(SignoffEvent.details).where(SignoffEvent.event == "first_signed")).one()
    assert details["second"] == SECONDS[ground]


def test_an_author_is_who_saved_what_was_published(house):
    soil = db.session.scalars(sa.select(ModuleVersion.id).where(ModuleVersion.module_id == "garden/soil")).one()
    water = db.session.scalars(sa.select(ModuleVersion.id).where(ModuleVersion.module_id == "garden/water")).one()
    save_and_publish(house.ivy, "1-soil/1-dig.md")
    save_and_publish(house.max, "1-soil/1-dig.md", published=False)
    save_and_publish(house.cora, "2-water/quiz.md", outcome="stale")
    save_and_publish(house.mo, "course.md")
    db.session.commit()
    both = {soil, water}
    assert [wrote(one, both) for one in (house.ivy, house.max, house.cora, house.mo)] == [{soil}, set(), set(), set()]
    db.session.execute(sa.update(CourseVersion).values(published_by=house.cora))
    db.session.commit()
    assert wrote(house.cora, both) == set()
    role(house.cora, "instructor")
    db.session.commit()
    assert wrote(house.cora, both) == both


def test_two_are_kept_apart_without_a_word_on_why(house, browse):
    """Whoever could read a reason would know more about the two than she should."""
    known = {column.name for column in Match.__table__.columns}
    assert known == {
        "id",
        "facility_id",
        "learner_id",
        "mentor_id",
        "do_not_assign",
        "started_at",
        "started_by",
        "ended_at",
    }
    page = browse(house.cora).get(f"/people/{house.ann}/matches")
    typed = [*page.all("textarea"), *(e for e in page.all("input") if e.get("type") in (None, "text"))]
    assert [e.get("name") for e in typed if "reason" in (e.get("name") or "")] == []
