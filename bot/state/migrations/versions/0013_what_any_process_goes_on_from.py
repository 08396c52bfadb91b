"""Keep what was shown last in a conversation, and which questions were attached together."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("shown", sa.JSON(), nullable=True))
    op.add_column("questions", sa.Column("settled_with", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("questions", "settled_with")
    op.drop_column("conversations", "shown")
