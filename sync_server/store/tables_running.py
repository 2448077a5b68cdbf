"""Tables of running the house: turns of jobs, what laptops told of themselves, reports of lost ones. Codes alone."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table, Text

from sync_server.store.metadata import METADATA
from sync_server.store.tables_people import ID

job_runs = Table(
    "job_runs",
    METADATA,
    Column("job", String(32), primary_key=True),
    Column("slot", BigInteger, primary_key=True, autoincrement=False),  # when the turn was due; frequent jobs: the hour
    Column("began_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger, nullable=True),
    Column("outcome", String(8), nullable=False),  # running | done | failed
    Column("problem", String(48), nullable=True),  # stable code, or the type of the error
    Column("runs", BigInteger, nullable=False),
    Column("failures", BigInteger, nullable=False),
)

job_requests = Table(  # a turn that a person asked for
    "job_requests",
    METADATA,
    Column("job", String(32), primary_key=True),
    Column("asked_by", ID, nullable=False),
    Column("asked_at", BigInteger, nullable=False),
)

device_contacts = Table(  # the newest contact of a laptop, as it told of itself
    "device_contacts",
    METADATA,
    Column("device", ID, ForeignKey("devices.id"), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("way", String(12), nullable=False),  # direct | hub | bundle
    Column("schema_version", Integer, nullable=False),
    Column("clock_difference_ms", BigInteger, nullable=False),  # the laptop's clock minus ours
    Column("unsent", BigInteger, nullable=True),  # changes that it still holds back; NULL: it did not say
    Column("checkpoint_n", BigInteger, nullable=True),  # of the newest checkpoint of our audit that it gave back
)

lost_reports = Table(
    "lost_reports",
    METADATA,
    Column("device", ID, ForeignKey("devices.id"), primary_key=True),
    Column("reported_at", BigInteger, primary_key=True, autoincrement=False),
    Column("reported_by", ID, nullable=False),
    Column("last_seen_on", String(10), nullable=False),
    Column("was", String(8), nullable=False),  # on | asleep | off | unknown
    Column("had_by", String(12), nullable=False),  # worker | colleague | family | stranger | unknown
    Column("reason", String(12), nullable=False),  # lost | stolen | left | suspected
    Column("cases", BigInteger, nullable=False),  # dossiers in its leaves when access stopped
    Column("restricted", BigInteger, nullable=False),
    Column("found_at", BigInteger, nullable=True),
    Column("held", Text, nullable=True),  # [[dossier, restricted records in it], …] as it stood; NULL: older report
)
