"""An enrolment slip that needs a second person says who made it and who released it."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("enrolment_codes") as table:
        table.add_column(sa.Column("made_by", sa.String(length=22), nullable=True))
        table.add_column(sa.Column("is_waiting", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("released_by", sa.String(length=22), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("enrolment_codes") as table:
        for name in ("released_by", "is_waiting", "made_by"):
            table.drop_column(name)
