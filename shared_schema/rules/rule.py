"""What a rule is and what it finds: its number (a stable test name), its weight, the kinds it is about, what it needs.

A rule reads shown values and answers with the fields that break it. It never changes, never raises for content,
and says "cannot be checked here" where what it needs is not held.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier


class Severity(StrEnum):
    """E must be put right before a form counts as finished; W may be saved; unchecked = cannot be checked here."""

    ERROR = "E"
    WARNING = "W"
    UNCHECKED = "unchecked"


E, W = Severity.ERROR, Severity.WARNING  # as the rules write them


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken rule: `rule` = `rule_12`, `check_<what>` or `gate_<code>`, and where.

    `restricted` = who lacks the clearance is shown nothing of it.
    """

    rule: str
    severity: Severity
    record: Id
    field: str
    restricted: bool = False


Broken: TypeAlias = Iterable[str]  # names of the fields that break the rule


def _always(_record: Shown) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class RecordRule:
    """A rule over the values of one record. `kinds` is empty for a rule about every kind."""

    name: str
    severity: Severity
    kinds: tuple[str, ...]
    broken: Callable[[Shown], Broken]


@dataclass(frozen=True, slots=True)
class DossierRule:
    """A rule over a record within its dossier on a day.

    `needs` names what must be held here (dossier.py); `applies` tells of which records the question arises at all;
    `relates` marks a rule whose answer tells something about restricted records.
    """

    name: str
    severity: Severity
    kinds: tuple[str, ...]
    broken: Callable[[Shown, Dossier, date], Broken]
    needs: tuple[str, ...] = ()
    applies: Callable[[Shown], bool] = _always


@dataclass(frozen=True, slots=True)
class EnforcedElsewhere:
    """A numbered rule that no dossier can break: which part of the program holds it."""

    name: str
    where: str


Rule: TypeAlias = RecordRule | DossierRule


def state_in(*states: str, field: str = "state") -> Callable[[Shown], bool]:
    """A condition for `applies`: the record's `field` holds one of `states`."""
    return lambda record: record.values.get(field) in states


def by_name(rules: Iterable[Rule]) -> Mapping[str, tuple[Rule, ...]]:
    """The rules of each name, in order: a number may have an E and a W part."""
    found: dict[str, tuple[Rule, ...]] = {}
    for rule in rules:
        found[rule.name] = (*found.get(rule.name, ()), rule)
    return found
