"""One coded line for each dossier, for lists and figures; every dossier is put on the queue so that its line is made."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "standings",
        sa.Column("home", sa.String(length=22), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("worker", sa.String(length=22), nullable=True),
        sa.Column("office", sa.String(length=22), nullable=True),
        sa.Column("other_worker", sa.String(length=22), nullable=True),
        sa.Column("other_office", sa.String(length=22), nullable=True),
        sa.Column("author", sa.String(length=22), nullable=True),
        sa.Column("begun_on", sa.String(length=10), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=True),
        sa.Column("stage", sa.String(length=20), nullable=True),
        sa.Column("risk", sa.String(length=10), nullable=True),
        sa.Column("province", sa.String(length=2), nullable=True),
        sa.Column("due_on", sa.String(length=10), nullable=True),
        sa.Column("overdue_on", sa.String(length=10), nullable=True),
        sa.Column("escalated_on", sa.String(length=10), nullable=True),
        sa.Column("last_seen_on", sa.String(length=10), nullable=True),
        sa.Column("last_tried_on", sa.String(length=10), nullable=True),
        sa.Column("not_seen_reason", sa.String(length=40), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reunified_on", sa.String(length=10), nullable=True),
        sa.Column("open_alerts", sa.Integer(), nullable=False),
        sa.Column("open_matches", sa.Integer(), nullable=False),
        sa.Column("is_lost", sa.Boolean(), nullable=False),
        sa.Column("stands_until", sa.String(length=10), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("home", name=op.f("pk_standings")),
    )
    figures = ["office", "province", "kind", "status", "stage", "overdue_on", "escalated_on", "reunified_on"]
    figures += ["last_seen_on", "not_seen_reason", "attempts", "open_alerts", "open_matches", "is_lost", "risk"]
    op.create_index("ix_standings_figures", "standings", [*figures, "worker", "other_office", "other_worker"])
    loads = ["worker", "office", "kind", "status", "due_on", "overdue_on", "escalated_on", "risk", "open_alerts"]
    op.create_index("ix_standings_loads", "standings", [*loads, "other_office", "other_worker"])
    op.create_index("ix_standings_by_due", "standings", ["kind", "due_on", "home"])
    op.create_index("ix_standings_stands_until", "standings", ["stands_until"])
    op.execute(
        "INSERT INTO dossier_queue (home, touched_at, times) "
        "SELECT id, 0, 1 FROM dossiers WHERE id NOT IN (SELECT home FROM dossier_queue)"
    )
