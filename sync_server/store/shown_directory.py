"""Directory records as everybody sees them, opened once in this process: names of people, offices and providers.

Promise: what is remembered is of the very version that the row has, so nothing older than the row is ever shown.
Only records of the directory lie here, which every person and laptop may read.
"""

from collections.abc import Callable, Iterable, Mapping

from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from sync_server.store.records import RecordRow

DIRECTORY = "directory"


class ShownDirectory:
    """One for each process; made at composition."""

    def __init__(self) -> None:
        self._kept: dict[Id, tuple[int, Shown]] = {}

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
