"""A page of the review queue for one person: what waits, since when, from whom, who looks at it, what was asked.

One line for each merged record, one for each change that was set aside. Only the lines of the page are looked up, and
of them nothing is opened but who wrote at the console; what somebody may decide is asked of the table of rights again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from shared_schema.change import read_body
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.merge.state import Dot
from shared_schema.scopes import Holders
from sync_server.server import Server
from sync_server.services.access import Action, Actor, Target, decide
from sync_server.services.book_review import may_see_waiting
from sync_server.services.people_names import directory_of
from sync_server.services.reading_notes import note_reading
from sync_server.services.review import may_decide
from sync_server.services.review_marks import ACCEPTED, mark_of
from sync_server.services.sight import Sight
from sync_server.store import log
from sync_server.store.audit import AuditRow
from sync_server.store.devices import Writer, writers_of
from sync_server.store.people import list_offices
from sync_server.store.records import Dossier, read_dossiers
from sync_server.store.review_claims import Claim, claims_of
from sync_server.store.review_items import ReviewItem, items_of_records
from sync_server.store.review_queue import Reach, Spot, Wanted, last_merged_at, spots_after
from sync_server.store.waiting import WaitingRow, waiting_of

AT_ONCE = 25
CLAIM_MS = 12 * 3_600_000  # a claim that nobody released lapses


@dataclass(frozen=True, slots=True)
class Source:
    """Where a change came from: who wrote it, and the code of the device (K7, K7B; "" for the console)."""

    person: Id | None
    device: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line: open items of one record, or one change set aside with the number of those that wait behind it.

    `line` names it in a claim. `mark` = what is shown of it, where everything can be accepted as it is; "" else.
    """

    line: str
    record: Id
    kind: str
    home: str
    number: str
    offices: tuple[Id, ...]
    since: int
    items: tuple[ReviewItem, ...] = ()
    aside: WaitingRow | None = None
    behind: int = 0
    sources: tuple[Source, ...] = ()
    claim: Claim | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """Lines in their order, and where the next page begins; `last_merged_at` is told of an empty queue alone."""

    rows: tuple[Row, ...]
    after: Spot | None
    names: Mapping[Id, Shown]
    last_merged_at: int | None = None


def reach_of(actor: Actor) -> Reach:
    """How far her right to decide goes, as the table of rights says."""
    offices = frozenset(one for one in actor.offices if decide(actor, Action.DECIDE, _office(one)))
    return Reach(
        worker=actor.person.worker,
        offices=offices,
        sees_restricted=any(decide(actor, Action.DECIDE, _office(one, is_restricted=True)) for one in offices),
        sees_directory=decide(actor, Action.EDIT_PROVIDERS),
    )


def queue_page(
    server: Server, actor: Actor, wanted: Wanted, *, after: Spot | None = None, at_once: int = AT_ONCE
) -> QueuePage:
    """The next lines after `after`; one audit row."""
    reach = reach_of(actor)
    with server.database.snapshot() as connection:
        spots = spots_after(connection, reach, wanted, after=after, limit=at_once + 1)
        rows = _rows(server, connection, actor, spots[:at_once])
        people = {source.person for row in rows for source in row.sources if source.person}
        people |= {row.claim.person for row in rows if row.claim}
        names = directory_of(server, connection, people | {one for row in rows for one in row.offices})
        is_empty = not rows and after is None and wanted == Wanted(claims_since=wanted.claims_since)
        merged = last_merged_at(connection, reach) if is_empty else None
    noted = AuditRow(server.clock(), "review.list", actor.person.worker)
    note_reading(server, noted)
    last = spots[at_once - 1] if len(spots) > at_once else None
    return QueuePage(rows=tuple(rows), after=last, names=names, last_merged_at=merged)


def _rows(server: Server, connection: Connection, actor: Actor, spots: Sequence[Spot]) -> list[Row]:
    found = _Found(server, connection, actor, spots)
    rows = [found.merged(spot.record) if spot.dot is None else found.aside(spot.dot) for spot in spots]
    return [row for row in rows if row is not None]


class _Found:
    """What the lines of one page need, read together."""

    def __init__(self, server: Server, connection: Connection, actor: Actor, spots: Sequence[Spot]) -> None:
        self._actor = actor
        self._sight = Sight(server, connection, actor)
        records = {spot.record for spot in spots if spot.dot is None}
        waits = waiting_of(connection, {spot.dot[0] for spot in spots if spot.dot})
        self._behind = [row.behind for row in waits.values() if row.behind is not None and row.own_code is None]
        self._waits = {spot.dot: waits[spot.dot] for spot in spots if spot.dot in waits}
        items = items_of_records(connection, records).values()
        homes = {one.home for one in items} | {row.home for row in self._waits.values() if row.home}
        self._dossiers = read_dossiers(connection, homes)
        self._items = self._decidable(items)
        dots = {dot for held in self._items.values() for one in held for dot in one.undecided}
        self._sources = sources_of(server, connection, dots | set(self._waits))
        lines = records | {line_of(dot) for dot in self._waits}
        self._claims = claims_of(connection, lines, since=server.clock() - CLAIM_MS)

    def merged(self, record: Id) -> Row | None:
        """The line of a record with open items; None where there is none that she may decide."""
        items = self._items.get(record)
        if not items:
            return None
        first, dossier = items[0], self._dossiers.get(items[0].home)
        dots = sorted(dot for one in items for dot in one.undecided)
        return Row(
            line=record,
            record=record,
            kind=first.kind,
            home=first.home,
            number=_number(dossier),
            offices=_offices(dossier),
            since=min(one.opened_at for one in items),
            items=tuple(items),
            sources=tuple(dict.fromkeys(self._sources[dot] for dot in dots if dot in self._sources)),
            claim=self._claims.get(record),
            mark=mark_of(items) if all(one.item_kind in ACCEPTED for one in items) else "",
        )

    def aside(self, dot: Dot) -> Row | None:
        """The line of a change that was set aside; None for one that she may not see."""
        row = self._waits.get(dot)
        dossier = self._dossiers.get(row.home or "") if row is not None else None
        if row is None or not may_see_waiting(self._sight, row, dossier.holders if dossier else None):
            return None
        offices = _offices(dossier) or ((row.office,) if row.office else ())
        return Row(
            line=line_of(dot),
            record=row.record or "",
            kind=row.kind or "",
            home=row.home or "",
            number=_number(dossier),
            offices=offices,
            since=row.since,
            aside=row,
            behind=self._behind.count(dot),
            sources=(self._sources[dot],) if dot in self._sources else (),
            claim=self._claims.get(line_of(dot)),
        )

    def _decidable(self, items: Iterable[ReviewItem]) -> dict[Id, list[ReviewItem]]:
        found: dict[Id, list[ReviewItem]] = {}
        for one in sorted(items, key=lambda item: (item.urgency, item.opened_at, item.code)):
            if one.is_open and self._may_decide(one):
                found.setdefault(one.record, []).append(one)
        return found

    def _may_decide(self, item: ReviewItem) -> bool:
        return may_decide(self._actor, item, self._dossiers.get(item.home), is_reasoned=False)


def line_of(dot: Dot) -> str:
    """How a change that was set aside is named as a line."""
    return f"{dot[0]}.{dot[1]}"


def sources_of(server: Server, connection: Connection, dots: Iterable[Dot]) -> dict[Dot, Source]:
    """Who wrote these changes and on which device; the person of a laptop, at the console whoever signed in."""
    wanted = set(dots)
    writers = writers_of(connection, {dot[0] for dot in wanted})
    return {dot: _source(server, connection, dot, writers[dot[0]]) for dot in sorted(wanted) if dot[0] in writers}


def _source(server: Server, connection: Connection, dot: Dot, writer: Writer) -> Source:
    if writer.person is not None:
        return Source(writer.person, writer.code)
    entry = log.entry_at(connection, dot)
    if entry is not None and entry.sealed_for is not None:
        server.sealing.load([entry.sealed_for])
    body = log.open_body(server.sealing, entry) if entry is not None else None
    by = None if body is None else read_body(body, device=dot[0], n=dot[1]).by
    return Source(by, "")


def _office(office: Id, *, is_restricted: bool = False) -> Target:
    return Target(Holders(offices=frozenset({office})), is_restricted=is_restricted)


def _number(dossier: Dossier | None) -> str:
    return dossier.number or "" if dossier is not None else ""


def _offices(dossier: Dossier | None) -> tuple[Id, ...]:
    return tuple(sorted(dossier.holders.offices)) if dossier is not None else ()


def offices_of(server: Server, actor: Actor) -> Mapping[Id, Shown | None]:
    """The offices about whose dossiers she decides, by code, with their directory records."""
    reached = reach_of(actor).offices
    with server.database.snapshot() as connection:
        offices = [one.id for one in list_offices(connection) if one.id in reached]
        names = directory_of(server, connection, offices)
    return {one: names.get(one) for one in offices}
