"""Conflicts and changes set aside, as one person may see them."""

from collections.abc import Iterator, Sequence

from casework.book import SetAsideEntry
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Conflict
from shared_schema.merge.state import Dot
from shared_schema.records.implied_fields import RETRACTED
from shared_schema.records.kinds import KINDS
from shared_schema.scopes import Holders
from sync_server.services.access import Action, Target, decide
from sync_server.services.review_events import TWO_VERSIONS
from sync_server.services.sight import Sight
from sync_server.store.records import read_dossiers, read_records
from sync_server.store.review_items import ReviewItem, oldest_open
from sync_server.store.waiting import WaitingRow, all_waiting

_AT_ONCE = 50
_VOIDING = frozenset(
    name for kind in KINDS.values() for name, register in kind.registers.items() if RETRACTED in register.fields
)


def conflicts_of(sight: Sight, *, limit: int | None = None) -> tuple[Conflict, ...]:
    """Open two-version items of records that she sees, as the record shows them now; the first `limit` of the queue."""
    found: list[Conflict] = []
    offset, at_once = 0, _AT_ONCE if limit is None else min(limit, _AT_ONCE)
    scopes = sight.scopes()
    while limit is None or len(found) < limit:
        items = oldest_open(sight.connection, TWO_VERSIONS, scopes=scopes, first=offset, limit=at_once)
        found += _conflicts(sight, items)
        if len(items) < at_once:
            break
        offset += at_once
    return tuple(found[:limit])


def _conflicts(sight: Sight, items: Sequence[ReviewItem]) -> Iterator[Conflict]:
    rows = sight.visible(read_records(sight.connection, {one.record for one in items}).values())
    of_two = [row for row in rows if KINDS[row.kind].home_only_registers]
    others = [row for row in rows if not KINDS[row.kind].home_only_registers]
    shown = sight.show(of_two) | sight.show_part(others, _VOIDING | {one.item for one in items})
    for item in items:
        record = shown.get(item.record)
        if record is not None and not record.is_retracted:
            yield from (one for one in record.conflicts if one.register == item.item)


def set_aside_of(sight: Sight) -> tuple[SetAsideEntry, ...]:
    """What waits in dossiers of hers, or came from laptops of her office; raises of safety answers first."""
    rows = [row for row in all_waiting(sight.connection) if row.record is not None]
    dossiers = read_dossiers(sight.connection, {row.home for row in rows if row.home})
    behind: dict[Dot, list[Dot]] = {}
    for row in rows:
        if row.behind is not None:
            behind.setdefault(row.behind, []).append(row.dot)
    found = []
    for row in rows:
        dossier = dossiers.get(row.home or "")
        if row.own_code is not None and may_see_waiting(sight, row, dossier.holders if dossier else None):
            found.append(_entry(row, tuple(sorted(behind.get(row.dot, ())))))
    return tuple(found)


def may_see_waiting(sight: Sight, row: WaitingRow, holders: Holders | None) -> bool:
    """Its author, and who leads the office of the dossier or of the laptop that sent it."""
    if row.author == sight.actor.person.worker:
        return True
    offices = frozenset({row.office}) if row.office is not None else frozenset[Id]()
    target = Target(holders or Holders(), offices, is_restricted=_is_restricted(row))
    return decide(sight.actor, Action.SEE_SET_ASIDE, target)


def _is_restricted(row: WaitingRow) -> bool:
    kind = KINDS.get(row.kind or "")
    return kind is None or kind.restricted or bool(kind.follows)


def _entry(row: WaitingRow, held: tuple[Dot, ...]) -> SetAsideEntry:
    return SetAsideEntry(row.dot, row.record or "", row.kind or "", row.home or "", row.code, row.author or "", held)
