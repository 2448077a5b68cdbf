"""Counts of open dossiers by office, worker, stage and risk, kept beside the coded lines they are counted from."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "standing_owners",
        sa.Column("worker", sa.String(length=22), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=False),
        sa.Column("counted_for", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("worker", name=op.f("pk_standing_owners")),
    )
    op.create_table(
        "standing_sums",
        sa.Column("worker", sa.String(length=22), nullable=False),
        sa.Column("office", sa.String(length=22), nullable=False),
        sa.Column("other_worker", sa.String(length=22), nullable=False),
        sa.Column("other_office", sa.String(length=22), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("risk", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("overdue", sa.Integer(), nullable=False),
        sa.Column("escalated", sa.Integer(), nullable=False),
        sa.Column("tried", sa.Integer(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("never_seen", sa.Integer(), nullable=False),
        sa.Column("alerts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "worker", "office", "other_worker", "other_office", "kind", "stage", "risk", "reason",
            name=op.f("pk_standing_sums"),
        ),
    )  # fmt: skip
    op.create_index(op.f("ix_standing_sums_office"), "standing_sums", ["office"])
    op.create_index("ix_standings_by_begun", "standings", ["begun_on", "home"])
    op.create_index("ix_standings_author", "standings", ["author"])
    op.execute(
        "INSERT INTO standing_owners (worker, changed, counted, counted_for) "
        "SELECT DISTINCT COALESCE(worker, ''), 1, 0, '' FROM standings"
    )
