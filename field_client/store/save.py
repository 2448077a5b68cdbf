"""Saving: edits become changes, one save set in one transaction, or nothing is written and the problems are told.

Promise: what somebody has seen is the state she was shown (`base_seen`), never the row's present one; counter, link
and log entry are taken in the transaction of the edit. Refused here already: a value that does not fit its question,
a safety answer lowered without a reason, a dossier created in somebody else's name, a rule newly broken.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from casework.alert_tasks import with_dots
from casework.book import Edit, Person, Problem, Problems
from field_client.store.edits import (
    Prepared,
    check_form,
    check_missing,
    check_own_name,
    check_reason,
    check_size,
)
from field_client.store.log import NewEntry, OwnLog
from field_client.store.record_rows import state_to_put
from field_client.store.records import Records
from shared_schema import scopes
from shared_schema.canonical import nfc
from shared_schema.change import MAX_SET_CHANGES, SALT_BYTES, write_body
from shared_schema.identifiers import Id, Random
from shared_schema.merge.apply import apply
from shared_schema.merge.policy import Shown, show
from shared_schema.merge.state import Change, Dot, RecordState, empty_state
from shared_schema.records.kind import Kind, Placement
from shared_schema.rules.dossier import Dossier


class Broken(Protocol):
    """A broken rule as `shared_schema/rules` finds it: `rule` = `rule_12`, `severity` = E, W or unchecked."""

    @property
    def rule(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def record(self) -> Id: ...
    @property
    def field(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that stand before a save: of one record, and of its whole dossier (before and after the edits)."""

    of_record: Callable[[Shown], Iterable[Broken]] | None = None
    of_dossier: Callable[[Dossier], Iterable[Broken]] | None = None


@dataclass(frozen=True, slots=True)
class Stamp:
    """When and by whom: device clock, its distance to the last server time seen, the version of the schema."""

    at: int
    offset: int
    person: Person
    version: int


Checked: TypeAlias = "tuple[tuple[Prepared, ...], tuple[Problem, ...]]"


class Saving:
    """Turns edits into changes; every method runs inside the caller's transaction."""

    def __init__(
        self,
        *,
        records: Records,
        log: OwnLog,
        kinds: Mapping[str, Kind],
        rules: Rules,
        dossier_with: Callable[[Id, Mapping[Id, Shown]], Dossier],
        random: Random,
    ) -> None:
        self._records = records
        self._log = log
        self._kinds = kinds
        self._rules = rules
        self._dossier_with = dossier_with
        self._random = random

    def save(self, edits: Sequence[Edit], *, stamp: Stamp, unsent: Callable[[Dot], bool]) -> tuple[Dot, ...] | Problems:
        """Writes the edits as one save set, or gives every problem. `unsent(dot)` = this change has not left yet."""
        head = self._log.current()
        edits = with_dots(edits, device=head.id, first=head.n + 1)
        prepared, problems = self._prepare(edits, stamp=stamp, unsent=unsent)
        if len(prepared) == len(edits):  # rules over half a save set would ask for what stands in the other half
            problems = (*problems, *self._broken(prepared))
        if not prepared or any(not problem.is_warning for problem in problems):
            return Problems(problems)
        bodies = [write_body(one.change, salt=self._random(SALT_BYTES)) for one in prepared]
        refused = check_size(prepared, bodies)
        if refused:
            return Problems(refused)
        dots = self._log.append(
            [
                NewEntry(one.edit.record, one.edit.home, body, one.change.set_of)
                for one, body in zip(prepared, bodies, strict=True)
            ]
        )
        self._records.put_shown([state_to_put(state) for state in _last_states(prepared)])
        self._records.come_back([one.edit.record for one in prepared])
        return dots

    def _prepare(self, edits: Sequence[Edit], *, stamp: Stamp, unsent: Callable[[Dot], bool]) -> Checked:
        head = self._log.current()
        set_of = (head.n + 1, len(edits)) if len(edits) > 1 else None
        if len(edits) > MAX_SET_CHANGES:
            return (), (Problem(edits[0].record, "", "save.too_many"),)
        states: dict[Id, RecordState] = {}
        together = {edit.record for edit in edits}
        prepared: list[Prepared] = []
        problems: list[Problem] = []
        for n, edit in enumerate(edits, start=head.n + 1):
            kind = self._kinds.get(edit.kind)
            if kind is None:
                problems.append(Problem(edit.record, "", "change.kind_unknown"))
                continue
            before = states.get(edit.record) or self._records.shown_state(edit.record)
            found = check_form(edit, kind, before)
            if not found:
                change = _change(edit, (head.id, n), stamp=stamp, set_of=set_of)
                one = _prepared(edit, kind, before, change)
                found = (
                    *self._check_place(one, together, stamp.person),
                    *self._check_withheld(one),
                    *check_reason(one, unsent),
                    *check_missing(one),
                )
                states[edit.record] = one.after
                prepared.append(one)
            problems += found
        return tuple(prepared), tuple(problems)

    def _check_place(self, one: Prepared, together: Collection[Id], person: Person) -> tuple[Problem, ...]:
        edit, kind = one.edit, one.kind
        if one.before is not None:
            return ()
        if kind.placement is Placement.DOSSIER_HEAD:
            if edit.home != edit.record:
                return (Problem(edit.record, "", "save.home_wrong"),)
            return check_own_name(one, person)
        if kind.placement is Placement.DIRECTORY:
            return () if edit.home == scopes.DIRECTORY else (Problem(edit.record, "", "save.home_wrong"),)
        if kind.placement is Placement.OFFICE:
            return () if edit.home == person.office else (Problem(edit.record, "", "save.home_wrong"),)
        held = edit.home in together or bool(self._records.shown([edit.home]))
        return () if held else (Problem(edit.record, "", "save.home_unknown"),)

    def _check_withheld(self, one: Prepared) -> tuple[Problem, ...]:
        if not one.kind.home_only_registers & one.edit.registers.keys():
            return ()
        withheld = self._records.withheld(one.edit.record) & one.edit.registers.keys()
        return tuple(Problem(one.edit.record, name, "change.withheld") for name in sorted(withheld))

    def _broken(self, prepared: Sequence[Prepared]) -> tuple[Problem, ...]:
        first = {one.edit.record: one for one in reversed(prepared)}
        last = {one.edit.record: one for one in prepared}
        after = {record: show(one.after, one.kind) for record, one in last.items()}
        found: list[Problem] = []
        if self._rules.of_record is not None:
            for record, one in last.items():
                start = first[record].before
                known = set() if start is None else _marks(self._rules.of_record(show(start, one.kind)))
                found += _problems(self._rules.of_record(after[record]), known)
        if self._rules.of_dossier is not None:
            for home in dict.fromkeys(one.edit.home for one in prepared if one.kind.placement in _DOSSIERS):
                changed = {record: shown for record, shown in after.items() if shown.home == home}
                known = _marks(self._rules.of_dossier(self._dossier_with(home, {})))
                found += _problems(self._rules.of_dossier(self._dossier_with(home, changed)), known)
        return tuple(dict.fromkeys(found))


def _prepared(edit: Edit, kind: Kind, before: RecordState | None, change: Change) -> Prepared:
    after, _events = apply(before or empty_state(*_who(edit)), change, kind)
    return Prepared(edit, kind, before, change, after)


def _change(edit: Edit, dot: Dot, *, stamp: Stamp, set_of: tuple[int, int] | None) -> Change:
    return Change(
        device=dot[0],
        n=dot[1],
        version=stamp.version,
        record=edit.record,
        kind=edit.kind,
        home=edit.home,
        at=stamp.at,
        offset=stamp.offset,
        by=stamp.person.worker,
        seen=dict(edit.base_seen),
        set=nfc(dict(edit.registers)),
        reason=edit.reason or None,
        resolves=edit.resolves,
        corrects=edit.corrects,
        set_of=set_of,
    )


def _marks(broken: Iterable[Broken]) -> set[tuple[str, Id, str]]:
    return {(one.rule, one.record, one.field) for one in broken if one.severity == "E"}


def _problems(broken: Iterable[Broken], known: set[tuple[str, Id, str]]) -> list[Problem]:
    # A rule that was broken before this save is a review item of its own; it does not stop other work.
    return [
        Problem(one.record, one.field, one.rule, is_warning=one.severity != "E")
        for one in broken
        if one.severity in ("E", "W") and (one.rule, one.record, one.field) not in known
    ]


def _last_states(prepared: Sequence[Prepared]) -> tuple[RecordState, ...]:
    return tuple({one.edit.record: one.after for one in prepared}.values())


def _who(edit: Edit) -> tuple[Id, str, Id]:
    return edit.record, edit.kind, edit.home


_DOSSIERS = (Placement.DOSSIER_HEAD, Placement.DOSSIER)
