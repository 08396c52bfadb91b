"""Add why an answer got a thumb down."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("feedback", sa.Column("reason", sa.String(length=16), nullable=True))


def downgrade() -> None:
    op.drop_column("feedback", "reason")
