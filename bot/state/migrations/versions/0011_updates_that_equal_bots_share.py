"""Keep which of several equal bots has which update in hand, and which bots are alive."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("chat_id", "user_id"):
        op.add_column("updates", sa.Column(name, sa.BigInteger(), nullable=True))
    op.add_column("updates", sa.Column("replica", sa.String(length=32), nullable=True))
    op.add_column("updates", sa.Column("handed", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("updates", sa.Column("done_at", sa.DateTime(timezone=True), nullable=True))
    to_do = sa.text("done_at IS NULL")
    op.create_index("updates_to_do", "updates", ["chat_id", "user_id"], postgresql_where=to_do)
    op.create_table(
        "replicas",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("lock", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    op.drop_table("replicas")
    op.drop_index("updates_to_do", "updates")
    for name in ("done_at", "handed", "replica", "user_id", "chat_id"):
        op.drop_column("updates", name)
