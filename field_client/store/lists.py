"""Reading for pages: single records, pages of a kind, search, dossiers, conflicts, receipts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from casework.book import Found, Page, Person, Query, Receipt, Sought
from casework.matching.box import FindPlaces
from casework.outline import KINDS_READ, Outline
from field_client.store.finding import Finder
from field_client.store.history import HistoryReader
from field_client.store.local_store import LocalStore
from field_client.store.outlines import Outlines
from field_client.store.states import read_kept
from shared_schema import scopes
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, is_id
from shared_schema.merge.policy import Conflict, Shown, show
from shared_schema.merge.state import Dot, RecordState
from shared_schema.records.field import OPERATIONAL, Field
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.types import Ref, Refs, Text
from shared_schema.rules.dossier import DATED_REGISTERS, DIRECTORY, OTHER_DOSSIER, RESTRICTED, DatedValue, Dossier

READ_AT_ONCE = 200
DIRECTORY_LIMIT = 10_000
REVIEW_DECISION = "review_decision"
_LINK = ("case_link", "case_b")


class Reader:
    """Answers from the shown rows."""

    def __init__(self, store: LocalStore, *, history: HistoryReader, find_places: FindPlaces) -> None:
        self._store = store
        self._history = history
        self._outlines = Outlines(store.database, dossier=self._outlined)
        self._finder = Finder(store, show=self.shown, find_places=find_places)

    def shown(self, state: RecordState) -> Shown:
        """A state as people see it. Of a kind that this version does not know only the frame is shown."""
        return show(state, self._store.kinds.get(state.kind) or _unknown_kind(state.kind))

    def page(self, query: Query, *, after: Id | None, limit: int) -> Page:
        """Records of one kind in order of id; `after` of the page is None at the end."""
        found: list[Shown] = []
        last = after or ""
        while True:
            rows = self._rows(query, after=last)
            for record, data in rows:
                last = record
                one = self.shown(read_kept(data))
                if all(one.values.get(name) == value for name, value in query.equals.items()):
                    found.append(one)
                    if len(found) > limit:
                        return Page(tuple(found[:limit]), found[limit - 1].record_id)
            if len(rows) < READ_AT_ONCE:
                return Page(tuple(found), None)

    def search(self, text: str, *, limit: int) -> tuple[Shown, ...]:
        """Shown records found by words, name, code, telephone or place, best first; voided ones are left out."""
        return self._finder.search(text, limit=limit)

    def similar(self, sought: Sought, *, limit: int) -> tuple[Found, ...]:
        """Dossiers that may be about somebody."""
        return self._finder.similar(sought, limit=limit)

    def dossier(self, home: Id, *, person: Person, changed: Mapping[Id, Shown]) -> Dossier:
        """A dossier as it is, or as it would be with `changed` records in the place of the stored ones."""
        states = {record: read_kept(data) for record, data in self._store.records.of_home(home).items()}
        records = {record: self.shown(state) for record, state in states.items()}
        records.update(changed)
        related = {**self._related(records), **self._naming(home, records.get(home))}
        held = self._held(records.get(home), records, related, person)
        return Dossier(home, records, related, self.dated(states), held)

    def outlines(self, today: date) -> tuple[Outline, ...]:
        """The outline of every case on a day."""
        return self._outlines.on(today)

    def _outlined(self, home: Id) -> Dossier:
        """As much of a dossier as its outline is made of."""
        rows = self._store.records.of_home_and_kinds(home, KINDS_READ)
        states = {record: read_kept(data) for record, data in rows.items()}
        records = {record: self.shown(state) for record, state in states.items()}
        return Dossier(home, records, {}, self.dated(states))

    def dated(self, states: Mapping[Id, RecordState]) -> dict[tuple[Id, str], tuple[DatedValue, ...]]:
        """Values over time of records that were changed, those that rules ask for."""
        return {
            (record, register): values
            for record, state in states.items()
            if not _is_one_change(state)
            for register, values in self._history.over_time(record, DATED_REGISTERS.get(state.kind, ()), state).items()
        }

    def conflicts(self) -> tuple[Conflict, ...]:
        """Conflicts of all shown records that no judgement covers."""
        rows = self._store.database.rows(
            "SELECT state FROM shown WHERE has_conflict = 1 AND is_retracted = 0 ORDER BY record"
        )
        found = [conflict for (data,) in rows for conflict in self.shown(read_kept(data)).conflicts]
        if not found:
            return ()
        judged = self._judged()
        return tuple(one for one in found if not set(one.dots) <= judged.get((one.record_id, one.register), set()))

    def receipt_of(self, record: Id) -> Receipt:
        """Where own changes of a record have arrived; a record without own changes came from there."""
        heads = self._store.log.heads_of([record]).get(record, {})
        if not heads and self._store.records.shown_state(record) is None:
            raise HomewardError("record.not_found", record=record)
        servers = self._store.cursors.servers()
        confirmed = {row.server: self._store.cursors.confirmed(row.server) for row in servers}
        reached = {
            row.server: all(confirmed[row.server].get(life, 0) >= n for life, n in heads.items()) for row in servers
        }
        known = self._store.cursors.at_centre()
        at_centre = all(known.get(life, 0) >= n for life, n in heads.items())
        waiting = 0
        if not at_centre:
            waiting = sum(change.n > known.get(change.device, 0) for change in self._store.log.changes_of(record))
        return Receipt(at_centre or any(reached.values()), at_centre, waiting)

    def _rows(self, query: Query, *, after: Id) -> list[tuple[Id, bytes]]:
        where = "" if query.with_retracted else " AND is_retracted = 0"
        if query.home is None:
            sql = f"SELECT record, state FROM shown WHERE kind = ? AND record > ?{where} ORDER BY record LIMIT ?"
            rows = self._store.database.rows(sql, (query.kind, after, READ_AT_ONCE))
        else:
            sql = (
                f"SELECT record, state FROM shown WHERE home = ? AND kind = ? AND record > ?{where}"
                " ORDER BY record LIMIT ?"
            )
            rows = self._store.database.rows(sql, (query.home, query.kind, after, READ_AT_ONCE))
        return [(row[0], row[1]) for row in rows]

    def _related(self, records: Mapping[Id, Shown]) -> dict[Id, Shown]:
        named = {ref for one in records.values() for ref in self._refs(one)}
        writers = {written.by for one in records.values() for _dot, written in one.written.values()}
        found = self._store.records.shown_states(sorted((named | writers) - records.keys()))
        related = {record: self.shown(read_kept(data)) for record, data in found.items()}
        if any(one.kind == "provider" for one in related.values()):
            offers = self.page(Query("provider_service"), after=None, limit=DIRECTORY_LIMIT).records
            related.update({o.record_id: o for o in offers if o.values.get("provider") in related})
        beyond = {one.home for one in related.values()} - related.keys() - records.keys()
        for record, data in self._store.records.shown_states(sorted(beyond)).items():
            related[record] = self.shown(read_kept(data))
        return related

    def _naming(self, home: Id, head: Shown | None) -> dict[Id, Shown]:
        """What names this dossier and has its home in the other one: matches of an inquiry, links of a case."""
        kind, field = ("match", "inquiry_id") if head is not None and head.kind == "tracing_inquiry" else _LINK
        found = self.page(Query(kind, equals={field: home}), after=None, limit=DIRECTORY_LIMIT).records
        return {one.record_id: one for one in found if one.home != home}

    def _refs(self, one: Shown) -> Iterable[Id]:
        kind = self._store.kinds.get(one.kind)
        if kind is None:
            return
        for name, value in one.values.items():
            declared = kind.fields.get(name)
            if declared is not None and isinstance(declared.type, Ref | Refs):
                yield from _ids(value)

    def _held(
        self, head: Shown | None, records: Mapping[Id, Shown], related: Mapping[Id, Shown], person: Person
    ) -> frozenset[str]:
        names = {scope for row in self._store.cursors.servers() for scope in self._store.cursors.of(row.server)}
        held = {DIRECTORY} if scopes.DIRECTORY in names else set()
        if head is not None and (
            head.values.get("case_worker") == person.worker
            or scopes.restricted_scope(str(head.values.get("office"))) in names
        ):
            held.add(RESTRICTED)
        missing = (
            {ref for one in records.values() for ref in self._other_dossiers(one)} - related.keys() - records.keys()
        )
        if not missing:
            held.add(OTHER_DOSSIER)
        return frozenset(held)

    def _other_dossiers(self, one: Shown) -> Iterable[Id]:
        kind = self._store.kinds.get(one.kind)
        return self._refs(one) if kind is not None and kind.two_dossiers else ()

    def _judged(self) -> dict[tuple[Id, str], set[Dot]]:
        found: dict[tuple[Id, str], set[Dot]] = {}
        for one in self.page(Query(REVIEW_DECISION), after=None, limit=100_000).records:
            key = (str(one.values.get("record_id")), str(one.values.get("item")))
            found.setdefault(key, set()).update(_dots(one.values.get("dots")))
        return found


def _is_one_change(state: RecordState) -> bool:
    """Whether all of the record was written by one change: then it has no past."""
    dots = {dot for live in state.registers.values() for dot in live}
    return len(dots) == 1 and state.seen == dict(dots)


def _ids(value: Json) -> Sequence[Id]:
    listed = value if isinstance(value, list) else [value]
    return [one for one in listed if is_id(one)]


def _dots(value: Json) -> Iterable[Dot]:
    for entry in value if isinstance(value, list) else ():
        if isinstance(entry, list) and len(entry) == 2:
            yield (str(entry[0]), int(entry[1]))


def _unknown_kind(name: str) -> Kind:
    return Kind(name, name, name, Placement.DOSSIER, (Field("unknown", Text(), name, name, OPERATIONAL),))
