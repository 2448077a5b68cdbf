"""The candidate index: which shown rows hold a feature of a name, how many do, and the ready-made forms of each row.

`match_next_…` are the tables of an index that is being made again; they are empty while none is.
"""

from sqlite_utils import Database

_STATEMENTS = tuple(
    statement.format(prefix=prefix)
    for prefix in ("match", "match_next")
    for statement in (
        "CREATE TABLE {prefix}_feature (feature INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (feature, row))"
        " WITHOUT ROWID",
        "CREATE TABLE {prefix}_count (feature INTEGER PRIMARY KEY, n INTEGER NOT NULL)",
        "CREATE TABLE {prefix}_profile (row INTEGER PRIMARY KEY, features BLOB NOT NULL, forms BLOB NOT NULL)",
    )
)


def up(database: Database) -> None:
    """Makes the tables; the program fills them at the next unlock."""
    for statement in _STATEMENTS:
        database.conn.execute(statement)
