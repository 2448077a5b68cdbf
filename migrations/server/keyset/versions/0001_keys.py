"""Keys of homes, the list of destroyed ones, and the number that tells caches to start again."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "destroyed_homes",
        sa.Column("home", sa.String(length=22), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("home", name=op.f("pk_destroyed_homes")),
    )
    op.create_table(
        "home_keys",
        sa.Column("home", sa.String(length=22), nullable=False),
        sa.Column("key_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ring_id", sa.String(length=32), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("home", "key_no", name=op.f("pk_home_keys")),
    )
    op.create_index(op.f("ix_home_keys_ring_id"), "home_keys", ["ring_id"], unique=False)
    op.create_table(
        "keyset_state",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_keyset_state")),
    )
    op.execute(sa.text("INSERT INTO keyset_state (one, version) VALUES (1, 0)"))
