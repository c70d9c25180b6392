"""Rows for tests of sign-off: a published course with her work done, handed in, and signatures."""

import datetime as dt
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from lms import questions
from lms.features.signoffs import actions, queue
from lms.features.signoffs.cases import read_cases
from lms.features.signoffs.signing import Said
from lms.features.signoffs.snapshots import work
from lms.models.base import db
from lms.models.learning import Attempt, Enrolment, LessonRead, PracticalSave, PracticalWork
from lms.models.library import CourseStaff, ModuleVersion, Question
from lms.models.people import Person
from lms.models.quizzes import Answer, AnswerSave, QuizTry
from lms.models.signoffs import SignoffEvent
from lms.questions import part_id
from lms.web.signin import load_actor
from tests.course import publish_garden
from tests.make import NOW, make_facility, make_match, make_person

SOIL = "garden/soil"
SECRET_THOUGHT = "Beans for my daughter"
RIGHT = {
    "soil": {"answer": [part_id("soil", "The ground plants grow in")]},
    "need": {"answer": [part_id("need", "Water"), part_id("need", "Noise")]},
    "legs": {"answer": ["6"]},
    "word": {"answer": ["Soil"]},
    "order": {f"place-{part_id('order', t)}": [str(n)] for n, t in enumerate(("Dig", "Plant", "Water"), 1)},
    "tools": {
        f"match-{part_id('tools', 'Spade')}": [part_id("tools", "digs")],
        f"match-{part_id('tools', 'Can')}": [part_id("tools", "waters")],
    },
    "grow": {"answer": [SECRET_THOUGHT]},
    "bed": {"answer": ["First I dig the bed."]},
}
"""What she sends for each question of the soil quiz; one of them is not right."""


def make_course() -> None:
    """Publish the garden course: its module soil is watched and signed, water completes by itself."""
    publish_garden()


def set_policy(signoff: str, credit: bool = False) -> None:
    """Give the module soil another policy, as an author's next version would."""
    db.session.execute(
        sa.update(ModuleVersion).where(ModuleVersion.module_id == SOIL).values(signoff=signoff, credit=credit)
    )
    db.session.commit()


def make_teacher(person_id: int) -> None:
    db.session.add(CourseStaff(course_id="garden", person_id=person_id))
    db.session.commit()


def make_work(person_id: int, module_id: str = SOIL, at: dt.datetime = NOW) -> int:
    """An attempt with every lesson read, the quiz passed and the practical ready, not handed in yet."""
    version = db.session.scalars(sa.select(ModuleVersion).where(ModuleVersion.module_id == module_id)).one()
    person = db.session.get_one(Person, person_id)
    db.session.add(
        Enrolment(
            facility_id=person.facility_id, person_id=person_id, course_id="garden", by_id=person_id, started_at=at
        )
    )
    attempt = Attempt(
        facility_id=person.facility_id,
        person_id=person_id,
        module_id=module_id,
        module_version_id=version.id,
        state="in_progress",
        started_at=at,
        touched_at=at,
    )
    db.session.add(attempt)
    db.session.flush()
    db.session.add(
        SignoffEvent(
            facility_id=person.facility_id,
            attempt_id=attempt.id,
            seq=1,
            event="started",
            by_id=person_id,
            at=at,
            details={},
        )
    )
    for lesson in version.outline["lessons"]:
        db.session.add(LessonRead(attempt_id=attempt.id, lesson_slug=lesson["slug"], read_at=at))
    make_try(attempt, RIGHT, at)
    ratings = {one["id"]: 3 for one in version.practical["en"]["criteria"]} if version.practical else {}
    db.session.add(
        PracticalWork(
            attempt_id=attempt.id, words="I drew a bed.", ratings=ratings, ready=True, revision=1, saved_at=at
        )
    )
    db.session.commit()
    return attempt.id


def keep_saves(attempt_id: int) -> None:
    """The saves behind work that was made as rows: of each answer, and of her words with her ratings."""
    for row in db.session.scalars(sa.select(Answer).join(QuizTry).where(QuizTry.attempt_id == attempt_id)):
        value = {"try_id": row.try_id, "question_key": row.question_key, "value": row.value, "saved_at": row.saved_at}
        key = f"made {row.try_id} {row.question_key}"
        db.session.add(AnswerSave(**value, save_key=key, based_on=0, outcome="current"))
    hers = db.session.get_one(PracticalWork, attempt_id)
    words = {"words": hers.words, "ratings": hers.ratings, "saved_at": hers.saved_at}
    key = f"made {attempt_id}"
    db.session.add(PracticalSave(attempt_id=attempt_id, **words, save_key=key, based_on=0, outcome="current"))
    db.session.commit()


def make_try(attempt: Attempt, sent: Mapping[str, Any], at: dt.datetime) -> None:
    """A passed sitting of the quiz with the answers she sent."""
    bank = db.session.scalars(
        sa.select(Question)
        .where(Question.module_version_id == attempt.module_version_id, Question.slug.in_(sent))
        .order_by(Question.position)
    ).all()
    row = QuizTry(
        facility_id=attempt.facility_id,
        attempt_id=attempt.id,
        module_version_id=attempt.module_version_id,
        person_id=attempt.person_id,
        number=1,
        seed=1,
        questions=[
            {"key": one.slug, "version": one.module_version_id, "slug": one.slug, "lang": one.lang} for one in bank
        ],
        started_at=at,
        closed_at=at,
        percent=83,
        passed=True,
        result={},
    )
    db.session.add(row)
    db.session.flush()
    for one in bank:
        value = questions.read(one.data, sent[one.slug])
        db.session.add(
            Answer(try_id=row.id, question_key=one.slug, value=value, revision=1, points=1, out_of=1, saved_at=at)
        )


def hand_in(attempt_id: int, at: dt.datetime = NOW) -> str:
    """Ask for sign-off as the learner; gives the fingerprint that was taken."""
    actions.submit(actor_of(learner_of(attempt_id), at), attempt_id, at)
    db.session.commit()
    return work(attempt_id).snapshot


def make_asked(person_id: int, at: dt.datetime = NOW) -> int:
    """Work that is done and handed in."""
    attempt_id = make_work(person_id, at=at)
    hand_in(attempt_id, at)
    return attempt_id


def learner_of(attempt_id: int) -> int:
    return db.session.execute(sa.select(Attempt.person_id).where(Attempt.id == attempt_id)).scalar_one()


def actor_of(person_id: int, at: dt.datetime = NOW):
    actor = load_actor(person_id, at)
    assert actor is not None
    return actor


def criteria_ids() -> list[str]:
    version = db.session.scalars(sa.select(ModuleVersion).where(ModuleVersion.module_id == SOIL)).one()
    return [one["id"] for one in version.practical["en"]["criteria"]]


def said(attempt_id: int, rating: int = 3, **more: str) -> Said:
    """What a reviewer says: the same rating for each line, and the fingerprint as it is now."""
    return Said(work(attempt_id).snapshot, dict.fromkeys(criteria_ids(), rating), statement="Seen and done.", **more)


def approve(person_id: int, attempt_id: int, at: dt.datetime = NOW) -> None:
    actions.approve(actor_of(person_id, at), attempt_id, said(attempt_id), at)
    db.session.commit()


def state_of(attempt_id: int) -> str:
    return db.session.execute(sa.select(Attempt.state).where(Attempt.id == attempt_id)).scalar_one()


def events_of(attempt_id: int) -> list[str]:
    rows = sa.select(SignoffEvent.event).where(SignoffEvent.attempt_id == attempt_id).order_by(SignoffEvent.seq)
    return list(db.session.scalars(rows))


def make_house(people: SimpleNamespace) -> SimpleNamespace:
    """Ivy teaches the course; Ann, Bea and Far, in another facility, have asked; Pia is Bea's peer mentor."""
    make_course()
    make_teacher(people.ivy)
    make_match(1, people.bea, people.pia)
    other = make_facility("Birch House")
    people.far = make_person(other, "Far Away", "learner", number="1001")
    people.dora = make_person(other, "Dora There", "coordinator", username="dora")
    make_match(other, people.far, people.max)
    people.asked = {name: make_asked(getattr(people, name)) for name in ("ann", "bea", "far")}
    return people


def listed(person_id: int, now: dt.datetime = NOW) -> set[str]:
    """Whom a reviewer finds in her queue, all on its first page."""
    rows, following = queue.waiting(actor_of(person_id, now), now)
    assert following is None
    return {row.about.learner for row in rows}


def found_by_the_database(person_id: int, now: dt.datetime = NOW) -> set[str]:
    """The list before the rule is asked once more; where the two differ, pages would come out short."""
    return {one.learner for one in read_cases(queue.signable(actor_of(person_id, now), now))}
