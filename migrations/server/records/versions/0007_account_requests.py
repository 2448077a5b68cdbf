"""Requests about an account that a second person must countersign."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_requests",
        sa.Column("person", sa.String(length=22), nullable=False),
        sa.Column("what", sa.String(length=24), nullable=False),
        sa.Column("asked_by", sa.String(length=22), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_account_requests_person")),
        sa.PrimaryKeyConstraint("person", "what", name=op.f("pk_account_requests")),
    )
