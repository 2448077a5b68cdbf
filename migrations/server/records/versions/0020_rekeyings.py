"""Dossiers whose key is replaced: since when, why, and how far that is. Ids and codes alone."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rekeyings",
        sa.Column("home", sa.String(length=22), nullable=False),
        sa.Column("reason", sa.String(length=8), nullable=False),
        sa.Column("asked_by", sa.String(length=22), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("is_replaced", sa.Boolean(), nullable=False),
        sa.Column("is_copied", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("home", name=op.f("pk_rekeyings")),
    )
    op.create_index(op.f("ix_rekeyings_asked_at"), "rekeyings", ["asked_at"], unique=False)


def downgrade() -> None:
    op.drop_table("rekeyings")
