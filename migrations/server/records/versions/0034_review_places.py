"""In which scopes dossiers with open items lie, so that what waits in an office is asked of them and not of every item;
open items by the kind of their record; and sums of cases by who else holds them, so that one office's are not summed from
those of all.
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

HOLDERS = ("other_office", "other_worker")


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
    is_open = {"sqlite_where": sa.text("is_open + 0 > 0"), "postgresql_where": sa.text("is_open")}
    op.create_index("ix_review_items_open_kind", "review_items", ["kind"], **is_open)
    for holder in HOLDERS:
        held_too = sa.text(f"{holder} != ''")
        words = {"sqlite_where": held_too, "postgresql_where": held_too}
        op.create_index(f"ix_standing_places_{holder}", "standing_places", [holder], **words)


def downgrade() -> None:
    for holder in HOLDERS:
        op.drop_index(f"ix_standing_places_{holder}", "standing_places")
    op.drop_index("ix_review_items_open_kind", "review_items")
    op.drop_table("review_places")
