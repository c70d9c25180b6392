"""The indexes that the list of events is read along, newest first."""

import sqlalchemy as sa
from alembic import op


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

SELDOM = "action NOT IN ('answer-saved', 'answer-drafted', 'lesson-read', 'practical-saved')"


def upgrade() -> None:
    op.create_index('ix_audit_event_seldom', 'audit_event', ['facility_id', 'at', 'id'],
                    sqlite_where=sa.text(SELDOM), postgresql_where=sa.text(SELDOM))
    op.create_index('ix_signoff_event_facility_id_at', 'signoff_event', ['facility_id', 'at', 'id'])
