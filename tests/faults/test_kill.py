"""Kills at random moments under many clients: what was acknowledged is there exactly once, and every signature holds.

``FOOTING_KILLS`` sets how often each server is killed, ``FOOTING_CLIENTS`` how many learners save meanwhile.
"""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from flask_migrate import upgrade

from lms import create_app
from lms.config import ROOT
from lms.models.base import db, reading_only
from lms.rules.signoffs import State
from lms.rules.standing import fold
from tests import make
from tests.faults.clients import Client, Entry, Learner, Mentor
from tests.make_served import make_sitting, publish_courses
from tests.make_signoffs import hand_in, make_work
from tests.server import Server, fresh_postgresql, settings_of

KILLS = int(os.environ.get("FOOTING_KILLS", "5"))
LEARNERS = int(os.environ.get("FOOTING_CLIENTS", "12"))
SIGNED = 6 + 5 * KILLS


def furnish(folder: Path, url: str) -> tuple[dict[str, int], list[int]]:
    """Learners in the middle of a quiz, by number, and work that waits for a signature."""
    app = create_app(**settings_of(folder, url))
    reading_only.set(False)
    with app.app_context():
        upgrade()
        publish_courses("garden", "notes")
        place = make.make_facility()
        mentor = make.make_person(place, "Wren Example", "mentor", username="wren")
        tries = {}
        for n in range(LEARNERS):
            person = make.make_person(place, f"Learner {n}", "learner", number=f"3{n:03}")
            tries[f"3{n:03}"] = make_sitting(person, "notes/notes")
        waiting = []
        for n in range(SIGNED):
            person = make.make_person(place, f"Done {n}", "learner", number=f"4{n:03}")
            make.make_match(place, person, mentor)
            waiting.append(make_work(person))
            hand_in(waiting[-1])
        db.session.remove()
        db.engine.dispose()
    return tries, waiting


@pytest.fixture(params=["sqlite", "postgresql"])
def prepared(request, tmp_path):
    """Where a furnished database is, and what is in it."""
    url = fresh_postgresql(request.getfixturevalue("postgres"), "footing_kill") if request.param != "sqlite" else ""
    return tmp_path, url, *furnish(tmp_path, url)


def run(server: Server, clients: list[Client], kills: int, seed: int) -> None:
    """Let the clients work while the server is killed at random moments; at the end it runs and they have stopped."""
    chance = random.Random(seed)
    server.start()
    for client in clients:
        client.sign_in()
    for client in clients:
        client.start()
    for _ in range(kills):
        time.sleep(chance.uniform(0.05, 0.9))
        server.restart()
    until = time.monotonic() + 30  # A busy machine may have let somebody get through nothing yet.
    while time.monotonic() < until and not all(any(entry.said for entry in client.ledger) for client in clients):
        time.sleep(0.1)
    time.sleep(0.5)
    for client in clients:
        client.stopping.set()
    for client in clients:
        client.join(timeout=60)
        assert not client.is_alive()


def lost(server: Server, ledger: list[Entry]) -> list[Entry]:
    """What the server said was saved and is not there."""
    there = {value for (value,) in server.rows("SELECT CAST(value AS text) FROM answer_save")}
    return [entry for entry in ledger if entry.said and f'"{entry.value}"' not in there]


def check_answers(server: Server, learners: list[Learner]) -> None:
    """Each acknowledged save is there exactly once; the answer that stands is her last; every save has its note."""
    sent = [entry for learner in learners for entry in learner.ledger]
    there = Counter(value for (value,) in server.rows("SELECT CAST(value AS text) FROM answer_save"))
    assert lost(server, sent) == []
    assert set(there.values()) == {1}
    assert set(there) <= {f'"{entry.value}"' for entry in sent}
    assert server.count("answer_save", "outcome <> 'current'") == 0
    assert server.count("audit_event", "action = 'answer-saved'") == sum(there.values())
    for learner in learners:
        for question in ("bed", "grow"):
            stands, revision = server.rows(
                "SELECT CAST(value AS text), revision FROM answer WHERE try_id = :id AND question_key = :key",
                id=learner.try_id,
                key=question,
            )[0]
            hers = [e for e in learner.ledger if e.question == question and there[f'"{e.value}"']]
            assert stands == f'"{hers[-1].value}"'
            assert revision == len(hers)


def check_signatures(server: Server, mentor: Mentor) -> int:
    """Each acknowledged signature is there exactly once, states follow from events, and the chain holds."""
    signed = Counter(attempt for (attempt,) in server.rows("SELECT attempt_id FROM signature"))
    assert {entry.about for entry in mentor.ledger if entry.said} <= set(signed)
    assert set(signed.values()) == {1}
    for entry in mentor.ledger:
        rows = server.rows("SELECT event FROM signoff_event WHERE attempt_id = :id ORDER BY seq", id=entry.about)
        ((state,),) = server.rows("SELECT state FROM attempt WHERE id = :id", id=entry.about)
        assert state == fold([event for (event,) in rows])
        assert (state == State.APPROVED) == (entry.about in signed)
    environment = {**os.environ, **settings_of(server.instance, server.url)}
    said = subprocess.run(
        [sys.executable, "-m", "lms", "audit", "verify"],
        check=False,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert said.returncode == 0, said.stderr
    assert f"{sum(signed.values())} signatures hold." in said.stdout
    return sum(signed.values())


def check_database(server: Server) -> None:
    """The file itself is whole, where there is a file."""
    if server.url.startswith("sqlite"):
        assert server.rows("PRAGMA integrity_check") == [("ok",)]
        assert server.rows("PRAGMA foreign_key_check") == []


@pytest.mark.slow
def test_kills_lose_nothing_that_was_acknowledged(prepared, capsys):
    folder, url, tries, waiting = prepared
    server = Server(folder, url)
    learners = [Learner(server, number, try_id=try_id) for number, try_id in tries.items()]
    mentor = Mentor(server, "wren", "staff", attempts=waiting)
    seed = random.randrange(10**6)
    try:
        run(server, [*learners, mentor], KILLS, seed)
    finally:
        server.kill()
    assert [odd for client in (*learners, mentor) for odd in client.odd] == [], f"seed {seed}"
    check_answers(server, learners)
    signatures = check_signatures(server, mentor)
    check_database(server)
    said = sum(entry.said for learner in learners for entry in learner.ledger)
    cut_off = sum(client.cut_off for client in (*learners, mentor))
    assert said >= 5 * KILLS, "the clients were busy"
    assert signatures >= 1
    assert cut_off >= KILLS, "the kills hit requests under way"
    with capsys.disabled():
        dialect = server.engine.dialect.name
        print(f"\n{dialect}: {KILLS} kills, {said} saves and {signatures} signatures kept, {cut_off} requests cut off")


HASTY = """
import io, queue, sys, threading
from waitress import serve
from lms import create_app

app = create_app()
real, waiting = app.wsgi_app, queue.Queue()

def work():
    while True:
        b"".join(real(waiting.get(), lambda status, headers, *rest: None))

def hasty(environ, start_response):
    if environ["REQUEST_METHOD"] == "POST" and "/answers/" in environ["PATH_INFO"]:
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        waiting.put({**environ, "wsgi.input": io.BytesIO(body)})
        start_response("302 Found", [("Location", "/tries/0"), ("Content-Length", "0")])
        return [b""]
    return real(environ, start_response)

threading.Thread(target=work, daemon=True).start()
serve(hasty, host="127.0.0.1", port=int(sys.argv[-1]), threads=8)
"""
"""A server that answers before it commits."""


@pytest.mark.slow
def test_a_server_that_replies_before_it_commits_loses(prepared):
    folder, url, tries, _ = prepared
    server = Server(folder, url, command=("-c", HASTY))
    learners = [Learner(server, number, try_id=try_id) for number, try_id in tries.items()]
    try:
        run(server, list(learners), 2, seed=1)
    finally:
        server.kill()
    assert lost(server, [entry for learner in learners for entry in learner.ledger]) != []
