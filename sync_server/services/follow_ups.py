"""Follow-up punctuality as it stands today: by office, worker or stage; why people were not seen.

Counts of open cases, within reach of who asks. What happened in a period is a report's to say.
"""

from dataclasses import dataclass, replace

from shared_schema.identifiers import Id
from sync_server.server import Server
from sync_server.services.access import Actor
from sync_server.services.case_list import Listed, note_list, read_list
from sync_server.services.roster import Roster, read_roster
from sync_server.services.standings import reach_of, true_lines
from sync_server.store.standing_counts import Punctuality
from sync_server.store.standing_lists import Sought
from sync_server.store.standing_sums import sum_follow_ups

GROUPS = ("office", "worker", "stage")


@dataclass(frozen=True, slots=True)
class FollowUps:
    """Rows of the table, reasons with their counts, a page of the cases that are overdue, and who is who."""

    rows: tuple[Punctuality, ...]
    reasons: tuple[tuple[str | None, int], ...]
    late: Listed
    roster: Roster


@dataclass(frozen=True, slots=True)
class CasesListed:
    """A page of cases, and who is who."""

    listed: Listed
    roster: Roster


def follow_ups(server: Server, actor: Actor, sought: Sought, *, by: str, page: int) -> FollowUps:
    """The table of open cases by one of GROUPS, the latest first, and the list of those overdue; audited."""
    reach, is_open, is_late = reach_of(actor), replace(sought, state="open"), replace(sought, state="overdue")
    with true_lines(server) as (connection, truth):
        by = by if by in GROUPS else GROUPS[0]
        rows, reasons = sum_follow_ups(connection, reach, is_open, by=by)
        total = sum(one.late for one in rows)
        late = read_list(server, connection, actor, is_late, page=page, truth=truth, total=total)
        named = None if by == "worker" else _holders(late)
        roster = read_roster(server, connection, actor, people=named)
    note_list(server, actor, is_late)
    ordered = sorted(rows, key=lambda one: (-one.late, -one.cases, one.of or ""))
    return FollowUps(tuple(ordered), tuple(reasons), late, roster)


def cases_listed(server: Server, actor: Actor, sought: Sought, *, page: int) -> CasesListed:
    """A page of the cases behind a number, with everybody whom it may name; audited."""
    with true_lines(server) as (connection, truth):
        roster = read_roster(server, connection, actor)
        sought = replace(sought, active_workers=frozenset(one.id for one in roster.active()))
        listed = read_list(server, connection, actor, sought, page=page, truth=truth)
    note_list(server, actor, sought)
    return CasesListed(listed, roster)


def _holders(listed: Listed) -> set[Id]:
    lines = [line.standing for line in listed.lines]
    return {one for line in lines for one in (line.worker, line.other_worker) if one}
