"""Tables of reports: coded dossiers, figures being made or kept, exports that left the house with their cells."""

from sqlalchemy import BigInteger, Boolean, Column, Index, String, Table, Text

from sync_server.store.metadata import METADATA
from sync_server.store.tables_people import ID

coded_dossiers = Table(
    "coded_dossiers",
    METADATA,
    Column("home", ID, primary_key=True),
    Column("coded", Text, nullable=False),  # canonical JSON: codes of unrestricted kinds and their dated values
    Column("made_at", BigInteger, nullable=False),
)

report_snapshots = Table(
    "report_snapshots",
    METADATA,
    Column("scope", String(64), primary_key=True),  # a digest of what is asked
    Column("asked", Text, nullable=False),
    Column("wanted_at", BigInteger, nullable=True),  # somebody waits for it
    Column("made_at", BigInteger, nullable=True),  # the data cut-off
    Column("figures", Text, nullable=True),
)

exports = Table(
    "exports",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("person", ID, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("state", String(10), nullable=False),  # asked (waits for a second person) | ready | taken
    Column("with_names", Boolean, nullable=False),
    Column("second", ID, nullable=True),
    Column("what", Text, nullable=False),  # canonical JSON: edition, form, purpose, recipient, period, offices
    Column("cells", Text, nullable=True),  # canonical JSON of what is kept of a release
    Index(None, "person", "at"),
)
