"""Erasures: asked, agreed, done, certified; keys for what arrives afterwards."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("home", sa.String(length=22), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=120), nullable=True),
        sa.Column("ground", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_by", sa.String(length=22), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("approved_by", sa.String(length=22), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("stopped_by", sa.String(length=22), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("serial", sa.Integer(), nullable=True),
        sa.Column("certificate", sa.LargeBinary(), nullable=True),
        sa.Column("laptops", sa.Text(), nullable=True),
        sa.Column("late_home", sa.String(length=22), nullable=True),
        sa.Column("late_since", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    op.create_index(op.f("ix_erasures_home"), "erasures", ["home"], unique=False)
    op.create_index(op.f("ix_erasures_state"), "erasures", ["state"], unique=False)
