"""What was on a lost laptop, case by case, as it stood when its access was stopped: ids and counts, no names."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("lost_reports", sa.Column("held", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("lost_reports", "held")
