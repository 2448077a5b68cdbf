"""Follow-up punctuality as it stands today: by office, worker or stage; why people were not seen.

Counts of open cases, within reach of who asks. What happened in a period is a report's to say.
"""

from dataclasses import dataclass

from sync_server.server import Server
from sync_server.services.access import Actor
from sync_server.services.roster import Roster, read_roster
from sync_server.services.standings import UpToDate, bring_sums_up_to_date, reach_of
from sync_server.store.standing_counts import Punctuality
from sync_server.store.standing_lists import Sought
from sync_server.store.standing_sums import sum_not_seen, sum_punctuality

GROUPS = ("office", "worker", "stage")


@dataclass(frozen=True, slots=True)
class FollowUps:
    """Rows of the table, reasons with their counts, and who is who."""

    rows: tuple[Punctuality, ...]
    reasons: tuple[tuple[str | None, int], ...]
    roster: Roster
    truth: UpToDate


def follow_ups(server: Server, actor: Actor, sought: Sought, *, by: str) -> FollowUps:
    """The table by one of GROUPS; the latest first."""
    truth = bring_sums_up_to_date(server)
    reach = reach_of(actor)
    with server.database.snapshot() as connection:
        rows = sum_punctuality(connection, reach, sought, by=by if by in GROUPS else GROUPS[0])
        reasons = sum_not_seen(connection, reach, sought)
        roster = read_roster(server, connection, actor)
    ordered = sorted(rows, key=lambda one: (-one.late, -one.cases, one.of or ""))
    return FollowUps(tuple(ordered), tuple(reasons), roster, truth)
