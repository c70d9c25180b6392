"""`make bench`: speed and memory in one run on one machine, as ratios to a bare Flask page under the same server.

The comparison is meant to be fair. Both sides are waitress with 8 threads, asked over the same keep-alive connections
by the same client. The bare page answers with as many bytes as the lesson page takes on the wire, made beforehand; it
has no session, no database and no headers of its own. The learners of the run each have a session, an attempt and a
try of their own. Each load is measured in rounds, right after the bare page, and the median of the rounds counts: on
a busy machine single figures say little, and ratios of neighbours much. What the server's processor spends on one
request is printed as well: it says the same where other work takes turns with it.
"""

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
from tests.bench import paint
from tests.bench.load import Client, Load, get, post, run

Makers = list[Callable[[], Iterator[bytes]]]
"""For each connection, the requests it sends."""

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 2.0
ROUNDS = 5
CONNECTIONS = 4
LEARNERS = 240


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
    def spent(self) -> float:
        """Seconds of a processor it has used up to now."""
        times = psutil.Process(self.process.pid).cpu_times()
        return float(times.user + times.system)

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
    pictured: str
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
        ours = Server("-m", "lms", "serve", "--port", str(port), port=port, env=env)
        size = len(Client(port).send(get(targets[0].lesson, targets[0].cookie))[2])
        bare = Server("-m", "tests.bench.bare", str(bare_port), str(size), port=bare_port)
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
    lesson, pictured = (f"/attempts/{attempt_id}/lessons/{slug}" for slug, _title in outline.lessons[:2])
    return Target(lesson, pictured, cookie, csrf, page.id, [(key, fields_of(data)) for key, data in found.items()])


@dataclass(frozen=True)
class Round:
    """One load and, right before it, the bare page: what each did in a second, and milliseconds of processor for one."""

    load: Load
    base: Load
    cpu: float
    base_cpu: float

    @property
    def ratio(self) -> float:
        """Our requests a second for one of the bare page."""
        return self.load.per_second / self.base.per_second


def report(bare: Server, ours: Server, targets: list[Target]) -> None:
    """Run each load in rounds, each beside the bare page, and print the round with the median ratio."""
    parts = [targets[n::CONNECTIONS] for n in range(CONNECTIONS)]
    kiosks = [[part[n::ROUNDS] for part in parts] for n in range(ROUNDS)]  # An answer is a first one only once.
    loads: dict[str, tuple[Callable[[int], Makers], tuple[int, ...], float | None]] = {
        "lesson page": (lambda n: [again(get(part[0].lesson, part[0].cookie)) for part in parts], (200,), 0.6),
        "home": (lambda n: [again(get("/", part[0].cookie)) for part in parts], (200,), None),
        "saving an answer": (lambda n: [saves(part) for part in kiosks[n]], (302,), 0.2),
    }
    print(f"{'':<18}{'req/s':>9}{'median ms':>11}{'p99 ms':>9}{'cpu ms':>8}{'ratio':>8}  goal")
    for name, (makers, expected, goal) in loads.items():
        rounds = sorted((measured(bare, ours, makers(n), expected) for n in range(ROUNDS)), key=lambda one: one.ratio)
        found = rounds[ROUNDS // 2]
        wanted = "" if goal is None else f"{goal} {'reached' if found.ratio >= goal else 'MISSED'}"
        line("bare Flask page", found.base, found.base_cpu, 1, "")
        line(name, found.load, found.cpu, found.ratio, wanted)
    print(f"memory of the server: {ours.memory:.0f} MB (goal 90), of the bare one {bare.memory:.0f} MB")
    print(f"start to first page: {ours.ready:.2f} s (goal 2), of the bare one {bare.ready:.2f} s")
    first_visit(ours.port, targets[0])
    address, target = f"http://127.0.0.1:{ours.port}", targets[0]
    pages = {"lesson": address + target.lesson, "lesson with a picture": address + target.pictured}
    paint.report(pages, target.cookie)


def measured(bare: Server, ours: Server, makers: Makers, expected: tuple[int, ...]) -> Round:
    """One round; saving ends early when every answer is given."""
    start = bare.spent
    base = run(bare.port, [again(get("/")) for _ in range(CONNECTIONS)], SECONDS / 2)
    base_cpu, start = bare.spent - start, ours.spent
    load = run(ours.port, makers, SECONDS, expected)
    return Round(load, base, (ours.spent - start) / load.count * 1000, base_cpu / base.count * 1000)


def line(name: str, load: Load, cpu: float, ratio: float, wanted: str) -> None:
    """One row; the ratio is of requests a second."""
    print(f"{name:<18}{load.per_second:>9.0f}{load.median:>11.2f}{load.p99:>9.2f}{cpu:>8.2f}{ratio:>8.2f}  {wanted}")


def first_visit(port: int, target: Target) -> None:
    """What the page itself weighs on the wire; the journeys count the whole visit in a real browser."""
    _status, head, body = Client(port).send(get(target.lesson, target.cookie))
    print(f"lesson page on the wire: {(len(head) + len(body)) / 1000:.1f} kB")


if __name__ == "__main__":
    main()
