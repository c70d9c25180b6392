"""Before she signs as a mentor: courses, the agreement, and a clearance that ends by itself."""

import datetime as dt

import pytest
import sqlalchemy as sa

from lms.features.mentoring import queries
from lms.features.mentoring.actions import begin_again
from lms.features.signoffs.cases import case
from lms.features.signoffs.reviewers import decision
from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.mentoring import Agreement
from lms.models.people import Facility, Person
from lms.models.signoffs import Signature
from lms.rules.mentoring import NOT_READY, text_hash
from tests import make_courses
from tests.make import NOW, PIN, give_role, make_person
from tests.make_people import send
from tests.make_signoffs import (
    actor_of,
    approve,
    criteria_ids,
    found_by_the_database,
    listed,
    make_house,
    said,
    set_policy,
    state_of,
)
from tests.make_world import tree

WORDS = "I come on time.\nI sign only what I watched myself."


@pytest.fixture
def house(people):
    return make_house(people)


def ask(**values):
    db.session.execute(sa.update(Facility).where(Facility.id == 1).values(**values))
    db.session.commit()


def publish_mentors(**modules):
    files = tree("Mentor Basics", **modules)
    files["course.md"] = files["course.md"].replace(b"audience: learner", b"audience: mentor")
    make_courses.publish_tree(files, "mentor-basics")


def finish(person_id, course_id="mentor-basics"):
    """The mentor's attempts of a course, done."""
    for module_id in queries.offers([course_id])[course_id].offered:
        attempt_id = make_courses.make_attempt(1, person_id, module_id)
        db.session.execute(sa.update(Attempt).where(Attempt.id == attempt_id).values(state="completed", ended_at=NOW))
    db.session.commit()


def decided(house, name="mo", learner="ann"):
    actor = actor_of(getattr(house, name))
    found = case(house.asked[learner], actor, NOW)
    assert found is not None
    return decision(actor, found, NOW)


def test_where_nothing_is_asked_she_signs_as_before(house):
    assert decided(house).allowed
    assert listed(house.mo) == {"Ann Learns"}


def test_without_her_courses_she_signs_nothing_and_is_told_where_to_go(house, browse):
    publish_mentors(role="none", limits="none")
    ask(mentor_courses=["mentor-basics"])
    assert (decided(house).allowed, decided(house).reason) == (False, NOT_READY)
    assert listed(house.mo) == found_by_the_database(house.mo) == set()
    mo = browse(house.mo)
    page = mo.get("/reviews")
    assert "something is left to do" in page.text
    page = mo.get(page.link("See what is left"))
    assert "Mentor Basics" in page.text
    assert mo.post(f"/attempts/{house.asked['ann']}/claim").status == 403
    closed = mo.get(f"/attempts/{house.asked['ann']}/review")
    assert NOT_READY in closed.text
    assert closed.link("See what is left") == "/training"
    assert listed(house.ivy) == {"Ann Learns", "Bea Also-Learns"}, "an instructor signs as staff"


def test_she_takes_the_course_here_and_then_signs(house, browse):
    publish_mentors(role="none")
    ask(mentor_courses=["mentor-basics"])
    mo = browse(house.mo)
    page = mo.get(mo.get("/training").link("Mentor Basics"))
    page = mo.press(page, "Start this course")
    page = mo.press(page, "Start this module")
    page = mo.press(page, "Mark as read and continue")
    assert "Start the quiz" in page.text
    db.session.execute(sa.update(Attempt).where(Attempt.person_id == house.mo).values(state="completed"))
    db.session.commit()
    assert "Mentor Basics" in mo.get("/record").text
    assert queries.training(actor_of(house.mo)).ready
    assert decided(house).allowed


def test_half_a_course_is_not_enough_and_all_of_it_is(house):
    publish_mentors(role="none", limits="none")
    ask(mentor_courses=["mentor-basics"])
    attempt_id = make_courses.make_attempt(1, house.mo, "mentor-basics/role")
    db.session.execute(sa.update(Attempt).where(Attempt.id == attempt_id).values(state="completed"))
    db.session.commit()
    assert not decided(house).allowed
    attempt_id = make_courses.make_attempt(1, house.mo, "mentor-basics/limits")
    db.session.execute(sa.update(Attempt).where(Attempt.id == attempt_id).values(state="approved"))
    db.session.commit()
    assert decided(house).allowed


def test_a_breaking_version_asks_for_the_changed_module_again(house, browse):
    publish_mentors(role="none", limits="none")
    ask(mentor_courses=["mentor-basics"])
    finish(house.mo)
    assert decided(house).allowed
    files = tree("Mentor Basics", role="none", limits="none")
    files["course.md"] = files["course.md"].replace(b"audience: learner", b"audience: mentor")
    files["1-role/1-read.md"] += b"\nOne small word more.\n"
    make_courses.publish_tree(files, "mentor-basics")
    assert decided(house).allowed, "a small version asks for nothing"
    files["1-role/1-read.md"] += b"\nA new rule.\n"
    make_courses.publish_tree(files, "mentor-basics", change="breaking")
    assert not decided(house).allowed
    mo = browse(house.mo)
    page = mo.get("/training")
    assert "has changed much" in page.text
    page = mo.press(page, "Take Mentor Basics again")
    assert page.status == 200
    begin_again(actor_of(house.mo), "mentor-basics", NOW)
    db.session.commit()
    rows = db.session.execute(
        sa.select(Attempt.module_id, Attempt.number, Attempt.state)
        .where(Attempt.person_id == house.mo)
        .order_by(Attempt.module_id, Attempt.number)
    ).all()
    assert [tuple(row) for row in rows] == [
        ("mentor-basics/limits", 1, "completed"),
        ("mentor-basics/role", 1, "completed"),
        ("mentor-basics/role", 2, "in_progress"),
    ]
    db.session.execute(sa.update(Attempt).where(Attempt.number == 2).values(state="completed"))
    db.session.commit()
    assert decided(house).allowed


def test_a_course_that_is_not_here_keeps_her_back(house, browse):
    ask(mentor_courses=["nowhere"])
    assert not decided(house).allowed
    assert "This course is not here yet" in browse(house.mo).get("/training").text


def test_the_agreement_is_kept_with_the_hash_of_what_she_read(house, browse):
    ask(mentor_agreement=WORDS)
    assert not decided(house).allowed
    mo = browse(house.mo)
    page = mo.get(mo.get("/training").link("The mentor agreement"))
    assert "I sign only what I watched myself." in page.text
    page = mo.press(page, "Accept the agreement")
    assert page.status == 422
    page = mo.press(mo.get("/training/agreement"), "Accept the agreement", agree="y")
    assert "Nothing is left" in page.text
    row = db.session.scalars(sa.select(Agreement)).one()
    assert (row.person_id, row.text_hash, row.words) == (house.mo, text_hash(WORDS), WORDS)
    assert decided(house).allowed


def test_a_changed_text_asks_again_and_an_old_page_accepts_nothing(house, browse):
    ask(mentor_agreement=WORDS)
    mo = browse(house.mo)
    old = mo.get("/training/agreement")
    ask(mentor_agreement=WORDS + "\nI bring no gifts.")
    page = mo.press(old, "Accept the agreement", agree="y")
    assert page.status == 422
    assert "The text has changed" in page.text
    assert "I bring no gifts." in page.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Agreement)) == 0
    mo.press(page, "Accept the agreement", agree="y")
    assert decided(house).allowed
    ask(mentor_agreement=WORDS)
    assert not decided(house).allowed
    assert "The text has changed" in mo.get("/training").text


def test_at_the_kiosk_an_untrained_mentor_does_not_sign(house, browse):
    ask(mentor_agreement=WORDS)
    ann = browse(house.ann)
    rated = {f"rating-{id_}": "3" for id_ in criteria_ids()}
    page = ann.press(
        ann.get(f"/attempts/{house.asked['ann']}/sign-here"),
        "Approve and sign",
        signer="mo",
        signer_secret=PIN,
        **rated,
    )
    assert page.status == 403
    assert NOT_READY in page.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Signature)) == 0


def test_a_coordinator_who_also_mentors_her_needs_the_training_to_sign_as_a_mentor(house):
    give_role(house.mo, "coordinator")
    ask(mentor_agreement=WORDS)
    assert not decided(house).allowed
    assert decided(house, learner="bea").allowed
    assert listed(house.mo) == found_by_the_database(house.mo) == {"Bea Also-Learns"}


def test_a_peer_mentors_clearance_ends_by_itself_and_is_warned_of(house, browse, clock):
    until = NOW + dt.timedelta(days=10)
    set_policy("mentor")
    ask(peers_may_sign=True)
    db.session.execute(sa.update(Person).where(Person.id == house.pia).values(cleared_until=until))
    db.session.commit()
    assert listed(house.pia) == {"Bea Also-Learns"}
    assert "Your clearance ends on 14 May 2026" in browse(house.pia).get("/reviews").text
    cora = browse(house.cora).get("/reviews")
    assert "1 clearance has ended or ends soon" in cora.text
    clock.put(until)
    assert listed(house.pia, until) == set()
    assert "Your clearance has ended" in browse(house.pia).get("/reviews").text
    page = browse(house.cora).get("/mentors")
    assert "Pia Peer" in page.text
    assert "Ended on 14 May 2026" in page.text


def test_mentors_stand_by_name_and_two_of_one_name_are_told_apart(house, browse, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    for name, username in (("Zoe Zander", "zoe"), ("Abe Able", "abe"), ("Abe Able", "abe2")):
        make_person(1, name, "mentor", username=username)
    cora, shown = browse(house.cora), []
    page = cora.get("/mentors")
    while True:
        shown += [" ".join(" ".join(cell.itertext()).split()) for cell in page.all("th") if cell.get("scope") == "row"]
        if "Show the next ones" not in page.text:
            break
        page = cora.get(page.link("Show the next ones"))
    assert shown[:2] == ["Abe Able abe", "Abe Able abe2"]
    assert shown[-1] == "Zoe Zander zoe"
    assert shown == sorted(shown)
    assert len(shown) == len(set(shown))


def test_a_coordinators_list_costs_the_same_for_one_and_many(house, browse):
    publish_mentors(role="none")
    ask(mentor_courses=["mentor-basics"], mentor_agreement=WORDS)
    cora = browse(house.cora)
    cora.get("/mentors")
    one = len(cora.queries)
    for n in range(60):
        make_person(1, f"Mentor {n}", "mentor", username=f"m{n}")
    page = cora.get("/mentors")
    assert len(cora.queries) == one
    assert "1 course and the agreement are left" in page.text
    page = cora.get(page.link("Show the next ones"))
    assert "Mentor 59" in page.text
    assert "Mentor training" in send(browse(house.mo), "/training/again", {"course": "nowhere"}).text


def test_what_she_did_as_a_mentor_is_not_a_learners_course(house, browse):
    """A mentor looks through learners' courses and starts only those for mentors; a learner sees none of these."""
    publish_mentors(role="none")
    mo = browse(house.mo)
    send(mo, "/courses/garden/start")
    assert "Start this module" not in mo.get("/courses/garden").text
    assert browse(house.ann).get("/courses/mentor-basics").status == 404


def test_approving_still_works_for_the_trained(house):
    ask(mentor_agreement=WORDS)
    db.session.add(Agreement(facility_id=1, person_id=house.mo, text_hash=text_hash(WORDS), words=WORDS, at=NOW))
    db.session.commit()
    approve(house.mo, house.asked["ann"])
    assert state_of(house.asked["ann"]) == "approved"
    assert said(house.asked["bea"]).ratings
