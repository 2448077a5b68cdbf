"""What running the house needs: turns of jobs, what laptops told of themselves, reports of lost ones."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_runs",
        sa.Column("job", sa.String(length=32), nullable=False),
        sa.Column("slot", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("problem", sa.String(length=48), nullable=True),
        sa.Column("runs", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("job", "slot", name=op.f("pk_job_runs")),
    )
    op.create_table(
        "job_requests",
        sa.Column("job", sa.String(length=32), nullable=False),
        sa.Column("asked_by", sa.String(length=22), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_job_requests")),
    )
    op.create_table(
        "device_contacts",
        sa.Column("device", sa.String(length=22), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("way", sa.String(length=12), nullable=False),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        sa.Column("clock_difference_ms", sa.BigInteger(), nullable=False),
        sa.Column("unsent", sa.BigInteger(), nullable=True),
        sa.Column("checkpoint_n", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["device"], ["devices.id"], name=op.f("fk_device_contacts_device")),
        sa.PrimaryKeyConstraint("device", name=op.f("pk_device_contacts")),
    )
    op.create_table(
        "lost_reports",
        sa.Column("device", sa.String(length=22), nullable=False),
        sa.Column("reported_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reported_by", sa.String(length=22), nullable=False),
        sa.Column("last_seen_on", sa.String(length=10), nullable=False),
        sa.Column("was", sa.String(length=8), nullable=False),
        sa.Column("had_by", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=12), nullable=False),
        sa.Column("cases", sa.BigInteger(), nullable=False),
        sa.Column("restricted", sa.BigInteger(), nullable=False),
        sa.Column("found_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["device"], ["devices.id"], name=op.f("fk_lost_reports_device")),
        sa.PrimaryKeyConstraint("device", "reported_at", name=op.f("pk_lost_reports")),
    )
    op.create_index(op.f("ix_audit_rows_at"), "audit_rows", ["at"], unique=False)
    op.create_index(op.f("ix_audit_rows_actor_at"), "audit_rows", ["actor", "at"], unique=False)
