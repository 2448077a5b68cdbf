"""What a scope was told of since a number is found by a number that stands for the scope's name: an entry of that index is
a third as long, and an edit writes a third of its pages.
"""

import zlib

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

BEFORE, AFTER = ["scope", "seq"], ["scope_hash", "seq"]


def upgrade() -> None:
    op.drop_index(op.f("ix_feed_scope_seq"), "feed")
    with op.batch_alter_table("feed") as table:
        table.add_column(sa.Column("scope_hash", sa.Integer(), nullable=False, server_default="0"))
    feed = sa.table("feed", sa.column("scope", sa.String), sa.column("scope_hash", sa.Integer))
    heads = sa.table("scope_heads", sa.column("scope", sa.String))
    connection = op.get_bind()
    for scope in connection.scalars(sa.select(heads.c.scope)).all():
        hashed = zlib.crc32(scope.encode()) - 2**31
        connection.execute(sa.update(feed).where(feed.c.scope == scope).values(scope_hash=hashed))
    with op.batch_alter_table("feed") as table:
        table.alter_column("scope_hash", existing_type=sa.Integer(), existing_nullable=False, server_default=None)
    op.create_index(op.f("ix_feed_scope_hash_seq"), "feed", AFTER, unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_feed_scope_hash_seq"), "feed")
    with op.batch_alter_table("feed") as table:
        table.drop_column("scope_hash")
    op.create_index(op.f("ix_feed_scope_seq"), "feed", BEFORE, unique=False)
