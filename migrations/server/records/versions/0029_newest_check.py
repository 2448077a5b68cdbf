"""The newest check of the audit's chain is found without looking through the rows of the audit."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

IS_CHECK = sa.text("action = 'audit.checked'")


def upgrade() -> None:
    op.create_index("ix_audit_rows_checks", "audit_rows", ["at"], sqlite_where=IS_CHECK, postgresql_where=IS_CHECK)


def downgrade() -> None:
    op.drop_index("ix_audit_rows_checks", "audit_rows")
