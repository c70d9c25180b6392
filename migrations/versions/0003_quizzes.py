"""Quizzes: what a pause, a review and an answer on paper leave behind."""

import sqlalchemy as sa
from alembic import op

from guards import guard


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

RUNNING = sa.text('ended_at IS NULL')


def upgrade() -> None:
    op.add_column('person', sa.Column('group_name', sa.Text(), nullable=False, server_default=''))
    op.create_table('answer_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('try_id', sa.Integer(), nullable=False),
    sa.Column('question_key', sa.Text(), nullable=False),
    sa.Column('value', sa.JSON(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['try_id'], ['quiz_try.id'], name=op.f('fk_answer_draft_try_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_draft')),
    sa.UniqueConstraint('try_id', 'question_key', name=op.f('uq_answer_draft_try_id_question_key'))
    )
    op.create_table('pause',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('facility_id', sa.Integer(), nullable=False),
    sa.Column('group_name', sa.Text(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_by', sa.Integer(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['ended_by'], ['person.id'], name=op.f('fk_pause_ended_by')),
    sa.ForeignKeyConstraint(['facility_id'], ['facility.id'], name=op.f('fk_pause_facility_id')),
    sa.ForeignKeyConstraint(['started_by'], ['person.id'], name=op.f('fk_pause_started_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pause'))
    )
    op.create_index('uq_pause_running', 'pause', ['facility_id', 'group_name'], unique=True, sqlite_where=RUNNING, postgresql_where=RUNNING)
    op.create_table('paper_sheet',
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('facility_id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('module_version_id', sa.Integer(), nullable=False),
    sa.Column('seed', sa.BigInteger(), nullable=False),
    sa.Column('questions', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_on', sa.Date(), nullable=True),
    sa.Column('entered_by', sa.Integer(), nullable=True),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('try_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_paper_sheet_attempt_id')),
    sa.ForeignKeyConstraint(['entered_by'], ['person.id'], name=op.f('fk_paper_sheet_entered_by')),
    sa.ForeignKeyConstraint(['facility_id'], ['facility.id'], name=op.f('fk_paper_sheet_facility_id')),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_paper_sheet_made_by')),
    sa.ForeignKeyConstraint(['module_version_id'], ['module_version.id'], name=op.f('fk_paper_sheet_module_version_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_paper_sheet_person_id')),
    sa.ForeignKeyConstraint(['try_id'], ['quiz_try.id'], name=op.f('fk_paper_sheet_try_id')),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_paper_sheet')),
    sa.UniqueConstraint('try_id', name=op.f('uq_paper_sheet_try_id'))
    )
    op.create_index(op.f('ix_paper_sheet_attempt_id'), 'paper_sheet', ['attempt_id'], unique=False)
    op.create_index(op.f('ix_paper_sheet_person_id'), 'paper_sheet', ['person_id'], unique=False)
    op.create_table('fresh_card',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('module_id', sa.Text(), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('module_version_id', sa.Integer(), nullable=False),
    sa.Column('lang', sa.Text(), nullable=False),
    sa.Column('card', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('asked_key', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['module_id'], ['module.id'], name=op.f('fk_fresh_card_module_id')),
    sa.ForeignKeyConstraint(['module_version_id'], ['module_version.id'], name=op.f('fk_fresh_card_module_version_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_fresh_card_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fresh_card')),
    sa.UniqueConstraint('person_id', 'module_id', 'slug', name=op.f('uq_fresh_card_person_id_module_id_slug'))
    )
    op.create_index('ix_fresh_card_person_id_due_at', 'fresh_card', ['person_id', 'due_at'], unique=False)
    guard('pause', ('DELETE',))
    guard('paper_sheet', ('DELETE',), keys=('number',), repeated=True)
