"""Rules over whole dossiers, checked after commit from the queue: once for each batch that touched a dossier.

A broken rule is a review item of its own, never a reason to refuse; a warning is a mark. So is a step of a workflow
that lacks what it needs now that everything is merged. What is put right closes its item. An item found over a
restricted record is as restricted as that record.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.merge.state import Dot
from shared_schema.records.kinds import KINDS
from shared_schema.rules.check import check_dossier
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import day_of_ms
from shared_schema.rules.rule import Finding, Severity
from sync_server.server import Server
from sync_server.services.dossiers import dossiers_of_homes
from sync_server.services.gates_after import gates_not_met
from sync_server.services.standings import make_standings
from sync_server.store.queue import queued_dossiers, take_from_queue, times_touched
from sync_server.store.records import lock_records
from sync_server.store.review_items import ReviewItem, closed, items_of_home, put_items, with_dots

RULE_BROKEN = "rule_broken"
AT_ONCE = 50
TOGETHER = 10  # dossiers in one transaction: one each would cost a commit each, many would hold up a push


def check_queue(server: Server, *, at_most: int | None = None) -> int:
    """Check the dossiers that wait, all or about so many; how many were checked."""
    done = 0
    while at_most is None or done < at_most:
        with server.database.snapshot() as connection:
            queued = queued_dossiers(connection, limit=AT_ONCE)
        for start in range(0, len(queued), TOGETHER):
            check_homes(server, queued[start : start + TOGETHER])
        done += len(queued)
        if len(queued) < AT_ONCE:
            break
    return done


def check_if_touched(server: Server, homes: Iterable[Id]) -> None:
    """Check those of these dossiers that still wait; before a review page shows them."""
    for home in homes:
        with server.database.snapshot() as connection:
            times = times_touched(connection, home)
        if times is not None:
            check_homes(server, [(home, times)])


def check_homes(server: Server, queued: Sequence[tuple[Id, int]]) -> int:
    """Check dossiers (home, times touched), make their coded lines anew, take them off the queue; how many were.

    Those that somebody else took, or that were touched again meanwhile, are left.
    """

    def work(connection: Connection) -> int:
        lock_records(connection, [home for home, _times in queued], ())
        taken = [home for home, times in queued if take_from_queue(connection, home, times=times)]
        read = dossiers_of_homes(server, connection, taken, sees=lambda _row: True, has_clearance=True)
        for dossier in read.values():
            _check(server, connection, dossier)
        make_standings(server, connection, read.values())
        return len(read)

    return server.database.run(work)


def _check(server: Server, connection: Connection, dossier: Dossier) -> None:
    found = check_dossier(dossier, today=_today(server))
    steps = gates_not_met(server, connection, dossier, found, today=_today(server))
    told = [(one, _dots(dossier, one)) for one in found] + [(one.finding, list(one.dots)) for one in steps]
    put_items(connection, _changed(connection, dossier, told, now_ms=server.clock()))


def _changed(
    connection: Connection, dossier: Dossier, found: Iterable[tuple[Finding, list[Dot]]], *, now_ms: int
) -> list[ReviewItem]:
    before = {one.place: one for one in items_of_home(connection, dossier.home, item_kind=RULE_BROKEN)}
    after = dict(before)
    broken = set()
    for finding, dots in found:
        record = dossier.records.get(finding.record)
        if finding.severity is Severity.UNCHECKED or record is None:
            continue
        place = (RULE_BROKEN, finding.record, finding.rule)
        fresh = _item(finding, record, now_ms)
        former = after.get(place, fresh)
        kept = former if place in broken else replace(former, dots=frozenset(), is_warning=fresh.is_warning)
        after[place] = with_dots(kept, dots)
        broken.add(place)
    for place, item in before.items():
        if place not in broken and item.is_open:
            after[place] = closed(item)
    return [item for place, item in after.items() if before.get(place) != item]


def _item(finding: Finding, record: Shown, now_ms: int) -> ReviewItem:
    return ReviewItem(
        RULE_BROKEN,
        finding.record,
        finding.rule,
        record.kind,
        record.home,
        frozenset(),
        is_restricted=finding.restricted or KINDS[record.kind].restricted,
        is_warning=finding.severity is Severity.WARNING,
        opened_at=now_ms,
    )


def _dots(dossier: Dossier, finding: Finding) -> list[Dot]:
    """Dots of the answer that breaks the rule; of the whole record where the answer is missing."""
    record = dossier.records.get(finding.record)
    if record is None:
        return []
    kind = KINDS[record.kind]
    own = [
        dot
        for name, (dot, _written) in record.written.items()
        if (register := kind.register_of(name)) is not None and finding.field in register.fields
    ]
    return own or sorted({dot for dot, _written in record.written.values()})


def _today(server: Server) -> date:
    return day_of_ms(server.clock())
