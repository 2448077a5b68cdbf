"""The table of search rows: under which names, codes, telephones and places a record is found (security.md 4.7).

In clear stand ids, a version and a time; the rest is one envelope under the dossier's key. It dies with that key.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, text

from sync_server.store.metadata import METADATA
from sync_server.store.tables_people import ID
from sync_server.store.tables_records import HOME

BEHIND = 0  # the format of a row that is to be made
_IS_BEHIND = text(f"format = {BEHIND}")

match_profile = Table(
    "match_profile",
    METADATA,
    Column("record", ID, primary_key=True),
    Column("home", HOME, nullable=False),
    Column("version", BigInteger, nullable=False),  # of the record that it was made from
    Column("sealed", LargeBinary, nullable=True),  # None: to be made, or taken out; every process learns of it
    Column("format", Integer, nullable=False),  # of what is sealed; an older one is made again
    Column("changed_at", BigInteger, nullable=False),
    Index(None, "changed_at", "version"),
    Index(None, "home"),
    Index("ix_match_profile_behind", "record", sqlite_where=_IS_BEHIND, postgresql_where=_IS_BEHIND),
)
