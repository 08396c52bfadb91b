"""Add what an admin did about a question."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("questions", sa.Column("remedy", sa.String(length=16), nullable=True))


def downgrade() -> None:
    op.drop_column("questions", "remedy")
