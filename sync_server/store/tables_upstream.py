"""Tables of a hub: its centre, how far it is with it, what it received from it, what the centre said of changes.

Empty at a centre. Received states are sealed under the key of their dossier like every state; in clear stand
identifiers, numbers and digests. Times are milliseconds; `caught_up_at` is the centre's clock, the others are ours.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from sync_server.store.metadata import METADATA
from sync_server.store.tables_people import ID
from sync_server.store.tables_records import HOME, SCOPE

upstream = Table(
    "upstream",
    METADATA,
    Column("one", Integer, primary_key=True, autoincrement=False),  # always 1: one centre
    Column("server", ID, nullable=False),
    Column("certificate", LargeBinary, nullable=False),  # of the centre, signed by the root
    Column("urls", Text, nullable=False),  # canonical JSON
    Column("authority", Text, nullable=False),  # PEM, "" where the centre is on loopback
    Column("prefix", String(8), nullable=False),  # codes of laptops enrolled here: KA gives KA1, KA2 …
    Column("last_serial", BigInteger, nullable=False),  # their certificates are numbered below this
    Column("epoch", String(16), nullable=True),
    Column("last_number", BigInteger, nullable=False),  # of requests
    Column("batch_bytes", Integer, nullable=False),
    Column("reply_bytes", Integer, nullable=False),
    Column("roster", BigInteger, nullable=False),  # number of the roster held
    Column("caught_up_at", BigInteger, nullable=False),  # the centre's clock; 0 never
    Column("contact_at", BigInteger, nullable=True),
    Column("tried_at", BigInteger, nullable=True),
    Column("failures", Integer, nullable=False),  # since the last contact
    Column("problem", String(48), nullable=True),  # code of the last failure
    Column("next_at", BigInteger, nullable=False),
    Column("holder", ID, nullable=True),  # the process that speaks with the centre now
    Column("held_until", BigInteger, nullable=False),
    Column("checkpoint", LargeBinary, nullable=True),  # the newest audit checkpoint of the centre
    CheckConstraint("one = 1", name="one"),
)

upstream_cursors = Table(
    "upstream_cursors",
    METADATA,
    Column("scope", SCOPE, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("digest", BigInteger, nullable=False),  # signed; sum of the members' digests modulo 2^64
    Column("is_different", Boolean, nullable=False),  # to be compared at the next contact
)

upstream_states = Table(
    "upstream_states",
    METADATA,
    Column("record", ID, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("home", HOME, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # the compact state exactly as the centre has it for us
    Column("is_restricted", Boolean, nullable=False),
    Index(None, "home"),
)

upstream_members = Table(
    "upstream_members",
    METADATA,
    Column("scope", SCOPE, primary_key=True),
    Column("record", ID, primary_key=True),
    Column("digest", BigInteger, nullable=False),  # signed; of the state as this scope receives it
    Index(None, "record"),
)

upstream_heads = Table(  # incarnations that the centre knows, and how far
    "upstream_heads",
    METADATA,
    Column("incarnation", ID, primary_key=True),
    Column("n", BigInteger, nullable=False),
)

upstream_verdicts = Table(  # relayed changes that the centre has set aside
    "upstream_verdicts",
    METADATA,
    Column("incarnation", ID, primary_key=True),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("code", String(48), nullable=False),
    Column("behind_incarnation", ID, nullable=True),
    Column("behind_n", BigInteger, nullable=True),
    Column("record", ID, nullable=True),
    Column("at", BigInteger, nullable=False),
    Index(None, "record"),
)

upstream_batches = Table(  # signed heads of the centre's own device; the bodies stand in the log
    "upstream_batches",
    METADATA,
    Column("incarnation", ID, primary_key=True),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("n_before", BigInteger, nullable=False),
    Column("link_before", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)
