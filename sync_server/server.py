"""The composition of one central server: stores, keys, clock, randomness and figures, made once and handed down."""

import logging
import os
import time
from dataclasses import dataclass, field

from casework.matching.search_row import SearchRows
from migrations.server import steps
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Clock, Random
from shared_schema.records.kinds import KINDS
from sync_server.config import Config
from sync_server.health import Metrics, keyset_schema, make_metrics
from sync_server.keys.passwords import Passwords
from sync_server.keys.server_keys import ServerKeys, read_server_keys
from sync_server.logs import server_logger
from sync_server.store.chunks import ChunkFolder
from sync_server.store.engine import Database, open_database
from sync_server.store.keyring import FileRing
from sync_server.store.keyset import SCHEMA, KeySet
from sync_server.store.people import Identity, read_identity
from sync_server.store.sealing import Sealing
from sync_server.store.shown_directory import ShownDirectory
from sync_server.under_way import UnderWay


@dataclass(frozen=True, slots=True)
class Server:
    """Everything that services need; `identity` is who this server is since it started (a restore restarts it)."""

    config: Config
    identity: Identity
    database: Database
    sealing: Sealing
    ring: FileRing
    keys: ServerKeys
    passwords: Passwords
    clock: Clock
    random: Random
    metrics: Metrics
    logger: logging.Logger
    search_rows: SearchRows = field(default_factory=lambda: SearchRows(KINDS))
    directory: ShownDirectory = field(default_factory=ShownDirectory)
    exchanges: UnderWay = field(default_factory=UnderWay)

    @property
    def keyset(self) -> KeySet:
        """The keys of homes."""
        return self.sealing.keyset

    @property
    def chunks(self) -> ChunkFolder:
        """The sealed chunks of attachments."""
        return ChunkFolder(self.config.chunks, self.random)

    def close(self) -> None:
        """Close every connection."""
        self.database.dispose()
        self.keyset.database.dispose()


def system_clock() -> int:
    """Milliseconds since 1970 by this machine's clock."""
    return time.time_ns() // 1_000_000


def open_stores(config: Config) -> tuple[Database, Database]:
    """The store of records and the store of keys, as the settings name them."""
    records = open_database(config.database)
    keyset = open_database(config.keyset_url, schema=None if records.is_sqlite else SCHEMA)
    return records, keyset


def open_server(
    config: Config,
    *,
    clock: Clock = system_clock,
    random: Random = os.urandom,
    logger: logging.Logger | None = None,
    passwords: Passwords | None = None,
) -> Server:
    """The server in these settings. Raises `server.not_initialised`, `store.schema_behind` or an error of the keys."""
    ring = FileRing(config.key_file, random=random)
    keys = read_server_keys(config.server_key_file)
    records, keyset = open_stores(config)
    try:
        identity = _read_identity(records, keyset)
    except BaseException:
        records.dispose()
        keyset.dispose()
        raise
    return Server(
        config=config,
        identity=identity,
        database=records,
        sealing=Sealing(KeySet(keyset, ring=ring, random=random), random=random),
        ring=ring,
        keys=keys,
        passwords=passwords or Passwords(),
        clock=clock,
        random=random,
        metrics=make_metrics(),
        logger=logger or server_logger(),
    )


def _read_identity(records: Database, keyset: Database) -> Identity:
    require_schema(records, keyset)
    with records.snapshot() as connection:
        identity = read_identity(connection)
    if identity is None:
        raise HomewardError("server.not_initialised")
    return identity


def require_schema(records: Database, keyset: Database) -> None:
    """Refuse stores whose schema is older (`store.schema_behind`) or newer than this program."""
    pending = 0
    for database, line, schema in ((records, steps.RECORDS, None), (keyset, steps.KEYSET, keyset_schema(keyset))):
        try:
            with database.snapshot() as connection:
                pending += len(steps.status(connection, line=line, schema=schema).pending)
        except LookupError as error:
            raise HomewardError("store.schema_newer") from error
    if pending:
        raise HomewardError("store.schema_behind", count=pending)
