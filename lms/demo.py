"""A believable facility for a first look, built only through actions; its people are plainly made up."""

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from lms import questions
from lms.features.accounts.actions import choose_secret
from lms.features.catalogue.actions import enrol
from lms.features.drafts import queries as drafts
from lms.features.drafts.actions import open_draft, save_file
from lms.features.facility.actions import change
from lms.features.feedback.actions import add_said, give_ticket
from lms.features.lessons.actions import mark_read, start
from lms.features.lessons.queries import attempt_progress
from lms.features.notebook.actions import Place, keep_word, save_note, set_bookmark
from lms.features.people.actions.accounts import Details, new_account, set_roles
from lms.features.people.actions.learning import match, set_teaching
from lms.features.practicals.actions import save_work
from lms.features.practicals.queries import practical_of
from lms.features.quizzes.actions import close_try, save_answer, start_try
from lms.features.quizzes.queries import questions_of, try_page
from lms.features.signoffs.actions import approve, claim, return_work, submit
from lms.features.signoffs.signing import Said
from lms.features.signoffs.snapshots import work
from lms.features.signoffs.witnesses import witness
from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.library import Course, CourseVersionModule, ModuleVersion
from lms.models.people import Facility
from lms.rules import passwords
from lms.rules.permissions import Actor, Role
from lms.rules.signoffs import State

HELP = (
    "Speak to any officer, teacher or nurse. You do not have to say why.\n\n"
    "Ms Ode in room 4 is there from Monday to Friday, 9 to 4.\n\n"
    "This is a demonstration: your facility writes its own words here."
)


@dataclass(frozen=True, slots=True)
class Someone:
    """One made-up person: her name, what she does here, what she signs in with and her secret."""

    name: str
    what: str
    sign_in: str
    secret: str
    role: Role


PEOPLE = (
    Someone("Rosa Example", "learner, just beginning", "1001", "407319", Role.LEARNER),
    Someone("Dee Sample", "learner, waiting for a sign-off", "1002", "528640", Role.LEARNER),
    Someone("Kim Example", "learner, in the middle of a quiz", "1003", "639751", Role.LEARNER),
    Someone("Lena Sample", "learner, work returned with a next step", "1004", "740862", Role.LEARNER),
    Someone("Mo Example", "mentor of all four", "mo", "green river walk", Role.MENTOR),
    Someone("Joy Sample", "mentor of Lena", "joy", "paper lamp garden", Role.MENTOR),
    Someone("Ivy Example", "instructor", "ivy", "quiet winter bread", Role.INSTRUCTOR),
    Someone("Cora Sample", "coordinator", "cora", "yellow window story", Role.COORDINATOR),
    Someone("Ada Example", "admin of the server", "ada", "seven summer stones", Role.ADMIN),
    Someone("Pia Sample", "peer mentor of Dee", "1005", "851973", Role.PEER_MENTOR),
    Someone("Otto Sample", "auditor", "otto", "silver morning field", Role.AUDITOR),
)

CLASS = (
    *("Amy", "Bev", "Cleo", "Dora", "Edie", "Fern", "Gail", "Hope", "Iris"),
    *("June", "Kay", "Lou", "May", "Nell", "Olive", "Pam", "Rae", "Sue"),
)
"""First names of a class that has done the first module; nobody signs in as one of them."""


def build(now: dt.datetime) -> None:
    """Make the facility, its people, and their ways through the starter courses, ending at ``now``."""
    began = now - dt.timedelta(days=45)
    place = Facility(name="Willow Bend", timezone="America/New_York", help_text=HELP, created_at=began)
    db.session.add(place)
    db.session.flush()  # Everybody belongs to it.
    actors = {one.sign_in: _person(place.id, one, began) for one in PEOPLE}
    cora, mo = actors["cora"], actors["mo"]
    hers = frozenset(actors[number].id for number in ("1001", "1002", "1003", "1004"))
    mo = replace(mo, matches=hers)
    for learner_id in sorted(hers):
        match(cora, learner_id, mo.id, began)
    match(cora, actors["1004"].id, actors["joy"].id, began)
    set_teaching(cora, actors["ivy"].id, list(db.session.scalars(sa.select(Course.id))), began)
    match(cora, actors["1002"].id, actors["1005"].id, began)
    _class(place.id, began + dt.timedelta(days=1))
    _rosa(actors["1001"], now - dt.timedelta(days=1))
    _dee(actors["1002"], now - dt.timedelta(days=9))
    change(cora, {"sample_percent": 100}, began)
    _kim(actors["1003"], mo, now - dt.timedelta(days=14))
    change(cora, {"sample_percent": 0}, now - dt.timedelta(days=10))
    _lena(actors["1004"], mo, now - dt.timedelta(days=6))
    _around(actors, now - dt.timedelta(days=2))


def _person(facility_id: int, one: Someone, at: dt.datetime) -> Actor:
    """Make one account with a secret that is good from the start."""
    by_pin = one.secret.isdecimal()
    details = Details(one.name, one.sign_in if by_pin else None, None if by_pin else one.sign_in)
    person = new_account(facility_id, None, details, at)
    set_roles(person, [one.role], [one.role], None, True, at)
    if one.role is Role.PEER_MENTOR:
        person.cleared_until = at + dt.timedelta(days=365)
    actor = Actor(person.id, person.name, frozenset({one.role}), facility_id)
    typed = passwords.normalise(one.secret) if by_pin else one.secret
    choose_secret(actor, "pin" if by_pin else "passphrase", passwords.hash_secret(typed), 0, at)
    return actor


def _rosa(rosa: Actor, at: dt.datetime) -> None:
    """One lesson read, the second one open."""
    enrol(rosa, rosa.id, "start-here", at)
    attempt = start(rosa, _modules("start-here")[0], at)
    _read(rosa, attempt, at, most=1)


def _dee(dee: Actor, at: dt.datetime) -> None:
    """All of Start Here but the last signature."""
    _whole_course(dee, "start-here", at)


def _kim(kim: Actor, mo: Actor, at: dt.datetime) -> None:
    """Start Here signed off, two questions into a quiz of Money Basics."""
    last = _whole_course(kim, "start-here", at)
    _approve(mo, last, at + dt.timedelta(days=3))
    enrol(kim, kim.id, "money-basics", at + dt.timedelta(days=4))
    attempt = start(kim, _modules("money-basics")[0], at + dt.timedelta(days=4))
    _read(kim, attempt, at + dt.timedelta(days=5))
    _answer(kim, attempt, at + dt.timedelta(days=6), most=2)


def _lena(lena: Actor, mo: Actor, at: dt.datetime) -> None:
    """Start Here returned with a next step."""
    last = _whole_course(lena, "start-here", at)
    at += dt.timedelta(days=2)
    claim(mo, last, at)
    seen = work(last)
    ratings = dict.fromkeys(seen.criteria, 3)
    ratings[next(iter(seen.criteria))] = 2
    said = Said(
        seen.snapshot,
        ratings,
        strength="Your times fit your week well, and you kept to them.",
        next_step="Write down which course you choose first, and one reason why.",
    )
    return_work(mo, last, said, at)


def _class(facility_id: int, at: dt.datetime) -> None:
    """A class does the first module, each with slips of her own, and says without a name how it was."""
    first = _modules("start-here")[0]
    for place, name in enumerate(CLASS):
        person = new_account(facility_id, None, Details(f"{name} Example", str(1011 + place), None), at)
        set_roles(person, [Role.LEARNER], [Role.LEARNER], None, True, at)
        actor = Actor(person.id, person.name, frozenset({Role.LEARNER}), facility_id)
        enrol(actor, person.id, "start-here", at)
        attempt = start(actor, first, at)
        _read(actor, attempt, at)
        _answer(actor, attempt, at, slip=place + 1)
        give_ticket(actor, first, {"clear": 2 + place % 2, "useful": 3 - place // 8, "pace": 2}, f"{at:%Y-%m}")


def _around(actors: dict[str, Actor], at: dt.datetime) -> None:
    """What lies beside the lessons: a note, a bookmark, a word, a witness, a draft, and what women said."""
    kim, ivy = actors["1003"], actors["ivy"]
    place = Place("money-basics/goals-and-money-inside", "what-matters-to-you")
    save_note(kim, place, "What matters to me: calls home, and a coat for winter.", secrets.token_hex(8), 0, at)
    set_bookmark(kim, place, True, at)
    keep_word(kim, "en", "budget", "A plan for what comes in and what goes out.", at)
    waiting = sa.select(Attempt.id).where(Attempt.person_id == actors["1002"].id, Attempt.state == State.SUBMITTED)
    words = "I sat with her. She showed how she opens and pauses a lesson."
    witness(actors["1005"], db.session.scalars(waiting).one(), words, secrets.token_hex(8), at)
    draft = open_draft(ivy, "safe-at-work", at)
    path = "course.md"
    text = drafts.draft_tree(draft)[path] + b"\n\nBring your own questions: there is time for them in each lesson.\n"
    save_file(ivy, draft, path, text, secrets.token_hex(8), 1, at)
    add_said(actors["cora"], "The kiosk room is too loud to read.", "10 to 11 is a quiet hour now.", "", at)


def _modules(course_id: str) -> list[str]:
    """The ids of a course's modules, in order."""
    return list(
        db.session.scalars(
            sa.select(ModuleVersion.module_id)
            .join(CourseVersionModule, CourseVersionModule.module_version_id == ModuleVersion.id)
            .join(Course, Course.version_id == CourseVersionModule.course_version_id)
            .where(Course.id == course_id)
            .order_by(CourseVersionModule.position)
        )
    )


def _whole_course(learner: Actor, course_id: str, at: dt.datetime) -> int:
    """Everything a learner does in a course by herself, with the last module handed in; gives its attempt."""
    enrol(learner, learner.id, course_id, at)
    attempt = 0
    for day, module_id in enumerate(_modules(course_id)):
        then = at + dt.timedelta(hours=5 * day)
        attempt = start(learner, module_id, then)
        _read(learner, attempt, then)
        _answer(learner, attempt, then)
        if attempt_progress(attempt).outline.has_practical:
            _practise(learner, attempt, then)
    if attempt_progress(attempt).outline.signoff != "none":
        submit(learner, attempt, at + dt.timedelta(days=1))
    return attempt


def _read(learner: Actor, attempt: int, at: dt.datetime, most: int = 99) -> None:
    for slug, _title in attempt_progress(attempt).outline.lessons[:most]:
        mark_read(learner, attempt, slug, at)


def _answer(learner: Actor, attempt: int, at: dt.datetime, most: int = 99, slip: int = 0) -> None:
    """Answer a try and close it when every question has its answer. With ``slip`` some choices miss, as people do."""
    db.session.flush()  # What was just written is read by statements of their own.
    try_id = start_try(learner, attempt, "en", at)
    page = try_page(try_id) if try_id else None
    if page is None:
        return
    for key, data in list(questions_of([page.pinned[key] for key in page.keys]).items())[:most]:
        missed = slip and data["kind"] == "choice" and (slip + len(key)) % 4 == 0
        value = _other_answer(data) if missed else right_answer(data)
        save_answer(learner, page.id, key, data, value, secrets.token_hex(8), 0, at)
        db.session.flush()  # The next answer follows this one.
    close_try(learner, page.id, at)


def _practise(learner: Actor, attempt: int, at: dt.datetime) -> None:
    task: dict[str, Any] = next(iter(practical_of(attempt).practical.values()))
    criteria = [one["id"] for one in task["criteria"]]
    words = "I wrote my plan on paper. I study on Monday, Tuesday and Thursday, 20 minutes after lunch."
    save_work(learner, attempt, words, dict.fromkeys(criteria, 3), frozenset(criteria), secrets.token_hex(8), 0, at)
    db.session.flush()  # Handing in reads what was just written.


def _approve(mentor: Actor, attempt: int, at: dt.datetime) -> None:
    claim(mentor, attempt, at)
    seen = work(attempt)
    said = Said(seen.snapshot, dict.fromkeys(seen.criteria, 3), statement="I watched this myself.")
    approve(mentor, attempt, said, at)


def right_answer(data: questions.Data) -> questions.Value:
    """The right answer to a compiled question, for people who do not exist."""
    match data["kind"]:
        case "choice":
            return str(next(one["id"] for one in data["options"] if one["right"]))
        case "multiple":
            return [one["id"] for one in data["options"] if one["right"]]
        case "number":
            return str(data["forms"][0]["value"])
        case "text":
            return str(data["forms"][0]["text"])
        case "order":
            return [one["id"] for one in data["items"]]
        case "match":
            return {pair["id"]: pair["right"] for pair in data["pairs"]}
        case _:
            return "I would like to keep a small diary of what I learn, and read it on Sundays."


def _other_answer(data: questions.Data) -> questions.Value:
    """An answer to a choice that is not the right one."""
    return str(next(one["id"] for one in data["options"] if not one["right"]))


def sign_ins(people: Iterable[Someone] = PEOPLE) -> str:
    """Who can sign in, as lines for a terminal."""
    return "\n".join(f"  {one.sign_in:<6} {one.secret:<22} {one.name}, {one.what}" for one in people)
