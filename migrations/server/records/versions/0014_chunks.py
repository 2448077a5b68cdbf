"""Attachments: which record names which sealed chunk, which are here, which files are to be removed."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachment_chunks",
        sa.Column("record", sa.String(length=22), nullable=False),
        sa.Column("part", sa.String(length=43), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=43), nullable=False),
        sa.Column("home", sa.String(length=22), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("is_thumbnail", sa.Boolean(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("is_waiting", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=True),
        sa.Column("relayed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("record", "part", "number", name=op.f("pk_attachment_chunks")),
    )
    op.create_index(op.f("ix_attachment_chunks_home"), "attachment_chunks", ["home"], unique=False)
    op.create_index(op.f("ix_attachment_chunks_name"), "attachment_chunks", ["name"], unique=False)
    op.create_table(
        "chunk_removals",
        sa.Column("name", sa.String(length=43), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_chunk_removals")),
    )
