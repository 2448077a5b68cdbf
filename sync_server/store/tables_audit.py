"""Tables of the audit: rows as they happened, the head of their chain, and signed checkpoints. No values, no names."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table, text

from sync_server.store.metadata import METADATA
from sync_server.store.tables_people import ID

IS_CHECK = "action = 'audit.checked'"  # word for word in the index and the question: a bound value would hide it

audit_rows = Table(
    "audit_rows",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("actor", ID, nullable=True),  # worker id; empty for the server itself
    Column("device", ID, nullable=True),
    Column("action", String(48), nullable=False),
    Column("object_kind", String(32), nullable=True),
    Column("object_id", String(48), nullable=True),
    Column("scope", String(64), nullable=True),
    Column("outcome", String(24), nullable=False),
    Column("reason_code", String(48), nullable=True),
    Column("seq", BigInteger, nullable=True, unique=True),  # assigned by the chainer; unchained rows have none
    Column("h", LargeBinary, nullable=True),
    Index("ix_audit_rows_object", "object_id"),
    Index(None, "at"),
    Index(None, "actor", "at"),
    Index("ix_audit_rows_checks", "at", sqlite_where=text(IS_CHECK), postgresql_where=text(IS_CHECK)),
)

audit_head = Table(
    "audit_head",
    METADATA,
    Column("one", Integer, primary_key=True, autoincrement=False),  # always 1: its row lock elects the chainer
    Column("n", BigInteger, nullable=False),
    Column("h", LargeBinary, nullable=False),
    Column("signed_n", BigInteger, nullable=False),  # n of the newest kept checkpoint
    Column("signed_at", BigInteger, nullable=False),
)

audit_checkpoints = Table(
    "audit_checkpoints",
    METADATA,
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("epoch", String(16), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("signed", LargeBinary, nullable=False),
)
