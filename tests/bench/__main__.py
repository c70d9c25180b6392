"""`make bench`: speed and memory in one run on one machine, as ratios to a bare Flask page under the same server."""

import datetime as dt
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import psutil
from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from lms import questions
from lms.cli.demo import demo_app
from lms.demo import right_answer
from lms.features.catalogue.actions import enrol
from lms.features.lessons.actions import mark_read, start
from lms.features.lessons.queries import attempt_progress
from lms.features.quizzes.actions import start_try
from lms.features.quizzes.queries import questions_of, try_page
from lms.models.base import db, reading_only
from lms.models.people import Person, PersonRole, SignIn
from lms.rules.permissions import Actor, Role
from lms.rules.sessions import token_hash
from tests.bench.load import Client, Load, get, post, run

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 6.0
CONNECTIONS = 4
LEARNERS = 120


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Server:
    """A server process of this run; `ready` is the seconds from its start to its first page."""

    def __init__(self, *command: str, port: int, env: dict[str, str] | None = None) -> None:
        began = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.port = port
        while True:
            try:
                Client(port).send(get("/help"))
                break
            except OSError:
                if time.perf_counter() - began > 20:
                    raise
                time.sleep(0.02)
        self.ready = time.perf_counter() - began

    @property
    def memory(self) -> float:
        """Resident memory in megabytes."""
        return float(psutil.Process(self.process.pid).memory_info().rss) / 1_000_000

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


def signed_in(app: Flask, person_id: int) -> tuple[str, str]:
    """A session made straight in the database: the cookie, and the token its forms carry."""
    token, now = secrets.token_urlsafe(16), dt.datetime.now(dt.UTC)
    row = SignIn(
        facility_id=1, person_id=person_id, token_hash=token_hash(token), device="bench", started_at=now, seen_at=now
    )
    db.session.add(row)
    db.session.commit()
    from itsdangerous import URLSafeTimedSerializer

    raw = secrets.token_hex(20)
    csrf = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(raw)  # type: ignore[arg-type]
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return f"footing={signer.dumps({'_user_id': token, 'csrf_token': raw})}", str(csrf)


def learner(app: Flask, number: int) -> tuple[Actor, str, str]:
    """One more learner, signed in."""
    now = dt.datetime.now(dt.UTC)
    person = Person(
        facility_id=1, name=f"Bench {number}", number=f"9{number}", secret_hash="", secret_kind="pin", created_at=now
    )
    db.session.add(person)
    db.session.flush()
    db.session.add(PersonRole(person_id=person.id, role=Role.LEARNER, facility_id=1, given_at=now))
    db.session.commit()
    return Actor(person.id, person.name, frozenset({Role.LEARNER}), 1), *signed_in(app, person.id)


@dataclass(frozen=True)
class Target:
    """One learner of the run, with a lesson and a try of her own."""

    lesson: str
    cookie: str
    csrf: str
    try_id: int
    answers: list[tuple[str, dict[str, object]]]


def again(request: bytes) -> Callable[[], Iterator[bytes]]:
    """The same request for ever."""

    def make() -> Iterator[bytes]:
        while True:
            yield request

    return make


def saves(targets: list[Target]) -> Callable[[], Iterator[bytes]]:
    """First answers to real questions, each saved once, one learner after the other."""

    def make() -> Iterator[bytes]:
        for target in targets:
            for key, fields in target.answers:
                form = {"csrf_token": target.csrf, "save_key": secrets.token_hex(16), "based_on": 0, **fields}
                yield post(f"/tries/{target.try_id}/answers/{key}", urlencode(form, doseq=True), target.cookie)

    return make


def fields_of(data: questions.Data) -> dict[str, object]:
    """The form fields of the right answer."""
    value = right_answer(data)
    if data["kind"] == "order":
        return {f"place-{id_}": place for place, id_ in enumerate(value, 1)}
    if isinstance(value, dict):
        return {f"match-{left}": right for left, right in value.items()}
    return {"answer": value}


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="footing-bench-") as folder:
        app = demo_app(Path(folder))
        with app.app_context():
            reading_only.set(False)
            targets = [prepare(app, number) for number in range(LEARNERS)]
            db.session.remove()
            db.engine.dispose()
        env = {"PATH": "/usr/bin:/bin", "FOOTING_INSTANCE": folder}
        bare_port, port = free_port(), free_port()
        bare = Server("-m", "tests.bench.bare", str(bare_port), port=bare_port)
        ours = Server("-m", "lms", "serve", "--port", str(port), port=port, env=env)
        try:
            report(bare, ours, targets)
        finally:
            bare.stop()
            ours.stop()


def prepare(app: Flask, number: int) -> Target:
    """A learner with her lessons read and a try under way."""
    now = dt.datetime.now(dt.UTC)
    actor, cookie, csrf = learner(app, number)
    enrol(actor, actor.id, "start-here", now)
    attempt_id = start(actor, "start-here/getting-in", now)
    db.session.flush()
    outline = attempt_progress(attempt_id).outline
    for slug, _title in outline.lessons:
        mark_read(actor, attempt_id, slug, now)
    try_id = start_try(actor, attempt_id, "en", now)
    page = try_page(try_id or 0)
    assert page is not None
    found = questions_of([page.pinned[key] for key in page.keys])
    db.session.commit()
    lesson = f"/attempts/{attempt_id}/lessons/{outline.lessons[0][0]}"
    return Target(lesson, cookie, csrf, page.id, [(key, fields_of(data)) for key, data in found.items()])


def report(bare: Server, ours: Server, targets: list[Target]) -> None:
    """Run each load, twice in turn with the bare page, and print the better of each."""
    parts = [targets[n::CONNECTIONS] for n in range(CONNECTIONS)]
    loads = {
        "lesson page": ([again(get(part[0].lesson, part[0].cookie)) for part in parts], (200,), 0.6),
        "home": ([again(get("/", part[0].cookie)) for part in parts], (200,), None),
        "saving an answer": ([saves(part) for part in parts], (302,), 0.2),
    }
    base = run(bare.port, [again(get("/")) for _ in range(CONNECTIONS)], SECONDS)
    print(f"{'':<18}{'req/s':>9}{'median ms':>11}{'p99 ms':>9}{'ratio':>8}  goal")
    line("bare Flask page", base, base, None)
    for name, (makers, expected, goal) in loads.items():
        made = run(ours.port, makers, SECONDS, expected)
        base = run(bare.port, [again(get("/")) for _ in range(CONNECTIONS)], SECONDS / 2)
        line(name, made, base, goal)
    print(f"memory of the server: {ours.memory:.0f} MB (goal 90), of the bare one {bare.memory:.0f} MB")
    print(f"start to first page: {ours.ready:.2f} s (goal 2), of the bare one {bare.ready:.2f} s")
    first_visit(ours.port, targets[0])


def line(name: str, load: Load, base: Load, goal: float | None) -> None:
    """One row; the ratio is of requests a second."""
    ratio = load.per_second / base.per_second
    wanted = "" if goal is None else f"{goal} {'reached' if ratio >= goal else 'MISSED'}"
    print(f"{name:<18}{load.per_second:>9.0f}{load.median:>11.2f}{load.p99:>9.2f}{ratio:>8.2f}  {wanted}")


def first_visit(port: int, target: Target) -> None:
    """What the page itself weighs on the wire; the journeys count the whole visit in a real browser."""
    _status, head, body = Client(port).send(get(target.lesson, target.cookie))
    print(f"lesson page on the wire: {(len(head) + len(body)) / 1000:.1f} kB")


if __name__ == "__main__":
    main()
