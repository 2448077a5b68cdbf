"""Moving cases between offices: sent, a worker named by the receiver, accepted or refused (records.md 4.7).

Each side is decided by who leads it: the receiving office says yes by naming its worker, or refuses; who coordinates
the office that holds the case accepts then. Whoever coordinates both does it in one press.
Promise: until it is accepted nothing leaves the sending worker; with the acceptance the assignment changes in the same
save set, and the ordinary exchange takes the case from the old laptop to the new one. No special path.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from casework.book import Edit, Problems
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, uuid7
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.rules.reading import answer, day_of_ms
from shared_schema.scopes import NOBODY, TRANSFER
from shared_schema.vocabularies.transfer import TRANSFER_REASON, TRANSFER_REFUSAL
from sync_server.server import Server
from sync_server.services.access import Action, Actor, Target, decide
from sync_server.services.book import CentralCaseBook
from sync_server.services.roster import HOLDERS
from sync_server.services.sight import Sight
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.people import office_by_id
from sync_server.store.records import read_dossiers, read_records
from sync_server.store.roster import roster_rows

DRAFT, SENT, ACCEPTED, REFUSED, REVOKED = "draft", "sent", "accepted", "refused", "revoked"
SEND, NAME, ACCEPT, REFUSE, REVOKE, REOPEN = "send", "name", "accept", "refuse", "revoke", "reopen"
PRESSES = (SEND, NAME, ACCEPT, REFUSE, REVOKE, REOPEN)
OPEN_STATES, SETTLED_STATES = (DRAFT, SENT), (ACCEPTED, REFUSED, REVOKED)
PENDING = "transfer_pending"
MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Move:
    """A transfer as somebody sees it: `head` None where the case is not hers to see; `presses` = what she may do."""

    shown: Shown
    number: str
    head: Shown | None
    presses: frozenset[str]

    @property
    def state(self) -> str:
        """Code of its state."""
        return str(answer(self.shown, "state") or DRAFT)

    @property
    def to_office(self) -> Id:
        """The receiving office."""
        return str(answer(self.shown, "to_office") or "")

    @property
    def from_office(self) -> Id:
        """The office that holds the case until it is accepted."""
        return str(answer(self.shown, "from_office") or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What somebody does with a transfer; `worker` and `why` where it needs one."""

    do: str
    worker: Id = ""
    why: str = ""


def find_move(server: Server, actor: Actor, transfer: Id) -> Move:
    """One transfer; `record.not_found` where she may not see it."""
    return find_moves(server, actor, [transfer])[transfer]


def find_moves(server: Server, actor: Actor, transfers: Sequence[Id]) -> dict[Id, Move]:
    """Transfers in their order; `record.not_found` for one that she may not see."""
    with server.database.snapshot() as connection:
        sight = Sight(server, connection, actor)
        rows = read_records(connection, transfers)
        shown = sight.show(sight.visible(row for row in rows.values() if row.kind == TRANSFER))
        homes = [one.home for one in shown.values()]
        heads = sight.show(sight.visible(read_records(connection, homes).values()))
        dossiers = read_dossiers(connection, homes)
    missing = next((one for one in transfers if one not in shown), None)
    if missing is not None:
        raise HomewardError("record.not_found", record=missing)
    found = {}
    for transfer in transfers:
        one, dossier = shown[transfer], dossiers.get(shown[transfer].home)
        target = Target(dossier.holders if dossier is not None else NOBODY)
        number = dossier.number if dossier is not None else None
        head = heads.get(one.home)
        found[transfer] = Move(one, number or "", head, _presses(actor, one, head, target))
    return found


def take(server: Server, book: CentralCaseBook, transfer: Id, press: Press) -> None:
    """Do one thing with one transfer. Raises `transfer.moved_on`, `transfer.no_worker`, `transfer.no_reason`,
    `transfer.not_saved`; `record.not_found` where it is not hers to do."""
    move = find_move(server, book.actor, transfer)
    if press.do not in move.presses:
        _refuse(move, press)
    edits = _edits(server, move, press)
    _save(server, book, edits, f"transfer.{press.do}", transfer)


def send_cases(
    server: Server, book: CentralCaseBook, homes: Sequence[Id], *, to_office: Id, reason: str, note: str = ""
) -> tuple[Id, ...]:
    """Send cases to another office, each in a save set of its own; the transfers that were made.

    Raises `transfer.nothing_chosen`, `transfer.too_many`, `transfer.no_reason`, `transfer.same_office`,
    `transfer.office_closed`.
    """
    if not homes:
        raise HomewardError("transfer.nothing_chosen")
    if len(homes) > MOST_AT_ONCE:
        raise HomewardError("transfer.too_many", limit=MOST_AT_ONCE)
    if reason not in TRANSFER_REASON:
        raise HomewardError("transfer.no_reason")
    heads = _heads_to_move(server, book.actor, homes)
    if any(answer(head, "office") == to_office for head in heads):
        raise HomewardError("transfer.same_office")
    with server.database.snapshot() as connection:
        office = office_by_id(connection, to_office)
    if office is None or not office.is_active:
        raise HomewardError("transfer.office_closed")
    made = []
    for head in heads:
        if answer(head, "status") == PENDING:
            continue
        record = uuid7(server.clock(), server.random(10))
        values: dict[str, Json] = {
            "from_office": answer(head, "office"), "to_office": to_office, "reason": reason, "state": SENT,
            "sent_on": _today(server).isoformat(), "state_reason": note or None,
        }  # fmt: skip
        given = {name: value for name, value in values.items() if value is not None}
        transfer = Edit(record, TRANSFER, head.record_id, KINDS[TRANSFER].to_registers(given, {}))
        _save(server, book, [transfer, _change(head, {"status": PENDING})], "transfer.send", record)
        made.append(record)
    return tuple(made)


def _presses(actor: Actor, one: Shown, head: Shown | None, home: Target) -> frozenset[str]:
    state = str(answer(one, "state") or DRAFT)
    there = Target(offices=frozenset({str(answer(one, "to_office"))}))
    found = set()
    if decide(actor, Action.ASK_MOVE, home):
        found |= {DRAFT: {REVOKE, SEND}, SENT: {REVOKE}}.get(state, set())
        if state == REFUSED and answer(head, "status") == PENDING:
            found.add(REOPEN)  # the other side refused, who may not write into this case
    if state == SENT and decide(actor, Action.ASSIGN, there):
        found.add(NAME)
    is_theirs = decide(actor, Action.MOVE, there)
    if state == SENT and decide(actor, Action.MOVE, home) and (is_theirs or answer(one, "to_worker")):
        found.add(ACCEPT)
    if state == SENT and is_theirs:
        found.add(REFUSE)
    return frozenset(found)


def _refuse(move: Move, press: Press) -> None:
    """Why a press is not there: the transfer moved on meanwhile, or it was never hers."""
    if press.do in PRESSES and move.state in SETTLED_STATES:
        raise HomewardError("transfer.moved_on")
    raise HomewardError("record.not_found", record=move.shown.record_id)


def _edits(server: Server, move: Move, press: Press) -> list[Edit]:
    today, head = _today(server).isoformat(), move.head
    if press.do == NAME:
        return [_change(move.shown, {"to_worker": _worker_of(server, move.to_office, press.worker)})]
    if press.do == REFUSE and head is None:
        return [_change(move.shown, _refused(press, today))]
    assert head is not None  # every other press needs the case itself
    if press.do == SEND:
        return [_change(move.shown, {"state": SENT, "sent_on": today}), _change(head, {"status": PENDING})]
    reopened = {"status": "open"} if answer(head, "status") == PENDING else {}
    if press.do == ACCEPT:
        named = str(answer(move.shown, "to_worker") or "")
        chosen = press.worker or named if NAME in move.presses else named  # theirs to name
        worker = _worker_of(server, move.to_office, chosen)
        values: dict[str, Json] = {"state": ACCEPTED, "answered_on": today, "to_worker": worker}
        return [
            _change(move.shown, values),
            _change(head, {"office": move.to_office, "case_worker": worker, **reopened}),
        ]
    opened = [_change(head, reopened)] if reopened else []
    if press.do == REOPEN:
        return opened
    values = _refused(press, today) if press.do == REFUSE else {"state": REVOKED, "answered_on": today}
    return [_change(move.shown, values), *opened]


def _refused(press: Press, today: str) -> dict[str, Json]:
    if press.why not in TRANSFER_REFUSAL:
        raise HomewardError("transfer.no_reason")
    return {"state": REFUSED, "answered_on": today, "refused_why": press.why}


def _worker_of(server: Server, office: Id, worker: Id) -> Id:
    with server.database.snapshot() as connection:
        rows = roster_rows(connection, offices=[office])
    if not any(one.person == worker and one.is_active and one.role in HOLDERS for one in rows):
        raise HomewardError("transfer.no_worker")
    return worker


def _heads_to_move(server: Server, actor: Actor, homes: Sequence[Id]) -> list[Shown]:
    with server.database.snapshot() as connection:
        sight = Sight(server, connection, actor)
        heads = sight.show(sight.visible(read_records(connection, homes).values()))
        dossiers = read_dossiers(connection, homes)
    for home in homes:
        dossier = dossiers.get(home)
        may = dossier is not None and decide(actor, Action.ASK_MOVE, Target(dossier.holders))
        if home not in heads or heads[home].kind != "case" or not may:
            raise HomewardError("record.not_found", record=home)
    return [heads[home] for home in homes]


def _change(shown: Shown, values: Mapping[str, Json]) -> Edit:
    registers = KINDS[shown.kind].to_registers(values, shown.before())
    return Edit(shown.record_id, shown.kind, shown.home, registers, dict(shown.seen))


def _save(server: Server, book: CentralCaseBook, edits: Sequence[Edit], action: str, transfer: Id) -> None:
    wanted = [edit for edit in edits if edit.registers]
    answered = book.save(wanted)
    if isinstance(answered, Problems):
        codes = ", ".join(sorted({one.code for one in answered.problems if not one.is_warning}))
        raise HomewardError("transfer.not_saved", codes=codes)
    row = AuditRow(server.clock(), action, book.person.worker, None, TRANSFER, transfer)
    server.database.run(lambda connection: append_rows(connection, [row], random=server.random))


def _today(server: Server) -> date:
    return day_of_ms(server.clock())
