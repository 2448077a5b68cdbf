"""What an office hands over when it closes: every open case with who holds it and what waits. For paper; audited.

Codes, names, days and counts; nothing of what anybody said, and nothing restricted.
"""

from dataclasses import dataclass

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.rules.reading import day_of_ms
from sync_server.server import Server
from sync_server.services.access import Action, Actor, Target, decide
from sync_server.services.case_list import Line, lines_of
from sync_server.services.roster import Roster, read_roster
from sync_server.services.standings import UpToDate, bring_up_to_date, reach_of
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.standing_lists import Sought, count_standings, list_standings

MOST_CASES = 500


@dataclass(frozen=True, slots=True)
class Pack:
    """Cases by worker, then by next visit; `total` may be more than one paper holds."""

    office: Id
    lines: tuple[Line, ...]
    total: int
    roster: Roster
    truth: UpToDate


def read_pack(server: Server, actor: Actor, office: Id) -> Pack:
    """The pack of an office that she leads; `record.not_found` for another one."""
    if not decide(actor, Action.ASK_MOVE, Target(offices=frozenset({office}))):
        raise HomewardError("record.not_found", record=office)
    truth = bring_up_to_date(server)
    sought = Sought(today=day_of_ms(server.clock()).isoformat(), kind=None, office=office)
    with server.database.snapshot() as connection:
        total = count_standings(connection, reach_of(actor), sought)
        found = list_standings(connection, reach_of(actor), sought, first=0, limit=MOST_CASES)
        found.sort(key=lambda one: (one.worker or "", one.due_on or "9999"))
        lines = lines_of(server, connection, actor, found)
        roster = read_roster(server, connection, actor)
    row = AuditRow(server.clock(), "transfer.pack", actor.person.worker, None, "office", office)
    server.database.run(lambda tx: append_rows(tx, [row], random=server.random))
    return Pack(office, lines, total, roster, truth)
