"""Rules about people of the family: they belong to the case, and the caregiver is alive and safe (6, 7, 8)."""

from collections.abc import Iterator
from datetime import date

from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import answer
from shared_schema.rules.rule import DossierRule, E, Rule, W

_MEMBER_FIELDS = {
    "case": "caregiver",
    "tracing_action": "located_member",
    "service": "for_member",
    "consent": "giver_member",
    "reunification": "to_member",
    "visit": "informant_member",
    "contact_point": "owner",
}


def member(dossier: Dossier, reference: object) -> Shown | None:
    """The member of this dossier's family that a field refers to, None where it is none or was voided."""
    found = dossier.records.get(reference) if isinstance(reference, str) else None
    return found if found is not None and found.kind == "family_member" and not found.is_retracted else None


def _not_of_this_case(record: Shown, dossier: Dossier, _today: date) -> Iterator[str]:
    name = _MEMBER_FIELDS[record.kind]
    reference = answer(record, name)
    if reference is None or member(dossier, reference) is not None:
        return
    if not (record.kind == "contact_point" and reference == dossier.home):
        yield name


def _dead_caregiver(record: Shown, dossier: Dossier, _today: date) -> Iterator[str]:
    if answer(member(dossier, answer(record, "caregiver")), "vital_status") == "dead":
        yield "caregiver"


def _unsafe_parent(record: Shown, dossier: Dossier, _today: date) -> Iterator[str]:
    caregiver = member(dossier, answer(record, "caregiver"))
    if answer(record, "care_arrangement") != "parents" or answer(caregiver, "relation") not in ("mother", "father"):
        return
    if answer(caregiver, "contact_safety") == "unsafe":
        yield "care_arrangement"


RULES: tuple[Rule, ...] = (
    DossierRule("rule_06", E, tuple(_MEMBER_FIELDS), _not_of_this_case),
    DossierRule("rule_07", W, ("case",), _dead_caregiver),
    DossierRule("rule_08", E, ("case",), _unsafe_parent),
)
