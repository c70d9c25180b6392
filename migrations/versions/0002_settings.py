"""What a facility decides for itself: publishing, certificates, samples and what mentors learn first."""

import sqlalchemy as sa
from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('facility', sa.Column('publish_needs_second', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('facility', sa.Column('certificates', sa.Text(), nullable=False, server_default='course'))
    op.add_column('facility', sa.Column('sample_percent', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('facility', sa.Column('mentor_courses', sa.JSON(none_as_null=True), nullable=False, server_default='[]'))
    op.add_column('facility', sa.Column('mentor_agreement', sa.Text(), nullable=False, server_default=''))
