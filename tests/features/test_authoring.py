"""Publishing a course: what is stored, what is shared with the version before, and where open work goes."""

import datetime as dt
import threading
from dataclasses import replace

import pytest
import sqlalchemy as sa

from lms.content.model import Problem
from lms.features.authoring import queries
from lms.features.authoring.actions import NotPublished, keep_facts, publish
from lms.features.signoffs.events import append
from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.learning import Attempt, LessonRead
from lms.models.library import (
    Blob,
    Course,
    CourseVersion,
    CourseVersionModule,
    FactRow,
    Lesson,
    Module,
    ModuleVersion,
    Question,
    VersionFile,
)
from lms.models.quizzes import QuizTry
from lms.models.signoffs import SignoffEvent
from lms.rules.permissions import Actor, Role
from lms.rules.signoffs import Event, State
from tests.make import NOW
from tests.make_courses import WAGE, bread, compiled, make_attempt, offered, publish_tree, with_text

LATER = NOW + dt.timedelta(days=1)
TABLES = (Blob, Course, CourseVersion, VersionFile, Module, ModuleVersion, CourseVersionModule, Lesson, Question)


def sizes() -> dict[str, int]:
    """How many rows each table of the library has, and the list of what was done."""
    return {
        table.__tablename__: db.session.scalar(sa.select(sa.func.count()).select_from(table))
        for table in (*TABLES, FactRow, AuditEvent)
    }


def changed(path="1-dough/2-knead.md", old="Knead it.", new="Knead it well."):
    return with_text(bread(), path, old, new)


def audited(action):
    return db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id)).all()


def test_publishing_stores_every_part(app, people):
    cora = Actor(people.cora, "Cora", frozenset({Role.COORDINATOR}), 1)
    assert publish_tree(bread(), actor=cora, note="First loaf") == 1
    assert sizes() == {
        "blob": 14,
        "course": 1,
        "course_version": 1,
        "version_file": 14,
        "module": 2,
        "module_version": 2,
        "course_version_module": 2,
        "lesson": 4,
        "question": 3,
        "fact": 1,
        "audit_event": 2,
    }
    version = db.session.scalars(sa.select(CourseVersion)).one()
    assert (version.course_id, version.number, version.title, version.track) == ("bread", 1, "Bread", "kitchen")
    assert (version.hours, version.authors, version.licence, version.language) == (2.0, ["Bo"], "CC0", "en")
    assert (version.note, version.change, version.published_by) == ("First loaf", "small", people.cora)
    assert version.published_at == NOW
    assert list(version.texts) == ["en", "es"]
    assert version.texts["en"]["about"] == "<p>Bake <em>well</em>.</p>"
    assert version.texts["es"]["title"] == "Pan"
    assert db.session.get_one(Course, "bread").version_id == version.id
    assert queries.contents(version.id) == bread()
    (note,) = audited("course-published")
    assert (note.actor_id, note.about_kind, note.about_id) == (people.cora, "course", "bread")
    assert note.details == {"number": 1, "change": "small", "moved": 0}


def test_a_module_is_stored_ready_for_its_pages(app):
    publish_tree(bread())
    dough, oven = db.session.scalars(sa.select(ModuleVersion).order_by(ModuleVersion.id))
    assert (dough.module_id, dough.title, dough.minutes, dough.signoff) == ("bread/dough", "Dough", 30, "practical")
    assert (dough.credit, dough.pass_mark, dough.recall, dough.requires) == (False, 80, 1, [])
    assert dough.texts["es"] == {"title": "Masa", "about": "<p>Puede amasar.</p>"}
    assert dough.outline == {
        "lessons": [
            {"slug": "mix", "minutes": 5, "swap": "", "titles": {"en": "Mix", "es": "Mezclar"}},
            {"slug": "knead", "minutes": 7, "swap": "mix", "titles": {"en": "Knead"}},
        ],
        "facts": ["wage"],
    }
    assert dough.quiz == {
        "draw": 1,
        "shuffle": False,
        "feedback": "end",
        "star": ["salt"],
        "questions": ["salt", "hands"],
    }
    assert dough.practical["en"]["tier"] == "T1"
    assert dough.practical["en"]["materials"] == "flour"
    assert dough.practical["en"]["task"] == "<p>Knead a loaf.</p>"
    assert [(one["text"], one["star"]) for one in dough.practical["en"]["criteria"]] == [
        ("Washes hands first.", True),
        ("Kneads for 5 minutes.", False),
    ]
    english, spanish = dough.practical["en"]["criteria"], dough.practical["es"]["criteria"]
    assert [one["id"] for one in spanish] == [one["id"] for one in english]
    assert (oven.credit, oven.requires, oven.quiz, oven.practical) == (True, ["dough"], None, None)
    null = sa.select(sa.func.count()).where(ModuleVersion.quiz.is_(None), ModuleVersion.practical.is_(None))
    assert db.session.scalar(null) == 1


def test_lessons_and_questions_have_a_row_for_each_language(app):
    publish_tree(bread())
    lessons = db.session.execute(
        sa.select(Lesson.slug, Lesson.lang, Lesson.position, Lesson.title, Lesson.content_note, Lesson.swap)
        .join(ModuleVersion, ModuleVersion.id == Lesson.module_version_id)
        .where(ModuleVersion.module_id == "bread/dough")
        .order_by(Lesson.lang, Lesson.position)
    ).all()
    assert [tuple(row) for row in lessons] == [
        ("mix", "en", 1, "Mix", "", ""),
        ("knead", "en", 2, "Knead", "It is about burns.", "mix"),
        ("mix", "es", 1, "Mezclar", "", ""),
    ]
    mix = db.session.scalars(sa.select(Lesson).where(Lesson.slug == "mix", Lesson.lang == "en")).one()
    assert mix.words == {"knead": "press and fold"}
    assert "⟦fact:wage⟧" in mix.html
    assert [check["id"] for check in mix.checks] == ["first"]
    questions = db.session.execute(
        sa.select(Question.slug, Question.lang, Question.position, Question.kind).order_by(Question.id)
    ).all()
    assert [tuple(row) for row in questions] == [
        ("salt", "en", 1, "choice"),
        ("hands", "en", 2, "number"),
        ("salt", "es", 1, "choice"),
    ]
    english, spanish = db.session.scalars(sa.select(Question).where(Question.slug == "salt").order_by(Question.lang))
    assert english.data["stem"] != spanish.data["stem"]
    assert [one["id"] for one in english.data["options"]] == [one["id"] for one in spanish.data["options"]]


def test_the_same_files_again_publish_nothing(app):
    publish_tree(bread())
    before = sizes()
    course, made = compiled(bread())
    again = publish(course, made, {WAGE.id: WAGE}, None, LATER)
    db.session.commit()
    assert (again.number, again.published_at) == (1, NOW)
    assert sizes() == before


def test_one_changed_lesson_makes_one_new_module_version(app):
    publish_tree(bread())
    before = sizes()
    kept, old = offered("bread/oven"), offered("bread/dough")
    assert publish_tree(changed(), now=LATER) == 2
    assert offered("bread/oven") == kept
    assert offered("bread/dough") != old
    after = sizes()
    new = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert new == {
        "blob": 1,
        "course_version": 1,
        "version_file": 14,
        "module_version": 1,
        "course_version_module": 2,
        "lesson": 3,
        "question": 3,
        "audit_event": 1,
    }
    version = queries.version("bread", 2)
    assert (version.new_modules, version.modules) == (1, 2)


def test_an_old_state_comes_back_as_a_new_number_with_its_old_modules(app):
    publish_tree(bread())
    first = offered("bread/dough")
    publish_tree(changed(), now=LATER)
    assert publish_tree(bread(), now=LATER) == 3
    assert offered("bread/dough") == first
    assert sizes()["module_version"] == 3


def test_another_language_of_the_course_makes_its_modules_anew(app):
    tree = {path: data for path, data in bread().items() if not path.startswith("es/")}
    publish_tree(tree)
    publish_tree(with_text(tree, "course.md", "track: kitchen", "track: kitchen\nlanguage: fr"), now=LATER)
    version = db.session.get_one(ModuleVersion, offered("bread/dough"))
    assert list(version.texts) == ["fr"]


def test_a_text_that_cannot_be_shown_is_not_published(app):
    course, made = compiled(bread())
    problem = Problem("1-dough/1-mix.md", 3, "too-complex", "This text is too complex to show near line 3.")
    with pytest.raises(NotPublished) as refused:
        publish(course, replace(made, problems=(problem,)), {}, None, NOW)
    assert refused.value.problems == (problem,)
    with pytest.raises(ValueError, match="huge"):
        publish(course, made, {}, None, NOW, change="huge")
    db.session.commit()
    assert set(sizes().values()) == {0}


def test_only_a_later_check_renews_a_fact(app):
    publish_tree(bread())
    older = replace(WAGE, value="It is $5.", checked_on=WAGE.checked_on - dt.timedelta(days=1))
    twin = replace(WAGE, value="It is $6.")
    newer = replace(WAGE, value="It is $9.", checked_on=WAGE.checked_on + dt.timedelta(days=1))
    assert keep_facts({WAGE.id: older}) == []
    assert keep_facts({WAGE.id: twin}) == []
    assert queries.facts_by_id({"wage", "unknown"}) == {"wage": WAGE}
    course, made = compiled(bread())
    assert publish(course, made, {WAGE.id: newer}, None, LATER).number == 1
    db.session.commit()
    assert queries.facts_by_id({"wage"}) == {"wage": newer}
    assert [note.details for note in audited("facts-renewed")] == [{"facts": ["wage"]}, {"facts": ["wage"]}]
    assert queries.facts_by_id(()) == {}


def state_of(attempt_id):
    row = db.session.get_one(Attempt, attempt_id, populate_existing=True)
    events = db.session.scalars(
        sa.select(SignoffEvent.event).where(SignoffEvent.attempt_id == attempt_id).order_by(SignoffEvent.seq)
    ).all()
    return row.module_version_id, row.state, events[-1]


def test_a_small_change_moves_open_work_and_nothing_else(app, facility, people):
    publish_tree(bread())
    old, oven = offered("bread/dough"), offered("bread/oven")
    submitted = (Event.SUBMITTED,)
    reviewed = (Event.SUBMITTED, Event.CLAIMED)
    going = make_attempt(facility, people.ann, "bread/dough")
    returned = make_attempt(facility, people.bea, "bread/dough", *reviewed, Event.RETURNED, by=people.mo)
    waiting = make_attempt(facility, people.pia, "bread/dough", *submitted)
    claimed = make_attempt(facility, people.max, "bread/dough", *reviewed, by=people.mo)
    done = make_attempt(facility, people.ivy, "bread/dough", *reviewed, Event.APPROVED, by=people.mo)
    elsewhere = make_attempt(facility, people.ann, "bread/oven")
    db.session.add(LessonRead(attempt_id=going, lesson_slug="mix", read_at=NOW))
    pinned = [{"key": "salt", "version": old, "slug": "salt", "lang": "en"}]
    db.session.add(
        QuizTry(
            facility_id=facility,
            attempt_id=going,
            module_version_id=old,
            person_id=people.ann,
            number=1,
            seed=1,
            questions=pinned,
            started_at=NOW,
        )
    )
    db.session.commit()
    cora = Actor(people.cora, "Cora", frozenset({Role.COORDINATOR}), facility)
    publish_tree(changed(), actor=cora, now=LATER)
    new = offered("bread/dough")
    assert state_of(going) == (new, State.IN_PROGRESS, Event.MOVED)
    assert state_of(returned) == (new, State.RETURNED, Event.MOVED)
    assert state_of(waiting) == (old, State.SUBMITTED, Event.SUBMITTED)
    assert state_of(claimed) == (old, State.IN_REVIEW, Event.CLAIMED)
    assert state_of(done) == (old, State.APPROVED, Event.APPROVED)
    assert state_of(elsewhere) == (oven, State.IN_PROGRESS, Event.STARTED)
    moved = db.session.scalars(sa.select(SignoffEvent).where(SignoffEvent.event == Event.MOVED)).all()
    assert {event.attempt_id for event in moved} == {going, returned}
    assert {(event.by_id, event.at) for event in moved} == {(people.cora, LATER)}
    assert moved[0].details == {"from": old, "to": new, "course_version": 2}
    assert db.session.scalars(sa.select(QuizTry.questions)).one() == pinned
    assert db.session.get(LessonRead, (going, "mix")) is not None
    assert audited("course-published")[-1].details["moved"] == 2


def test_a_breaking_change_leaves_work_where_it_is_for_good(app, facility, people):
    publish_tree(bread())
    old = offered("bread/dough")
    ann = make_attempt(facility, people.ann, "bread/dough")
    publish_tree(changed(), now=LATER, change="breaking")
    assert state_of(ann) == (old, State.IN_PROGRESS, Event.STARTED)
    bea = make_attempt(facility, people.bea, "bread/dough")
    publish_tree(changed(new="Knead it very well."), now=LATER)
    assert state_of(ann) == (old, State.IN_PROGRESS, Event.STARTED)
    assert state_of(bea) == (offered("bread/dough"), State.IN_PROGRESS, Event.MOVED)


def test_work_that_came_back_late_moves_with_the_next_small_change(app, facility, people):
    publish_tree(bread())
    ann = make_attempt(facility, people.ann, "bread/dough", Event.SUBMITTED)
    publish_tree(changed(), now=LATER)
    append(db.session.get_one(Attempt, ann), Event.TAKEN_BACK, people.ann, LATER)
    db.session.commit()
    publish_tree(changed(new="Knead it very well."), now=LATER)
    assert state_of(ann) == (offered("bread/dough"), State.IN_PROGRESS, Event.MOVED)


def test_two_who_publish_at_once_get_two_numbers(app):
    publish_tree(bread())
    trees = [changed(new=f"Knead it {n} times.") for n in (10, 20)]
    made = [compiled(tree) for tree in trees]
    ready, numbers = threading.Barrier(2), []

    def run(course, of):
        with app.app_context():
            ready.wait()
            numbers.append(publish(course, of, {}, None, LATER).number)
            db.session.commit()

    threads = [threading.Thread(target=run, args=one) for one in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == [2, 3]
    assert db.session.get_one(Course, "bread", populate_existing=True).version_id == queries.version("bread", 3).id
