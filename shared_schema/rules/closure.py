"""Rule about the closure record: approved by another person who may, for the reason the case names (31)."""

from collections.abc import Iterator
from datetime import date

from shared_schema.identifiers import by_age
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import DIRECTORY, Dossier
from shared_schema.rules.reading import answer
from shared_schema.rules.rule import DossierRule, E, Rule, state_in

APPROVERS = ("supervisor", "coordinator")
_APPROVED = state_in("approved", field="approval")


def role_of(dossier: Dossier, worker: object) -> str | None:
    """The role of a worker by the directory, None where the directory does not tell."""
    found = dossier.find(worker)
    role = answer(found, "role") if found is not None and found.kind == "worker" else None
    return role if isinstance(role, str) else None


def latest_closure(dossier: Dossier) -> Shown | None:
    """The closure record proposed last."""
    closures = dossier.of_kind("closure")
    return max(closures, key=lambda c: (answer(c, "proposed_on") or "", by_age(c.record_id)), default=None)


def _approved_by_author(record: Shown, _dossier: Dossier, _today: date) -> Iterator[str]:
    approver = answer(record, "approved_by")
    if approver is None or approver == record.author:
        yield "approved_by"


def _approved_without_right(record: Shown, dossier: Dossier, _today: date) -> Iterator[str]:
    approver = answer(record, "approved_by")
    if approver is not None and role_of(dossier, approver) not in APPROVERS:
        yield "approved_by"


def _another_reason(record: Shown, dossier: Dossier, _today: date) -> Iterator[str]:
    if answer(dossier.head, "status") != "closed" or latest_closure(dossier) is not record:
        return
    if answer(record, "closure_reason") != answer(dossier.head, "closure_reason"):
        yield "closure_reason"


RULES: tuple[Rule, ...] = (
    DossierRule("rule_31", E, ("closure",), _approved_by_author, applies=_APPROVED),
    DossierRule("rule_31", E, ("closure",), _approved_without_right, needs=(DIRECTORY,), applies=_APPROVED),
    DossierRule("rule_31", E, ("closure",), _another_reason, applies=_APPROVED),
)
