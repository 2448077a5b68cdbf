"""The table of homes whose key is being replaced (security.md 4.7): why, since when, and how far that is."""

from sqlalchemy import BigInteger, Boolean, Column, Index, String, Table

from sync_server.store.metadata import METADATA
from sync_server.store.tables_people import ID
from sync_server.store.tables_records import HOME

rekeyings = Table(
    "rekeyings",
    METADATA,
    Column("home", HOME, primary_key=True),
    Column("reason", String(8), nullable=False),  # moved | lost | left | asked | restored
    Column("asked_by", ID, nullable=True),
    Column("asked_at", BigInteger, nullable=False),
    Column("is_replaced", Boolean, nullable=False),  # it has its new key; what is left is to seal anew
    Column("is_copied", Boolean, nullable=False),  # a copy of the key set holds that key
    Index(None, "asked_at"),
)
