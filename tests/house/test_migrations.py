"""The migrations and the models agree, on both databases, and the append-only guards are there."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from lms.models.base import Base, UtcDateTime, db

APPEND_ONLY = (
    "signature",
    "signoff_event",
    "audit_event",
    "answer_save",
    "practical_save",
    "reading",
    "lesson_note_save",
    "draft_save",
    "fact_event",
    "exit_ticket",
    "exit_ticket_given",
    "said_done",
)

MENTORING = ("written_mark", "witness", "workshop_entry", "agreement")


def differences() -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "render_as_batch": True,
                "target_metadata": Base.metadata,
                "include_object": lambda thing, name, kind, *rest: not (kind == "table" and name.startswith("search_")),
            },
        )
        return list(compare_metadata(context, Base.metadata))


def test_migrations_make_what_the_models_say(app):
    assert differences() == []


def test_a_column_that_only_the_models_have_is_seen(app):
    table = Base.metadata.tables["facility"]
    planted = sa.Column("planted", UtcDateTime())
    table.append_column(planted)
    try:
        assert any("planted" in str(one) for one in differences())
    finally:
        table._columns.remove(planted)


@pytest.mark.parametrize("table", [*APPEND_ONLY, *MENTORING])
def test_an_append_only_table_has_its_guards(app, table):
    if db.engine.dialect.name == "sqlite":
        names = set(db.session.scalars(sa.text("SELECT name FROM sqlite_master WHERE type='trigger'")))
        assert {f"{table}_no_update", f"{table}_no_delete", f"{table}_no_replace"} <= names
    else:
        names = set(db.session.scalars(sa.text(f"SELECT tgname FROM pg_trigger WHERE tgrelid = '{table}'::regclass")))
        assert {f"{table}_kept", f"{table}_no_truncate"} <= names


def test_a_migration_never_imports_the_models():
    from pathlib import Path

    for path in Path(__file__).resolve().parents[2].glob("migrations/versions/*.py"):
        assert "lms" not in path.read_text().split("def upgrade")[0].replace("lms.", "lms"), path


def test_times_come_back_with_their_zone(app, facility):
    from lms.models.people import Facility
    from tests.make import NOW

    assert db.session.get_one(Facility, facility).created_at == NOW
    with pytest.raises(sa.exc.StatementError, match="without a zone"):
        db.session.execute(sa.update(Facility).values(created_at=NOW.replace(tzinfo=None)))
