"""The erasure itself, a day after it was agreed: keys first, then what they sealed, then the proof.

Begun is noted before a key is destroyed, so no key is ever destroyed without its audit row; a run that was interrupted
goes on at the next turn, and repeating any part of it harms nothing. Copies of the key set from before it are replaced.
"""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection

from casework.retention import hold_of
from shared_schema import canonical
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.scopes import DIRECTORY
from sync_server.server import Server
from sync_server.services.access import Action, Actor, Target, decide
from sync_server.services.attachments import remove_erased
from sync_server.services.dossiers import show_rows
from sync_server.services.erasure_certificate import make_certificate
from sync_server.services.hub_reach import scopes_of_hub
from sync_server.services.key_copies import replace_key_copies
from sync_server.services.leaves import leaves_of
from sync_server.store import people
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.devices import LAPTOP, Device, all_devices, find_device
from sync_server.store.drafts import drop_drafts_of
from sync_server.store.erasures import (
    APPROVED,
    DONE,
    RUNNING,
    STOPPED,
    Erasure,
    due_erasures,
    find_erasure,
    forget_late,
    lock_erasure,
    next_serial,
    put_erasure,
    with_late_before,
)
from sync_server.store.feed import scopes_of_records
from sync_server.store.forgetting import forget_homes
from sync_server.store.hubs import list_hubs
from sync_server.store.log import drop_early_of
from sync_server.store.records import read_dossiers, read_records, records_of_homes

LATE_MS = 30 * 24 * 3_600_000


def run_due_erasures(server: Server) -> int:
    """Erases what is due, and destroys late changes whose time has passed; how many cases were erased."""
    with server.database.snapshot() as connection:
        due = due_erasures(connection, now_ms=server.clock())
    done = [one.id for one in due if _erase(server, one.id)]
    if done:
        server.database.drop_old_pages()
        server.keyset.database.drop_old_pages()
        replace_key_copies(server)
    _destroy_late(server)
    remove_erased(server)
    return len(done)


def destroy_late(server: Server, actor: Actor, erasure: Id) -> None:
    """Destroy at once what arrived after an erasure. Raises `record.not_found`."""
    with server.database.snapshot() as connection:
        row = find_erasure(connection, erasure)
        dossier = read_dossiers(connection, [row.home]).get(row.home) if row is not None else None
    if row is None or dossier is None or not decide(actor, Action.APPROVE_ERASURE, Target(dossier.holders)):
        raise HomewardError("record.not_found", record=erasure)
    if row.late_home is not None:
        _forget(server, row, by=actor.person.worker)


def laptops_holding(server: Server, home: Id) -> list[Device]:
    """Laptops on which a dossier may lie, by their codes."""
    with server.database.snapshot() as connection:
        here = _laptops_with(connection, [one.id for one in records_of_homes(connection, [home])])
        found = [find_device(connection, device) for device in here]
    return sorted((one for one in found if one is not None), key=lambda one: one.code)


def _erase(server: Server, erasure: Id) -> bool:
    home = server.database.run(lambda connection: _begin(server, connection, erasure))
    if home is None:
        return False
    server.sealing.destroy_keys([home], now_ms=server.clock())
    server.database.run(lambda connection: _finish(server, connection, erasure))
    return True


def _begin(server: Server, connection: Connection, erasure: Id) -> Id | None:
    """Note that it begins; None where it may not: stopped meanwhile, or a legal hold was set since."""
    row = lock_erasure(connection, erasure)
    if row is None or row.state not in (APPROVED, RUNNING):
        return None
    if row.state == APPROVED:
        head = show_rows(server, read_records(connection, [row.home]).values()).get(row.home)
        if head is not None and hold_of(head) is not None:
            put_erasure(connection, replace(row, state=STOPPED, ended_at=server.clock()))
            _note(server, connection, "erasure.stop", row, outcome="legal_hold")
            return None
        records = [one.id for one in records_of_homes(connection, [row.home])]
        laptops = canonical.dumps(_laptops_with(connection, records)).decode()
        put_erasure(connection, replace(row, state=RUNNING, laptops=laptops))
        _note(server, connection, "erasure.run", row)
    return row.home


def _finish(server: Server, connection: Connection, erasure: Id) -> None:
    row = lock_erasure(connection, erasure)
    if row is None or row.state != RUNNING:
        return
    drop_early_of(connection, server.sealing, row.home)
    forget_homes(connection, [row.home], now_ms=server.clock())
    drop_drafts_of(connection, server.sealing, row.home)
    done = replace(row, state=DONE, ended_at=server.clock(), serial=next_serial(connection))
    put_erasure(connection, replace(done, certificate=make_certificate(done, server)))
    _note(server, connection, "erasure.done", row)


def _laptops_with(connection: Connection, records: Iterable[Id]) -> list[Id]:
    """Laptops whose persons hold a leaf in which one of the records lies; hubs that have one, also withdrawn ones."""
    scopes = {scope for found in scopes_of_records(connection, records).values() for scope in found} - {DIRECTORY}
    accounts = {account.id: account for account in people.list_accounts(connection)}
    found = []
    for device in all_devices(connection, kind=LAPTOP):
        account = accounts.get(device.person or "")
        if account is not None and not scopes.isdisjoint(leaves_of(account)):
            found.append(device.id)
    hubs = [one for one in list_hubs(connection) if not scopes.isdisjoint(scopes_of_hub(connection, one))]
    return sorted([*found, *(one.device for one in hubs if one.device is not None)])


def _destroy_late(server: Server) -> None:
    with server.database.snapshot() as connection:
        late = with_late_before(connection, server.clock() - LATE_MS)
    for row in late:
        _forget(server, row, by=None)


def _forget(server: Server, row: Erasure, *, by: Id | None) -> None:
    if row.late_home is None:
        return
    act = AuditRow(server.clock(), "erasure.late_destroyed", by, None, row.kind, row.home)
    server.database.run(lambda connection: append_rows(connection, [act], random=server.random))
    server.sealing.destroy_keys([row.late_home], now_ms=server.clock())

    def work(connection: Connection) -> None:
        found = lock_erasure(connection, row.id)
        if found is not None and found.late_home == row.late_home:
            forget_late(connection, found)

    server.database.run(work)
    server.database.drop_old_pages()
    server.keyset.database.drop_old_pages()


def _note(server: Server, connection: Connection, action: str, row: Erasure, *, outcome: str = "done") -> None:
    act = AuditRow(server.clock(), action, row.approved_by, None, row.kind, row.home, outcome=outcome)
    append_rows(connection, [act], random=server.random)
