"""A course that is being taken in when the power goes: it is there whole, or not at all, by command or by browser."""

import http.client
import os
import random
import signal
import subprocess
import uuid

import pytest
import sqlalchemy as sa
from flask_migrate import upgrade

from lms import create_app
from lms.content.export import export_zip
from lms.content.model import Course as Source
from lms.models.audit import AuditEvent
from lms.models.base import db, reading_only
from lms.models.library import (
    Course,
    CourseVersion,
    CourseVersionModule,
    Lesson,
    Module,
    ModuleVersion,
    Question,
    VersionFile,
)
from tests import make
from tests.faults.clients import LOST, Client
from tests.features.test_import import lms, rows, run, write
from tests.make_courses import WAGE, bread
from tests.server import Server, fresh_postgresql, settings_of

__all__ = ["run"]

KILLED = """
import os, signal, sys
import sqlalchemy as sa
left = int(sys.argv.pop(1))

def count(conn, cursor, statement, *rest):
    global left
    if statement.startswith(("INSERT", "UPDATE")):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

sa.event.listen(sa.engine.Engine, "before_cursor_execute", count)
from lms.cli import main
main()
"""


ZIP = export_zip(Source("bread", "", "", "", (), facts=("wage",), files=bread()), {"wage": WAGE})


def whole_or_nothing(course_id: str, whole: dict[str, int]) -> str:
    """Say which it is; anything between raises."""
    mine = {
        "course": sa.select(Course.id).where(Course.id == course_id, Course.version_id.is_not(None)),
        "bare course": sa.select(Course.id).where(Course.id == course_id, Course.version_id.is_(None)),
        "version": sa.select(CourseVersion.id).where(CourseVersion.course_id == course_id),
        "file": sa.select(VersionFile.path).join(CourseVersion).where(CourseVersion.course_id == course_id),
        "module": sa.select(Module.id).where(Module.course_id == course_id),
        "module version": sa.select(ModuleVersion.id).join(Module).where(Module.course_id == course_id),
        "place": sa.select(CourseVersionModule.position)
        .join(CourseVersion)
        .where(CourseVersion.course_id == course_id),
        "lesson": sa.select(Lesson.id).join(ModuleVersion).join(Module).where(Module.course_id == course_id),
        "question": sa.select(Question.id).join(ModuleVersion).join(Module).where(Module.course_id == course_id),
        "note": sa.select(AuditEvent.id).where(
            AuditEvent.about_id == course_id, AuditEvent.action == "course-published"
        ),
    }
    found = {name: len(db.session.execute(rows).all()) for name, rows in mine.items()}
    db.session.remove()
    if found == whole:
        return "whole"
    assert set(found.values()) == {0}, f"half a course: {found}"
    return "nothing"


WHOLE = {
    "course": 1,
    "bare course": 0,
    "version": 1,
    "file": 14,
    "module": 2,
    "module version": 2,
    "place": 2,
    "lesson": 4,
    "question": 3,
    "note": 1,
}


@pytest.mark.slow
def test_a_kill_in_the_middle_leaves_a_course_whole_or_not_there(app, run, tmp_path):
    url = app.config["DATABASE_URL"]
    packed = tmp_path / "bread.zip"
    packed.write_bytes(ZIP)
    command = ("courses", "import", str(packed))
    seed = random.randrange(10**6)
    print("seed", seed)
    chance = random.Random(seed)
    db.session.remove()
    outcomes = []
    for left in (0, chance.randint(1, 20), chance.randint(20, 30)):
        process = lms("-c", KILLED, str(left), *command, DATABASE_URL=url)
        said, _ = process.communicate(timeout=120)
        assert process.returncode == -signal.SIGKILL, said
        outcomes.append(whole_or_nothing("bread", WHOLE))
    assert outcomes == ["nothing"] * 3
    assert rows() == 0
    db.session.remove()
    process = lms("-m", "lms", *command, DATABASE_URL=url)
    try:
        process.wait(timeout=chance.uniform(0.8, 2.5))
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=120)
    assert whole_or_nothing("bread", WHOLE) in ("whole", "nothing")
    assert run(*command).exit_code == 0
    assert whole_or_nothing("bread", WHOLE) == "whole"


def test_half_a_course_would_be_noticed(run, tmp_path):
    run("courses", "import", write(tmp_path / "bread", bread()))
    assert whole_or_nothing("bread", WHOLE) == "whole"
    assert whole_or_nothing("cake", WHOLE) == "nothing"
    db.session.execute(sa.delete(Lesson).where(Lesson.slug == "heat"))
    db.session.commit()
    with pytest.raises(AssertionError, match="half a course"):
        whole_or_nothing("bread", WHOLE)


KILLED_SERVER = """
import os, signal, sys
import sqlalchemy as sa
from waitress import serve
from lms import create_app
app = create_app()
real, left = app.wsgi_app, None

def count(conn, cursor, statement, *rest):
    global left
    if left is not None and statement.startswith(("INSERT", "UPDATE")):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

def counted(environ, start_response):
    global left
    if environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"].endswith("/bring-in"):
        left = int(os.environ["WRITES_LEFT"])
    return real(environ, start_response)

sa.event.listen(sa.engine.Engine, "before_cursor_execute", count)
serve(counted, host="127.0.0.1", port=int(sys.argv[-1]), threads=2)
"""
"""A server that the power leaves after so many writes of a course that is brought in."""

WRITTEN = ("draft", "draft_file", "draft_save", "blob")


class Author(Client):
    """An instructor at her browser."""

    def bring(self) -> int:
        """Send the zip; 0 where no answer came."""
        edge = uuid.uuid4().hex
        token = f'Content-Disposition: form-data; name="csrf_token"\r\n\r\n{self.token}\r\n'
        file = 'Content-Disposition: form-data; name="file"; filename="bread.zip"\r\n\r\n'
        body = f"--{edge}\r\n{token}--{edge}\r\n{file}".encode() + ZIP + f"\r\n--{edge}--\r\n".encode()
        headers = {"Cookie": self.cookie, "Content-Type": f"multipart/form-data; boundary={edge}"}
        if self.connection is not None:
            self.connection.close()
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        try:
            connection.request("POST", "/drafts/bring-in", body, headers)
            return connection.getresponse().status
        except LOST:
            return 0
        finally:
            connection.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    """The folder and the address of a database that knows an instructor."""
    url = fresh_postgresql(request.getfixturevalue("postgres"), "footing_bring") if request.param != "sqlite" else ""
    app = create_app(**settings_of(tmp_path, url))
    reading_only.set(False)
    with app.app_context():
        upgrade()
        make.make_person(make.make_facility(), "Ivy Instructor", "instructor", username="ivy")
        db.session.remove()
        db.engine.dispose()
    return tmp_path, url


@pytest.mark.slow
def test_a_kill_while_a_zip_is_brought_in_leaves_no_file_of_it(place):
    folder, url = place
    seed = random.randrange(10**6)
    print("seed", seed)
    chance = random.Random(seed)
    for left in (1, chance.randint(2, 40)):
        server = Server(folder, url, command=("-c", KILLED_SERVER), WRITES_LEFT=str(left)).start()
        ivy = Author(server, "ivy", "staff")
        ivy.sign_in()
        assert ivy.bring() == 0
        assert server.process.wait(timeout=20) == -signal.SIGKILL
        assert {table: server.count(table) for table in WRITTEN} == dict.fromkeys(WRITTEN, 0), left
        assert server.count("audit_event", "action LIKE 'draft%'") == 0
    server = Server(folder, url).start()
    try:
        ivy = Author(server, "ivy", "staff")
        ivy.sign_in()
        assert ivy.bring() in (200, 302)
        assert server.count("draft_file") == len(bread())
    finally:
        server.end()
