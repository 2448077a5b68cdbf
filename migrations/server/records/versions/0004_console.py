"""Drafts of the console, case numbers given at the centre, and the index that the name search follows."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_counters",
        sa.Column("prefix", sa.String(length=40), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", name=op.f("pk_case_counters")),
    )
    op.create_table(
        "console_drafts",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("person", sa.String(length=22), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_for", sa.String(length=22), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_console_drafts")),
    )
    op.create_index(op.f("ix_console_drafts_person_saved_at"), "console_drafts", ["person", "saved_at"], unique=False)
    op.create_index(op.f("ix_records_kind_changed_at"), "records", ["kind", "changed_at"], unique=False)
