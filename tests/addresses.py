"""Every address of the app: what each endpoint needs and names, written by hand, and the things of a world that fit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lms.web.routes import Rule
from tests.make import PIN
from tests.make_world import PICTURE_HASH, QUESTIONS_HASH, Asker, World

WHO = {
    "learner": "ann",
    "mentor": "mo",
    "peer mentor": "pia",
    "instructor": "ivy",
    "coordinator": "cora",
    "admin": "ada",
    "auditor": "otto",
}

ENDPOINTS = {
    "accounts.sign_in": ("anyone", "-"),
    "accounts.check_sign_in": ("anyone", "-"),
    "accounts.signed_out": ("anyone", "-"),
    "accounts.help": ("anyone", "-"),
    "accounts.look_page": ("anyone", "-"),
    "accounts.set_look": ("anyone", "-"),
    "accounts.finish": ("signed in", "-"),
    "accounts.not_me": ("leads to sign-in", "-"),
    "accounts.stay": ("signed in", "-"),
    "accounts.new_secret": ("signed in", "-"),
    "accounts.set_secret": ("signed in", "-"),
    "accounts.kept": ("signed in", "-"),
    "accounts.drop_kept": ("signed in", "-"),
    "home.home": ("signed in", "-"),
    "people.account": ("signed in", "-"),
    "people.openings": ("signed in", "-"),
    "people.who_can_see": ("signed in", "-"),
    "authoring.media": ("signed in", "picture"),
    "records.verify": ("anyone", "-"),
    "records.check_number": ("anyone", "-"),
    "catalogue.index": ("browse", "-"),
    "catalogue.course": ("browse", "course"),
    "catalogue.start": ("learn", "course"),
    "lessons.start": ("learn", "module"),
    "lessons.lesson": ("learn", "lesson"),
    "lessons.copy": ("learn", "lesson"),
    "lessons.mark_read": ("learn", "lesson"),
    "lessons.go_on": ("learn", "attempt"),
    "notebook.mine": ("learn", "-"),
    "notebook.lesson": ("learn", "lesson"),
    "notebook.save": ("learn", "lesson"),
    "notebook.bookmark": ("learn", "lesson"),
    "notebook.keep_word": ("learn", "lesson"),
    "notebook.drop_word": ("learn", "-"),
    "search.lessons": ("browse", "-"),
    "feedback.said": ("browse", "-"),
    "feedback.ticket": ("learn", "attempt"),
    "feedback.give": ("learn", "attempt"),
    "feedback.edit": ("people", "-"),
    "feedback.add": ("people", "-"),
    "feedback.take_down": ("people", "said"),
    "feedback.results": ("totals", "-"),
    "lessons.new_version": ("learn", "attempt"),
    "lessons.move": ("learn", "attempt"),
    "reports.index": ("totals", "-"),
    "reports.report": ("totals", "report"),
    "reports.table": ("totals", "report"),
    "formats.bring": ("write", "-"),
    "formats.take": ("write", "-"),
    "formats.made": ("write", "question file"),
    "formats.put": ("write", "question file"),
    "formats.carry": ("write", "question file"),
    "formats.export": ("library", "quiz"),
    "quizzes.quiz": ("learn", "attempt"),
    "quizzes.start": ("learn", "attempt"),
    "quizzes.go_on": ("learn", "try"),
    "quizzes.question": ("learn", "question"),
    "quizzes.save": ("learn", "question"),
    "quizzes.draft": ("learn", "question"),
    "quizzes.check": ("learn", "try"),
    "quizzes.close": ("learn", "try"),
    "quizzes.result": ("learn", "try"),
    "fresh.deal": ("learn", "-"),
    "fresh.ask": ("learn", "-"),
    "fresh.answer": ("learn", "card"),
    "practicals.practical": ("learn", "attempt"),
    "practicals.save": ("learn", "attempt"),
    "signoffs.ask": ("learn", "attempt"),
    "signoffs.submit": ("learn", "attempt"),
    "signoffs.take_back": ("learn", "attempt"),
    "signoffs.sign_here": ("learn", "attempt"),
    "signoffs.sign_at_kiosk": ("hands over", "attempt"),
    "signoffs.queue": ("queue", "-"),
    "signoffs.claim": ("sign", "attempt"),
    "signoffs.release": ("give-back", "attempt"),
    "signoffs.approve": ("sign", "attempt"),
    "signoffs.return_work": ("sign", "attempt"),
    "signoffs.open_work": ("open", "attempt"),
    "signoffs.review": ("see", "attempt"),
    "signoffs.countersign": ("countersign", "attempt"),
    "signoffs.appeal_page": ("learn", "attempt"),
    "signoffs.appeal": ("learn", "attempt"),
    "signoffs.second_looks": ("queue", "-"),
    "signoffs.second_look": ("countersign", "attempt"),
    "signoffs.look_again": ("countersign", "attempt"),
    "signoffs.revoke_page": ("revoke", "attempt"),
    "signoffs.revoke": ("revoke", "attempt"),
    "signoffs.revoke_second": ("revoke", "attempt"),
    "signoffs.revoke_drop": ("revoke", "attempt"),
    "signoffs.coordinator": ("people", "-"),
    "signoffs.decide": ("people", "attempt"),
    "signoffs.uphold": ("people", "attempt"),
    "signoffs.begin_again": ("people", "attempt"),
    "signoffs.exception": ("people", "attempt"),
    "signoffs.make_exception": ("people", "attempt"),
    "signoffs.keep_witness": ("witness", "attempt"),
    "signoffs.checklists": ("queue", "-"),
    "signoffs.checklist": ("queue", "watched module"),
    "signoffs.type_in": ("sign-credit", "attempt"),
    "signoffs.keep_typed": ("sign-credit", "attempt"),
    "mentoring.index": ("queue", "-"),
    "mentoring.agreement": ("queue", "-"),
    "mentoring.accept": ("queue", "-"),
    "mentoring.begin_again": ("queue", "-"),
    "mentoring.mentors": ("people", "-"),
    "watching.index": ("watch", "-"),
    "audit.events": ("events", "-"),
    "audit.table": ("events", "-"),
    "signoffs.signatures": ("verify", "-"),
    "signoffs.compare": ("verify", "-"),
    "records.mine": ("learn", "-"),
    "records.of_person": ("see", "learner"),
    "records.certificate": ("see", "certificate"),
    "records.certificate_pdf": ("see", "certificate"),
    "records.certificate_code": ("see", "certificate"),
    "people.index": ("people", "-"),
    "people.new": ("people", "-"),
    "people.add": ("people", "-"),
    "people.person": ("people", "learner"),
    "people.details": ("people", "learner"),
    "people.correct": ("people", "learner"),
    "people.clear_delay": ("people", "learner"),
    "people.slip": ("people", "learner"),
    "people.check_reset": ("people", "learner"),
    "people.reset": ("people", "learner"),
    "people.check_switch": ("people", "learner"),
    "people.switch": ("people", "learner"),
    "people.check_activate": ("people", "learner"),
    "people.activate": ("people", "learner"),
    "people.roles": ("people", "learner"),
    "people.set_roles": ("people", "learner"),
    "people.courses": ("people", "learner"),
    "people.enrol": ("people", "learner"),
    "people.check_end": ("people", "enrolment"),
    "people.end": ("people", "enrolment"),
    "people.matches": ("people", "learner"),
    "people.match": ("people", "learner"),
    "people.end_match": ("people", "match"),
    "pauses.index": ("pause", "-"),
    "pauses.call": ("pause", "-"),
    "pauses.end": ("pause", "pause"),
    "paper.index": ("queue", "-"),
    "paper.of_learner": ("paper", "learner"),
    "paper.make": ("paper", "attempt"),
    "paper.sheet": ("paper", "sheet"),
    "paper.key": ("paper", "sheet"),
    "paper.enter": ("paper", "sheet"),
    "paper.take": ("paper", "sheet"),
    "people.teaching": ("people", "instructor"),
    "people.set_teaching": ("people", "instructor"),
    "authoring.index": ("library", "-"),
    "authoring.course": ("library", "course"),
    "authoring.version": ("library", "version"),
    "authoring.export": ("library", "version"),
    "authoring.preview": ("library", "preview"),
    "authoring.compare": ("library", "course"),
    "publishing.publish": ("publish", "draft"),
    "publishing.changed_file": ("publish", "draft"),
    "publishing.check": ("publish", "draft"),
    "publishing.offer": ("publish", "draft"),
    "publishing.confirm": ("publish", "draft"),
    "publishing.withdraw": ("publish", "draft"),
    "publishing.see": ("library", "seen"),
    "publishing.see_lesson": ("library", "seen lesson"),
    "publishing.see_question": ("library", "seen question"),
    "publishing.see_practical": ("library", "seen practical"),
    "publishing.translations": ("library", "translation"),
    "publishing.beside": ("library", "translated text"),
    "publishing.start_translation": ("write", "translated text"),
    "publishing.check_restore": ("write", "version"),
    "publishing.restore": ("write", "version"),
    "voice.sentence": ("signed in", "-"),
    "media.index": ("library", "draft"),
    "media.add": ("write", "draft"),
    "facts.index": ("facts", "-"),
    "facts.new": ("facts", "-"),
    "facts.add": ("facts", "-"),
    "facts.fact": ("facts", "fact"),
    "facts.check": ("facts", "fact"),
    "facts.change": ("facts", "fact"),
    "drafts.index": ("write", "-"),
    "drafts.open_course": ("write", "course"),
    "drafts.new_course": ("write", "-"),
    "drafts.make_course": ("write", "-"),
    "drafts.bring_course": ("write", "-"),
    "drafts.take_course": ("write", "-"),
    "drafts.draft": ("write", "draft"),
    "drafts.edit": ("write", "draft file"),
    "drafts.save": ("write", "draft file"),
    "drafts.look": ("write", "draft file"),
    "drafts.add_ids": ("write", "draft file"),
    "drafts.picture": ("library", "draft picture"),
    "drafts.history": ("write", "draft file"),
    "drafts.earlier": ("write", "draft save"),
    "drafts.put_back": ("write", "draft save"),
    "drafts.new_module": ("write", "draft"),
    "drafts.make_module": ("write", "draft"),
    "drafts.new_lesson": ("write", "draft"),
    "drafts.add": ("write", "draft"),
    "drafts.shift": ("write", "draft"),
    "drafts.move": ("write", "draft file"),
    "drafts.set_place": ("write", "draft file"),
    "drafts.duplicate": ("write", "draft file"),
    "drafts.check_remove": ("write", "draft file"),
    "drafts.remove": ("write", "draft file"),
    "drafts.check_discard": ("write", "draft"),
    "drafts.discard": ("write", "draft"),
    "drafts.bring": ("write", "draft"),
    "drafts.take": ("write", "draft"),
    "drafts.export": ("write", "draft"),
    "drafts.booklet": ("write", "draft"),
    "drafts.course_booklet": ("library", "course"),
    "admin.health": ("server", "-"),
    "admin.staff": ("staff", "-"),
    "admin.new_staff": ("staff", "-"),
    "admin.add_staff": ("staff", "-"),
    "admin.staff_roles": ("staff", "staff"),
    "admin.set_staff_roles": ("staff", "staff"),
    "facility.place": ("server", "-"),
    "facility.set_place": ("server", "-"),
    "facility.signing": ("decide", "-"),
    "facility.set_signing": ("decide", "-"),
}
"""Each endpoint: the row of the table, and what its address names. A new route has to be added here, by hand."""


@dataclass(frozen=True)
class Thing:
    """What an address names: the values in it, whose it is, of which course, whether it was asked for, or is watched."""

    values: dict[str, Any]
    owner: str = ""
    course: str = ""
    asked: bool = False
    watched: bool = False
    away: bool = False


def things(world: World, kind: str) -> Iterator[Thing]:
    """One thing of each sort: hers in each state, somebody else's of the facility, another facility's."""
    people = world.people
    attempts = {
        "ann working": ("beds", False),
        "ann asked": ("beds", True),
        "ann approved": ("beds", True),
        "bea asked": ("herbs", True),
        "una asked": ("beds", True),
    }
    if kind == "pause":
        for place in ("home", "away"):
            yield Thing({"pause_id": world.pauses[place]}, away=place == "away")
        return
    if kind in ("attempt", "lesson", "try", "question", "sheet"):
        for name, (course, asked) in attempts.items():
            values: dict[str, Any] = {"attempt_id": world.attempts[name]}
            if kind in ("try", "question"):
                values = {"try_id": world.tries[name]}
            if kind == "sheet":
                values = {"number": world.sheets[name]}
            values |= {"lesson": {"slug": "read"}, "question": {"key": "rain"}}.get(kind, {})
            owner = name.split()[0]
            yield Thing(values, owner, course, asked, watched=name == "ann working", away=owner == "una")
        return
    for owner in ("ann", "bea", "una"):
        hers = {
            "learner": {"person_id": people[owner]},
            "enrolment": {"person_id": people[owner], "course_id": "knots"},
            "match": {"match_id": world.matches[owner]},
            "card": {"card_id": world.cards[owner]},
            "certificate": {"number": world.certificates[owner]},
            "said": {"said_id": world.said[owner]},
        }.get(kind)
        if hers:
            yield Thing(hers, "" if kind == "said" else owner, away=owner == "una")
    for owner in {"instructor": ("ivy", "iva"), "staff": ("ivy", "addi")}.get(kind, ()):
        yield Thing({"person_id": people[owner]}, owner, away=owner in ("iva", "addi"))
    everybodys: dict[str, dict[str, Any]] = {
        "-": {},
        "course": {"course_id": "beds"},
        "module": {"course_id": "beds", "slug": "dig"},
        "watched module": {"course_id": "beds", "slug": "dig"},
        "version": {"course_id": "herbs", "number": 1},
        "preview": {"course_id": "beds", "module": "dig", "lesson": "read"},
        "picture": {"sha256": PICTURE_HASH},
        "draft": {"course_id": "herbs"},
        "translation": {"course_id": "herbs", "lang": "es"},
        "translated text": {"course_id": "herbs", "lang": "es", "path": "1-mint/1-read.md"},
        "seen": SEEN,
        "seen lesson": SEEN | {"module": "dig", "name": "read"},
        "seen question": SEEN | {"module": "dig", "name": "1"},
        "seen practical": SEEN | {"module": "dig"},
        "fact": {"fact_id": "fee"},
        "draft file": {"course_id": "herbs", "path": "1-mint/1-read.md"},
        "draft picture": {"course_id": "herbs", "name": "leaf.png"},
        "draft save": {"course_id": "herbs", "save_id": world.saves},
        "quiz": {"course_id": "beds", "module": "dig"},
        "question file": {"sha256": QUESTIONS_HASH},
        "report": {"name": "questions", "about_id": world.versions["beds/dig"]},
    }
    if kind in everybodys:
        yield Thing(everybodys[kind])


SEEN = {"course_id": "beds", "source": "1", "lang": "en"}
VARIABLE = re.compile(r"<(?:\w+:)?(\w+)>")


def address(rule: Rule, thing: Thing) -> str:
    """The URL that names this thing; a variable that this file does not know is a fault."""
    assert set(VARIABLE.findall(rule.url)) == set(thing.values), f"{rule.url} names what nobody said here"
    return VARIABLE.sub(lambda found: str(thing.values[found[1]]), rule.url)


def signer(endpoint: str, role: str) -> dict[str, str]:
    """Who signs: she herself, or at a learner's kiosk the mentor who stands beside her."""
    name = "mo" if endpoint == "signoffs.sign_at_kiosk" else WHO.get(role, "")
    return {"signer": {"ann": "1001", "pia": "1003"}.get(name, name), "signer_secret": PIN}


def everybody(world: World) -> dict[str, Asker]:
    """Somebody of each role, and nobody."""
    made = {role: Asker(world.app, world.people[name]) for role, name in WHO.items()}
    return made | {"nobody": Asker(world.app, None)}
