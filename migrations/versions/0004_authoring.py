"""Drafts and what is written on site."""

import sqlalchemy as sa
from alembic import op

from guards import guard


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    drafts()
    publishing()
    facts()


def drafts() -> None:
    op.create_table('draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Text(), nullable=False),
    sa.Column('based_on', sa.Integer(), nullable=True),
    sa.Column('created_by', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('touched_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_why', sa.Text(), server_default='', nullable=False),
    sa.ForeignKeyConstraint(['based_on'], ['course_version.id'], name=op.f('fk_draft_based_on')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_draft_created_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft'))
    )
    still_open = sa.text('closed_at IS NULL')
    op.create_index('uq_draft_open', 'draft', ['course_id'], unique=True, sqlite_where=still_open, postgresql_where=still_open)
    op.create_table('draft_file',
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('path', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('saved_by', sa.Integer(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_draft_file_draft_id')),
    sa.ForeignKeyConstraint(['saved_by'], ['person.id'], name=op.f('fk_draft_file_saved_by')),
    sa.ForeignKeyConstraint(['sha256'], ['blob.sha256'], name=op.f('fk_draft_file_sha256')),
    sa.PrimaryKeyConstraint('draft_id', 'path', name=op.f('pk_draft_file'))
    )
    op.create_table('draft_save',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('path', sa.Text(), nullable=False),
    sa.Column('save_key', sa.Text(), nullable=False),
    sa.Column('based_on', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=True),
    sa.Column('moved_from', sa.Text(), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_draft_save_by_id')),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_draft_save_draft_id')),
    sa.ForeignKeyConstraint(['sha256'], ['blob.sha256'], name=op.f('fk_draft_save_sha256')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft_save')),
    sa.UniqueConstraint('save_key', name=op.f('uq_draft_save_save_key'))
    )
    with op.batch_alter_table('draft_save', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draft_save_draft_id'), ['draft_id'], unique=False)
    guard('draft_save', ('UPDATE', 'DELETE'), ('id', 'save_key'), repeated=True)
    guard('draft', ('DELETE',))


def publishing() -> None:
    op.add_column('attempt', sa.Column('quiz_from', sa.Integer(), server_default='1', nullable=False))
    op.create_table('publication',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('facility_id', sa.Integer(), nullable=False),
    sa.Column('tree_hash', sa.Text(), nullable=False),
    sa.Column('change', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_by', sa.Integer(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.Text(), server_default='', nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['asked_by'], ['person.id'], name=op.f('fk_publication_asked_by')),
    sa.ForeignKeyConstraint(['closed_by'], ['person.id'], name=op.f('fk_publication_closed_by')),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_publication_draft_id')),
    sa.ForeignKeyConstraint(['facility_id'], ['facility.id'], name=op.f('fk_publication_facility_id')),
    sa.ForeignKeyConstraint(['version_id'], ['course_version.id'], name=op.f('fk_publication_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_publication'))
    )
    with op.batch_alter_table('publication', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_publication_draft_id'), ['draft_id'], unique=False)
    still_open = sa.text('closed_at IS NULL')
    op.create_index(
        'uq_publication_open', 'publication', ['draft_id'], unique=True, sqlite_where=still_open, postgresql_where=still_open
    )
    guard('publication', ('DELETE',))


def facts() -> None:
    op.add_column('lesson', sa.Column('audio', sa.Text(), server_default='', nullable=False))
    op.create_table('fact_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('fact_id', sa.Text(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_fact_event_by_id')),
    sa.ForeignKeyConstraint(['fact_id'], ['fact.id'], name=op.f('fk_fact_event_fact_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fact_event'))
    )
    with op.batch_alter_table('fact_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_fact_event_fact_id'), ['fact_id'], unique=False)
    guard('fact_event', ('UPDATE', 'DELETE'))
