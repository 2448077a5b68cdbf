"""SQL of bundles: what was read here and which answers were made for carrying back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from shared_schema import canonical
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.wire.manifest import ANSWER, RECEIPT, UP
from sync_server.store.statements import put_rows
from sync_server.store.tables_bundles import bundles
from sync_server.store.tables_people import devices

PHOTOS, PHOTO_ANSWER = "photos", "p-answer"  # kinds beside those of the manifest: files of photos read and made
_COLUMNS = ("id", "kind", "device", "made_at", "at", "by", "bytes", "changes", "is_whole", "details")


@dataclass(frozen=True, slots=True)
class StoredBundle:
    """One bundle. `device` made it (an `up`, photos) or gets it (an answer); `at` = when it was read or made here (ms);
    `details` = what an answer needs of it, numbers and identifiers alone."""

    id: Id
    kind: str
    device: Id
    made_at: int
    at: int
    by: Id | None
    bytes: int
    changes: int
    is_whole: bool
    details: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class ListedBundle:
    """A line of the list, with the code of the laptop and its office."""

    bundle: StoredBundle
    code: str
    office: Id | None


def put_bundle(connection: Connection, bundle: StoredBundle) -> None:
    """Note a bundle; one that was read in part before is written over."""
    details = canonical.dumps(dict(bundle.details)).decode()
    values = (*(getattr(bundle, name) for name in _COLUMNS[:-1]), details)
    put_rows(connection, bundles, _COLUMNS, [values])


def find_bundle(connection: Connection, bundle: Id) -> StoredBundle | None:
    """The bundle of this id, or None."""
    row = connection.execute(select(bundles).where(bundles.c.id == bundle)).one_or_none()
    return None if row is None else _bundle(row)


def read_of_device(connection: Connection, device: Id, *, limit: int = 50) -> list[StoredBundle]:
    """What was read of a laptop, the one read last first."""
    query = select(bundles).where(bundles.c.device == device, bundles.c.kind == UP)
    query = query.order_by(bundles.c.at.desc(), bundles.c.made_at.desc()).limit(limit)
    return [_bundle(row) for row in connection.execute(query)]


def newest_of(connection: Connection, device: Id, *, kinds: Collection[str]) -> StoredBundle | None:
    """The bundle of these kinds that was noted last for a device, or None."""
    query = select(bundles).where(bundles.c.device == device, bundles.c.kind.in_(list(kinds)))
    row = connection.execute(query.order_by(bundles.c.at.desc(), bundles.c.made_at.desc()).limit(1)).one_or_none()
    return None if row is None else _bundle(row)


def newest_answer_at(connection: Connection, device: Id) -> int:
    """When the newest answer for a laptop was made here; 0 for never."""
    query = select(func.max(bundles.c.at)).where(bundles.c.device == device, bundles.c.kind.in_((ANSWER, RECEIPT)))
    return int(connection.scalar(query) or 0)


def list_bundles(
    connection: Connection, *, offices: Collection[Id] | None, beside: Collection[Id] = (), limit: int
) -> list[ListedBundle]:
    """The newest bundles of laptops of these offices (None: of all) and of the devices `beside`, newest first."""
    query = select(bundles, devices.c.code, devices.c.office).join(devices, devices.c.id == bundles.c.device)
    if offices is not None:
        query = query.where(or_(devices.c.office.in_(list(offices)), devices.c.id.in_(list(beside))))
    rows = connection.execute(query.order_by(bundles.c.at.desc(), bundles.c.id).limit(limit))
    return [ListedBundle(_bundle(row), row.code, row.office) for row in rows]


def _bundle(row: Row[Any]) -> StoredBundle:
    details = canonical.loads(row.details.encode(), max_depth=12)
    return StoredBundle(
        row.id, row.kind, row.device, row.made_at, row.at, row.by, row.bytes, row.changes, row.is_whole, details
    )
