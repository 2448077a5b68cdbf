"""Which changes of an incarnation stand now: judged in order against states as they would be, then sorted out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from shared_schema.identifiers import Id
from shared_schema.merge.apply import Event, apply
from shared_schema.merge.quarantine import Judged, Sorted, sort_out
from shared_schema.merge.state import Change, Dot, RecordState, empty_state
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.kinds import KINDS
from shared_schema.scopes import Holders, holders_of, links_of
from sync_server.services.created import created_state
from sync_server.services.judge import SEEN_NOT_HERE, Sender, as_far_as_here, judge
from sync_server.services.merging import Merging, dossier_after
from sync_server.store.records import Dossier

_ROUNDS = 50
NO_EVENTS: tuple[Event, ...] = ()


class Taken(NamedTuple):
    """A change that stands, and what the record became by it."""

    change: Change
    state: RecordState
    events: tuple[Event, ...]
    is_restricted: bool
    is_news: bool  # False: the state held it already


@dataclass(slots=True)
class Trial:
    """States as they would be, over those of the transaction; a `View` for the judge."""

    merging: Merging
    dossiers: dict[Id, Dossier] = field(default_factory=dict)  # new, or with other holders than the transaction found
    taken: list[Taken] = field(default_factory=list)
    _states: dict[Id, RecordState] = field(default_factory=dict)
    _kinds: dict[Id, str] = field(default_factory=dict)

    def state_of(self, record: Id) -> RecordState | None:
        """The state so far."""
        state = self._states.get(record)
        return state if state is not None else self.merging.state_of(record)

    def dossier_of(self, home: str) -> Dossier | None:
        """The dossier so far."""
        dossier = self.dossiers.get(home)
        return dossier if dossier is not None else self.merging.dossiers.get(home)

    def other_of(self, change: Change) -> Holders:
        """Holders of the dossier at the other end, as the record or the change names it."""
        state = self.state_of(change.record) or empty_state(change.record, change.kind, change.home)
        kind = KINDS[change.kind]
        end = links_of(state).dossier or links_of(apply(state, change, kind)[0]).dossier
        dossier = self.dossier_of(end) if end is not None else None
        return dossier.holders if dossier is not None else Holders()

    def is_restricted(self, change: Change) -> bool:
        """Whether the record is, or is about one that is."""
        return self.merging.is_restricted(change, kinds=self._kinds)

    def head_of(self, incarnation: Id) -> int:
        """The highest counter of an incarnation that the centre holds."""
        return self.merging.head_of(incarnation)

    def take(self, change: Change) -> None:
        """Apply a change that may stand."""
        kind = KINDS[change.kind]
        before = self.state_of(change.record)
        if before is None and not change.seen:
            state, events = created_state(change), NO_EVENTS
        else:
            state, events = apply(before or empty_state(change.record, change.kind, change.home), change, kind)
        is_restricted = self.is_restricted(change) if kind.follows else kind.restricted
        self.taken.append(Taken(change, state, events, is_restricted, state is not before))
        self._states[change.record] = state
        self._kinds[change.record] = kind.name
        if kind.placement is Placement.DOSSIER_HEAD:
            self._note_dossier(state, kind)

    def _note_dossier(self, state: RecordState, kind: Kind) -> None:
        before = self.dossier_of(state.record_id)
        if before is None or before.holders != holders_of(state):
            self.dossiers[state.record_id] = dossier_after(state, kind, before)


def sort_changes(
    changes: Sequence[Change],
    sender: Sender,
    merging: Merging,
    *,
    kept: Mapping[Dot, str],
    released: Collection[Dot] = (),
    earlier: Mapping[Id, Dossier] = MappingProxyType({}),
) -> tuple[Sorted, Trial, Mapping[Dot, str]]:
    """What stands and what waits of one incarnation, the trial that holds what stands, and own codes by dot.

    `kept` = own codes of changes that wait for a person already; they are not judged again. `released` = those that a
    person let through; they stand whatever a judge would say, as far as the logs that are here reach. `earlier` = the
    dossiers of trials before this one in the same transaction.
    """
    barred: set[Dot] = set()
    corrected: set[Dot] = set()
    for _round in range(_ROUNDS):
        trial = Trial(merging, dict(earlier))
        codes: dict[Dot, str] = {}
        for change in changes:
            dot = change.dot
            if dot in released:
                trial.take(as_far_as_here(change, trial.head_of))
                continue
            code = kept.get(dot) or judge(change, sender, trial)
            if code is not None:
                codes[dot] = code
            if dot in corrected or (code is None and dot not in barred):
                trial.take(change)
        found = _sorted(changes, codes) if codes else Sorted(tuple(changes), ())
        waits = {one.change.dot for one in found.waiting if one.change.dot not in codes}
        freed = set(found.corrected)
        if waits == barred and freed == corrected:
            return found, trial, codes
        barred, corrected = waits, freed
    raise RuntimeError("the changes of an incarnation do not come to rest")


def _sorted(changes: Sequence[Change], codes: Mapping[Dot, str]) -> Sorted:
    found = ((change, codes.get(change.dot)) for change in changes)
    return sort_out(Judged(change, code, is_correctable=code != SEEN_NOT_HERE) for change, code in found)
