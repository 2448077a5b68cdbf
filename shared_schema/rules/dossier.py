"""A dossier as the rules see it: its records as shown, those of other homes that it refers to, and what is held.

Rules answer "cannot be checked here" where something they need is not held (`holds`).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from shared_schema.canonical import Json
from shared_schema.identifiers import Id, by_age
from shared_schema.merge.policy import Shown
from shared_schema.merge.state import Dot

RESTRICTED = "restricted"  # restricted records of the dossier are held here
HISTORY = "history"  # dated values are complete here
DIRECTORY = "directory"  # offices, workers, providers
OTHER_DOSSIER = "other_dossier"  # the case or inquiry at the other end of a match, a link, a transfer

# what rules, gates and follow-up read over time: {kind: registers}; `dated` of a dossier holds these where it can
DATED_REGISTERS: Mapping[str, tuple[str, ...]] = {
    "case": ("group:status", "group:assignment", "group:care", "risk_level", "do_not_contact_family"),
    "family_member": ("contact_safety",),
    "verification": ("complicity_check", "home_safety"),
    "visit": ("re_trafficking", "safety", "not_seen_reason"),
    "task": ("alert_outcome",),
    "reintegration_plan": ("follow_up_pattern",),
    "match": ("group:state",),
}


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value of a register and the day (ISO) from which it held; who wrote it and its dot, where that is known."""

    day: str
    value: Json
    by: Id | None = None
    dot: Dot | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """`records` of the dossier (retracted ones too), `related` records of other homes, `dated` = {(record, register):
    values over time}, `held` = which of the needs named above are held here."""

    home: Id
    records: Mapping[Id, Shown]
    related: Mapping[Id, Shown] = field(default_factory=dict)
    dated: Mapping[tuple[Id, str], tuple[DatedValue, ...]] = field(default_factory=dict)
    held: Collection[str] = frozenset()
    _by_kind: dict[str, tuple[Shown, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def head(self) -> Shown | None:
        """The case or inquiry itself, None where it has not arrived."""
        return self.records.get(self.home)

    def of_kind(self, kind: str, *, with_retracted: bool = False) -> Iterator[Shown]:
        """Records of one kind, in the order in which they were begun (the time inside their ids)."""
        found = self._sorted().get(kind, ())
        return iter(found) if with_retracted else (record for record in found if not record.is_retracted)

    def find(self, record: Json) -> Shown | None:
        """A record of the dossier or a related one by id."""
        return self.records.get(record) or self.related.get(record) if isinstance(record, str) else None

    def _sorted(self) -> Mapping[str, tuple[Shown, ...]]:
        """Put in order once: rules ask a dossier a hundred times what it has of a kind."""
        if not self._by_kind and self.records:
            kinds: dict[str, list[Shown]] = {}
            for record in sorted(self.records.values(), key=lambda record: by_age(record.record_id)):
                kinds.setdefault(record.kind, []).append(record)
            self._by_kind.update({kind: tuple(found) for kind, found in kinds.items()})
        return self._by_kind
