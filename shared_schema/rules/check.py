"""Every rule between fields, by number, and the two questions a program asks: of one record, of a whole dossier.

A finding never refuses anything: on a laptop E keeps a form from counting as finished, at the centre it opens a
review item. Rights quarantine, and they are judged elsewhere (`elsewhere.py`, `steps.py`).
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from shared_schema.merge.policy import Shown
from shared_schema.rules import (
    closure,
    conference,
    consent,
    elsewhere,
    family,
    person,
    referral,
    restricted,
    service,
    status,
    transfer,
    visit,
)
from shared_schema.rules.dossier import RESTRICTED, Dossier
from shared_schema.rules.restricted import is_restricted
from shared_schema.rules.rule import DossierRule, EnforcedElsewhere, Finding, RecordRule, Rule, Severity, by_name

__all__ = ["ELSEWHERE", "RULES", "Finding", "Severity", "check_dossier", "check_record"]

_ROOMS = (person, status, family, consent, restricted, referral, service, visit, conference, closure, transfer)
_EVERY_RULE: tuple[Rule, ...] = tuple(rule for room in _ROOMS for rule in room.RULES)

RULES: Mapping[str, tuple[Rule, ...]] = by_name(_EVERY_RULE)
ELSEWHERE: Mapping[str, EnforcedElsewhere] = {rule.name: rule for rule in elsewhere.RULES}
RETRACTION_RULE = "rule_38"


def check_record(record: Shown) -> tuple[Finding, ...]:
    """Findings of the rules that one record alone can break; of a voided record only its reason is asked."""
    rules = (rule for rule in _EVERY_RULE if isinstance(rule, RecordRule) and _is_about(rule, record))
    hidden = is_restricted(record)
    return _once(
        Finding(r.name, r.severity, record.record_id, name, hidden) for r in rules for name in r.broken(record)
    )


def check_dossier(dossier: Dossier, *, today: date) -> tuple[Finding, ...]:
    """Findings of all rules over a dossier on a day: what is broken by record, then what cannot be checked here.

    Findings about restricted records, or that tell something about them, are marked `restricted`: who lacks the
    clearance is shown nothing of them, not even a count.
    """
    return _once([*_broken(dossier, today), *_unchecked(dossier)])


def _broken(dossier: Dossier, today: date) -> Iterator[Finding]:
    for record_id in sorted(dossier.records):
        record = dossier.records[record_id]
        for rule in _EVERY_RULE:
            if not _is_about(rule, record):
                continue
            hidden = is_restricted(record, dossier)
            if isinstance(rule, RecordRule):
                fields = rule.broken(record)
            elif rule.applies(record) and set(rule.needs) <= set(dossier.held):
                fields = rule.broken(record, dossier, today)
                hidden = hidden or RESTRICTED in rule.needs
            else:
                continue
            yield from (Finding(rule.name, rule.severity, record_id, name, hidden) for name in fields)


def _unchecked(dossier: Dossier) -> Iterator[Finding]:
    for rule in _EVERY_RULE:
        if not isinstance(rule, DossierRule) or set(rule.needs) <= set(dossier.held):
            continue
        if RESTRICTED in rule.needs or any(_is_about(rule, r) and rule.applies(r) for r in dossier.records.values()):
            yield Finding(rule.name, Severity.UNCHECKED, dossier.home, "")


def _is_about(rule: Rule, record: Shown) -> bool:
    if record.is_retracted and rule.name != RETRACTION_RULE:
        return False
    return not rule.kinds or record.kind in rule.kinds


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(dict.fromkeys(findings))
