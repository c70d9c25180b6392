"""A course that is being taken in when the power goes: it is there whole, or not at all."""

import os
import random
import signal
import subprocess

import pytest
import sqlalchemy as sa

from lms.models.audit import AuditEvent
from lms.models.base import db
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
from tests.features.test_import import lms, rows, run, write
from tests.make_courses import bread

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
    folder = write(tmp_path / "in" / "bread", bread())
    command = ("courses", "import", str(folder))
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
