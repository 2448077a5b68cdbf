"""The day on which a case was closed, lists of the few without reading all, and counts of cases by where they stand."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

FEW = {
    "alerts": "open_alerts > 0",
    "matches": "open_matches > 0",
    "lost": "is_lost",
    "tried": "attempts > 0",
    "shut": "status IN ('closed', 'duplicate')",
}


def upgrade() -> None:
    op.add_column("standings", sa.Column("closed_on", sa.String(length=10), nullable=True))
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    day = "json_extract(coded, '$.closed_on')" if is_sqlite else "coded::json ->> 'closed_on'"
    closed_on = f"(SELECT {day} FROM records WHERE records.id = standings.home)"
    op.execute(
        f"UPDATE standings SET closed_on = {closed_on} WHERE kind = 'case' AND status IN ('closed', 'duplicate')"
    )
    for name, few in FEW.items():
        _index(name, ["kind", "due_on", "home"], few)
    _index("reunified", ["reunified_on", "home"], "reunified_on IS NOT NULL")
    _index("closed_on", ["closed_on", "home"], "closed_on IS NOT NULL")
    op.create_table(
        "standing_places",
        sa.Column("worker", sa.String(length=22), nullable=False),
        sa.Column("office", sa.String(length=22), nullable=False),
        sa.Column("other_worker", sa.String(length=22), nullable=False),
        sa.Column("other_office", sa.String(length=22), nullable=False),
        sa.Column("province", sa.String(length=2), nullable=False),
        sa.Column("active", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.Column("overdue", sa.Integer(), nullable=False),
        sa.Column("escalated", sa.Integer(), nullable=False),
        sa.Column("reunified", sa.Integer(), nullable=False),
        sa.Column("alerts", sa.Integer(), nullable=False),
        sa.Column("matches", sa.Integer(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "worker", "office", "other_worker", "other_office", "province", name=op.f("pk_standing_places")
        ),
    )
    op.create_index(op.f("ix_standing_places_office"), "standing_places", ["office"])
    op.execute("UPDATE standing_owners SET counted_for = ''")  # everybody's are counted when they are next read


def _index(name: str, columns: list[str], few: str) -> None:
    words = sa.text(few)
    op.create_index(f"ix_standings_{name}", "standings", columns, sqlite_where=words, postgresql_where=words)
