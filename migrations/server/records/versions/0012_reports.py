"""Coded answers over time, for figures; releases of figures that left the house; requests of exports with names."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "coded_history",
        sa.Column("incarnation", sa.String(length=22), nullable=False),
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("register", sa.String(length=40), nullable=False),
        sa.Column("home", sa.String(length=22), nullable=False),
        sa.Column("record", sa.String(length=22), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("incarnation", "n", "register", name=op.f("pk_coded_history")),
    )
    op.create_index(op.f("ix_coded_history_home"), "coded_history", ["home"])
    op.create_table(
        "exports",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("person", sa.String(length=22), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("edition", sa.String(length=20), nullable=False),
        sa.Column("form", sa.String(length=8), nullable=False),
        sa.Column("purpose", sa.String(length=24), nullable=False),
        sa.Column("recipient", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("with_names", sa.Boolean(), nullable=False),
        sa.Column("second", sa.String(length=22), nullable=True),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("cells", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
    )
    op.create_index(op.f("ix_exports_at"), "exports", ["at"])
    op.create_index(op.f("ix_exports_person_at"), "exports", ["person", "at"])
    op.create_table(
        "report_snapshots",
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("cut_off", sa.BigInteger(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_report_snapshots")),
    )
