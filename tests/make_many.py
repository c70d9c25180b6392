"""Many rows of everything that a learner's page could depend on, put in with few statements."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from lms.models.audit import AuditEvent
from lms.models.base import Base, db
from lms.models.keeping import Bookmark, KeptWord, LessonNote, SaidDone
from lms.models.learning import Attempt, Enrolment, LessonRead, PracticalSave
from lms.models.library import Course, CourseVersion, CourseVersionModule, Module, ModuleVersion
from lms.models.people import ParkedForm, Person
from lms.models.quizzes import Answer, AnswerSave, QuizTry
from lms.models.signoffs import Certificate, Reading, SignoffEvent
from tests import make_people
from tests.make import NOW
from tests.make_world import World

Values = Callable[[int], Mapping[str, Any]]


def copies(table: type[Base], count: range, first: sa.ColumnElement[bool], changed: Values) -> None:
    """Copy one row as often as is asked, each with some values of its own."""
    columns = list(table.__table__.columns)
    row = db.session.execute(sa.select(*columns).where(first)).mappings().first()
    assert row is not None, f"no row of {table.__name__} to copy"
    fixed = {column.name: row[column.name] for column in columns if not (column.primary_key and column.name == "id")}
    db.session.execute(sa.insert(table), [{**fixed, **changed(n)} for n in count])


def add_many(world: World, count: range) -> None:
    """One of everything for each number: courses she is in, attempts, tries, answers, events, readings, other learners."""
    ann, attempt_id = world.people["ann"], world.attempts["ann working"]
    _courses(ann, count)
    _work(ann, attempt_id, world.tries["ann working"], count)
    seq = db.session.scalar(sa.select(sa.func.max(SignoffEvent.seq)).where(SignoffEvent.attempt_id == attempt_id)) or 0
    events = ("submitted", "claimed", "returned")
    copies(
        SignoffEvent,
        range(3 * len(count)),
        SignoffEvent.attempt_id == attempt_id,
        lambda n: {"seq": seq + 1 + n, "event": events[n % 3], "by_id": world.people["mo"], "details": {}},
    )
    copies(Reading, count, Reading.attempt_id == attempt_id, lambda n: {"reason": f"reason {n}"})
    copies(AuditEvent, count, AuditEvent.actor_id == ann, lambda n: {"about_kind": "person", "about_id": str(ann)})
    db.session.execute(
        sa.insert(ParkedForm),
        [{"person_id": ann, "page": "/record", "fields": {"words": [f"{n}"]}, "parked_at": NOW} for n in count],
    )
    row = {"person_id": ann, "module_id": "beds/dig"}
    db.session.execute(
        sa.insert(LessonNote),
        [row | {"lesson_slug": f"s{n}", "words": "mine", "revision": 1, "saved_at": NOW} for n in count],
    )
    db.session.execute(sa.insert(Bookmark), [row | {"lesson_slug": f"s{n}", "made_at": NOW} for n in count])
    word = {"person_id": ann, "lang": "en", "meaning": "m", "kept_at": NOW}
    db.session.execute(sa.insert(KeptWord), [word | {"word": f"w{n}"} for n in count])
    copies(SaidDone, count, SaidDone.id == world.said["ann"], lambda n: {"form_key": f"many {n}"})
    db.session.commit()
    make_people.make_learners(world.home, len(count), attempts=False)
    others = db.session.scalars(sa.select(Person.id).order_by(Person.id.desc()).limit(len(count))).all()
    copies(
        Attempt,
        range(len(others)),
        Attempt.id == world.attempts["ann asked"],
        lambda n: {"person_id": others[n], "state": "submitted"},
    )
    db.session.commit()


def _courses(ann: int, count: range) -> None:
    """Courses of one module each: on offer, she is in them, has finished the module and holds the certificate."""
    knots = Course.id == "knots"
    version = CourseVersion.course_id == "knots"
    module = ModuleVersion.module_id == "knots/tie"
    at = 1000
    copies(Course, count, knots, lambda n: {"id": f"many{n}", "version_id": None})
    copies(CourseVersion, count, version, lambda n: {"id": at + n, "course_id": f"many{n}", "title": f"Many {n:04}"})
    db.session.execute(
        sa.update(Course)
        .where(CourseVersion.course_id == Course.id, Course.version_id.is_(None))
        .values(version_id=CourseVersion.id)
    )
    copies(Module, count, Module.id == "knots/tie", lambda n: {"id": f"many{n}/tie", "course_id": f"many{n}"})
    copies(ModuleVersion, count, module, lambda n: {"id": at + n, "module_id": f"many{n}/tie", "hash": f"many{n}"})
    shelf = sa.select(CourseVersion.id).where(version).scalar_subquery()
    copies(
        CourseVersionModule,
        count,
        CourseVersionModule.course_version_id == shelf,
        lambda n: {"course_version_id": at + n, "module_version_id": at + n},
    )
    copies(Enrolment, count, Enrolment.person_id == ann, lambda n: {"course_id": f"many{n}"})
    tied = sa.and_(Attempt.person_id == ann, Attempt.module_id == "knots/tie")
    copies(Attempt, count, tied, lambda n: {"module_id": f"many{n}/tie", "module_version_id": at + n})
    copies(
        Certificate,
        count,
        Certificate.person_id == ann,
        lambda n: {"number": f"MANY-{n}", "course_id": f"many{n}"},
    )


def _work(ann: int, attempt_id: int, try_id: int, count: range) -> None:
    """Lessons read, tries with an answer each, and answers and words that were kept aside, all in one attempt."""
    db.session.execute(
        sa.insert(LessonRead), [{"attempt_id": attempt_id, "lesson_slug": f"l{n}", "read_at": NOW} for n in count]
    )
    at = 1000
    copies(
        QuizTry,
        count,
        QuizTry.id == try_id,
        lambda n: {
            "id": at + n,
            "number": 2 + n,
            "seed": n,
            "closed_at": NOW,
            "percent": 40,
            "passed": False,
            "result": {"points": "0/1", "out_of": 1, "stars_missed": [], "to_reread": []},
        },
    )
    wrong = {"question_key": "rain", "value": "x", "revision": 1, "points": 0, "out_of": 1, "saved_at": NOW}
    db.session.execute(sa.insert(Answer), [wrong | {"try_id": at + n, "locked": True} for n in count])
    aside = {"question_key": "rain", "based_on": 0, "value": "x", "outcome": "stale", "saved_at": NOW}
    db.session.execute(
        sa.insert(AnswerSave),
        [aside | {"try_id": id_, "save_key": f"{n}-{id_}"} for n in count for id_ in (try_id, at + count[0])],
    )
    words = {"attempt_id": attempt_id, "based_on": 0, "ratings": {}, "outcome": "stale", "saved_at": NOW}
    db.session.execute(sa.insert(PracticalSave), [words | {"words": f"words {n}", "save_key": f"p{n}"} for n in count])
