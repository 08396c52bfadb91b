"""Forget which updates were handed to a bot: each knows itself which ones it has begun."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("updates", "handed")


def downgrade() -> None:
    op.add_column("updates", sa.Column("handed", sa.Boolean(), server_default=sa.false(), nullable=False))
