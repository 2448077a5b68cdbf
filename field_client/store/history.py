"""Every value this laptop ever held of a record, and the values of one register over time.

Sources: the own log (what was written here, evidence of a fork included), the shown state, and the values that a
received state replaced. Never complete on a laptop; complete at the centre.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import orjson

from casework.book import Dated, History, HistoryEntry
from field_client.store.cursors import Cursors
from field_client.store.database import Database
from field_client.store.log import OwnLog
from field_client.store.records import Records
from shared_schema import canonical
from shared_schema.change import Change
from shared_schema.identifiers import Id
from shared_schema.merge.state import Dot, RecordState, Written
from shared_schema.rules.dossier import DatedValue
from shared_schema.rules.reading import day_of_ms

LIVE, REPLACED, SET_ASIDE, HELD, VOIDED = "live", "replaced", "set_aside", "held", "voided"


@dataclass(frozen=True, slots=True)
class Value:
    """One value as it was written, with the reason where the change is in the own log."""

    dot: Dot
    register: str
    written: Written
    reason: str | None = None


class HistoryReader:
    """Answers about the past of one record."""

    def __init__(self, database: Database, *, records: Records, log: OwnLog, cursors: Cursors) -> None:
        self._database = database
        self._records = records
        self._log = log
        self._cursors = cursors

    def of(self, record: Id, state: RecordState, *, is_voided: bool) -> History:
        """Every value held of a record, oldest first."""
        aside = self._set_aside()
        entries = [
            HistoryEntry(
                value.dot, value.register, value.written.value, value.written.at, value.written.by, value.reason,
                _status(value, state, aside, is_voided=is_voided),
            )
            for value in self.values(record, state)
        ]  # fmt: skip
        return History(tuple(entries), is_complete=False)

    def values(self, record: Id, state: RecordState) -> list[Value]:
        """All values by (when, dot, register); one for each dot, register and value."""
        found: dict[tuple[Dot, str, bytes], Value] = {}
        for value in self._all(record, state):
            # The value is part of the key: after a fork one dot may have meant two things.
            found.setdefault((value.dot, value.register, canonical.dumps(value.written.value)), value)
        return sorted(found.values(), key=lambda value: (value.written.when, value.dot, value.register))

    def dated(self, record: Id, register: str, state: RecordState) -> tuple[Dated, ...]:
        """The values of one register with the day from which each held (device day; the receipt's, if earlier)."""
        return tuple(
            Dated(self._day(value), value.written.value, value.dot)
            for value in self.values(record, state)
            if value.register == register
        )

    def over_time(self, record: Id, registers: Sequence[str], state: RecordState) -> dict[str, tuple[DatedValue, ...]]:
        """Several registers over time, with who wrote each value; registers without values are left out."""
        found: dict[str, list[DatedValue]] = {}
        for value in self.values(record, state) if registers else ():
            if value.register in registers:
                dated = DatedValue(self._day(value), value.written.value, value.written.by, value.dot)
                found.setdefault(value.register, []).append(dated)
        return {register: tuple(values) for register, values in found.items()}

    def _all(self, record: Id, state: RecordState) -> Iterable[Value]:
        for change in (*self._log.changes_of(record), *self._log.evidence_of(record)):
            yield from _of_change(change)
        for register, live in state.registers.items():
            for dot, written in live.items():
                yield Value(dot, register, written)
        rows = self._database.rows(
            'SELECT register, incarnation, n, value, at, "offset", by FROM history_values WHERE record = ?', (record,)
        )
        for register, incarnation, n, value, at, offset, by in rows:
            yield Value((incarnation, n), register, Written(orjson.loads(value), at, offset, by))
        for row in self._records.received_states(record):
            yield from _of_state(row.state)

    def _set_aside(self) -> Mapping[Dot, str]:
        rows = self._database.rows("SELECT incarnation, n, behind_incarnation FROM set_aside")
        return {(row[0], row[1]): SET_ASIDE if row[2] is None else HELD for row in rows}

    def _day(self, value: Value) -> str:
        at = value.written.at
        centre = self._cursors.centre()
        receipt = None if centre is None else self._cursors.received_at(centre.server, *value.dot)
        return day_of_ms(at if receipt is None else min(at, receipt)).isoformat()


def _of_change(change: Change) -> Iterable[Value]:
    for register, value in change.set.items():
        yield Value(change.dot, register, Written(value, change.at, change.offset, change.by), change.reason)


def _of_state(data: bytes) -> Iterable[Value]:
    for incarnation, n, at, offset, by, values in orjson.loads(data)["r"]:
        for register, value in values.items():
            yield Value((incarnation, n), register, Written(value, at, offset, by))


def _status(value: Value, state: RecordState, aside: Mapping[Dot, str], *, is_voided: bool) -> str:
    if value.dot in aside:
        return aside[value.dot]
    if value.dot in state.registers.get(value.register, {}):
        return VOIDED if is_voided else LIVE
    return REPLACED
