"""What machines ask of a server: is it alive, ready, busy? Counts and durations, no identifiers."""

from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from migrations.server import steps
from sync_server.store.engine import Database
from sync_server.store.keyset import SCHEMA

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


@dataclass(frozen=True, slots=True)
class Metrics:
    """Prometheus figures in a registry of their own; made at composition by `make_metrics`."""

    registry: CollectorRegistry
    requests: Counter
    request_seconds: Histogram
    body_bytes: Counter
    changes: Counter
    states_sent: Counter
    set_aside: Counter
    job_seconds: Histogram
    job_failures: Counter
    waiting: Gauge = field(repr=False)

    def text(self) -> bytes:
        """The figures in the Prometheus text format."""
        return generate_latest(self.registry)


def make_metrics() -> Metrics:
    """Fresh figures."""
    registry = CollectorRegistry()
    return Metrics(
        registry=registry,
        requests=Counter("homeward_requests", "Requests answered", ("route", "status"), registry=registry),
        request_seconds=Histogram(
            "homeward_request_seconds", "Time to an answer", ("route",), buckets=_SECONDS, registry=registry
        ),
        body_bytes=Counter("homeward_body_bytes", "Bytes of bodies", ("direction",), registry=registry),
        changes=Counter("homeward_changes", "Changes received", ("verdict",), registry=registry),
        states_sent=Counter("homeward_states_sent", "Record states sent", registry=registry),
        set_aside=Counter("homeward_set_aside", "Changes set aside", ("code",), registry=registry),
        job_seconds=Histogram(
            "homeward_job_seconds", "Time of a background job", ("job",), buckets=_SECONDS, registry=registry
        ),
        job_failures=Counter("homeward_job_failures", "Background jobs that failed", ("job",), registry=registry),
        waiting=Gauge("homeward_waiting", "Things waiting for a person or a job", ("what",), registry=registry),
    )


def not_ready(records: Database, keyset: Database) -> str | None:
    """Why the server cannot serve (a code without details), or None when both stores answer and are migrated."""
    for database, line, schema in ((records, steps.RECORDS, None), (keyset, steps.KEYSET, keyset_schema(keyset))):
        code = _trouble(database, line=line, schema=schema)
        if code is not None:
            return code
    return None


def _trouble(database: Database, *, line: str, schema: str | None, may_ask_again: bool = True) -> str | None:
    try:
        with database.snapshot() as connection:
            connection.execute(text("SELECT 1"))
            return "store.schema_behind" if steps.status(connection, line=line, schema=schema).pending else None
    except LookupError:
        return "store.schema_newer"
    except SQLAlchemyError as error:
        # A connection from before a restart of the database: meeting one empties the pool of all others like it.
        is_old = isinstance(error, DBAPIError) and error.connection_invalidated
        if not (is_old and may_ask_again):
            return "store.unavailable"
    return _trouble(database, line=line, schema=schema, may_ask_again=False)


def keyset_schema(keyset: Database) -> str | None:
    """The schema that the key set lives in: none in SQLite, where it has a file of its own."""
    return None if keyset.is_sqlite else SCHEMA
