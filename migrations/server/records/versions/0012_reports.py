"""Coded dossiers for figures, reports being made, and exports that left the house."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "coded_dossiers",
        sa.Column("home", sa.String(length=22), nullable=False),
        sa.Column("coded", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("home", name=op.f("pk_coded_dossiers")),
    )
    op.create_table(
        "report_snapshots",
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("wanted_at", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=True),
        sa.Column("figures", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_report_snapshots")),
    )
    op.create_table(
        "exports",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("person", sa.String(length=22), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("with_names", sa.Boolean(), nullable=False),
        sa.Column("second", sa.String(length=22), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("cells", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
    )
    op.create_index(op.f("ix_exports_person_at"), "exports", ["person", "at"])
