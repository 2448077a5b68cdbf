"""Tables of the console's sessions and of sign-ins that did not succeed; tokens and logins stand here as hashes."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from sync_server.store.metadata import METADATA

ID = String(22)

sessions = Table(
    "sessions",
    METADATA,
    Column("token", LargeBinary, primary_key=True),  # SHA-256 of the cookie
    Column("person", ID, ForeignKey("persons.id"), nullable=False),
    Column("stage", String(8), nullable=False),  # code | first | open
    Column("created_at", BigInteger, nullable=False),
    Column("used_at", BigInteger, nullable=False),
    Column("stepped_up_at", BigInteger, nullable=True),
    Column("pending_sealed", LargeBinary, nullable=True),  # the second factor that is being set up
    Index(None, "person"),
)

kept_forms = Table(
    "kept_forms",
    METADATA,
    Column("token", LargeBinary, ForeignKey("sessions.token", ondelete="CASCADE"), primary_key=True),
    Column("form_sealed", LargeBinary, nullable=False),  # it waits for passphrase and code
)

sign_in_failures = Table(
    "sign_in_failures",
    METADATA,
    Column("name", LargeBinary, primary_key=True),  # SHA-256 of what was typed as login; known or not
    Column("failures", Integer, nullable=False),
    Column("closed_until", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
)
