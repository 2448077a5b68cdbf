"""The table of erasures: who asked, who agreed, when it was done, and what is left to tell. No word of the case."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table, Text

from sync_server.store.metadata import METADATA
from sync_server.store.tables_people import ID

erasures = Table(
    "erasures",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("home", ID, nullable=False),  # the dossier
    Column("kind", String(40), nullable=False),
    Column("number", String(120), nullable=True),  # its case or inquiry number, as people quote it
    Column("ground", String(12), nullable=False),  # wish | retention
    Column("state", String(10), nullable=False),  # asked | approved | stopped | running | done
    Column("asked_by", ID, nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    Column("approved_by", ID, nullable=True),
    Column("due_at", BigInteger, nullable=True),  # a day after the approval
    Column("stopped_by", ID, nullable=True),  # absent where a legal hold stopped it
    Column("ended_at", BigInteger, nullable=True),  # stopped or done
    Column("serial", Integer, nullable=True),  # number of the certificate
    Column("certificate", LargeBinary, nullable=True),  # signed
    Column("laptops", Text, nullable=True),  # canonical JSON: devices on which the dossier may lie
    Column("late_home", ID, nullable=True),  # whose key seals what arrives afterwards
    Column("late_since", BigInteger, nullable=True),  # when the first of it arrived
    Index(None, "home"),
    Index(None, "state"),
)
