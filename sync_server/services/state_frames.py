"""Which frame of a record one laptop is owed: the full state, a delta on what it holds, or nothing for its own echo."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from shared_schema.identifiers import Id
from shared_schema.merge.state import Dot
from shared_schema.records.kinds import KINDS
from shared_schema.scopes import NOBODY, is_home_scope
from shared_schema.wire.compact import write_state
from shared_schema.wire.delta import write_delta
from shared_schema.wire.exchange import write_state_frame
from sync_server.server import Server
from sync_server.store.feed import FeedRow
from sync_server.store.records import Opened, RecordRow, open_state, read_dossiers, read_records


@dataclass(frozen=True, slots=True)
class StateFrame:
    """`base` = the version that a delta builds on; `is_partial` = words of another dossier were withheld."""

    data: bytes
    base: int | None
    is_partial: bool = False


class StateFrames:
    """Frames for the laptop that has these scopes, holds them up to these cursors, and pushed these versions."""

    def __init__(
        self,
        server: Server,
        connection: Connection,
        *,
        scopes: Iterable[str],
        held: Mapping[str, int],
        echo: Mapping[Id, Collection[int]],
    ) -> None:
        self._server = server
        self._connection = connection
        self._number = {scope: number for number, scope in enumerate(scopes)}
        self._held = held
        self._echo = echo

    def read(self, records: Iterable[Id]) -> dict[Id, RecordRow]:
        """The rows of records, ready to be opened."""
        known = read_records(self._connection, records)
        self._server.sealing.load(row.home for row in known.values())
        return known

    def frame(
        self, row: RecordRow | None, placed: Mapping[str, FeedRow], *, is_full: bool = False
    ) -> StateFrame | None:
        """The frame of a record; None for own echo, or where there is nothing to send."""
        if row is None or row.sealed is None:
            return None
        here = [one for scope, one in placed.items() if scope in self._number and not one.is_gone]
        base = None if is_full else _newest(here, self._held)
        if not is_full and self._is_echo(row, base):
            return None
        opened = open_state(self._server.sealing, row)
        numbers = sorted(self._number[one.scope] for one in here)
        withheld = self._withheld(row, [one.scope for one in here])
        if base is not None and not _has_words(row):
            state = opened.state()
            changed = [name for name in _names(opened, state.registers) if opened.versions.get(name, 1) > base]
            return StateFrame(write_state_frame(numbers, write_delta(state, changed=changed), is_delta=True), base)
        compact = write_state(opened.state(), withheld=withheld) if withheld else opened.compact
        return StateFrame(write_state_frame(numbers, compact), None, is_partial=bool(withheld))

    def lies_here(self, placed: Mapping[str, FeedRow]) -> bool:
        """Whether a record lies in one of the laptop's scopes."""
        return any(scope in self._number and not one.is_gone for scope, one in placed.items())

    def is_made_here(self, row: FeedRow) -> bool:
        """Whether every version that the laptop does not hold was made by a body of this request, so that nothing of
        the record needs reading."""
        made = self._echo.get(row.record)
        version = row.version
        if made is None or not version:
            return False
        base = row.version_at(self._held.get(row.scope, 0)) or 0 if version > 1 else 0
        return base < version and all(n in made for n in range(base + 1, version + 1))

    def are_made_here(self, records: Mapping[Id, int]) -> bool:
        """Whether every version of new records (with the versions that they have) was made by a body of this request;
        a change that had waited before is none of them."""
        nothing: Collection[int] = ()
        return all(
            n in self._echo.get(record, nothing) for record, version in records.items() for n in range(1, version + 1)
        )

    def _is_echo(self, row: RecordRow, base: int | None) -> bool:
        """Whether the sender has it all: every version since the one it held was made by a body of this request."""
        made = self._echo.get(row.id)
        since = range((base or 0) + 1, row.version + 1)
        return made is not None and len(since) > 0 and all(version in made for version in since)

    def _withheld(self, row: RecordRow, scopes: Iterable[str]) -> frozenset[str]:
        kind = KINDS.get(row.kind)
        if kind is None or not kind.home_only_registers:
            return frozenset()
        dossier = read_dossiers(self._connection, [row.home]).get(row.home)
        home = dossier.holders if dossier is not None else NOBODY
        if any(is_home_scope(scope, home) for scope in scopes):
            return frozenset()
        return kind.home_only_registers


def _has_words(row: RecordRow) -> bool:
    """A record of two dossiers is always sent whole: what was withheld from one scope is not in another's delta."""
    kind = KINDS.get(row.kind)
    return kind is not None and bool(kind.home_only_registers)


def _newest(here: Iterable[FeedRow], held: Mapping[str, int]) -> int | None:
    """The highest version of the record that the laptop's cursors say it holds."""
    versions = [one.version_at(held[one.scope]) for one in here if one.scope in held]
    return max((version for version in versions if version is not None), default=None)


def _names(opened: Opened, registers: Mapping[str, Mapping[Dot, object]]) -> set[str]:
    return {*registers, *opened.versions}
