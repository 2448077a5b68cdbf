"""Bundles for carrying by USB: what was made here, and what was read here. Numbers and times, no case content."""

from sqlite_utils import Database


def up(database: Database) -> None:
    """Makes the table; a bundle that was made or read before this step was never known."""
    database.conn.execute(
        "CREATE TABLE bundles (id TEXT PRIMARY KEY, kind TEXT NOT NULL, server TEXT NOT NULL, at INTEGER NOT NULL,"
        " made_at INTEGER NOT NULL, bytes INTEGER NOT NULL, changes INTEGER NOT NULL, records INTEGER NOT NULL,"
        " is_whole INTEGER NOT NULL, heads TEXT NOT NULL)"
    )
    database.conn.execute("CREATE INDEX bundles_at ON bundles (at)")
