"""Since when nothing is known to lie under a key that was replaced: it is destroyed when no backup can need it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("home_keys", sa.Column("unused_since", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("home_keys", "unused_since")
