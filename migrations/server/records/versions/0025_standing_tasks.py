"""How many open tasks and questions a dossier has, so that pages of them read those cases alone.

Whether one is open stands in sealed records, so lines of dossiers that have any are made anew by the program.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

LONG_AGO = "2000-01-01"


def upgrade() -> None:
    for name in ("open_tasks", "open_questions"):
        op.add_column("standings", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        few = sa.text(f"{name} > 0")
        index = f"ix_standings_{name.removeprefix('open_')}"
        op.create_index(index, "standings", ["kind", "due_on", "home"], sqlite_where=few, postgresql_where=few)
    having = "SELECT home FROM records WHERE kind IN ('task', 'review_question')"
    op.execute(f"UPDATE standings SET stands_until = '{LONG_AGO}' WHERE kind = 'case' AND home IN ({having})")
