"""How Alembic reaches the database: safe batch changes on SQLite, one transaction for the whole upgrade."""

import sys
from pathlib import Path

from alembic import context
from flask import current_app

sys.path.insert(0, str(Path(__file__).parent))  # Versions import `guards`, wherever the folder lies.
db = current_app.extensions["migrate"].db
OWN_TABLES = ("search_",)


def include_object(thing, name, kind, reflected, compare_to):
    """Leave out what autogenerate cannot see rightly: shadow tables of the search index."""
    return not (kind == "table" and name.startswith(OWN_TABLES))


def render_item(kind, thing, autogen_context):
    """Write our own types as plain SQLAlchemy, so that a migration never needs today's models."""
    if kind == "type" and type(thing).__name__ == "UtcDateTime":
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    """Run the migrations. On SQLite foreign keys are off meanwhile, or dropping a parent in batch mode would take its children."""
    with db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            raw = connection.connection.driver_connection
            raw.execute("ROLLBACK") if raw.in_transaction else None
            raw.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            transactional_ddl=True,
            compare_type=True,
            include_object=include_object,
            render_item=render_item,
        )
        with context.begin_transaction():
            context.run_migrations()
            if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise RuntimeError("the upgrade would leave rows that point nowhere; nothing was changed")
        connection.commit()
        if sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


run()
