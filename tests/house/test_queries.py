"""A learner's page costs a fixed, small number of queries, with one, five or five hundred of everything around it."""

import pytest
import sqlalchemy as sa

from lms.features.lessons import body
from lms.models.base import db
from lms.models.learning import LessonRead, PracticalWork
from lms.models.library import Lesson, Question
from lms.models.quizzes import Answer, QuizTry
from tests import make_courses, make_many
from tests.make import NOW
from tests.make_world import Asker, World, make_world
from tests.page import counted

MOST = 6
"""Queries of the dearest page; the home page reads shelves, attempts and what was kept."""


@pytest.fixture
def world(app) -> World:
    """The world, with Ann's module read, one try closed and one under way, and words in her practical."""
    made = make_world(app)
    attempt_id = made.attempts["ann working"]
    db.session.add(LessonRead(attempt_id=attempt_id, lesson_slug="read", read_at=NOW))
    db.session.add(PracticalWork(attempt_id=attempt_id, words="I dug.", ratings={}, revision=1, saved_at=NOW))
    first = db.session.get_one(QuizTry, made.tries["ann working"])
    right = db.session.scalars(sa.select(Question).where(Question.slug == "rain")).first()
    value = next(one["id"] for one in right.data["options"] if one["right"])
    db.session.add(
        Answer(
            try_id=first.id, question_key="rain", value=value, revision=1, locked=True, points=1, out_of=1, saved_at=NOW
        )
    )
    first.closed_at, first.percent, first.passed = NOW, 100, True
    first.result = {"points": "1/1", "out_of": 1, "stars_missed": [], "to_reread": []}
    db.session.commit()
    return made


def pages(world: World) -> dict[str, str]:
    """Every page of a learner, by what it is."""
    working, asked = world.attempts["ann working"], world.attempts["ann asked"]
    closed, under_way = world.tries["ann working"], world.tries["ann asked"]
    return {
        "home": "/",
        "courses": "/courses",
        "course": "/courses/beds",
        "lesson": f"/attempts/{working}/lessons/read",
        "copy": f"/attempts/{working}/lessons/read/copy",
        "continue": f"/attempts/{asked}",
        "quiz": f"/attempts/{working}/quiz",
        "question": f"/tries/{under_way}/questions/rain",
        "answered": f"/tries/{closed}/questions/rain",
        "check": f"/tries/{under_way}/check",
        "result": f"/tries/{closed}/result",
        "practical": f"/attempts/{working}/practical",
        "words kept aside": f"/attempts/{working}/practical?kept=stale",
        "sign-off": f"/attempts/{working}/sign-off",
        "asked": f"/attempts/{asked}/sign-off",
        "sign here": f"/attempts/{asked}/sign-here",
        "notes": f"/attempts/{working}/lessons/read/notes",
        "notebook": "/notebook",
        "search": "/search?q=dig",
        "you said": "/you-said",
        "ticket": f"/attempts/{asked}/ticket",
        "record": "/record",
        "certificate": f"/certificates/{world.certificates['ann']}",
        "account": "/account",
        "openings": "/account/openings",
        "who can see what": "/account/who-can-see",
        "kept": "/kept",
        "look": "/look",
        "help": "/help",
        "verify": "/verify",
    }


def costs(world: World, asker: Asker) -> dict[str, int]:
    """How many queries each page takes, once what never changes has been read."""
    found = {}
    for name, url in pages(world).items():
        asker.ask("GET", url)
        with counted() as queries:
            answer = asker.ask("GET", url)
        assert answer.status_code == (302 if name == "continue" else 200), (name, answer.headers.get("Location"))
        found[name] = len(queries)
    return found


def test_every_page_costs_the_same_with_one_five_and_five_hundred(world):
    ann = Asker(world.app, world.people["ann"])
    make_many.add_many(world, range(1))
    one = costs(world, ann)
    make_many.add_many(world, range(1, 5))
    five = costs(world, ann)
    make_many.add_many(world, range(5, 500))
    assert costs(world, ann) == five == one
    assert one["lesson"] <= 3
    assert max(one.values()) <= MOST, one


def test_a_query_for_each_row_would_be_seen(world, monkeypatch):
    ann = Asker(world.app, world.people["ann"])
    view = world.app.view_functions["records.mine"]

    def planted(**values):
        for tried in db.session.scalars(sa.select(QuizTry.id)).all():
            db.session.execute(sa.select(Answer.id).where(Answer.try_id == tried))
        return view(**values)

    monkeypatch.setitem(world.app.view_functions, "records.mine", planted)
    make_many.add_many(world, range(1))
    one = costs(world, ann)
    make_many.add_many(world, range(1, 5))
    assert costs(world, ann)["record"] == one["record"] + 4


def test_a_lesson_with_dated_facts_takes_three_queries_at_most_even_the_first_time(world, monkeypatch):
    monkeypatch.setattr(body, "_READ", {})
    make_courses.publish_tree(make_courses.bread())
    world.attempt("bread", "ann", "bread/dough")
    ann = Asker(world.app, world.people["ann"])
    assert "⟦fact:wage⟧" in db.session.scalars(sa.select(Lesson.html).where(Lesson.slug == "mix")).first()
    monkeypatch.setattr(body, "MOST_READ", 1)
    for slug, fact in (("mix", True), ("mix", True), ("knead", False), ("mix", True)):
        with counted() as queries:
            answer = ann.ask("GET", f"/attempts/{world.attempts['bread']}/lessons/{slug}")
        assert ('class="fact"' in answer.get_data(as_text=True)) is fact
        assert len(queries) <= 3, queries
