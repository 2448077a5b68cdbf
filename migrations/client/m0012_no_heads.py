"""Signatures of own batches are not kept: nobody read them, the key signs the same head again, and each one cost a
wait for the disk before its request could leave."""

from sqlite_utils import Database


def up(database: Database) -> None:
    """Drops the table."""
    database.conn.execute("DROP TABLE heads")
