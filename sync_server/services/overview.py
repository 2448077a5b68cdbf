"""The overview of whoever leads offices: provinces, offices, what waits. Counts of open cases, made now.

Real counts: only somebody who can list the cases behind a number gets it, so every number is within her own reach.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from shared_schema.identifiers import Id
from shared_schema.rules.reading import day_of_ms
from shared_schema.vocabularies.province import PROVINCE
from sync_server.server import Server
from sync_server.services.access import Actor
from sync_server.services.roster import Roster, read_roster
from sync_server.services.standings import UpToDate, bring_sums_up_to_date, quarter_of, reach_of
from sync_server.store.roster import SilentLaptop, silent_laptops
from sync_server.store.standing_counts import Place, two_versions_waiting
from sync_server.store.standing_places import sum_places

SILENT_DAYS = 14
DAY_MS = 86_400_000
MEASURES = ("active", "overdue", "silent", "reunified")


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted of a province or an office."""

    active: int = 0
    overdue: int = 0
    escalated: int = 0
    reunified: int = 0
    alerts: int = 0
    matches: int = 0
    lost: int = 0
    silent: int = 0

    @property
    def overdue_share(self) -> int | None:
        """Overdue follow-ups in per cent of open cases; None where there is no open case."""
        return round(100 * self.overdue / self.active) if self.active else None


@dataclass(frozen=True, slots=True)
class Overview:
    """By province code ("" = not known) and by office id, the sums, what waits for a decision, the quarter."""

    provinces: Mapping[str, Counts]
    offices: Mapping[Id, Counts]
    total: Counts
    two_versions: int
    oldest_at: int | None
    silent: tuple[SilentLaptop, ...]
    roster: Roster
    first: date
    last: date
    truth: UpToDate


def overview(server: Server, actor: Actor) -> Overview:
    """Everything on the page."""
    truth = bring_sums_up_to_date(server)
    now = server.clock()
    first, last = quarter_of(day_of_ms(now))
    reach = reach_of(actor)
    with server.database.snapshot() as connection:
        places = sum_places(connection, reach)
        roster = read_roster(server, connection, actor)
        silent = tuple(silent_laptops(connection, offices=actor.offices, before=now - SILENT_DAYS * DAY_MS))
        two_versions, oldest_at = two_versions_waiting(connection, reach)
    return Overview(
        _by_province(places, silent, roster),
        _by_office(places, silent, roster),
        _sum(places, len(silent)),
        two_versions,
        oldest_at,
        silent,
        roster,
        first,
        last,
        truth,
    )


def silent_now(server: Server, actor: Actor) -> tuple[Roster, tuple[SilentLaptop, ...]]:
    """The laptops of her offices that were not heard of for SILENT_DAYS, and who has them."""
    before = server.clock() - SILENT_DAYS * DAY_MS
    with server.database.snapshot() as connection:
        roster = read_roster(server, connection, actor)
        return roster, tuple(silent_laptops(connection, offices=actor.offices, before=before))


def level_of(number: int | None, most: int) -> int:
    """How dark a tile is: 0 for nothing, then 1 to 4 by share of the highest number."""
    if not number or most <= 0:
        return 0
    return min(4, 1 + 4 * (number - 1) // max(most, 1)) if number < most else 4


def _by_province(places: Iterable[Place], silent: Iterable[SilentLaptop], roster: Roster) -> dict[str, Counts]:
    found = {code.code: Counts() for code in PROVINCE}
    for one in places:
        key = one.province or ""
        found[key] = _plus(found.get(key, Counts()), one)
    for laptop in silent:
        office = roster.offices.get(laptop.office or "")
        key = office.province if office is not None else ""
        before = found.get(key, Counts())
        found[key] = replace(before, silent=before.silent + 1)
    return found


def _by_office(places: Iterable[Place], silent: Iterable[SilentLaptop], roster: Roster) -> dict[Id, Counts]:
    found = {office: Counts() for office in roster.offices}
    for one in places:
        if one.office in found:
            found[one.office] = _plus(found[one.office], one)
    for laptop in silent:
        if laptop.office in found:
            found[laptop.office] = replace(found[laptop.office], silent=found[laptop.office].silent + 1)
    return found


def _sum(places: Iterable[Place], silent: int) -> Counts:
    total = Counts(silent=silent)
    for one in places:
        total = _plus(total, one)
    return total


def _plus(before: Counts, one: Place) -> Counts:
    return Counts(
        before.active + one.active,
        before.overdue + one.overdue,
        before.escalated + one.escalated,
        before.reunified + one.reunified,
        before.alerts + one.alerts,
        before.matches + one.matches,
        before.lost + one.lost,
        before.silent,
    )
