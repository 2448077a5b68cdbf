"""Who was found for an inquiry and how each pair scored, kept so that a page need not compare again; and which dossiers
were changed since. Derived; a missing row is made when it is asked for."""

from sqlite_utils import Database


def up(database: Database) -> None:
    """Makes the tables; `n` rises with every change of a record of a dossier."""
    database.conn.execute("CREATE TABLE dossier_changes (home TEXT PRIMARY KEY, n INTEGER NOT NULL)")
    database.conn.execute("CREATE INDEX dossier_changes_by_n ON dossier_changes (n)")
    database.conn.execute(
        "CREATE TABLE kept_pairs (home TEXT PRIMARY KEY, edition TEXT NOT NULL, n INTEGER NOT NULL, data BLOB NOT NULL)"
    )
