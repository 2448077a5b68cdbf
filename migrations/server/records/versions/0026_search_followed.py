"""Whether names changed since they were last looked at is told by one index, without reading the rows."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        op.f("ix_match_profile_changed_at_version"), "match_profile", ["changed_at", "version"], unique=False
    )
    op.drop_index(op.f("ix_match_profile_changed_at"), "match_profile")


def downgrade() -> None:
    op.create_index(op.f("ix_match_profile_changed_at"), "match_profile", ["changed_at"], unique=False)
    op.drop_index(op.f("ix_match_profile_changed_at_version"), "match_profile")
