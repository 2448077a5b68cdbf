"""What a waiting change waits for; codes of review items need not be unique (two may share their first characters)."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("waiting", sa.Column("waits_for", sa.String(length=22), nullable=True))
    op.add_column("waiting", sa.Column("waits_for_n", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_waiting_waits_for"), "waiting", ["waits_for"], unique=False)
    with op.batch_alter_table("review_items") as table:
        table.drop_constraint(op.f("uq_review_items_code"), type_="unique")
    op.create_index(op.f("ix_review_items_code"), "review_items", ["code"], unique=False)
