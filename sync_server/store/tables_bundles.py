"""Bundles that were carried here, and answers that were made for carrying. Codes, numbers and times alone."""

from sqlalchemy import BigInteger, Boolean, Column, Index, String, Table, Text

from sync_server.store.metadata import METADATA
from sync_server.store.tables_people import ID

bundles = Table(
    "bundles",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("kind", String(8), nullable=False),  # up | answer | receipt | photos | p-answer
    Column("device", ID, nullable=False),  # who made it; of an answer: for whom
    Column("made_at", BigInteger, nullable=False),  # by the clock of whoever made it
    Column("at", BigInteger, nullable=False),  # when it was read (of an answer: made) here
    Column("by", ID, nullable=True),  # the person at the console; NULL: the command line
    Column("bytes", BigInteger, nullable=False),
    Column("changes", BigInteger, nullable=False),  # in what was read of it
    Column("is_whole", Boolean, nullable=False),  # False: read up to where it was cut
    Column("details", Text, nullable=False),  # JSON: hello, heads, sections, what it answers
    Index("ix_bundles_device_at", "device", "at"),
)
