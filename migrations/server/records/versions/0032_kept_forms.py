"""A form that came after the five minutes of passphrase and code waits sealed; it goes when its session goes."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_forms",
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("form_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["token"], ["sessions.token"], name=op.f("fk_kept_forms_token"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_kept_forms")),
    )


def downgrade() -> None:
    op.drop_table("kept_forms")
