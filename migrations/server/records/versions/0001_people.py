"""Server identity, people, offices, laptops, codes, leases, lists and counters."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "offices",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offices")),
        sa.UniqueConstraint("code", name=op.f("uq_offices_code")),
    )
    op.create_table(
        "rate_counters",
        sa.Column("name", sa.String(length=96), nullable=False),
        sa.Column("window_start", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", "window_start", name=op.f("pk_rate_counters")),
    )
    op.create_table(
        "server_identity",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("server", sa.String(length=22), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("epoch", sa.String(length=16), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("root_key", sa.LargeBinary(), nullable=False),
        sa.Column("own_device", sa.String(length=22), nullable=False),
        sa.Column("next_device_number", sa.BigInteger(), nullable=False),
        sa.Column("next_serial", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("one = 1", name=op.f("ck_server_identity_one")),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_server_identity")),
    )
    op.create_table(
        "signed_lists",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("list", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_signed_lists")),
    )
    op.create_table(
        "persons",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("office", sa.String(length=22), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("clearance", sa.String(length=16), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=True),
        sa.Column("totp_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("totp_last_step", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_persons_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
        sa.UniqueConstraint("login", name=op.f("uq_persons_login")),
    )
    op.create_index(op.f("ix_persons_office"), "persons", ["office"], unique=False)
    op.create_table(
        "devices",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("signing_key", sa.LargeBinary(), nullable=False),
        sa.Column("box_key", sa.LargeBinary(), nullable=False),
        sa.Column("person", sa.String(length=22), nullable=True),
        sa.Column("office", sa.String(length=22), nullable=True),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("last_nonce", sa.BigInteger(), nullable=False),
        sa.Column("newest_incarnation", sa.String(length=22), nullable=False),
        sa.Column("last_contact_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_devices_office")),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_devices_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devices")),
        sa.UniqueConstraint("code", name=op.f("uq_devices_code")),
        sa.UniqueConstraint("serial", name=op.f("uq_devices_serial")),
    )
    op.create_index(op.f("ix_devices_office"), "devices", ["office"], unique=False)
    op.create_index(op.f("ix_devices_person"), "devices", ["person"], unique=False)
    op.create_table(
        "enrolment_codes",
        sa.Column("id", sa.String(length=8), nullable=False),
        sa.Column("code_hmac", sa.LargeBinary(), nullable=False),
        sa.Column("person", sa.String(length=22), nullable=False),
        sa.Column("office", sa.String(length=22), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("device", sa.String(length=22), nullable=True),
        sa.Column("answer_for", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_enrolment_codes_office")),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_enrolment_codes_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_codes")),
    )
    op.create_table(
        "grants",
        sa.Column("person", sa.String(length=22), nullable=False),
        sa.Column("office", sa.String(length=22), nullable=False),
        sa.Column("granted_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_grants_office")),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_grants_person")),
        sa.PrimaryKeyConstraint("person", "office", name=op.f("pk_grants")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("person", sa.String(length=22), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_recovery_codes_person")),
        sa.PrimaryKeyConstraint("person", "code_hash", name=op.f("pk_recovery_codes")),
    )
    op.create_table(
        "incarnations",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("device", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("letter", sa.String(length=4), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("first_link", sa.LargeBinary(), nullable=False),
        sa.Column("statement", sa.LargeBinary(), nullable=True),
        sa.Column("head_n", sa.BigInteger(), nullable=False),
        sa.Column("head_link", sa.LargeBinary(), nullable=False),
        sa.Column("revoked_after", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["device"], ["devices.id"], name=op.f("fk_incarnations_device")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incarnations")),
    )
    op.create_index(op.f("ix_incarnations_device_number"), "incarnations", ["device", "number"], unique=True)
    op.create_table(
        "leases",
        sa.Column("device", sa.String(length=22), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("pending_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("read_out_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["device"], ["devices.id"], name=op.f("fk_leases_device")),
        sa.PrimaryKeyConstraint("device", name=op.f("pk_leases")),
    )
    op.create_table(
        "revocations",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("device", sa.String(length=22), nullable=False),
        sa.Column("what", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["device"], ["devices.id"], name=op.f("fk_revocations_device")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_revocations")),
    )
