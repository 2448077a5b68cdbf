"""Steps that were taken and still stand, asked again for what they need once everything was merged (records.md 4).

A step is never undone by this: what is missing becomes a finding `gate_<code>` at the record to go to. It is missing
where it was not there on the day of the step and is not there today; what ended later in the ordinary way (a consent
that was withdrawn after the return) breaks no step that was taken before. What a coordinator allowed with a reason is
a warning, which is how the weekly review comes to list it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shared_schema.identifiers import Id
from shared_schema.merge.apply import apply
from shared_schema.merge.policy import Shown, show
from shared_schema.merge.state import Change, Dot, empty_state
from shared_schema.records.kind import Kind
from shared_schema.records.kinds import KINDS
from shared_schema.rules.closure import role_of
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.gate import COORDINATOR, Missing, Values
from shared_schema.rules.reading import answer
from shared_schema.rules.restricted import is_restricted
from shared_schema.rules.rule import Finding, Severity
from shared_schema.rules.steps import gated_steps, missing_after, step_registers, steps_taken

# A broken rule at the record of the step that says the same; "gate_" = those of the closing gate itself (check.py).
SAID_BY_RULE: Mapping[str, str] = {
    "match.confirm": "rule_17",
    "return.done": "rule_19",
    "referral.send": "rule_22",
    "conference.sign": "rule_29",
    "closure.approve": "rule_31",
    "link.merge": "rule_33",
}
# `check_dossier` asks it of every closed case; a new case is held by rules 1 and 2 and by what is required, and the
# consent entry that it owes within seven days is a task, a matter of time and not of merging.
SAID_ELSEWHERE = frozenset({"case.close", "case.new"})


@dataclass(frozen=True, slots=True)
class Standing:
    """A step that still stands: the values shown before it ({} for a new record), its change, day, author, reason."""

    step: str
    record: Id
    old: Values
    dot: Dot
    day: date
    by: Id
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class NotMetAfter:
    """What a standing step lacks, as a finding, and the dots that it is about: a judgement covers these."""

    finding: Finding
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class _Author:
    worker: Id
    role: str
    office: Id


def standing_steps(kind: Kind, changes: Iterable[tuple[Change, date]]) -> tuple[Standing, ...]:
    """The steps with a gate that one record's changes took and none of them undid; `changes` as they were applied,
    each with its day."""
    standing: dict[str, Standing] = {}
    state = None
    before: Values = {}
    for change, day in changes:
        is_first = state is None
        state, _events = apply(state or empty_state(change.record, change.kind, change.home), change, None)
        if not is_first and not step_registers(change.set):
            continue
        after = show(state, kind).values
        standing = {name: one for name, one in standing.items() if _holds(kind, one, after)}
        for step in steps_taken(kind.name, before, after):
            if step.name in gated_steps(kind.name):
                standing[step.name] = Standing(
                    step.name, change.record, before, change.dot, day, change.by, change.reason
                )
        before = after
    return tuple(standing.values())


def steps_at_creation(record: Shown, day: date) -> tuple[Standing, ...]:
    """The same for a record that one change made and none has touched; a reason is not to be seen in it."""
    names = [step.name for step in steps_taken(record.kind, {}, record.values)]
    dot, written = next(iter(record.written.values()))
    gated = gated_steps(record.kind)
    return tuple(Standing(name, record.record_id, {}, dot, day, written.by) for name in names if name in gated)


def not_met(
    dossier: Dossier, standing: Sequence[Standing], broken: Iterable[Finding], *, today: date
) -> Iterator[NotMetAfter]:
    """What these steps lack. `broken` = what the rules found: what a rule says already is not said twice."""
    said = {(one.record, one.rule) for one in broken if one.severity is Severity.ERROR}
    for one in standing:
        record = dossier.records.get(one.record)
        is_said = one.step in SAID_ELSEWHERE or (one.record, SAID_BY_RULE.get(one.step)) in said
        if record is None or record.is_retracted or is_said:
            continue
        for missing in _missing(dossier, record, one, today=today):
            yield _finding(dossier, record, one, missing)


def _holds(kind: Kind, one: Standing, values: Values) -> bool:
    return any(step.name == one.step for step in steps_taken(kind.name, one.old, values))


def _missing(dossier: Dossier, record: Shown, one: Standing, *, today: date) -> list[Missing]:
    worker = dossier.find(one.by)
    author = _Author(one.by, role_of(dossier, one.by) or "", str(answer(worker, "office") or ""))
    found: list[list[Missing]] = []
    for day in (one.day, today):
        asked = missing_after(dossier, record, one.old, today=day, actor=author, reason=one.reason)
        found.append([missing for each in asked if each.step == one.step for missing in each.missing])
        if not found[-1]:
            return []
    then, now = found
    return [missing for missing in now if missing in then]


def _finding(dossier: Dossier, record: Shown, one: Standing, missing: Missing) -> NotMetAfter:
    place = dossier.records.get(missing.record, record)
    is_allowed = role_of(dossier, one.by) == COORDINATOR and bool(one.reason) and missing.has_exception
    severity = Severity.WARNING if is_allowed else Severity.ERROR
    hidden = is_restricted(record, dossier) or is_restricted(place, dossier)
    finding = Finding(f"gate_{missing.code}", severity, place.record_id, missing.field, hidden)
    kind = KINDS[place.kind]
    about = [
        dot
        for name, (dot, _written) in place.written.items()
        if (register := kind.register_of(name)) is not None and missing.field in register.fields
    ]
    return NotMetAfter(finding, tuple(sorted({one.dot, *about})))
