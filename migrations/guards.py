"""Triggers that let the database itself refuse: for tables whose rows are only ever added, or never deleted."""

from alembic import op


def guard(table: str, verbs: tuple[str, ...], keys: tuple[str, ...] = ("id",), repeated: bool = False) -> None:
    """Refuse ``verbs`` (UPDATE, DELETE) on a table; on SQLite REPLACE needs a guard of its own, on PostgreSQL TRUNCATE does.

    A verb may name the columns that never change ("UPDATE OF said, done"), where others do.

    ``keys`` name the columns, alone or together ("attempt_id seq"), by which INSERT OR REPLACE could take a row's place.
    Where ``repeated``, the same row may come twice, since a reply was lost: the second is passed over in silence.
    """
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite(table, verbs, keys, repeated)
    else:
        _guard_postgresql(table, verbs)


def _guard_sqlite(table: str, verbs: tuple[str, ...], keys: tuple[str, ...], repeated: bool) -> None:
    words = f"{table} rows are kept as they are"
    for verb in verbs:
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.split()[0].lower()} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )
    twins = (" AND ".join(f"{column} = NEW.{column}" for column in key.split()) for key in keys)
    same = " OR ".join(f"({twin})" for twin in twins)
    answer = "IGNORE" if repeated else f"ABORT, '{words}'"
    there = f"SELECT 1 FROM {table} WHERE {same}"  # noqa: S608 - the names come from migrations alone
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS ({there}) BEGIN SELECT RAISE({answer}); END"
    )


def _guard_postgresql(table: str, verbs: tuple[str, ...]) -> None:
    op.execute(
        f"CREATE FUNCTION {table}_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} rows are kept as they are'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_kept BEFORE {' OR '.join(verbs)} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_kept()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_kept()"
    )
