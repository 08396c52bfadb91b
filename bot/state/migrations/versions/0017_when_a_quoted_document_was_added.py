"""Keep of a quoted passage on which day its document was added, which dates one that has no date of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("quotations", sa.Column("added", sa.String(32), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("quotations", "added")
