"""How this laptop is, without anything of a case: what somebody who helps from afar must know, for page and command.

Promise: versions, counts, sizes, days and codes alone; no name, no answer, no id of a record, no passphrase or key.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path

import orjson

from field_client.app import Laptop
from field_client.lease_end import days_left
from field_client.sync.photos import still_to_send
from field_client.vault.backup import day_of
from field_client.vault.backup_file import SUFFIX
from field_client.vault.lease import read_lease
from shared_schema.errors import HomewardError
from shared_schema.records.kinds import SCHEMA_VERSION

CONTACTS, PROBLEMS = "contacts", "problems.log"
COUNTED = ("case", "tracing_inquiry", "visit", "attachment")  # kinds that say nothing of anybody by being there
TOLD_CONTACTS, TOLD_PROBLEMS = 10, 10
PACKAGE = "homeward-casework"


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One contact: when (ISO, UTC), `done` or the code of the error, records sent and received, bytes."""

    at: str
    outcome: str
    sent: int
    arrived: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What the page shows and the command says; sizes in bytes, days whole, None where it is not known."""

    version: str
    schema: int
    steps: int  # of the store that were applied
    laptop: str
    made_at: str
    records: dict[str, int]  # by COUNTED kind, and "all" of them together
    changes: int
    waiting: int
    photos_to_send: int
    drafts: int
    set_aside: int
    two_versions: int
    store_bytes: int
    photo_bytes: int
    disk_free_bytes: int
    lease_days: int | None
    last_backup: str | None
    servers: tuple[tuple[str, str | None], ...]  # kind, last contact
    contacts: tuple[ContactLine, ...]
    problems: tuple[str, ...]  # reference numbers and kinds of faults, newest first


def diagnose(laptop: Laptop) -> Diagnosis:
    """Looks at an open laptop."""
    store, folder = laptop.store, laptop.config.folder
    centre = store.cursors.centre()
    return Diagnosis(
        version=version(PACKAGE),
        schema=SCHEMA_VERSION,
        steps=int(store.database.value("SELECT count(*) FROM _sqlite_migrations")),
        laptop=laptop.identity.code,
        made_at=_iso(laptop.tools.clock()),
        records=_records(laptop),
        changes=store.log.count(),
        waiting=0 if centre is None else store.outbox.waiting(centre.server),
        photos_to_send=0 if centre is None else still_to_send(store, centre.server),
        drafts=len(laptop.book.drafts()),
        set_aside=len(laptop.book.set_aside()),
        two_versions=len(laptop.book.conflicts()),
        store_bytes=_size(folder.store),
        photo_bytes=sum(_size(path) for path in folder.chunks.glob("*")),
        disk_free_bytes=shutil.disk_usage(laptop.config.data).free,
        lease_days=_lease_days(laptop),
        last_backup=max((day.isoformat() for day in _backups(folder.backups)), default=None),
        servers=tuple((row.kind, _iso(row.contact_at) if row.contact_at else None) for row in store.cursors.servers()),
        contacts=tuple(_contacts(store.identity.fact(CONTACTS))),
        problems=tuple(_problems(folder.root / PROBLEMS)),
    )


def _contacts(text: str | None) -> Iterator[ContactLine]:
    for at, *rest in orjson.loads(text or "[]")[:TOLD_CONTACTS]:
        yield ContactLine(_iso(at), *rest)


def _records(laptop: Laptop) -> dict[str, int]:
    rows = laptop.store.database.rows("SELECT kind, count(*) FROM shown WHERE is_retracted = 0 GROUP BY kind")
    found: dict[str, int] = dict(rows)
    return {kind: found.get(kind, 0) for kind in COUNTED} | {"all": sum(found.values())}


def _problems(path: Path) -> Iterator[str]:
    """The newest faults: reference number and type; the rest of the line names files of the program."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError:
        return
    for line in reversed(lines[-TOLD_PROBLEMS:]):
        yield " ".join(line.split(" ")[:2])


def _backups(folder: Path) -> Iterator[date]:
    for path in folder.glob("*" + SUFFIX):
        if (day := day_of(path.name)) is not None:
            yield day


def _lease_days(laptop: Laptop) -> int | None:
    try:
        return days_left(read_lease(laptop.tools.files, laptop.config.data))
    except HomewardError:
        return None


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _iso(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
