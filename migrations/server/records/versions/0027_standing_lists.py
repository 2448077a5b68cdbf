"""A page far down a list of cases is found in the index of the list's order, and a worker's own lines by the worker.

Those indexes hold whose a line is, so that what a page skips is skipped without reading the table.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

DUE, HOLDERS = ["kind", "due_on", "home"], ["status", "worker", "office", "other_worker", "other_office"]
ALL = {  # before, after
    "by_due": (DUE, [*DUE, *HOLDERS, "overdue_on", "escalated_on"]),
    "by_begun": (["begun_on", "home"], ["begun_on", "home", "kind", *HOLDERS]),
}
FEW = {
    "alerts": "open_alerts > 0",
    "matches": "open_matches > 0",
    "lost": "is_lost",
    "tried": "attempts > 0",
    "tasks": "open_tasks > 0",
    "questions": "open_questions > 0",
    "shut": "status IN ('closed', 'duplicate')",
}
TWICE = "other_worker IS NOT NULL"


def upgrade() -> None:
    for name, (_before, after) in ALL.items():
        _replace(name, after)
    for name, few in FEW.items():
        _replace(name, [*DUE, *HOLDERS], few)
    _create("other_worker", ["other_worker"], TWICE)


def downgrade() -> None:
    op.drop_index("ix_standings_other_worker", "standings")
    for name, few in FEW.items():
        _replace(name, DUE, few)
    for name, (before, _after) in ALL.items():
        _replace(name, before)


def _replace(name: str, columns: list[str], few: str | None = None) -> None:
    op.drop_index(f"ix_standings_{name}", "standings")
    _create(name, columns, few)


def _create(name: str, columns: list[str], few: str | None = None) -> None:
    where = None if few is None else sa.text(few)
    op.create_index(f"ix_standings_{name}", "standings", columns, sqlite_where=where, postgresql_where=where)
