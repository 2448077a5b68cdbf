"""By which bundle a note of an act went last: the answer to that bundle is its receipt."""

from sqlite_utils import Database


def up(database: Database) -> None:
    """Adds the column."""
    database.conn.execute("ALTER TABLE act_notes ADD COLUMN bundle TEXT")
