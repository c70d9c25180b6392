"""What a learner keeps at the kiosk, what is said without a name, and the index that finds lessons."""

import sqlalchemy as sa
from alembic import op
from guards import guard


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('lesson_note',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('module_id', sa.Text(), nullable=False),
    sa.Column('lesson_slug', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_lesson_note_person_id')),
    sa.ForeignKeyConstraint(['module_id'], ['module.id'], name=op.f('fk_lesson_note_module_id')),
    sa.PrimaryKeyConstraint('person_id', 'module_id', 'lesson_slug', name=op.f('pk_lesson_note'))
    )
    op.create_table('lesson_note_save',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('module_id', sa.Text(), nullable=False),
    sa.Column('lesson_slug', sa.Text(), nullable=False),
    sa.Column('save_key', sa.Text(), nullable=False),
    sa.Column('based_on', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_lesson_note_save_person_id')),
    sa.ForeignKeyConstraint(['module_id'], ['module.id'], name=op.f('fk_lesson_note_save_module_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lesson_note_save')),
    sa.UniqueConstraint('save_key', name=op.f('uq_lesson_note_save_save_key'))
    )
    op.create_index(op.f('ix_lesson_note_save_person_id'), 'lesson_note_save', ['person_id'])
    guard('lesson_note_save', ('UPDATE', 'DELETE'), keys=('id', 'save_key'), repeated=True)
    op.create_table('bookmark',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('module_id', sa.Text(), nullable=False),
    sa.Column('lesson_slug', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_bookmark_person_id')),
    sa.ForeignKeyConstraint(['module_id'], ['module.id'], name=op.f('fk_bookmark_module_id')),
    sa.PrimaryKeyConstraint('person_id', 'module_id', 'lesson_slug', name=op.f('pk_bookmark'))
    )
    op.create_table('kept_word',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('lang', sa.Text(), nullable=False),
    sa.Column('word', sa.Text(), nullable=False),
    sa.Column('meaning', sa.Text(), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_kept_word_person_id')),
    sa.PrimaryKeyConstraint('person_id', 'lang', 'word', name=op.f('pk_kept_word'))
    )
    op.create_table('exit_ticket',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('facility_id', sa.Integer(), nullable=False),
    sa.Column('module_id', sa.Text(), nullable=False),
    sa.Column('month', sa.Text(), nullable=False),
    sa.Column('clear', sa.Integer(), nullable=False),
    sa.Column('useful', sa.Integer(), nullable=False),
    sa.Column('pace', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['facility_id'], ['facility.id'], name=op.f('fk_exit_ticket_facility_id')),
    sa.ForeignKeyConstraint(['module_id'], ['module.id'], name=op.f('fk_exit_ticket_module_id')),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_exit_ticket')),
    sqlite_with_rowid=False
    )
    op.create_index(op.f('ix_exit_ticket_module_id'), 'exit_ticket', ['module_id'])
    op.create_table('exit_ticket_given',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('module_id', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_exit_ticket_given_person_id')),
    sa.ForeignKeyConstraint(['module_id'], ['module.id'], name=op.f('fk_exit_ticket_given_module_id')),
    sa.PrimaryKeyConstraint('person_id', 'module_id', name=op.f('pk_exit_ticket_given')),
    sqlite_with_rowid=False
    )
    op.create_table('said_done',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('facility_id', sa.Integer(), nullable=False),
    sa.Column('said', sa.Text(), nullable=False),
    sa.Column('done', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('form_key', sa.Text(), nullable=False),
    sa.Column('taken_down_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['facility_id'], ['facility.id'], name=op.f('fk_said_done_facility_id')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_said_done_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_said_done')),
    sa.UniqueConstraint('form_key', name=op.f('uq_said_done_form_key'))
    )
    op.create_index(op.f('ix_said_done_facility_id'), 'said_done', ['facility_id'])
    find_lessons()


def find_lessons() -> None:
    """The index of lessons: stems of the title and of the body, filled by the program when a course is published."""
    if op.get_bind().dialect.name == 'sqlite':
        op.execute("CREATE VIRTUAL TABLE search_lesson USING fts5(title, body, content='', tokenize='unicode61')")
        return
    op.execute('CREATE TABLE search_lesson (lesson_id integer PRIMARY KEY REFERENCES lesson (id) ON DELETE CASCADE, words tsvector NOT NULL)')
    op.execute('CREATE INDEX ix_search_lesson_words ON search_lesson USING gin (words)')
