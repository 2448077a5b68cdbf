"""Saving at the centre: edits at the console become changes of the server's own device, or nothing is written.

Judged like a push: declaration, rights, reasons, signers; then the rules that a save newly breaks. One transaction.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from casework.book import Edit, Problem, Problems
from shared_schema.change import MAX_REGISTERS, MAX_SET_CHANGES
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.apply import lowers
from shared_schema.merge.policy import Shown, show
from shared_schema.merge.state import Change, Dot, RecordState
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.kinds import KINDS
from shared_schema.records.policy import Policy
from shared_schema.rules.check import check_dossier, check_record
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.rule import Finding, Severity
from sync_server.server import Server
from sync_server.services.access import Action, Actor, Target, decide
from sync_server.services.dossiers import read_dossier, refs_of, show_rows
from sync_server.services.judge import Sender, is_given_service, judge
from sync_server.services.merging import Merging
from sync_server.services.own_device import append_own, draft_change
from sync_server.services.quarantine import Trial
from sync_server.services.sight import Sight
from sync_server.store.records import read_records

LOWERING = "change.lowering_needs_reason"


@dataclass(frozen=True, slots=True)
class Step:
    """One edit as it would be: the state before and after it."""

    edit: Edit
    kind: Kind
    change: Change
    before: RecordState | None
    after: RecordState


def save_edits(
    server: Server, connection: Connection, actor: Actor, edits: Sequence[Edit], *, today: date
) -> tuple[Dot, ...] | Problems:
    """The dots of the save set, or every problem. `record.not_found` for what she may not see."""
    if not edits:
        raise ValueError("nothing to save")
    if len(edits) > MAX_SET_CHANGES:
        return Problems((Problem(edits[0].record, "", "save.too_many"),))
    merging = _accepted(server, connection, actor, edits, today=today)
    if isinstance(merging, Problems):
        return merging
    dots = append_own(merging, edits, by=actor.person.worker)
    merging.finish()
    return dots


def problems_of(
    server: Server, connection: Connection, actor: Actor, edits: Sequence[Edit], *, today: date
) -> Problems | None:
    """What `save_edits` would say against these edits, of any number; the caller takes the transaction back."""
    accepted = _accepted(server, connection, actor, edits, today=today)
    return accepted if isinstance(accepted, Problems) else None


def _accepted(
    server: Server, connection: Connection, actor: Actor, edits: Sequence[Edit], *, today: date
) -> Merging | Problems:
    unknown = [Problem(one.record, "", "change.kind_unknown") for one in edits if one.kind not in KINDS]
    if unknown:
        return Problems(tuple(unknown))
    merging = Merging(server, connection, now_ms=server.clock())
    merging.open([draft_change(server, one, by=actor.person.worker) for one in edits])
    _require_sight(Sight(server, connection, actor), merging, edits)
    steps, problems = _rehearse(server, merging, actor, edits)
    if not problems:
        problems = list(_broken(server, connection, steps, today=today))
    if any(not problem.is_warning for problem in problems):
        return Problems(tuple(problems))
    return merging


def _require_sight(sight: Sight, merging: Merging, edits: Sequence[Edit]) -> None:
    new = {edit.record for edit in edits}
    for edit in edits:
        held = merging.held.get(edit.record)
        if held is None and edit.base_seen:
            raise HomewardError("record.not_found", record=edit.record)
        if held is not None and held.row is not None and not sight.visible([held.row], is_reasoned=bool(edit.reason)):
            raise HomewardError("record.not_found", record=edit.record)
        if held is None and KINDS[edit.kind].placement is Placement.DOSSIER and edit.home not in new:
            dossier = merging.dossiers.get(edit.home)
            may = dossier is not None and decide(sight.actor, Action.SEE, Target(dossier.holders))
            change = draft_change(sight.server, edit, by=sight.actor.person.worker)
            if not may and not is_given_service(change, sight.actor, merging.state_of):
                raise HomewardError("record.not_found", record=edit.home)


def _rehearse(
    server: Server, merging: Merging, actor: Actor, edits: Sequence[Edit]
) -> tuple[list[Step], list[Problem]]:
    trial = Trial(merging)
    sender = Sender(actor, actor.person.worker)
    steps: list[Step] = []
    problems: list[Problem] = []
    for n, edit in enumerate(edits, start=1):
        kind = KINDS[edit.kind]
        change = draft_change(server, edit, by=actor.person.worker, n=n)
        before = trial.state_of(edit.record)
        found = list(_form(edit, kind)) or _judged(change, kind, before, sender, trial)
        if not found:
            trial.take(change)
            after = trial.state_of(edit.record)
            assert after is not None
            steps.append(Step(edit, kind, change, before, after))
            found = list(_incomplete(steps[-1]))
        problems += found
    return steps, problems


def _form(edit: Edit, kind: Kind) -> Iterator[Problem]:
    if not edit.registers:
        yield Problem(edit.record, "", "save.nothing_changed")
    if len(edit.registers) > MAX_REGISTERS:
        yield Problem(edit.record, "", "change.too_large")
    for found in kind.check_set(edit.registers):
        yield Problem(edit.record, found.field, found.code)


def _judged(change: Change, kind: Kind, before: RecordState | None, sender: Sender, trial: Trial) -> list[Problem]:
    code = judge(change, sender, trial)
    if code is None:
        return []
    if code == LOWERING and before is not None:
        return [Problem(change.record, name, code) for name in lowers(before, change, kind)]
    return [Problem(change.record, "", code)]


def _incomplete(step: Step) -> Iterator[Problem]:
    edit, kind, before = step.edit, step.kind, step.before
    values = show(step.after, kind).values
    touched = set(_fields(edit, kind))
    for found in kind.missing(values):
        if before is None or found.field in touched:
            yield Problem(edit.record, found.field, found.code)
    if edit.reason or before is None:
        return
    for name, value in edit.registers.items():
        register = kind.register_of(name)
        live = before.registers.get(name, {}).values()
        if register is not None and register.policy is Policy.ONCE and any(one.value != value for one in live):
            yield Problem(edit.record, name, "save.correction_needs_reason")
    if edit.resolves:
        yield Problem(edit.record, edit.resolves[0], "save.decision_needs_reason")


def _fields(edit: Edit, kind: Kind) -> Iterator[str]:
    for name in edit.registers:
        register = kind.register_of(name)
        if register is not None:
            yield from register.fields


def _broken(server: Server, connection: Connection, steps: Sequence[Step], *, today: date) -> Iterator[Problem]:
    """Rules that hold before the save and not after it; warnings tell, they never stop."""
    after: dict[Id, Shown] = {step.edit.record: show(step.after, step.kind) for step in steps}
    first: dict[Id, RecordState | None] = {}
    for step in steps:
        first.setdefault(step.edit.record, step.before)
    for record, shown in after.items():
        before = first[record]
        known = check_record(show(before, KINDS[shown.kind])) if before is not None else ()
        yield from _new(check_record(shown), known)
    for home in dict.fromkeys(one.home for one in after.values() if one.home in after or _is_dossier(one)):
        stored = read_dossier(server, connection, home, sees=lambda _row: True, has_clearance=True)
        changed = {record: shown for record, shown in after.items() if shown.home == home}
        related = {key: after.get(key, one) for key, one in _with_named(server, connection, stored, changed).items()}
        would_be = Dossier(home, {**stored.records, **changed}, related, stored.dated, stored.held)
        yield from _new(check_dossier(would_be, today=today), check_dossier(stored, today=today))


def _with_named(
    server: Server, connection: Connection, stored: Dossier, changed: Mapping[Id, Shown]
) -> Mapping[Id, Shown]:
    """What the dossier refers to, with what the edits name for the first time."""
    named = {ref for one in changed.values() for ref in refs_of(one)} - stored.records.keys() - changed.keys()
    fresh = read_records(connection, named - stored.related.keys())
    return {**stored.related, **show_rows(server, fresh.values())}


def _is_dossier(one: Shown) -> bool:
    return KINDS[one.kind].placement.value.startswith("dossier")


def _new(found: Iterable[Finding], known: Iterable[Finding]) -> Iterator[Problem]:
    before = {_place(one) for one in known}
    told: Mapping[tuple[str, Id, str], Finding] = {_place(one): one for one in found}
    for place, one in told.items():
        if place not in before and one.severity in (Severity.ERROR, Severity.WARNING):
            yield Problem(one.record, one.field, one.rule, is_warning=one.severity is Severity.WARNING)


def _place(one: Finding) -> tuple[str, Id, str]:
    return (one.rule, one.record, one.field)
