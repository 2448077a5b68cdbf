"""Every rule between fields, by number, and the two questions a program asks: of one record, of a whole dossier.

A finding never refuses anything: on a laptop E keeps a form from counting as finished, at the centre it opens a
review item. Rights quarantine, and they are judged elsewhere (`elsewhere.py`, `steps.py`).
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.rules import (
    closure,
    conference,
    consent,
    elsewhere,
    family,
    form_checks,
    match,
    person,
    referral,
    restricted,
    service,
    status,
    transfer,
    visit,
)
from shared_schema.rules.dossier import RESTRICTED, Dossier
from shared_schema.rules.gates_closure import close_on
from shared_schema.rules.reading import answer, day
from shared_schema.rules.restricted import is_restricted
from shared_schema.rules.rule import DossierRule, EnforcedElsewhere, Finding, RecordRule, Rule, Severity, by_name

__all__ = ["ELSEWHERE", "RULES", "Finding", "Severity", "check_dossier", "check_record"]

_ROOMS = (
    person,
    status,
    family,
    consent,
    restricted,
    match,
    referral,
    service,
    visit,
    conference,
    closure,
    transfer,
    form_checks,
)
_EVERY_RULE: tuple[Rule, ...] = tuple(rule for room in _ROOMS for rule in room.RULES)

RULES: Mapping[str, tuple[Rule, ...]] = by_name(_EVERY_RULE)
ELSEWHERE: Mapping[str, EnforcedElsewhere] = {rule.name: rule for rule in elsewhere.RULES}
RETRACTION_RULE = "rule_38"
_FOR_EVERY_KIND = tuple(rule for rule in _EVERY_RULE if not rule.kinds)
_BY_KIND: Mapping[str, tuple[Rule, ...]] = {
    name: tuple(rule for rule in _EVERY_RULE if not rule.kinds or name in rule.kinds) for name in KINDS
}


def check_record(record: Shown) -> tuple[Finding, ...]:
    """Findings of the rules that one record alone can break; of a voided record only its reason is asked."""
    hidden = is_restricted(record)
    found = []
    for rule in _about(record):
        if isinstance(rule, RecordRule):
            found += [Finding(rule.name, rule.severity, record.record_id, at, hidden) for at in rule.broken(record)]
    return _once(found)


def check_dossier(dossier: Dossier, *, today: date) -> tuple[Finding, ...]:
    """Findings of all rules over a dossier on a day: what is broken by record, then what cannot be checked here.

    Findings about restricted records, or that tell something about them, are marked `restricted`: who lacks the
    clearance is shown nothing of them, not even a count. What a closed case left open stands as `gate_<code>`.
    """
    return _once([*_broken(dossier, today), *_closed_too_early(dossier), *_unchecked(dossier)])


def _broken(dossier: Dossier, today: date) -> Iterator[Finding]:
    held = set(dossier.held)
    for record_id in sorted(dossier.records):
        record = dossier.records[record_id]
        hidden = is_restricted(record, dossier)
        for rule in _about(record):
            is_hidden = hidden
            if isinstance(rule, RecordRule):
                fields = rule.broken(record)
            elif rule.applies(record) and held.issuperset(rule.needs):
                fields = rule.broken(record, dossier, today)
                is_hidden = hidden or RESTRICTED in rule.needs
            else:
                continue
            yield from (Finding(rule.name, rule.severity, record_id, at, is_hidden) for at in fields)


def _closed_too_early(dossier: Dossier) -> Iterator[Finding]:
    head = dossier.head
    closed_on = day(head, "closed_on")
    if head is None or head.kind != "case" or head.is_retracted or closed_on is None:
        return
    if answer(head, "status") == "closed":
        for missing in close_on(dossier, head, closed_on):
            yield Finding(f"gate_{missing.code}", Severity.ERROR, missing.record, missing.field)


def _unchecked(dossier: Dossier) -> Iterator[Finding]:
    for rule in _EVERY_RULE:
        if not isinstance(rule, DossierRule) or set(rule.needs) <= set(dossier.held):
            continue
        if RESTRICTED in rule.needs or any(_arises(rule, record) for record in dossier.records.values()):
            yield Finding(rule.name, Severity.UNCHECKED, dossier.home, "")


def _arises(rule: DossierRule, record: Shown) -> bool:
    return any(rule is about for about in _about(record)) and rule.applies(record)


def _about(record: Shown) -> tuple[Rule, ...]:
    rules = _BY_KIND.get(record.kind, _FOR_EVERY_KIND)
    if not record.is_retracted:
        return rules
    return tuple(rule for rule in rules if rule.name == RETRACTION_RULE)


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(dict.fromkeys(findings))
