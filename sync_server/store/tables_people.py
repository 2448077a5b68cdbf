"""Tables of the server's identity, its people, offices, laptops, codes, leases, signed lists and counters.

No name of a person stands here: names are records of the directory, sealed like every other. Times are milliseconds.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    false,
)

from sync_server.store.metadata import METADATA

ID = String(22)

server_identity = Table(
    "server_identity",
    METADATA,
    Column("one", Integer, primary_key=True, autoincrement=False),  # always 1: one server, one row
    Column("server", ID, nullable=False),
    Column("kind", String(8), nullable=False),  # centre | hub
    Column("epoch", String(16), nullable=False),  # 64 random bits in hex, compared for equality only
    Column("certificate", LargeBinary, nullable=False),
    Column("root_key", LargeBinary, nullable=False),
    Column("own_device", ID, nullable=False),
    Column("next_device_number", BigInteger, nullable=False),
    Column("next_serial", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    CheckConstraint("one = 1", name="one"),
)

offices = Table(
    "offices",
    METADATA,
    Column("id", ID, primary_key=True),  # id of the directory record
    Column("code", String(4), nullable=False, unique=True),  # never reused
    Column("is_active", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

persons = Table(
    "persons",
    METADATA,
    Column("id", ID, primary_key=True),  # id of the worker's directory record
    Column("login", String(64), nullable=False, unique=True),
    Column("role", String(32), nullable=False),
    Column("office", ID, ForeignKey("offices.id"), nullable=True),
    Column("status", String(16), nullable=False),
    Column("clearance", String(16), nullable=False),
    Column("password_hash", String(255), nullable=True),
    Column("totp_sealed", LargeBinary, nullable=True),
    Column("totp_last_step", BigInteger, nullable=False, default=0),
    Column("created_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Index(None, "office"),
)

totp_uses = Table(
    "totp_uses",
    METADATA,
    Column("person", ID, ForeignKey("persons.id"), primary_key=True),
    Column("step", BigInteger, primary_key=True, autoincrement=False),  # of 30 seconds
)

recovery_codes = Table(
    "recovery_codes",
    METADATA,
    Column("person", ID, ForeignKey("persons.id"), primary_key=True),
    Column("code_hash", LargeBinary, primary_key=True),
    Column("used_at", BigInteger, nullable=True),
)

grants = Table(
    "grants",
    METADATA,
    Column("person", ID, ForeignKey("persons.id"), primary_key=True),
    Column("office", ID, ForeignKey("offices.id"), primary_key=True),
    Column("granted_at", BigInteger, nullable=False),
)

devices = Table(
    "devices",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("serial", BigInteger, nullable=False, unique=True),
    Column("code", String(12), nullable=False, unique=True),
    Column("kind", String(8), nullable=False),  # laptop | hub | server
    Column("signing_key", LargeBinary, nullable=False),  # Ed25519, public, 32 bytes
    Column("box_key", LargeBinary, nullable=False),  # X25519, public, 32 bytes
    Column("person", ID, ForeignKey("persons.id"), nullable=True),
    Column("office", ID, ForeignKey("offices.id"), nullable=True),
    Column("certificate", LargeBinary, nullable=False),
    Column("issued_at", BigInteger, nullable=False),
    Column("last_nonce", BigInteger, nullable=False, default=0),
    Column("newest_incarnation", ID, nullable=False),
    Column("last_contact_at", BigInteger, nullable=True),
    Column("revoked_at", BigInteger, nullable=True),
    Index(None, "person"),
    Index(None, "office"),
)

incarnations = Table(
    "incarnations",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("device", ID, ForeignKey("devices.id"), nullable=False),
    Column("number", Integer, nullable=False),  # 1, 2, 3 … of its device
    Column("letter", String(4), nullable=False),  # "" for the first, then B, C …
    Column("public_key", LargeBinary, nullable=False),
    Column("first_link", LargeBinary, nullable=False),  # link(0)
    Column("statement", LargeBinary, nullable=True),  # signed; the first incarnation needs none
    Column("head_n", BigInteger, nullable=False, default=0),
    Column("head_link", LargeBinary, nullable=False),
    Column("revoked_after", BigInteger, nullable=True),  # changes with a higher n are set aside
    Column("created_at", BigInteger, nullable=False),
    Index(None, "device", "number", unique=True),
)

enrolment_codes = Table(
    "enrolment_codes",
    METADATA,
    Column("id", String(8), primary_key=True),  # stands on the slip, no secret
    Column("code_hmac", LargeBinary, nullable=False),
    Column("person", ID, ForeignKey("persons.id"), nullable=False),
    Column("office", ID, ForeignKey("offices.id"), nullable=False),
    Column("role", String(32), nullable=False),
    Column("issued_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("tries_left", Integer, nullable=False),
    Column("used_at", BigInteger, nullable=True),
    Column("device", ID, nullable=True),
    Column("answer_for", LargeBinary, nullable=True),  # SHA-256 of the request that used it: a lost reply is repeated
    Column("made_by", ID, nullable=True),  # NULL: the server's shell
    Column("is_waiting", Boolean, nullable=False, server_default=false()),  # for a second person to release it
    Column("released_by", ID, nullable=True),
)

leases = Table(
    "leases",
    METADATA,
    Column("device", ID, ForeignKey("devices.id"), primary_key=True),
    Column("secret_sealed", LargeBinary, nullable=False),
    Column("pending_sealed", LargeBinary, nullable=True),
    Column("generation", Integer, nullable=False, default=1),
    Column("changed_at", BigInteger, nullable=False),
    Column("read_out_at", BigInteger, nullable=True),
)

revocations = Table(
    "revocations",
    METADATA,
    Column("number", BigInteger, primary_key=True, autoincrement=False),  # of the list that first told it
    Column("device", ID, ForeignKey("devices.id"), nullable=False),
    Column("what", String(8), nullable=False),  # lost | found
    Column("reason", String(32), nullable=False),
    Column("at", BigInteger, nullable=False),
)

signed_lists = Table(
    "signed_lists",
    METADATA,
    Column("kind", String(16), primary_key=True),  # revocations | custodians
    Column("number", BigInteger, nullable=False),
    Column("list", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
)

account_requests = Table(  # what a second person must countersign
    "account_requests",
    METADATA,
    Column("person", ID, ForeignKey("persons.id"), primary_key=True),
    Column("what", String(24), primary_key=True),  # reset_credentials
    Column("asked_by", ID, nullable=False),
    Column("asked_at", BigInteger, nullable=False),
)

rate_counters = Table(
    "rate_counters",
    METADATA,
    Column("name", String(96), primary_key=True),
    Column("window_start", BigInteger, primary_key=True),
    Column("used", BigInteger, nullable=False),
)
