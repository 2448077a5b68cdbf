"""Whose word counts where a laptop speaks with several servers: how far each server knew the centre when it last spoke,
and how far the one that took a record away. Times are the centre's clock in milliseconds."""

from sqlite_utils import Database


def up(database: Database) -> None:
    """Adds the two times; what left before is taken for known at the beginning."""
    database.conn.execute("ALTER TABLE servers ADD COLUMN known_at INTEGER NOT NULL DEFAULT 0")
    database.conn.execute('ALTER TABLE "left" ADD COLUMN known_at INTEGER NOT NULL DEFAULT 0')
