"""Sign-off: what the whole state machine remembers."""

import sqlalchemy as sa
from alembic import op
from guards import guard


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    mentoring()
    events_and_twins()


# What mentors leave: marks, witness lines, workshop sheets, agreements; and a certificate for each module.

def mentoring() -> None:
    kept("written_mark", "attempt_id by_id",
         sa.Column("question_key", sa.Text(), nullable=False),
         sa.Column("answer_hash", sa.Text(), nullable=False),
         sa.Column("line", sa.Integer(), nullable=False),
         sa.Column("met", sa.Boolean(), nullable=False))
    kept("witness", "attempt_id person_id",
         sa.Column("words", sa.Text(), nullable=False),
         sa.Column("save_key", sa.Text(), nullable=False),
         unique="save_key", repeated=True)
    kept("workshop_entry", "attempt_id typed_by watched_by",
         sa.Column("watched_on", sa.Date(), nullable=False),
         sa.Column("ratings", sa.JSON(none_as_null=True), nullable=False),
         sa.Column("words", sa.Text(), nullable=False),
         sa.Column("save_key", sa.Text(), nullable=False),
         unique="save_key", repeated=True)
    kept("agreement", "person_id",
         sa.Column("text_hash", sa.Text(), nullable=False),
         sa.Column("words", sa.Text(), nullable=False),
         unique="person_id text_hash", repeated=True)
    for table, column in (("written_mark", "attempt_id"), ("witness", "attempt_id"), ("workshop_entry", "attempt_id"), ("workshop_entry", "watched_by")):
        op.create_index(f"ix_{table}_{column}", table, [column])
    op.create_index("ix_attempt_claimed", "attempt", ["claimed_by", "state"])
    certificates()


def kept(table: str, people: str, *columns: sa.Column, unique: str = "", repeated: bool = False) -> None:
    """Make a table whose rows are only ever added; ``people`` name its columns that point at a person or an attempt."""
    pointing = people.split()
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in pointing),
        *columns,
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f(f"fk_{table}_facility_id")),
        *(
            sa.ForeignKeyConstraint(
                [name], ["attempt.id" if name == "attempt_id" else "person.id"], name=op.f(f"fk_{table}_{name}")
            )
            for name in pointing
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *([sa.UniqueConstraint(*unique.split(), name=op.f(f"uq_{table}_{unique.replace(' ', '_')}"))] if unique else []),
    )
    guard(table, ("UPDATE", "DELETE"), ("id", *([unique] if unique else [])), repeated)


def certificates() -> None:
    """Let a certificate be for one module, and a new one follow a revoked one. SQLite makes the table anew."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table("certificate") as table:
        table.add_column(sa.Column("module_id", sa.Text(), nullable=False, server_default=""))
        table.drop_constraint("uq_certificate_person_id_course_id", type_="unique")
    op.create_index(
        "uq_certificate_standing",
        "certificate",
        ["person_id", "course_id", "module_id"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    if sqlite:  # Triggers go with the table that they stood on.
        guard("certificate", ("DELETE",), ("number",))


def events_and_twins() -> None:
    """One event for each signature, lists by what happened, and no second standing certificate by REPLACE."""
    op.create_index('uq_signoff_event_signature_seq', 'signoff_event', ['signature_seq'], unique=True)
    op.create_index('ix_signoff_event_facility_id_event', 'signoff_event', ['facility_id', 'event'])
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER signoff_event_no_replace")
        guard("signoff_event", (), ("id", "attempt_id seq", "signature_seq"))
        op.execute(
            "CREATE TRIGGER certificate_no_twin BEFORE INSERT ON certificate WHEN NEW.revoked_at IS NULL AND EXISTS "
            "(SELECT 1 FROM certificate WHERE person_id = NEW.person_id AND course_id = NEW.course_id "
            "AND module_id = NEW.module_id AND revoked_at IS NULL) BEGIN SELECT RAISE(IGNORE); END"
        )
