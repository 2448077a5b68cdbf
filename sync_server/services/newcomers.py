"""Cases and inquiries written by people whose access nobody has countersigned yet, and what was decided of each.

Promise: nothing is lost. What is not accepted stays in the list with its reason, and out of figures, also once its
author is countersigned; accepting is a judgement that changes no value; giving it to another worker is an ordinary
assignment.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from casework.book import Edit, Problems
from casework.matching.finding import Candidate, duplicates_of
from casework.matching.profile_reading import profile_of
from casework.matching.weights_in_force import weights_of
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, by_age, uuid7
from shared_schema.merge.policy import Shown
from shared_schema.rules.reading import answer, day_of_ms
from sync_server.server import Server
from sync_server.services.access import Action, Actor, Target, decide
from sync_server.services.assigning import assign, stand_of_assignment
from sync_server.services.book import CentralCaseBook
from sync_server.services.case_list import Line, heads_of, lines_of
from sync_server.services.dossiers import show_rows
from sync_server.services.standings import UpToDate, bring_up_to_date, reach_of
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.coded_lists import records_of_kind
from sync_server.store.not_accepted import homes_with_a_no, lines_within
from sync_server.store.records import read_dossiers
from sync_server.store.roster import unverified_persons
from sync_server.store.standing_lists import Reach, Sought, list_standings
from sync_server.store.standings import Standing, homes_by, read_standings
from sync_server.store.waiting import all_waiting

INTAKE, JUDGEMENT = "intake", "review_decision"
ACCEPT, REJECT = "accept", "reject"
NOT_HELD = frozenset({"change.not_allowed", "change.after_handover"})
PER_PAGE, MOST_READ = 8, 500
LONGEST_REASON = 120


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A dossier in the list: who wrote it and whether her access counts by now, what was decided (None: nothing yet),
    who may be the same person."""

    line: Line
    author: Id
    is_unverified: bool
    verdict: str | None
    reason: str
    decided_by: Id | None
    twins: tuple[tuple[Shown, Candidate], ...]


@dataclass(frozen=True, slots=True)
class Newcomers:
    """A page of the list; `set_aside` = changes that wait because their writer does not hold the case."""

    lines: tuple[Newcomer, ...]
    total: int
    page: int
    set_aside: int
    truth: UpToDate

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PER_PAGE))


def list_newcomers(server: Server, book: CentralCaseBook, *, page: int = 1) -> Newcomers:
    """What waits to be accepted within her reach, the oldest first; accepted ones are left out. Audited."""
    actor, truth = book.actor, bring_up_to_date(server)
    reach, today = reach_of(actor), day_of_ms(server.clock())
    with server.database.snapshot() as connection:
        authors = unverified_persons(connection)
        sought = Sought(today=today.isoformat(), kind=None, state="all", authors=authors)
        every = list_standings(connection, reach, sought, first=0, limit=MOST_READ, by="begun")
        refused = _refused(server, connection)
        judged = refused | _judgements(server, connection, [one.home for one in every])
        every += _others(connection, reach, refused.keys() - {one.home for one in every})
        waiting = [one for one in every if not _is_done(one, judged.get(one.home))]
        page = max(1, min(page, -(-len(waiting) // PER_PAGE) or 1))
        lines = lines_of(server, connection, actor, waiting[(page - 1) * PER_PAGE : page * PER_PAGE])
        set_aside = _set_aside(connection, actor)
    _note(server, actor, "intake.list", None)
    told = tuple(
        _newcomer(server, book, one, judged.get(one.standing.home), is_unverified=one.standing.author in authors)
        for one in lines
    )
    return Newcomers(told, len(waiting), page, set_aside, truth)


def accept(server: Server, book: CentralCaseBook, home: Id, *, worker: Id = "") -> None:
    """It is one of ours; `worker` = to whom it is given, "" leaves it where it is. `intake.not_saved`, `assign.*`."""
    head = _head(server, book.actor, home)
    if worker and worker != answer(head, "case_worker"):
        assign(server, book, {home: stand_of_assignment(head)}, worker=worker)
    _judge(server, book, head, ACCEPT, "")


def reject(server: Server, book: CentralCaseBook, home: Id, *, reason: str) -> None:
    """It is not accepted; it stays in the list with the reason. `intake.reason_needed`, `intake.not_saved`."""
    if not reason.strip():
        raise HomewardError("intake.reason_needed")
    _judge(server, book, _head(server, book.actor, home), REJECT, reason.strip()[:LONGEST_REASON])


def _head(server: Server, actor: Actor, home: Id) -> Shown:
    with server.database.snapshot() as connection:
        head = heads_of(server, connection, actor, [home]).get(home)
        dossier = read_dossiers(connection, [home]).get(home)
        is_waiting = head is not None and (
            head.author in unverified_persons(connection) or home in _refused(server, connection, among=[home])
        )
    may = dossier is not None and decide(actor, Action.ACCEPT_INTAKE, Target(dossier.holders))
    if head is None or not may or not is_waiting:
        raise HomewardError("record.not_found", record=home)
    return head


def _judge(server: Server, book: CentralCaseBook, head: Shown, decision: str, reason: str) -> None:
    dots = sorted(dot for dot, _written in head.written.values())
    registers: dict[str, Json] = {
        "item_kind": INTAKE, "record_id": head.record_id, "item": "author", "decision": decision,
        "dots": [list(dot) for dot in dots[:1]],
    }  # fmt: skip
    if reason:
        registers["reason"] = reason
    record = uuid7(server.clock(), server.random(10))
    answered = book.save([Edit(record, JUDGEMENT, head.record_id, registers, {}, reason or None)])
    if isinstance(answered, Problems):
        raise HomewardError("intake.not_saved", codes=", ".join(sorted({one.code for one in answered.problems})))
    _note(server, book.actor, f"intake.{decision}", head.record_id)


def _is_done(one: Standing, judged: Shown | None) -> bool:
    return one.status == "duplicate" or (judged is not None and answer(judged, "decision") == ACCEPT)


def _judgements(server: Server, connection: Connection, homes: Iterable[Id]) -> dict[Id, Shown]:
    """The newest judgement of each dossier's intake."""
    shown = show_rows(server, records_of_kind(connection, JUDGEMENT, homes))
    found: dict[Id, Shown] = {}
    for record in sorted(shown, key=by_age):
        one = shown[record]
        if answer(one, "item_kind") == INTAKE and not one.is_retracted:
            found[one.home] = one
    return found


def intake_verdicts(server: Server, connection: Connection, authors: Collection[Id]) -> dict[Id, bool]:
    """{case or inquiry: whether it was accepted}, of what one of these wrote and somebody decided about, and of all
    that was not accepted, whoever wrote it."""
    judged = _refused(server, connection) | _judgements(server, connection, homes_by(connection, authors))
    return {home: answer(one, "decision") != REJECT for home, one in judged.items()}


def _refused(server: Server, connection: Connection, *, among: Collection[Id] | None = None) -> dict[Id, Shown]:
    """The newest judgement of each dossier (of these) that was not accepted, whoever wrote it."""
    homes = homes_with_a_no(connection)
    judged = _judgements(server, connection, homes if among is None else homes & frozenset(among))
    return {home: one for home, one in judged.items() if answer(one, "decision") == REJECT}


def _others(connection: Connection, reach: Reach, homes: Collection[Id]) -> list[Standing]:
    """Lines within reach that stay in the list after their authors were countersigned."""
    found = lines_within(connection, reach, homes)
    lines = read_standings(connection, found)
    return [lines[home] for home in found]


def _newcomer(
    server: Server, book: CentralCaseBook, line: Line, judged: Shown | None, *, is_unverified: bool
) -> Newcomer:
    verdict = str(answer(judged, "decision")) if judged is not None else None
    reason = str(answer(judged, "reason") or "") if judged is not None else ""
    return Newcomer(
        line, line.standing.author or "", is_unverified, verdict, reason, judged.author if judged is not None else None,
        _twins(server, book, line),
    )  # fmt: skip


def _twins(server: Server, book: CentralCaseBook, line: Line) -> tuple[tuple[Shown, Candidate], ...]:
    """Who may be the same person, of those that she may see, best first."""
    if line.head.kind != "case":
        return ()
    today = day_of_ms(server.clock())
    weights = weights_of(book, today, counts_all=True)
    found = duplicates_of(book, profile_of((line.head,)), today=today, weights=weights, limit=3)
    kept = [one for one in found if not one.is_folded]
    with server.database.snapshot() as connection:
        heads = heads_of(server, connection, book.actor, [one.home for one in kept])
    return tuple((heads[one.home], one) for one in kept if one.home in heads)


def _set_aside(connection: Connection, actor: Actor) -> int:
    rows = [row for row in all_waiting(connection) if row.own_code in NOT_HELD and row.home]
    dossiers = read_dossiers(connection, {row.home for row in rows if row.home})
    may = [
        row
        for row in rows
        if (dossier := dossiers.get(row.home or "")) is not None
        and decide(actor, Action.DECIDE_SET_ASIDE, Target(dossier.holders))
    ]
    return len(may)


def _note(server: Server, actor: Actor, action: str, home: Id | None) -> None:
    row = AuditRow(server.clock(), action, actor.person.worker, None, None, home)
    server.database.run(lambda connection: append_rows(connection, [row], random=server.random))
