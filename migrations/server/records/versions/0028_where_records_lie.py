"""Where a record lies is told by one index, without reading the rows of the feed: every page asks it of what it shows."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

BEFORE, AFTER = ["record"], ["record", "scope", "is_gone"]


def upgrade() -> None:
    op.create_index(op.f("ix_feed_record_scope_is_gone"), "feed", AFTER, unique=False)
    op.drop_index(op.f("ix_feed_record"), "feed")


def downgrade() -> None:
    op.create_index(op.f("ix_feed_record"), "feed", BEFORE, unique=False)
    op.drop_index(op.f("ix_feed_record_scope_is_gone"), "feed")
