"""What waits to be given to somebody, and who carries how much: one view of the lines for the whole page."""

from dataclasses import dataclass, replace

from sync_server.server import Server
from sync_server.services.access import Actor
from sync_server.services.case_list import Listed, note_list, read_list
from sync_server.services.standings import true_lines
from sync_server.services.workload import Workload, read_workload
from sync_server.store.standing_lists import Sought

UNASSIGNED, TWICE = "unassigned", "twice"


@dataclass(frozen=True, slots=True)
class ToAssign:
    """A page of cases and inquiries, and what each worker carries."""

    listed: Listed
    workload: Workload


def to_assign(server: Server, actor: Actor, sought: Sought, *, page: int) -> ToAssign:
    """Those registered first stand first; before those whom nobody active has, those whom two have. Audited."""
    with true_lines(server) as (connection, truth):
        found = read_workload(server, connection, actor, truth=truth)
        sought = replace(sought, active_workers=frozenset(one.id for one in found.roster.active()))
        listed = read_list(server, connection, actor, sought, page=page, by="begun", truth=truth)
        if sought.state == UNASSIGNED and listed.page == 1:
            is_twice = replace(sought, state=TWICE)
            twice = read_list(server, connection, actor, is_twice, by="begun", truth=truth).lines
            known = {one.standing.home for one in twice}
            rest = tuple(one for one in listed.lines if one.standing.home not in known)
            listed = replace(listed, lines=(*twice, *rest))
    note_list(server, actor, sought)
    return ToAssign(listed, found)
