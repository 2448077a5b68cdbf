"""Directory records as everybody sees them, opened once in this process: names of people, offices and providers.

Promise: what is remembered is of the very version that the row has, so nothing older than the row is ever shown.
Only records of the directory lie here, which every person and laptop may read. Every change of one raises the number of
their scope under a lock that is held to its commit: while that number stands, so do the versions that were read.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.scopes import DIRECTORY
from sync_server.store.feed import read_heads
from sync_server.store.one_view import is_snapshot, once
from sync_server.store.records import RecordRow, ids_of_kind, versions_of_records

_MOST_VERSIONS, _MOST_PAGES = 50_000, 500  # remembered; ids that name nothing are remembered too


class ShownDirectory:
    """One for each process; made at composition."""

    def __init__(self) -> None:
        self._kept: dict[Id, tuple[int, Shown]] = {}
        self._read: tuple[int, _Read] = (-1, _Read())  # as of this number of the scope

    def of(self, rows: Iterable[RecordRow], read: Callable[[list[RecordRow]], dict[Id, Shown]]) -> dict[Id, Shown]:
        """Rows as shown; `read` opens those that are not remembered in their version."""
        found, unknown = dict[Id, Shown](), list[RecordRow]()
        for row in rows:
            version, shown = self._kept.get(row.id, (-1, None))
            if shown is not None and version == row.version and row.home == DIRECTORY:
                found[row.id] = shown
            else:
                unknown.append(row)
        made = read(unknown)
        self._kept.update((row.id, (row.version, made[row.id])) for row in unknown if row.home == DIRECTORY)
        return found | made

    def remembered(self, versions: Mapping[Id, int]) -> dict[Id, Shown]:
        """Those of these records that are remembered in the version that their rows have."""
        found = {key: self._kept.get(key, (-1, None)) for key in versions}
        return {key: shown for key, (version, shown) in found.items() if shown and version == versions[key]}

    def versions(self, connection: Connection, records: Collection[Id]) -> dict[Id, int]:
        """Versions by id of those that hold a state, as `versions_of_records` reads them: what was read of the same
        number is not asked again."""
        read = self._as_of(connection)
        if read is None:
            return versions_of_records(connection, records)
        known = read.versions
        unknown = [one for one in records if one not in known]
        if unknown:
            found = versions_of_records(connection, unknown)
            known.update((one, found.get(one)) for one in unknown)
        return {one: version for one in records if (version := known[one]) is not None}

    def ids_of_kind(self, connection: Connection, kind: str, *, after: Id, limit: int) -> list[Id]:
        """The same of `ids_of_kind`, for kinds that lie in the directory alone."""
        read, asked = self._as_of(connection), (kind, after, limit)
        if read is None:
            return ids_of_kind(connection, kind, after=after, limit=limit)
        if asked not in read.pages:
            read.pages[asked] = ids_of_kind(connection, kind, after=after, limit=limit)
        return list(read.pages[asked])

    def _as_of(self, connection: Connection) -> "_Read | None":
        """What is remembered of the number that this view sees; None for a number older than that, and in a write
        transaction, which has numbers that others do not see."""
        if not is_snapshot(connection):
            return None
        number, (remembered, read) = once(connection, DIRECTORY, _number), self._read
        if number > remembered or len(read.versions) > _MOST_VERSIONS or len(read.pages) > _MOST_PAGES:
            self._read = remembered, read = max(number, remembered), _Read()
        return read if number == remembered else None


@dataclass(frozen=True, slots=True)
class _Read:
    """Versions by id (None: no state), and pages of ids by what was asked."""

    versions: dict[Id, int | None] = field(default_factory=dict)
    pages: dict[tuple[str, Id, int], list[Id]] = field(default_factory=dict)


def _number(connection: Connection) -> int:
    head = read_heads(connection, [DIRECTORY]).get(DIRECTORY)
    return head.head if head is not None else 0
