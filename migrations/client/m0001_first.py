"""The first tables of the laptop's store.

States are compact bytes (docs/protocol.md); identifiers are 22 characters; times are milliseconds since 1970 UTC.
"""

from sqlite_utils import Database

_STATEMENTS = (
    # Small facts of this store: slot generation, clock offset, numbers given.
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    # Who this laptop is: one row, keys as opaque bytes of the vault's making.
    """CREATE TABLE identity (
        one INTEGER PRIMARY KEY CHECK (one = 1), device TEXT NOT NULL, serial INTEGER NOT NULL, code TEXT NOT NULL,
        keys BLOB NOT NULL, certificate BLOB NOT NULL, root_key BLOB NOT NULL, worker TEXT NOT NULL, role TEXT NOT NULL,
        clearance TEXT NOT NULL, office TEXT NOT NULL, office_code TEXT NOT NULL)""",
    """CREATE TABLE servers (
        server TEXT PRIMARY KEY, kind TEXT NOT NULL, url TEXT NOT NULL, certificate BLOB NOT NULL,
        tls_authority BLOB NOT NULL, epoch TEXT, contact_at INTEGER, batch_bytes INTEGER, reply_bytes INTEGER,
        codings TEXT NOT NULL DEFAULT '', next_number INTEGER NOT NULL DEFAULT 1) WITHOUT ROWID""",
    "CREATE TABLE lists (name TEXT PRIMARY KEY, number INTEGER NOT NULL, payload BLOB NOT NULL) WITHOUT ROWID",
    # The own log. A row whose body is gone keeps hash and link, so the chain stays whole.
    """CREATE TABLE incarnations (
        position INTEGER PRIMARY KEY, incarnation TEXT NOT NULL UNIQUE, public_key BLOB NOT NULL, code TEXT NOT NULL,
        head_n INTEGER NOT NULL, head_link BLOB NOT NULL, reason TEXT, statement BLOB, told INTEGER NOT NULL DEFAULT 0,
        ends_at INTEGER)""",
    """CREATE TABLE log (
        incarnation TEXT NOT NULL, n INTEGER NOT NULL, record TEXT, home TEXT, body BLOB, hash BLOB NOT NULL,
        link BLOB NOT NULL, size INTEGER NOT NULL, set_first INTEGER, set_count INTEGER,
        minted_as TEXT, minted_n INTEGER, PRIMARY KEY (incarnation, n))""",
    "CREATE INDEX log_record ON log (record, incarnation, n)",
    "CREATE INDEX log_home ON log (home)",
    "CREATE TABLE heads (incarnation TEXT NOT NULL, n INTEGER NOT NULL, signature BLOB NOT NULL,"
    " PRIMARY KEY (incarnation, n)) WITHOUT ROWID",
    "CREATE TABLE confirmed (server TEXT NOT NULL, incarnation TEXT NOT NULL, n INTEGER NOT NULL,"
    " PRIMARY KEY (server, incarnation)) WITHOUT ROWID",
    "CREATE TABLE receipts (server TEXT NOT NULL, incarnation TEXT NOT NULL, n INTEGER NOT NULL, at INTEGER NOT NULL,"
    " PRIMARY KEY (server, incarnation, n)) WITHOUT ROWID",
    """CREATE TABLE set_aside (
        incarnation TEXT NOT NULL, n INTEGER NOT NULL, server TEXT NOT NULL, code TEXT NOT NULL,
        behind_incarnation TEXT, behind_n INTEGER, PRIMARY KEY (incarnation, n, server)) WITHOUT ROWID""",
    # Batches of a server's own device, kept as they were signed, to be given back to a restored server.
    """CREATE TABLE relayed (
        incarnation TEXT NOT NULL, head_n INTEGER NOT NULL, n_before INTEGER NOT NULL, server TEXT NOT NULL,
        frames BLOB NOT NULL, PRIMARY KEY (incarnation, head_n))""",
    # Two states of every record: what each server last sent, and what a person is shown.
    """CREATE TABLE received (
        server TEXT NOT NULL, record TEXT NOT NULL, kind TEXT NOT NULL, home TEXT NOT NULL, state BLOB NOT NULL,
        hash BLOB NOT NULL)""",
    "CREATE UNIQUE INDEX received_record ON received (record, server)",
    """CREATE TABLE shown (
        number INTEGER PRIMARY KEY, record TEXT NOT NULL, kind TEXT NOT NULL, home TEXT NOT NULL, state BLOB NOT NULL,
        hash BLOB NOT NULL, has_conflict INTEGER NOT NULL, is_retracted INTEGER NOT NULL)""",
    "CREATE UNIQUE INDEX shown_record ON shown (record)",
    "CREATE INDEX shown_kind ON shown (kind, record)",
    "CREATE INDEX shown_home ON shown (home)",
    "CREATE INDEX shown_conflict ON shown (record) WHERE has_conflict = 1",
    "CREATE TABLE witnesses (server TEXT NOT NULL, record TEXT NOT NULL, state BLOB NOT NULL,"
    " PRIMARY KEY (server, record))",
    """CREATE TABLE history_values (
        record TEXT NOT NULL, register TEXT NOT NULL, incarnation TEXT NOT NULL, n INTEGER NOT NULL,
        value TEXT NOT NULL, at INTEGER NOT NULL, "offset" INTEGER NOT NULL, by TEXT NOT NULL,
        PRIMARY KEY (record, register, incarnation, n)) WITHOUT ROWID""",
    # Who receives what: scopes with their cursors, and which records lie in them.
    """CREATE TABLE scopes (
        number INTEGER PRIMARY KEY, server TEXT NOT NULL, scope TEXT NOT NULL, seq INTEGER NOT NULL,
        UNIQUE (server, scope))""",
    # hash: the state as this scope receives it, where that is not the received row (registers withheld from it).
    "CREATE TABLE memberships (record TEXT NOT NULL, scope INTEGER NOT NULL, hash BLOB, PRIMARY KEY (record, scope))"
    " WITHOUT ROWID",
    "CREATE INDEX memberships_scope ON memberships (scope)",
    'CREATE TABLE "left" (record TEXT PRIMARY KEY, home TEXT NOT NULL, why TEXT NOT NULL, at INTEGER NOT NULL)'
    " WITHOUT ROWID",
    'CREATE INDEX left_home ON "left" (home)',
    # 256 sums each, big-endian; kept in the transaction that changes the rows (security.md 2.5, sync.md 4).
    "CREATE TABLE record_sums (space TEXT NOT NULL, kind TEXT NOT NULL, sums BLOB NOT NULL, PRIMARY KEY (space, kind))",
    # Tokens are ASCII: unicode61 would drop Khmer vowels.
    "CREATE VIRTUAL TABLE search USING fts5(tokens, tokenize=\"ascii tokenchars '_'\", detail=none, columnsize=0)",
    "INSERT INTO search(search, rank) VALUES ('secure-delete', 1)",
    """CREATE TABLE drafts (
        draft TEXT PRIMARY KEY, record TEXT NOT NULL, kind TEXT NOT NULL, home TEXT NOT NULL, base_seen TEXT NOT NULL,
        form TEXT NOT NULL, saved_at INTEGER NOT NULL, answer TEXT) WITHOUT ROWID""",
)


def up(database: Database) -> None:
    """Makes every table of the first version; the caller holds the transaction."""
    for statement in _STATEMENTS:
        database.conn.execute(statement)
