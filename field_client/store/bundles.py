"""Bundles that this laptop made or read: when, for which server, how much, and how far each reaches in the own log.

Whether an office has received a bundle is never noted here: it follows from what that server has confirmed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import orjson

from field_client.store.database import Database, Row
from shared_schema.identifiers import Id


@dataclass(frozen=True, slots=True)
class CarriedBundle:
    """One bundle. `at` = when it was made or read here, `made_at` = when its maker made it (ms); `heads` = {own
    incarnation: highest n} that it carries; `records` as a worker counts them."""

    id: Id
    kind: str
    server: Id
    at: int
    made_at: int
    bytes: int
    changes: int
    records: int
    is_whole: bool
    heads: Mapping[Id, int]


class Bundles:
    """The table `bundles`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, bundle: CarriedBundle) -> None:
        """Notes a bundle; one that was read in part and is now read again is written over."""
        values = [getattr(bundle, name) for name in CarriedBundle.__slots__[:-1]]
        marks = ", ".join("?" * len(CarriedBundle.__slots__))
        heads = orjson.dumps(dict(bundle.heads)).decode("ascii")
        self._database.execute(f"INSERT OR REPLACE INTO bundles ({_COLUMNS}) VALUES ({marks})", (*values, heads))

    def find(self, bundle: Id) -> CarriedBundle | None:
        """The bundle of this id, or None."""
        row = self._database.row(f"SELECT {_COLUMNS} FROM bundles WHERE id = ?", (bundle,))
        return None if row is None else _bundle(row)

    def newest(self, *, kinds: tuple[str, ...], limit: int = 20) -> tuple[CarriedBundle, ...]:
        """Bundles of these kinds, newest first."""
        marks = ", ".join("?" * len(kinds))
        sql = f"SELECT {_COLUMNS} FROM bundles WHERE kind IN ({marks}) ORDER BY at DESC, id LIMIT ?"
        return tuple(_bundle(row) for row in self._database.rows(sql, (*kinds, limit)))


_COLUMNS = ", ".join(CarriedBundle.__slots__)


def _bundle(row: Row) -> CarriedBundle:
    found = CarriedBundle(*row)
    return replace(found, is_whole=bool(found.is_whole), heads=orjson.loads(row[-1]))
