"""What waits in somebody's dossiers is counted from an index of open items alone, in the order of their dossiers; and
cases closed long ago are found in their order without reading the table.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

# as each engine says it in the question
IS_OPEN = {"sqlite_where": sa.text("is_open + 0 > 0"), "postgresql_where": sa.text("is_open")}
IS_CLOSED = sa.text("closed_on IS NOT NULL")
ITEMS = ["home", "record", "urgency", "opened_at", "code", "item", "is_restricted", "is_open"]
BEFORE = ["closed_on", "home"]
AFTER = [*BEFORE, "kind", "status", "worker", "office", "other_worker", "other_office"]


def upgrade() -> None:
    op.create_index("ix_review_items_open", "review_items", ITEMS, **IS_OPEN)
    _replace(AFTER)


def downgrade() -> None:
    _replace(BEFORE)
    op.drop_index("ix_review_items_open", "review_items")


def _replace(columns: list[str]) -> None:
    op.drop_index("ix_standings_closed_on", "standings")
    op.create_index("ix_standings_closed_on", "standings", columns, sqlite_where=IS_CLOSED, postgresql_where=IS_CLOSED)
