"""Which time steps of whose second factor were used here: a hub and its centre compare them."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "totp_uses",
        sa.Column("person", sa.String(length=22), sa.ForeignKey("persons.id"), primary_key=True),
        sa.Column("step", sa.BigInteger(), primary_key=True, autoincrement=False),
    )


def downgrade() -> None:
    op.drop_table("totp_uses")
