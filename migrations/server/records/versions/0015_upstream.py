"""A hub: its centre, what it received from it, and what the centre said of relayed changes."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "upstream",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("server", sa.String(length=22), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("urls", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("prefix", sa.String(length=8), nullable=False),
        sa.Column("last_serial", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.String(length=16), nullable=True),
        sa.Column("last_number", sa.BigInteger(), nullable=False),
        sa.Column("batch_bytes", sa.Integer(), nullable=False),
        sa.Column("reply_bytes", sa.Integer(), nullable=False),
        sa.Column("roster", sa.BigInteger(), nullable=False),
        sa.Column("caught_up_at", sa.BigInteger(), nullable=False),
        sa.Column("contact_at", sa.BigInteger(), nullable=True),
        sa.Column("tried_at", sa.BigInteger(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=48), nullable=True),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.String(length=22), nullable=True),
        sa.Column("held_until", sa.BigInteger(), nullable=False),
        sa.Column("checkpoint", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("one = 1", name=op.f("ck_upstream_one")),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_upstream")),
    )
    op.create_table(
        "upstream_batches",
        sa.Column("incarnation", sa.String(length=22), nullable=False),
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("n_before", sa.BigInteger(), nullable=False),
        sa.Column("link_before", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("incarnation", "n", name=op.f("pk_upstream_batches")),
    )
    op.create_table(
        "upstream_cursors",
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.BigInteger(), nullable=False),
        sa.Column("is_different", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_upstream_cursors")),
    )
    op.create_table(
        "upstream_heads",
        sa.Column("incarnation", sa.String(length=22), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("incarnation", name=op.f("pk_upstream_heads")),
    )
    op.create_table(
        "upstream_members",
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("record", sa.String(length=22), nullable=False),
        sa.Column("digest", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "record", name=op.f("pk_upstream_members")),
    )
    op.create_index(op.f("ix_upstream_members_record"), "upstream_members", ["record"], unique=False)
    op.create_table(
        "upstream_states",
        sa.Column("record", sa.String(length=22), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("home", sa.String(length=22), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("is_restricted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_upstream_states")),
    )
    op.create_index(op.f("ix_upstream_states_home"), "upstream_states", ["home"], unique=False)
    op.create_table(
        "upstream_verdicts",
        sa.Column("incarnation", sa.String(length=22), nullable=False),
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=48), nullable=False),
        sa.Column("behind_incarnation", sa.String(length=22), nullable=True),
        sa.Column("behind_n", sa.BigInteger(), nullable=True),
        sa.Column("record", sa.String(length=22), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("incarnation", "n", name=op.f("pk_upstream_verdicts")),
    )
    op.create_index(op.f("ix_upstream_verdicts_record"), "upstream_verdicts", ["record"], unique=False)
