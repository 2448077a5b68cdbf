"""Whoever takes a received row away takes the word along that none is lacking, so that none is looked for in vain."""

from sqlite_utils import Database


def up(database: Database) -> None:
    """Adds the trigger; the fact itself is written by whoever looked (field_client/store/rebuild.py)."""
    database.conn.execute(
        "CREATE TRIGGER received_gone AFTER DELETE ON received BEGIN DELETE FROM meta WHERE name = 'none_lacking'; END"
    )
