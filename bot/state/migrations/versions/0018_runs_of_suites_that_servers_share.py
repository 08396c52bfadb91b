"""Keep runs of suites, so that each of several equal servers can tell of them, and only one goes on at a time."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suite_runs",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("begun_by", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("asked", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("report", sa.Text(), nullable=True),
        sa.Column("error", sa.JSON(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("id"),
    )
    running = sa.text("state = 'running'")
    op.create_index(
        "one_suite_run_at_a_time",
        "suite_runs",
        ["state"],
        unique=True,
        postgresql_where=running,
        sqlite_where=running,
    )


def downgrade() -> None:
    op.drop_table("suite_runs")
