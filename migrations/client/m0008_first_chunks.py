"""The first chunk of each file, to tell in a moment how many photos are still to be sent."""

from sqlite_utils import Database


def up(database: Database) -> None:
    """Makes the index; it holds one row for each file."""
    database.conn.execute(
        "CREATE INDEX chunk_names_first ON chunk_names (record, name) WHERE is_thumbnail = 0 AND number = 0"
    )
