"""What the intake did not accept is found without reading every judgement: figures leave it out, whoever wrote it."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

NO = '\'"decision":"reject"\''
WHERE = "kind || '' = 'review_decision' AND (coded IS NULL OR {find}(coded, {no}) > 0)"


def upgrade() -> None:
    op.create_index(
        "ix_records_not_accepted",
        "records",
        ["home"],
        sqlite_where=sa.text(WHERE.format(find="instr", no=NO)),
        postgresql_where=sa.text(WHERE.format(find="strpos", no=NO)),
    )


def downgrade() -> None:
    op.drop_index("ix_records_not_accepted", "records")
