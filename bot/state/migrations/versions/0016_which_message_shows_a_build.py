"""Keep beside a build under way which message shows it, so that any of equal bots can correct it."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("builds", sa.Column("chat_id", sa.BigInteger()))
    op.add_column("builds", sa.Column("message_id", sa.BigInteger()))
    op.add_column("builds", sa.Column("language", sa.String(16)))


def downgrade() -> None:
    for column in ("chat_id", "message_id", "language"):
        op.drop_column("builds", column)
