"""A page far down a list of cases is found in the index of the list's order, and a worker's own lines by the worker."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

HOLDERS = ["status", "worker", "office", "other_worker", "other_office"]
BEFORE = {"ix_standings_by_due": ["kind", "due_on", "home"], "ix_standings_by_begun": ["begun_on", "home"]}
AFTER = {
    "ix_standings_by_due": ["kind", "due_on", "home", *HOLDERS, "overdue_on", "escalated_on"],
    "ix_standings_by_begun": ["begun_on", "home", "kind", *HOLDERS],
}
TWICE = sa.text("other_worker IS NOT NULL")


def upgrade() -> None:
    _replace(AFTER)
    op.create_index(
        "ix_standings_other_worker", "standings", ["other_worker"], sqlite_where=TWICE, postgresql_where=TWICE
    )


def downgrade() -> None:
    op.drop_index("ix_standings_other_worker", "standings")
    _replace(BEFORE)


def _replace(indexes: dict[str, list[str]]) -> None:
    for name, columns in indexes.items():
        op.drop_index(name, "standings")
        op.create_index(name, "standings", columns)
