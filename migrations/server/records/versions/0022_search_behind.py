"""Search rows that are still to be made are found at once."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_IS_BEHIND = sa.text("format = 0")


def upgrade() -> None:
    op.create_index(
        "ix_match_profile_behind",
        "match_profile",
        ["record"],
        unique=False,
        sqlite_where=_IS_BEHIND,
        postgresql_where=_IS_BEHIND,
    )


def downgrade() -> None:
    op.drop_index("ix_match_profile_behind", "match_profile")
