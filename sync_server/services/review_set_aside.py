"""What was set aside, as a reviewer reads it: what the change says, why it waits, what waits behind it; and letting it
stand, rejecting it, or taking over what came after a handover with one press.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.policy import versions_of
from shared_schema.merge.state import Dot
from shared_schema.records.kinds import KINDS
from shared_schema.scopes import Holders
from sync_server.server import Server
from sync_server.services.access import Action, Actor, Target, decide
from sync_server.services.reading_notes import note_reading
from sync_server.services.release import NEVER_APPLIED, ONLY_REJECTED, Decided, reject, release
from sync_server.services.review_claiming import waiting_line
from sync_server.services.review_origins import body_of
from sync_server.services.review_queue import Source, sources_of
from sync_server.services.sight import Sight
from sync_server.store import log
from sync_server.store.audit import AuditRow
from sync_server.store.records import read_dossiers, read_records
from sync_server.store.review_claims import drop_claims
from sync_server.store.waiting import WaitingRow, waiting_of

AFTER_HANDOVER = "change.after_handover"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One change that waits with what it sets; `values` None where its bytes cannot be read.

    `standing` = what stands now in the registers that it sets, where the reader may see the record.
    """

    row: WaitingRow
    source: Source | None
    at: int | None
    reason: str
    values: Mapping[str, Json] | None
    standing: Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """The change, those that wait behind it, the number of its case, and what this person may do with it."""

    line: str
    change: Waiting
    behind: tuple[Waiting, ...]
    number: str
    is_restricted: bool
    may_decide: bool
    may_release: bool
    may_adopt: bool


def set_aside(server: Server, actor: Actor, line: str) -> SetAside:
    """What waits under this line; audited as reading it. `record.not_found`."""
    with server.database.snapshot() as connection:
        row = waiting_line(server, connection, actor, line)
        every = waiting_of(connection, [row.incarnation])
        behind = [one for one in every.values() if one.behind == row.dot and one.own_code is None]
        shown = [row, *sorted(behind, key=lambda one: one.n)]
        sources = sources_of(server, connection, [one.dot for one in shown])
        sight = Sight(server, connection, actor)
        told = [_waiting(server, sight, one, sources) for one in shown]
        dossier = read_dossiers(connection, [row.home]).get(row.home) if row.home else None
        holders = dossier.holders if dossier is not None else Holders()
        may_reject = _may_decide(actor, row, holders) and row.own_code not in NEVER_APPLIED
        found = SetAside(
            line=line,
            change=told[0],
            behind=tuple(told[1:]),
            number=dossier.number or "" if dossier is not None else "",
            is_restricted=_is_restricted(row),
            may_decide=may_reject,
            may_release=may_reject and row.own_code not in ONLY_REJECTED,
            may_adopt=may_adopt(actor, row, holders),
        )
    noted = AuditRow(server.clock(), "set_aside.open", actor.person.worker, None, row.kind, row.record)
    note_reading(server, noted)
    return found


def decided_meanwhile(server: Server, actor: Actor, line: str) -> Id:
    """The record of a change that waited under this line and stands now. `record.not_found` for a line that never was,
    and for a record that is not hers to see."""
    incarnation, _dot, n = line.partition(".")
    with server.database.snapshot() as connection:
        entry = log.entry_at(connection, (incarnation, int(n))) if n.isascii() and n.isdigit() and len(n) < 16 else None
        record = entry.record if entry is not None and entry.status == log.APPLIED else None
        return Sight(server, connection, actor).require(record or "").id


def may_adopt(actor: Actor, row: WaitingRow, holders: Holders) -> bool:
    """Whether she takes over what came after a handover: whoever may edit the dossier now (records.md 4.7)."""
    if row.own_code != AFTER_HANDOVER:
        return False
    return decide(actor, Action.EDIT, Target(holders, is_restricted=_is_restricted(row), is_reasoned=True))


def release_line(server: Server, actor: Actor, line: str) -> Decided:
    """Let it stand as it is, and what waits behind it. Raises `record.not_found`, `review.cannot_release`."""
    row = _require(server, actor, line, is_release=True)
    return _done(server, line, release(server, row.dot, by=actor.person.worker))


def reject_line(server: Server, actor: Actor, line: str, *, reason: str) -> Decided:
    """Put the former values back by ordinary changes; its words stay in the history. Raises `record.not_found`,
    `review.reason_needed`, `review.cannot_release` where it cannot be applied at all."""
    row = _require(server, actor, line, is_release=False)
    if not reason.strip():
        raise HomewardError("review.reason_needed")
    return _done(server, line, reject(server, row.dot, by=actor.person.worker, reason=reason.strip()))


def _done(server: Server, line: str, decided: Decided) -> Decided:
    server.database.run(lambda tx: drop_claims(tx, [line]))
    return decided


def _require(server: Server, actor: Actor, line: str, *, is_release: bool) -> WaitingRow:
    with server.database.snapshot() as connection:
        row = waiting_line(server, connection, actor, line)
        dossier = read_dossiers(connection, [row.home]).get(row.home) if row.home else None
    holders = dossier.holders if dossier is not None else Holders()
    if not _may_decide(actor, row, holders) and not (is_release and may_adopt(actor, row, holders)):
        raise HomewardError("record.not_found", record="")
    return row


def _may_decide(actor: Actor, row: WaitingRow, holders: Holders) -> bool:
    offices = frozenset({row.office}) if row.office else frozenset[Id]()
    target = Target(holders, offices, is_restricted=_is_restricted(row), is_reasoned=True)
    return decide(actor, Action.DECIDE_SET_ASIDE, target)


def _is_restricted(row: WaitingRow) -> bool:
    kind = KINDS.get(row.kind or "")
    return kind is not None and kind.restricted


def _waiting(server: Server, sight: Sight, row: WaitingRow, sources: Mapping[Dot, Source]) -> Waiting:
    change = body_of(server, sight.connection, row.dot)
    return Waiting(
        row=row,
        source=sources.get(row.dot),
        at=None if change is None else change.at,
        reason="" if change is None else change.reason or "",
        values=None if change is None else change.set,
        standing={} if change is None else _standing(sight, row, change.set),
    )


def _standing(sight: Sight, row: WaitingRow, registers: Mapping[str, Json]) -> dict[str, Json]:
    stored = read_records(sight.connection, [row.record] if row.record else []).get(row.record or "")
    if stored is None or stored.version == 0 or not sight.visible([stored]):
        return {}
    sight.server.sealing.load([stored.home])
    live = sight.state(stored).registers
    return {name: versions_of(live[name])[-1].value for name in registers if live.get(name)}
