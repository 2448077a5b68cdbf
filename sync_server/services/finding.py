"""Finding records at the centre: the one search box, and dossiers that may be about somebody sought.

Candidates are access-checked before anything of them is read, so a forbidden dossier changes neither list nor count.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection

from casework.book import Found, Sought
from casework.matching.box import LEAST_LIKENESS, FindPlaces, in_order, read_box
from casework.matching.candidates import place_and_year, wanted_names
from casework.matching.joining import lead_on
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from sync_server.services.names import NameIndex
from sync_server.store.records import RecordRow, read_records, records_of_homes, records_pointing_to

_AROUND_A_PERSON = frozenset({"family_member", "contact_point"})
_LINK = "case_link"
_WIDER = 4  # how many times more candidates are looked at, because not all of them may be seen


class Seeing(Protocol):
    """Who looks: a person (`Sight`), or the server itself over all that is not restricted."""

    @property
    def connection(self) -> Connection: ...

    def visible(self, rows: Iterable[RecordRow]) -> list[RecordRow]: ...

    def show(self, rows: Iterable[RecordRow]) -> dict[Id, Shown]: ...


@dataclass(frozen=True, slots=True)
class Finder:
    """What one may find, within one connection."""

    sight: Seeing
    names: NameIndex
    find_places: FindPlaces

    def search(self, text: str, *, limit: int) -> tuple[Shown, ...]:
        """Records that hold every typed word, then names that sound or look like it, then those of a place."""
        connection, asked = self.sight.connection, read_box(text)
        found = self._visible(self.names.with_tokens(connection, asked.tokens), limit=limit)
        if len(found) < limit and asked.name is not None:
            alike = self.names.with_names(connection, [asked.name], limit=limit * _WIDER)
            by_name = [record for record, likeness in alike if likeness >= LEAST_LIKENESS]
            found = in_order(found, self._visible(by_name, limit=limit))
        if len(found) < limit:
            for key in self.find_places(text):
                found = in_order(found, self._visible(self.names.with_tokens(connection, [key]), limit=limit))
        return self._shown(found, limit=limit)

    def similar(self, sought: Sought, *, limit: int) -> tuple[Found, ...]:
        """Dossiers with a name like one of those sought; without a usable name, of the same commune and years."""
        likeness = self._likeness(sought, limit=limit * _WIDER)
        rows = self._visible(likeness, limit=len(likeness))
        best: dict[Id, float] = {}
        by_id = read_records(self.sight.connection, rows)
        for record in rows:
            home = by_id[record].home
            best[home] = max(best.get(home, 0.0), likeness[record])
        ordered = sorted(best, key=lambda home: (-best[home], home))[:limit]
        return tuple(self._dossiers(ordered, best, sought.kinds))

    def _likeness(self, sought: Sought, *, limit: int) -> dict[Id, float]:
        connection, names = self.sight.connection, wanted_names(sought)
        if names:
            return dict(self.names.with_names(connection, names, limit=limit, kinds=sought.kinds))
        pairs = place_and_year(sought)
        return {record: 0.0 for pair in pairs for record in self.names.with_features(connection, pair)}

    def _visible(self, ids: Iterable[Id], *, limit: int) -> list[Id]:
        """Those that she may see, in their order; read in parts that grow, because most lists are long, few are asked
        for, and most people who ask may see either nearly all or hardly any."""
        wanted, found, at, size = list(ids), list[Id](), 0, limit
        while at < len(wanted) and len(found) < limit:
            part = wanted[at : at + size]
            rows = read_records(self.sight.connection, part)
            found += [row.id for row in self.sight.visible([rows[one] for one in part if one in rows])]
            at, size = at + size, size * 2
        return found[:limit]

    def _shown(self, ids: Sequence[Id], *, limit: int) -> tuple[Shown, ...]:
        rows = read_records(self.sight.connection, ids)
        shown = self.sight.show([rows[one] for one in ids if one in rows])
        found = [shown[one] for one in ids if one in shown and not shown[one].is_retracted][:limit]
        return tuple(lead_on(found, links_of=self._links, read=self._head))

    def _links(self, case: Id) -> list[Shown]:
        """Links between a case and others, of those that she may see."""
        connection = self.sight.connection
        near = (*records_of_homes(connection, [case]), *records_pointing_to(connection, [case]))
        return list(self.sight.show(self.sight.visible(row for row in near if row.kind == _LINK)).values())

    def _head(self, case: Id) -> Shown | None:
        rows = self.sight.visible(read_records(self.sight.connection, [case]).values())
        return self.sight.show(rows).get(case)

    def _dossiers(self, homes: Sequence[Id], best: dict[Id, float], kinds: frozenset[str]) -> Iterable[Found]:
        near = (one for one in records_of_homes(self.sight.connection, homes) if _is_of_a_person(one))
        by_home: dict[Id, list[RecordRow]] = {}
        for row in self.sight.visible(near):
            by_home.setdefault(row.home, []).append(row)
        heads = [home for home in homes if any(row.id == home and row.kind in kinds for row in by_home.get(home, ()))]
        shown = self.sight.show(row for home in heads for row in by_home[home])
        for home in heads:
            records = [shown[home], *(shown[row.id] for row in by_home[home] if row.id != home)]
            if not records[0].is_retracted:
                yield Found(home, best[home], tuple(one for one in records if not one.is_retracted))


def _is_of_a_person(row: RecordRow) -> bool:
    return row.id == row.home or row.kind in _AROUND_A_PERSON
