"""Giving cases and inquiries to workers within an office; moving between offices is a transfer.

Promise: nobody's assignment is overwritten unseen. Who was given a case meanwhile is told, and a case that two people
were given at once keeps both until one is chosen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casework.book import Edit, Problems
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.rules.reading import answer
from shared_schema.scopes import ASSIGNMENT, Holders
from sync_server.server import Server
from sync_server.services.access import Action, Actor, Target, decide
from sync_server.services.book import CentralCaseBook
from sync_server.services.case_list import heads_of
from sync_server.services.roster import HOLDERS
from sync_server.services.workload import OfficeLoad, WorkerLoad, Workload
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.records import read_dossiers
from sync_server.store.roster import roster_rows_of
from sync_server.store.standings import CASE, INQUIRY

MOST_AT_ONCE = 50
NO_WORKER, OTHER_OFFICE, NOTHING_CHOSEN, TOO_MANY = (
    "assign.no_worker", "assign.other_office", "assign.nothing_chosen", "assign.too_many",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Assigned:
    """What one press did: dossiers given, and those that somebody gave to another one meanwhile."""

    given: tuple[Id, ...]
    meanwhile: tuple[Id, ...]


def stand_of_assignment(head: Shown) -> str:
    """A mark of the assignment as it is shown: every dot of it. Another one after every change."""
    conflict = next((one for one in head.conflicts if one.register == ASSIGNMENT), None)
    if conflict is not None:
        return " ".join(f"{device}:{n}" for device, n in conflict.dots)
    written = head.written.get(ASSIGNMENT)
    return "" if written is None else f"{written[0][0]}:{written[0][1]}"


def assign(server: Server, book: CentralCaseBook, chosen: Mapping[Id, str], *, worker: Id) -> Assigned:
    """Give dossiers ({home: mark of the assignment that was shown}) to a worker of their office, all in one save set.

    Raises `assign.nothing_chosen`, `assign.too_many`, `assign.no_worker`, `assign.other_office`; `record.not_found`
    for a dossier that she may not assign.
    """
    if not chosen:
        raise HomewardError(NOTHING_CHOSEN)
    if len(chosen) > MOST_AT_ONCE:
        raise HomewardError(TOO_MANY, limit=MOST_AT_ONCE)
    heads = _heads(server, book.actor, list(chosen))
    office = _office_of(server, worker)
    if any(answer(head, "office") != office for head in heads.values()):
        raise HomewardError(OTHER_OFFICE)
    fresh = {home: head for home, head in heads.items() if stand_of_assignment(head) == chosen[home]}
    edits = [_edit(head, worker) for head in fresh.values() if not _is_hers(head, worker)]
    if edits and isinstance(problems := book.save(edits), Problems):
        raise HomewardError("assign.not_saved", codes=", ".join(sorted({one.code for one in problems.problems})))
    _note(server, book.actor, [edit.record for edit in edits])
    return Assigned(tuple(fresh), tuple(home for home in heads if home not in fresh))


def workers_of_offices(found: Workload, office: Id | None) -> list[tuple[OfficeLoad, WorkerLoad]]:
    """Whom a case may be given to, of one office or of all within reach, those with the fewest open cases first."""
    every = [(one, line) for one in found.offices for line in one.workers if office in (None, one.office.id)]
    return sorted(every, key=lambda pair: (pair[0].office.code, pair[1].load.cases + pair[1].load.inquiries))


def _note(server: Server, actor: Actor, homes: Sequence[Id]) -> None:
    rows = [AuditRow(server.clock(), "case.assign", actor.person.worker, None, None, home) for home in homes]
    if rows:
        server.database.run(lambda connection: append_rows(connection, rows, random=server.random))


def _heads(server: Server, actor: Actor, homes: Sequence[Id]) -> dict[Id, Shown]:
    with server.database.snapshot() as connection:
        heads = heads_of(server, connection, actor, homes)
        dossiers = read_dossiers(connection, homes)
    for home in homes:
        dossier, head = dossiers.get(home), heads.get(home)
        holders = dossier.holders if dossier is not None else Holders()
        if head is None or head.kind not in (CASE, INQUIRY) or not decide(actor, Action.ASSIGN, Target(holders)):
            raise HomewardError("record.not_found", record=home)
    return heads


def _office_of(server: Server, worker: Id) -> Id:
    with server.database.snapshot() as connection:
        row = next(iter(roster_rows_of(connection, [worker])), None)
    if row is None or not row.is_active or row.role not in HOLDERS or row.office is None:
        raise HomewardError(NO_WORKER)
    return row.office


def _is_hers(head: Shown, worker: Id) -> bool:
    is_twice = any(one.register == ASSIGNMENT for one in head.conflicts)
    return answer(head, "case_worker") == worker and not is_twice


def _edit(head: Shown, worker: Id) -> Edit:
    whole = head.objects.get(ASSIGNMENT)
    value: dict[str, Json] = {**(whole if isinstance(whole, dict) else {})}
    value |= {"office": answer(head, "office"), "case_worker": worker}
    resolves = tuple(one.register for one in head.conflicts if one.register == ASSIGNMENT)
    reason = "assigned" if resolves else None
    return Edit(head.record_id, head.kind, head.home, {ASSIGNMENT: value}, dict(head.seen), reason, resolves=resolves)
