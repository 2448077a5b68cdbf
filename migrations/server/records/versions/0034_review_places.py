"""In which scopes dossiers with open items lie, so that what waits in an office is asked of them and not of every item."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review_places",
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("home", sa.String(length=22), nullable=False),
        sa.PrimaryKeyConstraint("scope", "home", name=op.f("pk_review_places")),
    )
    op.create_index(op.f("ix_review_places_home"), "review_places", ["home"])
    op.execute(
        "INSERT INTO review_places (scope, home) SELECT scope, record FROM feed WHERE is_gone IS FALSE"
        " AND record IN (SELECT home FROM review_items WHERE is_open IS TRUE)"
    )


def downgrade() -> None:
    op.drop_table("review_places")
