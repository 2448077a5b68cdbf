"""Sealed search rows of records: names, codes, telephones and places under which they are found."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "match_profile",
        sa.Column("record", sa.String(length=22), nullable=False),
        sa.Column("home", sa.String(length=22), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_match_profile")),
    )
    op.create_index(op.f("ix_match_profile_changed_at"), "match_profile", ["changed_at"], unique=False)
    op.create_index(op.f("ix_match_profile_home"), "match_profile", ["home"], unique=False)
