"""What has become of changes that came on a stick, worked out from the log when the answer is made."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection

from shared_schema.identifiers import Id
from shared_schema.wire.messages import SetAside, Verdicts
from sync_server.services.arrivals import LOG_DAMAGED
from sync_server.services.verdicts import VerdictList
from sync_server.store import log
from sync_server.store.bundles import StoredBundle
from sync_server.store.devices import Incarnation
from sync_server.store.waiting import waiting_of


def carried_heads(read: Iterable[StoredBundle]) -> dict[Id, int]:
    """{incarnation: highest n} that these bundles carried."""
    found: dict[Id, int] = {}
    for one in read:
        for incarnation, n in one.details["heads"].items():
            found[incarnation] = max(n, found.get(incarnation, 0))
    return found


def standing_of_changes(
    connection: Connection,
    lives: Sequence[Incarnation],
    carried: Mapping[Id, int],
    confirmed: Mapping[Id, int],
    *,
    is_hub: bool = False,
) -> tuple[Verdicts, dict[Id, set[int]]]:
    """What has become of every change that the maker did not know to be received, as of now; and by record the
    versions that its own standing bodies made, which need not be sent back to it. A hub is told of what it brought
    alone, a laptop of all that it wrote."""
    answers, echo = VerdictList(), dict[Id, set[int]]()
    waiting = waiting_of(connection, [one.id for one in lives])
    for life in lives:
        damaged = log.damaged_at(connection, life.id)
        brought = carried.get(life.id, 0)
        if brought > life.head_n:
            answers.wait_for((life.id, life.head_n + 1))
        last = min(brought, life.head_n) if is_hub else life.head_n
        for entry in log.entries_between(connection, life.id, first=confirmed.get(life.id, 0) + 1, last=last):
            held = waiting.get(entry.dot)
            if damaged is not None and entry.n >= damaged:
                behind = (life.id, damaged) if entry.n > damaged else None
                answers.set_aside(SetAside(entry.dot, LOG_DAMAGED, behind))
            elif held is not None:
                answers.set_aside(SetAside(entry.dot, held.code, held.behind))
            else:
                answers.duplicate(entry.dot)
                if entry.record is not None and entry.status == log.APPLIED:
                    echo.setdefault(entry.record, set()).add(entry.version)
    return answers.verdicts(), echo
