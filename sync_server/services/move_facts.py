"""What a page of a transfer tells: what travels, what is known of work on the old laptop, and lists of transfers."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection

from shared_schema.identifiers import Id
from shared_schema.records.kinds import KINDS
from shared_schema.rules.reading import answer
from shared_schema.scopes import TRANSFER
from sync_server.server import Server
from sync_server.services.access import Actor
from sync_server.services.moves import Move, find_move, find_moves
from sync_server.services.reading_notes import note_reading
from sync_server.services.sight import Sight
from sync_server.store.audit import AuditRow
from sync_server.store.coded_lists import coded_records, count_coded
from sync_server.store.contacts import read_contacts
from sync_server.store.devices import devices_of
from sync_server.store.records import records_of_homes

PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class OldLaptop:
    """A laptop of the sending worker: when last heard of; how many changes it said it holds back (None: unknown)."""

    code: str
    last_contact_at: int | None
    unsent: int | None


@dataclass(frozen=True, slots=True)
class Moves:
    """A page of transfers and how many there are."""

    moves: tuple[Move, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PER_PAGE))


def list_moves(server: Server, actor: Actor, states: Collection[str], *, page: int = 1) -> Moves:
    """Transfers in these states that she may see, newest first; audited as one question."""
    codes = {"state": states}
    with server.database.snapshot() as connection:
        scopes = Sight(server, connection, actor).scopes()
        total = count_coded(connection, kind=TRANSFER, scopes=scopes, codes=codes)
        page = max(1, min(page, -(-total // PER_PAGE) or 1))
        rows = coded_records(
            connection, kind=TRANSFER, scopes=scopes, codes=codes, first=(page - 1) * PER_PAGE, limit=PER_PAGE
        )
        visible = Sight(server, connection, actor).visible(rows)
    found = find_moves(server, actor, [row.id for row in visible])
    _note(server, actor, "transfer.list")
    return Moves(tuple(found.values()), total, page)


def read_move(server: Server, actor: Actor, transfer: Id) -> Move:
    """One transfer for a person's eyes, which is a row of the audit; `record.not_found` where she may not see it."""
    move = find_move(server, actor, transfer)
    _note(server, actor, "record.open", transfer)
    return move


def _note(server: Server, actor: Actor, action: str, transfer: Id | None = None) -> None:
    row = AuditRow(server.clock(), action, actor.person.worker, None, TRANSFER, transfer)
    note_reading(server, row)


def what_travels(server: Server, actor: Actor, move: Move) -> list[tuple[str, int]]:
    """(kind, number) of the records of the case that she may see; nothing where the case is not hers to see."""
    if move.head is None:
        return []
    with server.database.snapshot() as connection:
        rows = Sight(server, connection, actor).visible(records_of_homes(connection, [move.shown.home]))
    counted = Counter(row.kind for row in rows if row.kind not in ("case", TRANSFER))
    return sorted(counted.items(), key=lambda one: (-one[1], KINDS[one[0]].en))


def old_laptops(server: Server, move: Move) -> list[OldLaptop]:
    """Laptops of the worker who holds the case now; none where the case is not the reader's to see."""
    worker = answer(move.head, "case_worker") if move.head is not None else None
    if not isinstance(worker, str):
        return []
    with server.database.snapshot() as connection:
        return _laptops(connection, worker)


def _laptops(connection: Connection, worker: Id) -> list[OldLaptop]:
    found = devices_of(connection, worker)
    contacts = read_contacts(connection, [one.id for one in found])
    return [
        OldLaptop(one.code, one.last_contact_at, contacts[one.id].unsent if one.id in contacts else None)
        for one in found
        if one.revoked_at is None
    ]
