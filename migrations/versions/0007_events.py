"""The indexes that the list of events is read along, and guards for what is said here without a name."""

import sqlalchemy as sa
from alembic import op
from guards import guard


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

SELDOM = "action NOT IN ('answer-saved', 'answer-drafted', 'lesson-read', 'practical-saved')"


def upgrade() -> None:
    op.create_index('ix_audit_event_seldom', 'audit_event', ['facility_id', 'at', 'id'],
                    sqlite_where=sa.text(SELDOM), postgresql_where=sa.text(SELDOM))
    op.create_index('ix_signoff_event_facility_id_at', 'signoff_event', ['facility_id', 'at', 'id'])
    said_without_a_name()


def said_without_a_name() -> None:
    """Tickets are only added: one that was changed or lost would falsify the totals. What was put up stays on record."""
    guard('exit_ticket', ('UPDATE', 'DELETE'), keys=('key',), repeated=True)
    guard('exit_ticket_given', ('UPDATE', 'DELETE'), keys=('person_id module_id',), repeated=True)
    guard('said_done', ('UPDATE OF id, facility_id, said, done, by_id, at, form_key', 'DELETE'), keys=('id', 'form_key'), repeated=True)
