"""Referrals that another office sent to this one: the letter, what was shared, papers marked for it; nothing else.

Promise: the case itself stays closed. What the letter needs is read by the server and handed out only for parts that
the person agreed to. What was taken back is gone, and the page says so.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from casework.book import Edit, Problems
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, uuid7
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import answer, day_of_ms
from shared_schema.scopes import ATTACHMENT, REFERRAL, office_scope
from sync_server.server import Server
from sync_server.services.access import Action, Actor, Target, decide
from sync_server.services.book import CentralCaseBook
from sync_server.services.dossiers import read_dossier, show_rows
from sync_server.services.sight import Sight
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.coded_lists import coded_records, count_coded, left_scope, records_of_kind
from sync_server.store.records import RecordRow, read_dossiers, read_records

ACCEPT, DECLINE, FINISH = "accept", "decline", "finish"
PRESSES = {"sent": (ACCEPT, DECLINE), "accepted": (FINISH,)}
WAITING_STATES, SETTLED_STATES = ("sent", "accepted"), ("declined", "done")
PER_PAGE = 25
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Received:
    """A referral in the inbox: itself, the number of the case, its provider; `presses` = what may be done now."""

    shown: Shown
    number: str
    provider: Shown | None
    sender: Id | None

    @property
    def state(self) -> str:
        """Code of its state."""
        return str(answer(self.shown, "state") or "sent")

    @property
    def presses(self) -> tuple[str, ...]:
        """What may be done in this state."""
        return PRESSES.get(self.state, ())


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of it."""

    lines: tuple[Received, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PER_PAGE))


@dataclass(frozen=True, slots=True)
class Letter:
    """What stands behind one referral: the dossier that the letter is written from, and papers marked for it.

    The dossier is for writing the letter alone; pages print parts that were agreed to and nothing else.
    """

    received: Received
    dossier: Dossier
    papers: tuple[Shown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody of the receiving office answers: a reason to decline, a note, the day the service began."""

    do: str
    reason: str = ""
    note: str = ""
    started_on: date | None = None


def read_inbox(server: Server, actor: Actor, states: Collection[str], *, page: int = 1) -> Inbox:
    """Referrals sent to her offices, newest first; audited."""
    scopes = [office_scope(office) for office in sorted(actor.offices)]
    codes = {"state": states, "receiving_office": actor.offices}
    if not actor.offices:
        return Inbox((), 0, 1)
    with server.database.snapshot() as connection:
        total = count_coded(connection, kind=REFERRAL, scopes=scopes, codes=codes)
        page = max(1, min(page, -(-total // PER_PAGE) or 1))
        rows = coded_records(
            connection, kind=REFERRAL, scopes=scopes, codes=codes, first=(page - 1) * PER_PAGE, limit=PER_PAGE
        )
        shown = Sight(server, connection, actor).show(rows)
    _note(server, actor, "referral.inbox", None)
    return Inbox(tuple(_received(server, one) for one in shown.values()), total, page)


def open_letter(server: Server, actor: Actor, referral: Id) -> Letter:
    """One referral with its letter; audited as opened. `referral.revoked` where it was taken back, `record.not_found`
    where it was never sent to her."""
    with server.database.snapshot() as connection:
        sight = Sight(server, connection, actor)
        row = read_records(connection, [referral]).get(referral)
        shown = sight.show(sight.visible([row])).get(referral) if row is not None and row.kind == REFERRAL else None
        if shown is None or not _is_theirs(actor, shown):
            scopes = [office_scope(office) for office in sorted(actor.offices)]
            was_here = row is not None and row.kind == REFERRAL and left_scope(connection, scopes, referral)
            raise HomewardError("referral.revoked" if was_here else "record.not_found", record=referral)
        dossier = read_dossier(server, connection, shown.home, sees=_is_unrestricted, has_clearance=False)
        papers = sight.show(sight.visible(records_of_kind(connection, ATTACHMENT, [shown.home])))
    _note(server, actor, "referral.open", referral)
    marked = tuple(one for one in papers.values() if referral in _receivers(one) and not one.is_retracted)
    return Letter(_received(server, shown), dossier, marked)


def give_answer(server: Server, book: CentralCaseBook, referral: Id, given: Answer) -> None:
    """Accept, decline or finish. `referral.answered`, `referral.reason_needed`, `referral.day_needed`,
    `referral.not_saved`, and what `open_letter` raises."""
    received = open_letter(server, book.actor, referral).received
    if given.do not in received.presses:
        raise HomewardError("referral.answered" if given.do in (ACCEPT, DECLINE, FINISH) else "record.not_found")
    answered = book.save(_edits(server, received, given))
    if isinstance(answered, Problems):
        codes = ", ".join(sorted({one.code for one in answered.problems if not one.is_warning}))
        raise HomewardError("referral.not_saved", codes=codes)
    _note(server, book.actor, f"referral.{given.do}", referral)


def _edits(server: Server, received: Received, given: Answer) -> list[Edit]:
    today, shown = day_of_ms(server.clock()), received.shown
    values: dict[str, Json] = {"receiver_note": given.note[:LONGEST]} if given.note else {}
    if given.do == ACCEPT:
        return [_change(shown, {**values, "state": "accepted", "answered_on": today.isoformat()})]
    if given.do == DECLINE:
        if not given.reason:
            raise HomewardError("referral.reason_needed")
        declined = {"state": "declined", "answered_on": today.isoformat(), "state_reason": given.reason[:LONGEST]}
        return [_change(shown, {**values, **declined})]
    if given.started_on is None or given.started_on > today:
        raise HomewardError("referral.day_needed")
    service: dict[str, Json] = {
        "service_type": answer(shown, "service_type"), "started_on": given.started_on.isoformat(),
        "provider": answer(shown, "provider"), "referral_id": shown.record_id,
    }  # fmt: skip
    record = uuid7(server.clock(), server.random(10))
    made = Edit(record, "service", shown.home, KINDS["service"].to_registers(service, {}))
    return [_change(shown, {**values, "state": "done", "done_on": today.isoformat()}), made]


def _change(shown: Shown, values: dict[str, Json]) -> Edit:
    registers = KINDS[shown.kind].to_registers(values, shown.before())
    return Edit(shown.record_id, shown.kind, shown.home, registers, dict(shown.seen))


def _received(server: Server, shown: Shown) -> Received:
    provider = str(answer(shown, "provider"))
    with server.database.snapshot() as connection:
        found = show_rows(server, read_records(connection, [provider]).values())
        dossier = read_dossiers(connection, [shown.home]).get(shown.home)
    offices = sorted(dossier.holders.offices) if dossier is not None else []
    number = dossier.number if dossier is not None else None
    return Received(shown, number or "", found.get(provider), offices[0] if offices else None)


def _is_theirs(actor: Actor, shown: Shown) -> bool:
    office = str(answer(shown, "receiving_office") or "")
    return decide(actor, Action.ANSWER_REFERRAL, Target(offices=frozenset({office}))) and office in actor.offices


def _receivers(paper: Shown) -> list[Id]:
    named = answer(paper, "for_receiver")
    return [str(one) for one in named] if isinstance(named, list) else []


def _is_unrestricted(row: RecordRow) -> bool:
    return not row.is_restricted


def _note(server: Server, actor: Actor, action: str, referral: Id | None) -> None:
    row = AuditRow(server.clock(), action, actor.person.worker, None, REFERRAL, referral)
    server.database.run(lambda connection: append_rows(connection, [row], random=server.random))
