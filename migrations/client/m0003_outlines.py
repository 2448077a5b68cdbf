"""Outlines of cases: what lists and the day's work must know without opening a dossier. Derived; a missing row is made
when it is asked for, and a row goes with every change of a record of its dossier."""

from sqlite_utils import Database


def up(database: Database) -> None:
    """Makes the table; it is filled when the first list is asked for."""
    database.conn.execute("CREATE TABLE outlines (home TEXT PRIMARY KEY, edition INTEGER NOT NULL, data BLOB NOT NULL)")
