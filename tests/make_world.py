"""One small world of two facilities in which every address leads somewhere, and a way to ask for many of them fast."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from lms.features.drafts.actions import open_draft, save_file
from lms.features.formats.actions import bring
from lms.features.paper.actions import make_sheet
from lms.features.quizzes.actions import start_try
from lms.features.records.actions import issue_certificate
from lms.features.signoffs.events import append
from lms.models.base import db
from lms.models.drafts import DraftSave
from lms.models.keeping import SaidDone
from lms.models.learning import Attempt, Enrolment
from lms.models.library import CourseStaff, FactRow
from lms.models.people import Facility, Match, Pause
from lms.models.quizzes import FreshCard
from lms.models.signoffs import Reading
from lms.rules.fresh import new_card
from lms.rules.record_numbers import new_number
from lms.rules.signoffs import Event
from lms.web.signin import load_actor
from tests import course, make, make_courses, make_people
from tests.make import NOW

MODULE = "---\ntitle: {title}\nminutes: 10\nsignoff: {signoff}\nrecall: 0\n---\nYou can do it.\n"
PICTURE_HASH = hashlib.sha256(make_courses.png()).hexdigest()
QUESTIONS = b"What is net pay?{=What is left#Yes. ~All of it#Not quite.}"
QUESTIONS_HASH = hashlib.sha256(QUESTIONS).hexdigest()


def tree(title: str, **modules: str) -> make_courses.Tree:
    """A course with these modules, each a name and what signs it; a practical comes with each that is watched."""
    files = {"course.md": course.COURSE.replace("Garden Work", title)}
    for number, (slug, signoff) in enumerate(modules.items(), 1):
        folder = f"{number}-{slug}"
        files[f"{folder}/module.md"] = MODULE.format(title=slug.title(), signoff=signoff)
        files[f"{folder}/1-read.md"] = course.LESSON.format(title=f"Read {slug}")
        files[f"{folder}/quiz.md"] = course.QUIZ_TWO
        if signoff == "practical":
            files[f"{folder}/practical.md"] = course.PRACTICAL
    return {path: text.encode() for path, text in files.items()}


@dataclass
class World:
    """The ids of everybody and everything in it; `attempts`, `tries`, `certificates` and more by a short name."""

    app: Flask
    people: dict[str, int]
    home: int
    away: int
    attempts: dict[str, int] = field(default_factory=dict)
    tries: dict[str, int] = field(default_factory=dict)
    certificates: dict[str, str] = field(default_factory=dict)
    matches: dict[str, int] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    said: dict[str, int] = field(default_factory=dict)
    saves: int = 0
    """The newest save in the draft of *herbs*."""
    sheets: dict[str, str] = field(default_factory=dict)
    pauses: dict[str, int] = field(default_factory=dict)
    cards: dict[str, int] = field(default_factory=dict)

    def attempt(self, name: str, who: str, module_id: str, *events: Event, by: str = "") -> None:
        """An attempt with a try under way, brought as far as these events."""
        person_id = self.people[who]
        facility_id = self.away if who == "una" else self.home
        course_id = module_id.split("/", maxsplit=1)[0]
        known = sa.select(Enrolment.id).where(Enrolment.person_id == person_id, Enrolment.course_id == course_id)
        if db.session.scalar(known) is None:
            values = {"facility_id": facility_id, "person_id": person_id, "course_id": course_id, "by_id": person_id}
            db.session.add(Enrolment(**values, started_at=NOW))
        self.attempts[name] = make_courses.make_attempt(facility_id, person_id, module_id)
        actor = load_actor(person_id, NOW)
        assert actor is not None
        try_id = start_try(actor, self.attempts[name], "en", NOW)
        assert try_id is not None
        self.tries[name] = try_id
        self.sheets[name] = new_number(hashlib.sha256(name.encode()).digest())
        make_sheet(actor, self.attempts[name], self.sheets[name], NOW)
        row = db.session.get_one(Attempt, self.attempts[name])
        for event in events:
            append(row, event, self.people[by] if by and event is not Event.SUBMITTED else person_id, NOW)
            db.session.flush()
        db.session.commit()


def make_world(app: Flask) -> World:
    """Ann and Bea learn here, Una elsewhere; Mo and Pia mentor Ann, Max mentors Bea, Ivy teaches the course *beds*."""
    home = make.make_facility()
    here, there = make.make_people(home), make_people.make_elsewhere()
    away = there.facility
    ids = vars(here) | {name: id_ for name, id_ in vars(there).items() if name not in ("facility", "match")}
    ids["iva"] = make.make_person(away, "Iva Other", "instructor", username="iva")
    world = World(app, ids, home, away)
    db.session.execute(sa.update(Facility).values(peers_may_sign=True))
    make.make_match(home, here.ann, here.pia)
    world.matches = {"bea": make.make_match(home, here.bea, here.max), "una": there.match}
    world.matches["ann"] = db.session.execute(sa.select(Match.id).where(Match.mentor_id == here.mo)).scalar_one()
    make_courses.publish_tree(tree("Beds", dig="practical", sow="mentor", weed="mentor"), "beds")
    make_courses.publish_tree(tree("Herbs", mint="mentor") | {"media/leaf.png": make_courses.png()}, "herbs")
    make_courses.publish_tree(tree("Knots", tie="none"), "knots")
    db.session.add(CourseStaff(course_id="beds", person_id=here.ivy))
    fee = {"value": "The fee is $3.", "place": "Alder", "source": "A list", "owner": "Ivy"}
    db.session.add(FactRow(id="fee", checked_on=NOW.date(), review_by=NOW.date() + dt.timedelta(days=90), **fee))
    world.attempt("ann working", "ann", "beds/dig")
    world.attempt("ann asked", "ann", "beds/sow", Event.SUBMITTED)
    world.attempt("ann approved", "ann", "beds/weed", Event.SUBMITTED, Event.CLAIMED, Event.APPROVED, by="mo")
    world.attempt("bea asked", "bea", "herbs/mint", Event.SUBMITTED)
    world.attempt("una asked", "una", "beds/sow", Event.SUBMITTED)
    for who in ("ann", "bea", "una"):
        world.attempt(f"{who} tied", who, "knots/tie", Event.COMPLETED)
        number = issue_certificate(ids[who], "knots", NOW)
        assert number is not None
        world.certificates[who] = number
        world.cards[who] = make_card(ids[who])
    begin_draft(world)
    world.versions = {name: make_courses.offered(name) for name in ("beds/dig", "herbs/mint")}
    ivy = load_actor(here.ivy, NOW)
    assert ivy is not None
    assert bring(ivy, QUESTIONS, "gift", NOW) == QUESTIONS_HASH
    for place, facility_id, caller in (("home", home, here.cora), ("away", away, there.coco)):
        pause = Pause(facility_id=facility_id, started_at=NOW, started_by=caller)
        db.session.add(pause)
        db.session.flush()
        world.pauses[place] = pause.id
    for attempt_id in world.attempts.values():
        for reader in ("mo", "pia", "ivy", "cora"):
            open_for(world, attempt_id, ids[reader])
    world.said = {name: said_done(world, name) for name in ("ann", "bea", "una")}
    db.session.commit()
    return world


def said_done(world: World, who: str) -> int:
    """Something that was said and done at the facility where she is."""
    place, by = (world.away, "coco") if who == "una" else (world.home, "cora")
    row = SaidDone(facility_id=place, said="Louder", done="Done", by_id=world.people[by], at=NOW, form_key=who)
    db.session.add(row)
    db.session.flush()
    return row.id


def begin_draft(world: World) -> None:
    """Ivy has a draft of *herbs* under way, with one lesson saved."""
    ivy = load_actor(world.people["ivy"], NOW)
    assert ivy is not None
    draft_id = open_draft(ivy, "herbs", NOW)
    save_file(ivy, draft_id, "1-mint/1-read.md", b"---\ntitle: Read mint\n---\nMint is green.\n", "one", 1, NOW)
    world.saves = db.session.scalars(sa.select(sa.func.max(DraftSave.id))).one()


def make_card(person_id: int) -> int:
    """A question that is kept fresh."""
    version = make_courses.offered("knots/tie")
    values = {"person_id": person_id, "module_id": "knots/tie", "slug": "rain", "module_version_id": version}
    card = FreshCard(**values, lang="en", card=new_card(1, NOW), due_at=NOW, asked_key="")
    db.session.add(card)
    db.session.flush()
    return card.id


def open_for(world: World, attempt_id: int, reader_id: int) -> None:
    """Somebody has opened this work, so that what refuses her is the table and not a closed page."""
    row = db.session.get_one(Attempt, attempt_id)
    values = {
        "facility_id": row.facility_id,
        "attempt_id": attempt_id,
        "reader_id": reader_id,
        "role": "",
        "reason": "",
    }
    db.session.add(Reading(**values, at=NOW, until=NOW + dt.timedelta(minutes=30)))


class Asker:
    """Sends requests as one person, without a browser: same session and same token each time, nothing kept."""

    def __init__(self, app: Flask, person_id: int | None) -> None:
        self.app = app
        self.client = app.test_client(use_cookies=False)
        raw = f"{person_id or 0}.asked"
        cookie = {"csrf_token": raw}
        if person_id is not None:
            cookie["_user_id"] = make.make_session(person_id, app.config["CLOCK"]())
        self.cookie = "footing=" + app.session_interface.get_signing_serializer(app).dumps(cookie)  # type: ignore[attr-defined]
        self.token = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(raw)

    def ask(self, method: str, url: str, data: Mapping[str, Any] | None = None, **headers: str) -> Any:
        """The answer to one request; a POST carries the token unless ``data`` brings another."""
        body = {"csrf_token": self.token, **(data or {})} if method == "POST" else None
        given = {"method": method, "data": body, "headers": {"Cookie": self.cookie, **headers}}
        db.session.remove()
        answer = Context().run(self.client.open, url, **given)
        answer.get_data()
        db.session.remove()
        return answer


class Undo:
    """Runs requests on one connection whose work is undone after each of them, so that none changes the world."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What is committed inside ends with it."""
        db.session.remove()
        inner = self.connection.begin_nested()
        try:
            yield
        finally:
            db.session.remove()
            inner.rollback()


@contextmanager
def one_connection() -> Iterator[Undo]:
    """Let the app work on a single connection: each commit ends a savepoint, and the whole is rolled back at the end."""
    db.session.remove()
    engines = db.engines
    engine = engines[None]
    with engine.connect() as connection:
        outer = connection.begin()
        engines[None] = connection  # type: ignore[assignment]
        try:
            yield Undo(connection)
        finally:
            db.session.remove()
            outer.rollback()
            engines[None] = engine


def dump() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, to be compared."""
    db.session.remove()
    found = {}
    with db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            found[table.name] = sorted((tuple(row) for row in connection.execute(sa.select(table))), key=repr)
    return found
