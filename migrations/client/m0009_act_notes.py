"""Acts that change no record and that the office must know of, until a server has been told; and of what left this
laptop the code and where it went."""

from sqlite_utils import Database


def up(database: Database) -> None:
    """Makes the table, and two columns of what left."""
    database.conn.execute(
        "CREATE TABLE act_notes (id TEXT PRIMARY KEY, act TEXT NOT NULL, kind TEXT NOT NULL, record TEXT,"
        " names INTEGER NOT NULL, at INTEGER NOT NULL)"
    )
    database.conn.execute('ALTER TABLE "left" ADD COLUMN code TEXT')
    database.conn.execute('ALTER TABLE "left" ADD COLUMN towards TEXT')
