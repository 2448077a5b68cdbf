"""Tables of attachments: which record names which sealed chunk, which are here, and which files are to be removed."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table

from sync_server.store.metadata import METADATA
from sync_server.store.tables_people import ID
from sync_server.store.tables_records import HOME

NAME = String(43)  # SHA-256 of the ciphertext as base64url

attachment_chunks = Table(
    "attachment_chunks",
    METADATA,
    Column("record", ID, primary_key=True),
    Column("part", NAME, primary_key=True),  # the name of the content's first chunk
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", NAME, nullable=False),
    Column("home", HOME, nullable=False),
    Column("of", Integer, nullable=False),
    Column("is_thumbnail", Boolean, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("is_waiting", Boolean, nullable=False),  # the change that names it is set aside: nobody may read it
    Column("received_at", BigInteger, nullable=True),
    Column("relayed_at", BigInteger, nullable=True),  # of a hub: when the centre had it
    Index(None, "name"),
    Index(None, "home"),
)

chunk_removals = Table(  # of erased homes: noted with the erasure, done after its commit
    "chunk_removals",
    METADATA,
    Column("name", NAME, primary_key=True),
    Column("since", BigInteger, nullable=False),
)
