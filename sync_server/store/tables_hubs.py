"""Tables of other servers: at the centre its hubs, at a hub the centre and hubs that certified laptops it knows.

Times are milliseconds by this server's clock; `hub_facts` holds what a hub said of itself.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from sync_server.store.metadata import METADATA
from sync_server.store.tables_people import ID

other_servers = Table(
    "other_servers",
    METADATA,
    Column("server", ID, primary_key=True),
    Column("kind", String(8), nullable=False),  # hub | centre
    Column("certificate", LargeBinary, nullable=False),  # signed by the root
    Column("name", String(200), nullable=False),
    Column("urls", Text, nullable=False),  # JSON list
    Column("authority", Text, nullable=False),  # PEM, "" on loopback
    Column("number", Integer, nullable=False),  # of a hub: 1, 2, 3 …; its code is H + number
    Column("device", ID, nullable=True),  # a hub's own device
    Column("next_serial", BigInteger, nullable=False),  # of the next renewal of a laptop that the hub enrolled
    Column("roster_number", BigInteger, nullable=False),
    Column("roster_digest", LargeBinary, nullable=True),
    Column("admitted_at", BigInteger, nullable=False),
    Column("withdrawn_at", BigInteger, nullable=True),
    Index(None, "device", unique=True),
)

hub_offices = Table(
    "hub_offices",
    METADATA,
    Column("server", ID, ForeignKey("other_servers.server"), primary_key=True),
    Column("office", ID, ForeignKey("offices.id"), primary_key=True),
    Index(None, "office"),
)

hub_facts = Table(
    "hub_facts",
    METADATA,
    Column("server", ID, ForeignKey("other_servers.server"), primary_key=True),
    Column("relay_at", BigInteger, nullable=False),
    Column("complete_at", BigInteger, nullable=True),  # the last relay after which nothing waited here for the hub
    Column("version", String(40), nullable=False),
    Column("waits_up", BigInteger, nullable=False),
    Column("oldest_at", BigInteger, nullable=True),
    Column("disk_free", BigInteger, nullable=False),
    Column("disk_total", BigInteger, nullable=False),
    Column("laptops", BigInteger, nullable=False),
    Column("cursors", Text, nullable=False),  # JSON {scope: seq}, as far as the hub has everything
)

hub_devices = Table(  # laptops that were enrolled at a hub
    "hub_devices",
    METADATA,
    Column("device", ID, ForeignKey("devices.id"), primary_key=True),
    Column("server", ID, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index(None, "server"),
)

hub_refusals = Table(  # what a hub relayed that was not taken in, until it is
    "hub_refusals",
    METADATA,
    Column("server", ID, ForeignKey("other_servers.server"), primary_key=True),
    Column("incarnation", ID, primary_key=True),
    Column("code", String(48), nullable=False),
    Column("at", BigInteger, nullable=False),
)
