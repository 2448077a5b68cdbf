"""Taking a line of the queue and letting it go, so that two people do not decide the same twice. Audited."""

from sqlalchemy import Connection

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from sync_server.server import Server
from sync_server.services.access import Actor
from sync_server.services.book_review import may_see_waiting
from sync_server.services.review_judging import items_to_decide
from sync_server.services.review_queue import CLAIM_MS, line_of
from sync_server.services.sight import Sight
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.records import read_dossiers
from sync_server.store.review_claims import Claim, claims_of, drop_claims, put_claim
from sync_server.store.waiting import WaitingRow, waiting_of


def claim_line(server: Server, actor: Actor, line: str, *, is_over: bool = False) -> None:
    """Take a line. Raises `record.not_found`, and `review.claimed` where somebody has it (`is_over` takes it over)."""
    record = _require_hers(server, actor, line)

    def work(connection: Connection) -> None:
        held = claims_of(connection, [line], since=server.clock() - CLAIM_MS).get(line)
        if held is not None and held.person != actor.person.worker and not is_over:
            raise HomewardError("review.claimed")
        put_claim(connection, Claim(line, actor.person.worker, server.clock()))
        _note(server, connection, actor, "review.claim", record)

    server.database.run(work)


def release_line(server: Server, actor: Actor, line: str) -> None:
    """Let go what she took; nothing happens where it is not hers."""
    record = _require_hers(server, actor, line)

    def work(connection: Connection) -> None:
        drop_claims(connection, [line], person=actor.person.worker)
        _note(server, connection, actor, "review.release", record)

    server.database.run(work)


def waiting_line(server: Server, connection: Connection, actor: Actor, line: str) -> WaitingRow:
    """The change that was set aside behind a line (`incarnation.n`). `record.not_found` for one that is not hers."""
    incarnation, _dot, n = line.partition(".")
    rows = waiting_of(connection, [incarnation]) if n.isascii() and n.isdigit() else {}
    row = next((one for dot, one in rows.items() if line_of(dot) == line and one.own_code is not None), None)
    dossier = read_dossiers(connection, [row.home]).get(row.home) if row is not None and row.home else None
    if row is None or not may_see_waiting(Sight(server, connection, actor), row, dossier.holders if dossier else None):
        raise HomewardError("record.not_found", record="")
    return row


def _require_hers(server: Server, actor: Actor, line: str) -> Id | None:
    if "." in line:
        with server.database.snapshot() as connection:
            return waiting_line(server, connection, actor, line).record
    if not items_to_decide(server, actor, line):
        raise HomewardError("record.not_found", record=line)
    return line


def _note(server: Server, connection: Connection, actor: Actor, action: str, record: Id | None) -> None:
    row = AuditRow(server.clock(), action, actor.person.worker, object_id=record)
    append_rows(connection, [row], random=server.random)
