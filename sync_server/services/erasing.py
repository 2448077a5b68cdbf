"""Asking for an erasure, agreeing to it, stopping it. Two persons, a day in between, and no way around a legal hold.

Who asks leads the office of the case; who agrees coordinates it and is somebody else. Nothing is erased here: that is
the job's work when the day has passed (`erasure_run`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from casework.retention import Hold, hold_of, keeping_of
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, uuid7
from shared_schema.merge.policy import Shown
from shared_schema.rules.reading import day_of_ms
from sync_server.server import Server
from sync_server.services.access import Action, Actor, Target, decide
from sync_server.services.dossiers import show_rows
from sync_server.services.kept_by_centre import require_kept_here
from sync_server.services.retention import years_of_keeping
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.erasures import (
    APPROVED,
    ASKED,
    DONE,
    OPEN,
    RUNNING,
    STOPPED,
    Erasure,
    Late,
    find_erasure,
    late_of,
    list_erasures,
    lock_erasure,
    open_erasure_of,
    put_erasure,
)
from sync_server.store.records import Dossier, find_dossiers_numbered, lock_dossier, read_dossiers, read_records

WISH, RETENTION = "wish", "retention"
GROUNDS = (WISH, RETENTION)
DAY_MS = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class Asked:
    """An erasure as one reader sees it; `head` None where the case is gone, `late` = what arrived afterwards."""

    row: Erasure
    head: Shown | None
    hold: Hold | None
    late: tuple[Late, ...]
    may_approve: bool
    may_stop: bool


def find_home(server: Server, actor: Actor, number: str) -> Id:
    """The dossier with this number that she may ask to erase; `erasure.number_unknown`."""
    with server.database.snapshot() as connection:
        found = find_dossiers_numbered(connection, number.strip())
    mine = [one for one in found if not one.erased_at and decide(actor, Action.ASK_ERASURE, Target(one.holders))]
    if len(mine) != 1:
        raise HomewardError("erasure.number_unknown")
    return mine[0].id


def find_open(server: Server, actor: Actor, number: str) -> Erasure:
    """The erasure under way of the dossier with this number, within her reach; `erasure.number_unknown`."""
    with server.database.snapshot() as connection:
        for dossier in find_dossiers_numbered(connection, number.strip()):
            row = open_erasure_of(connection, dossier.id)
            if row is not None and decide(actor, Action.SEE_ERASURES, Target(dossier.holders)):
                return row
    raise HomewardError("erasure.number_unknown")


def look_at(server: Server, actor: Actor, home: Id) -> tuple[Dossier, Shown]:
    """A dossier that she may ask to erase, and its head; audited as reading it. `record.not_found`,
    `erasure.under_way` where it is being erased now."""
    with server.database.snapshot() as connection:
        dossier, row = _may_ask(connection, actor, home), open_erasure_of(connection, home)
        if row is not None and row.state == RUNNING:
            raise HomewardError("erasure.under_way")
        found = dossier, _head(server, connection, home)
    _note_reading(server, actor, "record.open", home)
    return found


def ask_erasure(server: Server, actor: Actor, home: Id, *, ground: str) -> Id:
    """Ask for the erasure of a case or inquiry. Raises `record.not_found`, `erasure.no_ground`, `erasure.not_due`,
    `erasure.legal_hold`, `erasure.under_way`."""
    require_kept_here(server)
    if ground not in GROUNDS:
        raise HomewardError("erasure.no_ground")
    now = server.clock()
    erasure = uuid7(now, server.random(10))

    def work(connection: Connection) -> None:
        lock_dossier(connection, home)  # two who ask at once: the second sees what the first asked for
        dossier = _may_ask(connection, actor, home)
        if open_erasure_of(connection, home) is not None:
            raise HomewardError("erasure.under_way")  # before it is opened: its keys may be gone already
        head = _head(server, connection, home)
        _require_no_hold(head)
        if ground == RETENTION:
            _require_due(server, connection, head, now_ms=now)
        row = Erasure(
            id=erasure,
            home=home,
            kind=dossier.kind,
            number=dossier.number,
            ground=ground,
            state=ASKED,
            asked_by=actor.person.worker,
            asked_at=now,
        )
        put_erasure(connection, row)
        _note(server, connection, actor, "erasure.ask", row, reason=ground)

    server.database.run(work)
    return erasure


def approve_erasure(server: Server, actor: Actor, erasure: Id) -> Erasure:
    """Agree; it is done a day later. Raises `record.not_found`, `erasure.same_person`, `erasure.not_open`,
    `erasure.legal_hold`."""
    require_kept_here(server)
    now = server.clock()

    def work(connection: Connection) -> Erasure:
        row, dossier = _locked(connection, erasure)
        if not decide(actor, Action.APPROVE_ERASURE, Target(dossier.holders)):
            raise HomewardError("record.not_found", record=erasure)
        if row.asked_by == actor.person.worker:
            raise HomewardError("erasure.same_person")
        if row.state != ASKED:
            raise HomewardError("erasure.not_open")
        _require_no_hold(_head(server, connection, row.home))
        agreed = replace(row, state=APPROVED, approved_by=actor.person.worker, due_at=now + DAY_MS)
        put_erasure(connection, agreed)
        _note(server, connection, actor, "erasure.approve", agreed)
        return agreed

    return server.database.run(work)


def stop_erasure(server: Server, actor: Actor, erasure: Id) -> None:
    """Take it back or refuse it, as long as it has not begun. Raises `record.not_found`, `erasure.not_open`."""
    require_kept_here(server)

    def work(connection: Connection) -> None:
        row, dossier = _locked(connection, erasure)
        if not _may_stop(actor, dossier):
            raise HomewardError("record.not_found", record=erasure)
        if row.state not in (ASKED, APPROVED):
            raise HomewardError("erasure.not_open")
        put_erasure(connection, replace(row, state=STOPPED, stopped_by=actor.person.worker, ended_at=server.clock()))
        _note(server, connection, actor, "erasure.stop", row)

    server.database.run(work)


def erasures_of(server: Server, actor: Actor) -> tuple[Asked, ...]:
    """Every erasure within her reach: those that wait first, then those done or stopped, the newest first."""
    with server.database.snapshot() as connection:
        rows = [*list_erasures(connection, OPEN), *list_erasures(connection, (DONE, STOPPED))]
        found = tuple(_seen(server, connection, actor, rows))
    if any(one.head is not None for one in found):
        _note_reading(server, actor, "case.list", None)
    return found


def erasure_of(server: Server, actor: Actor, erasure: Id) -> Asked:
    """One erasure; `record.not_found`."""
    with server.database.snapshot() as connection:
        row = find_erasure(connection, erasure)
        found = list(_seen(server, connection, actor, [row] if row is not None else []))
    if not found:
        raise HomewardError("record.not_found", record=erasure)
    if found[0].head is not None:
        _note_reading(server, actor, "record.open", found[0].row.home)
    return found[0]


def _seen(server: Server, connection: Connection, actor: Actor, rows: Iterable[Erasure]) -> Iterable[Asked]:
    listed = list(rows)
    dossiers = read_dossiers(connection, {row.home for row in listed})
    late = late_of(connection, [row.home for row in listed if row.late_home is not None])
    for row in listed:
        dossier = dossiers.get(row.home)
        if dossier is None or not decide(actor, Action.SEE_ERASURES, Target(dossier.holders)):
            continue
        is_shown = row.state in (ASKED, APPROVED) and decide(actor, Action.SEE, Target(dossier.holders))
        head = _find_head(server, connection, row.home) if is_shown else None
        may_approve = decide(actor, Action.APPROVE_ERASURE, Target(dossier.holders))
        yield Asked(
            row=row,
            head=head,
            hold=hold_of(head) if head is not None else None,
            late=tuple(one for one in late if one.home == row.home) if may_approve else (),
            may_approve=may_approve and row.state == ASKED and row.asked_by != actor.person.worker,
            may_stop=row.state in (ASKED, APPROVED) and _may_stop(actor, dossier),
        )


def _may_ask(connection: Connection, actor: Actor, home: Id) -> Dossier:
    dossier = read_dossiers(connection, [home]).get(home)
    may = dossier is not None and decide(actor, Action.ASK_ERASURE, Target(dossier.holders))
    if dossier is None or dossier.erased_at or not may:
        raise HomewardError("record.not_found", record=home)
    return dossier


def _locked(connection: Connection, erasure: Id) -> tuple[Erasure, Dossier]:
    row = lock_erasure(connection, erasure)
    dossier = read_dossiers(connection, [row.home]).get(row.home) if row is not None else None
    if row is None or dossier is None:
        raise HomewardError("record.not_found", record=erasure)
    return row, dossier


def _head(server: Server, connection: Connection, home: Id) -> Shown:
    found = _find_head(server, connection, home)
    if found is None:
        raise HomewardError("record.not_found", record=home)
    return found


def _find_head(server: Server, connection: Connection, home: Id) -> Shown | None:
    return show_rows(server, read_records(connection, [home]).values()).get(home)


def _may_stop(actor: Actor, dossier: Dossier) -> bool:
    target = Target(dossier.holders)
    return decide(actor, Action.ASK_ERASURE, target) or decide(actor, Action.APPROVE_ERASURE, target)


def _require_no_hold(head: Shown) -> None:
    hold = hold_of(head)
    if hold is not None:
        raise HomewardError("erasure.legal_hold", by=hold.by)


def _require_due(server: Server, connection: Connection, head: Shown, *, now_ms: int) -> None:
    keeping = keeping_of(head, years=years_of_keeping(server, connection))
    if keeping is None or keeping.until > day_of_ms(now_ms):
        raise HomewardError("erasure.not_due")


def _note_reading(server: Server, actor: Actor, action: str, home: Id | None) -> None:
    act = AuditRow(server.clock(), action, actor.person.worker, None, None, home)
    server.database.run(lambda connection: append_rows(connection, [act], random=server.random))


def _note(
    server: Server, connection: Connection, actor: Actor, action: str, row: Erasure, *, reason: str | None = None
) -> None:
    act = AuditRow(server.clock(), action, actor.person.worker, None, row.kind, row.home, reason_code=reason)
    append_rows(connection, [act], random=server.random)
