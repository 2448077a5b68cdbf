"""The order of the review queue, questions about its lines, and who looks at which of them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("review_items") as table:
        table.add_column(sa.Column("urgency", sa.Integer(), nullable=False, server_default="2"))
        table.add_column(sa.Column("question", sa.String(length=22), nullable=True))
        table.add_column(sa.Column("question_state", sa.String(length=12), nullable=True))
    op.execute(
        "UPDATE review_items SET urgency = CASE "
        "WHEN item_kind = 'two_versions' AND item = 'group:assignment' THEN 1 WHEN is_warning THEN 3 ELSE 2 END"
    )
    with op.batch_alter_table("review_items") as table:
        table.alter_column("urgency", existing_type=sa.Integer(), existing_nullable=False, server_default=None)
    op.create_index(
        op.f("ix_review_items_is_open_urgency_opened_at_code"),
        "review_items",
        ["is_open", "urgency", "opened_at", "code"],
        unique=False,
    )
    op.create_table(
        "review_claims",
        sa.Column("line", sa.String(length=48), nullable=False),
        sa.Column("person", sa.String(length=22), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("line", name=op.f("pk_review_claims")),
    )
    op.create_index(op.f("ix_review_claims_person"), "review_claims", ["person"], unique=False)
