"""Provincial hubs: who they are and their offices, how they are, what they enrolled and what was refused of them."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "other_servers",
        sa.Column("server", sa.String(length=22), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("urls", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=22), nullable=True),
        sa.Column("next_serial", sa.BigInteger(), nullable=False),
        sa.Column("roster_number", sa.BigInteger(), nullable=False),
        sa.Column("roster_digest", sa.LargeBinary(), nullable=True),
        sa.Column("admitted_at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("server", name=op.f("pk_other_servers")),
    )
    op.create_index(op.f("ix_other_servers_device"), "other_servers", ["device"], unique=True)
    op.create_table(
        "hub_offices",
        sa.Column("server", sa.String(length=22), nullable=False),
        sa.Column("office", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_hub_offices_office_offices")),
        sa.ForeignKeyConstraint(["server"], ["other_servers.server"], name=op.f("fk_hub_offices_server_other_servers")),
        sa.PrimaryKeyConstraint("server", "office", name=op.f("pk_hub_offices")),
    )
    op.create_index(op.f("ix_hub_offices_office"), "hub_offices", ["office"], unique=False)
    op.create_table(
        "hub_facts",
        sa.Column("server", sa.String(length=22), nullable=False),
        sa.Column("relay_at", sa.BigInteger(), nullable=False),
        sa.Column("complete_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("waits_up", sa.BigInteger(), nullable=False),
        sa.Column("oldest_at", sa.BigInteger(), nullable=True),
        sa.Column("disk_free", sa.BigInteger(), nullable=False),
        sa.Column("disk_total", sa.BigInteger(), nullable=False),
        sa.Column("laptops", sa.BigInteger(), nullable=False),
        sa.Column("cursors", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["server"], ["other_servers.server"], name=op.f("fk_hub_facts_server_other_servers")),
        sa.PrimaryKeyConstraint("server", name=op.f("pk_hub_facts")),
    )
    op.create_table(
        "hub_devices",
        sa.Column("device", sa.String(length=22), nullable=False),
        sa.Column("server", sa.String(length=22), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["device"], ["devices.id"], name=op.f("fk_hub_devices_device_devices")),
        sa.PrimaryKeyConstraint("device", name=op.f("pk_hub_devices")),
    )
    op.create_index(op.f("ix_hub_devices_server"), "hub_devices", ["server"], unique=False)
    op.create_table(
        "hub_refusals",
        sa.Column("server", sa.String(length=22), nullable=False),
        sa.Column("incarnation", sa.String(length=22), nullable=False),
        sa.Column("code", sa.String(length=48), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["server"], ["other_servers.server"], name=op.f("fk_hub_refusals_server_other_servers")
        ),
        sa.PrimaryKeyConstraint("server", "incarnation", name=op.f("pk_hub_refusals")),
    )
