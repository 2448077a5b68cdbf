"""The log of changes, merged states, dossiers, feed, what waits for a person, and the queue of touched dossiers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "changes",
        sa.Column("incarnation", sa.String(length=22), nullable=False),
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body_hash", sa.LargeBinary(), nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("record", sa.String(length=22), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_for", sa.String(length=22), nullable=True),
        sa.Column("use", sa.String(length=12), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("incarnation", "n", name=op.f("pk_changes")),
    )
    op.create_index(op.f("ix_changes_record_version"), "changes", ["record", "version"], unique=False)
    op.create_table(
        "damaged_logs",
        sa.Column("incarnation", sa.String(length=22), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("incarnation", name=op.f("pk_damaged_logs")),
    )
    op.create_table(
        "dossier_queue",
        sa.Column("home", sa.String(length=22), nullable=False),
        sa.Column("touched_at", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("home", name=op.f("pk_dossier_queue")),
    )
    op.create_index(op.f("ix_dossier_queue_touched_at"), "dossier_queue", ["touched_at"], unique=False)
    op.create_table(
        "dossiers",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("workers", sa.Text(), nullable=False),
        sa.Column("offices", sa.Text(), nullable=False),
        sa.Column("former", sa.Text(), nullable=False),
        sa.Column("number", sa.String(length=120), nullable=True),
        sa.Column("erased_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossiers")),
    )
    op.create_index(op.f("ix_dossiers_number"), "dossiers", ["number"], unique=False)
    op.create_table(
        "early_batches",
        sa.Column("incarnation", sa.String(length=22), nullable=False),
        sa.Column("n_before", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_for", sa.String(length=22), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("incarnation", "n_before", name=op.f("pk_early_batches")),
    )
    op.create_table(
        "feed",
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("record", sa.String(length=22), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("is_gone", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(length=12), nullable=True),
        sa.Column("digest", sa.BigInteger(), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "record", name=op.f("pk_feed")),
    )
    op.create_index(op.f("ix_feed_record"), "feed", ["record"], unique=False)
    op.create_index(op.f("ix_feed_scope_seq"), "feed", ["scope", "seq"], unique=False)
    op.create_table(
        "heads",
        sa.Column("incarnation", sa.String(length=22), nullable=False),
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("n_before", sa.BigInteger(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("incarnation", "n", name=op.f("pk_heads")),
    )
    op.create_table(
        "records",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("home", sa.String(length=22), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("coded", sa.Text(), nullable=True),
        sa.Column("author", sa.String(length=22), nullable=True),
        sa.Column("other", sa.String(length=22), nullable=True),
        sa.Column("is_restricted", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_records")),
    )
    op.create_index(op.f("ix_records_home_kind"), "records", ["home", "kind"], unique=False)
    op.create_index(op.f("ix_records_kind_id"), "records", ["kind", "id"], unique=False)
    op.create_index(op.f("ix_records_other"), "records", ["other"], unique=False)
    op.create_table(
        "review_items",
        sa.Column("item_kind", sa.String(length=24), nullable=False),
        sa.Column("record", sa.String(length=22), nullable=False),
        sa.Column("item", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("home", sa.String(length=22), nullable=False),
        sa.Column("dots", sa.Text(), nullable=False),
        sa.Column("decided", sa.Text(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("is_restricted", sa.Boolean(), nullable=False),
        sa.Column("is_warning", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("item_kind", "record", "item", name=op.f("pk_review_items")),
        sa.UniqueConstraint("code", name=op.f("uq_review_items_code")),
    )
    op.create_index(op.f("ix_review_items_is_open_home"), "review_items", ["is_open", "home"], unique=False)
    op.create_index(op.f("ix_review_items_record"), "review_items", ["record"], unique=False)
    op.create_table(
        "scope_heads",
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("head", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_scope_heads")),
    )
    op.create_table(
        "waiting",
        sa.Column("incarnation", sa.String(length=22), nullable=False),
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("own_code", sa.String(length=40), nullable=True),
        sa.Column("behind_incarnation", sa.String(length=22), nullable=True),
        sa.Column("behind_n", sa.BigInteger(), nullable=True),
        sa.Column("record", sa.String(length=22), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("home", sa.String(length=22), nullable=True),
        sa.Column("author", sa.String(length=22), nullable=True),
        sa.Column("office", sa.String(length=22), nullable=True),
        sa.Column("is_raise", sa.Boolean(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("incarnation", "n", name=op.f("pk_waiting")),
    )
    op.create_index(op.f("ix_waiting_home"), "waiting", ["home"], unique=False)
    op.create_index(op.f("ix_waiting_office"), "waiting", ["office"], unique=False)
    op.create_index(op.f("ix_waiting_record"), "waiting", ["record"], unique=False)
    op.create_table(
        "witnesses",
        sa.Column("record", sa.String(length=22), nullable=False),
        sa.Column("device", sa.String(length=22), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_for", sa.String(length=22), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("record", "device", name=op.f("pk_witnesses")),
    )
