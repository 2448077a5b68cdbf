"""Chunks of attachments: which record names which chunk, and at which server every chunk of a record was received.

`is_left` = the record left this laptop; its chunks stay until they were sent, where it was written here.
`chunks_unnamed` = chunks that nothing names any more, since when (0: to be removed at once).
"""

from sqlite_utils import Database

_STATEMENTS = (
    "CREATE TABLE chunk_names (record TEXT NOT NULL, is_thumbnail INTEGER NOT NULL, number INTEGER NOT NULL,"
    " name TEXT NOT NULL, bytes INTEGER NOT NULL, home TEXT NOT NULL, is_left INTEGER NOT NULL DEFAULT 0,"
    " PRIMARY KEY (record, name)) WITHOUT ROWID",
    "CREATE INDEX chunk_names_name ON chunk_names (name)",
    "CREATE TABLE chunks_whole (server TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (server, record))"
    " WITHOUT ROWID",
    "CREATE TABLE chunks_unnamed (name TEXT PRIMARY KEY, since INTEGER NOT NULL) WITHOUT ROWID",
)


def up(database: Database) -> None:
    """Makes the tables; no record named a file before."""
    for statement in _STATEMENTS:
        database.conn.execute(statement)
