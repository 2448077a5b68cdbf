"""Tables of the records: the log of changes, batch heads, merged states, dossiers, feed, review items, queue.

In clear stand identifiers, counters, hashes, kinds and the coded projection of unrestricted kinds; every body and every
state is one sealed envelope. Names of registers that would tell an answer stay inside the envelope.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, String, Table, Text, text

from sync_server.store.metadata import METADATA
from sync_server.store.tables_people import ID

SCOPE = String(64)
HOME = String(22)

changes = Table(
    "changes",
    METADATA,
    Column("incarnation", ID, primary_key=True),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("body_hash", LargeBinary, nullable=False),
    Column("link", LargeBinary, nullable=False),
    Column("status", String(8), nullable=False),  # applied | waiting | hidden | erased | evidence
    Column("record", ID, nullable=True),  # absent: the body could not be read, or is not here
    Column("version", BigInteger, nullable=False, default=0),  # of the record, when it was applied
    Column("sealed", LargeBinary, nullable=True),
    Column("sealed_for", HOME, nullable=True),  # the home whose key sealed it
    Column("use", String(12), nullable=True),
    Column("received_at", BigInteger, nullable=False),
    Index(None, "record", "version"),
)

heads = Table(
    "heads",
    METADATA,
    Column("incarnation", ID, primary_key=True),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("n_before", BigInteger, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)

early_batches = Table(  # beyond a gap: kept until what lies between arrives
    "early_batches",
    METADATA,
    Column("incarnation", ID, primary_key=True),
    Column("n_before", BigInteger, primary_key=True, autoincrement=False),
    Column("n", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("sealed_for", HOME, nullable=False),
    Column("received_at", BigInteger, nullable=False),
)

# `|| ''` keeps SQLite from another index of the kind
_SAYS_NO = "kind || '' = 'review_decision' AND (coded IS NULL OR {find}(coded, '\"decision\":\"reject\"') > 0)"
SAYS_NO = {"sqlite": _SAYS_NO.format(find="instr"), "postgresql": _SAYS_NO.format(find="strpos")}

records = Table(
    "records",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("home", HOME, nullable=False),
    Column("version", BigInteger, nullable=False),  # 0: a placeholder that only holds the lock
    Column("sealed", LargeBinary, nullable=True),  # None: a tombstone
    Column("coded", Text, nullable=True),  # canonical JSON {field: value}; None for restricted kinds
    Column("author", ID, nullable=True),
    Column("other", ID, nullable=True),  # the dossier at the other end
    Column("is_restricted", Boolean, nullable=False),  # the kind is, or the record that it is about
    Column("changed_at", BigInteger, nullable=False),
    Index(None, "kind", "id"),
    Index(None, "kind", "changed_at"),
    Index(None, "home", "kind"),
    Index(None, "other"),
    Index(
        "ix_records_not_accepted",
        "home",
        sqlite_where=text(SAYS_NO["sqlite"]),
        postgresql_where=text(SAYS_NO["postgresql"]),
    ),
)

dossiers = Table(
    "dossiers",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("workers", Text, nullable=False),  # canonical JSON: assigned now
    Column("offices", Text, nullable=False),
    Column("former", Text, nullable=False),  # workers who held it before
    Column("number", String(120), nullable=True),
    Column("erased_at", BigInteger, nullable=True),
    Index(None, "number"),
)

feed = Table(
    "feed",
    METADATA,
    Column("scope", SCOPE, primary_key=True),
    Column("record", ID, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("is_gone", Boolean, nullable=False),
    Column("why", String(12), nullable=True),  # reassigned | revoked | erased
    Column("digest", BigInteger, nullable=False),  # signed; of the state as this scope receives it
    Column("marks", Text, nullable=False),  # JSON [[seq, record version], …], newest last; spaces leave room for more
    Column("scope_hash", Integer, nullable=False),  # short, for an index; scopes may share it
    Index(None, "scope_hash", "seq"),
    Index(None, "record", "scope", "is_gone"),  # where records lie is read from it alone
)

scope_heads = Table(
    "scope_heads",
    METADATA,
    Column("scope", SCOPE, primary_key=True),
    Column("head", BigInteger, nullable=False),
    Column("digest", BigInteger, nullable=False),  # signed; sum modulo 2^64
)

waiting = Table(
    "waiting",
    METADATA,
    Column("incarnation", ID, primary_key=True),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("code", String(40), nullable=False),
    Column("own_code", String(40), nullable=True),  # its own reason; absent where it only waits behind another
    Column("behind_incarnation", ID, nullable=True),
    Column("behind_n", BigInteger, nullable=True),
    Column("record", ID, nullable=True),
    Column("kind", String(40), nullable=True),
    Column("home", HOME, nullable=True),
    Column("author", ID, nullable=True),
    Column("office", ID, nullable=True),  # of the device
    Column("is_raise", Boolean, nullable=False),  # raises a protective answer: first in the list
    Column("since", BigInteger, nullable=False),
    Column("waits_for", ID, nullable=True),  # the incarnation whose log must first reach `waits_for_n`
    Column("waits_for_n", BigInteger, nullable=True),
    Index(None, "home"),
    Index(None, "record"),
    Index(None, "office"),
    Index(None, "waits_for"),
)

damaged_logs = Table(
    "damaged_logs",
    METADATA,
    Column("incarnation", ID, primary_key=True),
    Column("n", BigInteger, nullable=False),  # the first line that could not be read
    Column("at", BigInteger, nullable=False),
)

review_items = Table(
    "review_items",
    METADATA,
    Column("item_kind", String(24), primary_key=True),
    Column("record", ID, primary_key=True),
    Column("item", String(80), primary_key=True),  # register, rule, or "" for the whole record
    Column("code", String(16), nullable=False),  # the first characters of what people type; two items may share them
    Column("kind", String(40), nullable=False),
    Column("home", HOME, nullable=False),
    Column("dots", Text, nullable=False),  # canonical JSON, sorted
    Column("decided", Text, nullable=False),  # dots that a judgement covers
    Column("is_open", Boolean, nullable=False),
    Column("is_restricted", Boolean, nullable=False),
    Column("is_warning", Boolean, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("urgency", Integer, nullable=False),  # 1: an assignment to two people; 2; 3: marks
    Column("question", ID, nullable=True),  # the newest question about it
    Column("question_state", String(12), nullable=True),  # open | answered
    Index(None, "is_open", "urgency", "opened_at", "code"),
    Index(None, "is_open", "home"),
    # What is counted of every line for the strip of a page; looks at dossiers in their order cost SQLite half as much.
    Index(
        "ix_review_items_open",
        *("home", "record", "urgency", "opened_at", "code", "item", "is_restricted", "is_open"),
        sqlite_where=text("is_open + 0 > 0"),
        postgresql_where=text("is_open"),
    ),
    # Those of kinds that may lie where their dossier does not are looked at beside those of somebody's dossiers.
    Index("ix_review_items_open_kind", "kind", sqlite_where=text("is_open + 0 > 0"), postgresql_where=text("is_open")),
    Index(None, "record"),
    Index(None, "code"),
)

# Where the dossiers lie that have open items: few rows, from which the questions of few scopes begin. A row may be left
# over (what asks also looks at the item and at the feed), none may be missing; see `store/review_places.py`.
review_places = Table(
    "review_places",
    METADATA,
    Column("scope", SCOPE, primary_key=True),
    Column("home", HOME, primary_key=True),
    Index(None, "home"),
)

review_claims = Table(  # who looks at a line of the queue now; a courtesy, no lock
    "review_claims",
    METADATA,
    Column("line", String(48), primary_key=True),  # a record, or `incarnation.n` of what was set aside
    Column("person", ID, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index(None, "person"),
)

witnesses = Table(
    "witnesses",
    METADATA,
    Column("record", ID, primary_key=True),
    Column("device", ID, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("sealed_for", HOME, nullable=False),
    Column("at", BigInteger, nullable=False),
)

dossier_queue = Table(
    "dossier_queue",
    METADATA,
    Column("home", HOME, primary_key=True),
    Column("touched_at", BigInteger, nullable=False),
    Column("times", Integer, nullable=False),
    Index(None, "touched_at"),
)

console_drafts = Table(
    "console_drafts",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("person", ID, nullable=False),
    Column("sealed", LargeBinary, nullable=True),  # None: answered, only the answer is kept
    Column("sealed_for", HOME, nullable=False),
    Column("saved_at", BigInteger, nullable=False),
    Column("answer", Text, nullable=True),  # canonical JSON: dots of the save set
    Index(None, "person", "saved_at"),
)

case_counters = Table(
    "case_counters",
    METADATA,
    Column("prefix", String(40), primary_key=True),
    Column("last", BigInteger, nullable=False),
)
