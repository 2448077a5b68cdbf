"""Rules that no dossier can break, because another part holds them, and the facts those parts need (4, 40, 41, 42).

Rule 4: who may lower a safety answer. Rule 40: what stands in clear. Rule 41: who signs is who writes. Rule 42: a
number that stands on two records.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.types import Text
from shared_schema.rules.reading import answer
from shared_schema.rules.rule import EnforcedElsewhere

RULES = (
    EnforcedElsewhere("rule_04", "judged when a change arrives: seen values, reason and role; see LOWERED_BY"),
    EnforcedElsewhere("rule_40", "held by the declarations: see projection_problems"),
    EnforcedElsewhere("rule_41", "judged when a change arrives: see SIGNING_FIELDS and wrong_signers"),
    EnforcedElsewhere("rule_42", "found over all records: see numbers_twice"),
)

_CASE_ROLES = frozenset({"social_worker", "supervisor", "coordinator"})
# kind and register whose lowering another role decides than W of her own dossier, S and C
LOWERED_BY: Mapping[tuple[str, str], frozenset[str]] = {("worker", "clearance"): frozenset({"administrator"})}
# a lowering of these closes no gate of 4.3 until S or C has made it or confirmed it
CONFIRMED_LOWERINGS: Mapping[str, tuple[str, ...]] = {
    "case": ("do_not_contact_family",),
    "family_member": ("contact_safety",),
    "contact_point": (),
    "verification": ("complicity_check", "home_safety"),
}
CONFIRMERS = frozenset({"supervisor", "coordinator"})

# kind: {field that names who signs, approves, decides or overrides: its register}
SIGNING_FIELDS: Mapping[str, Mapping[str, str]] = {
    "assessment": {"approved_by": "group:approval"},
    "match": {"decided_by": "group:state"},
    "verification": {"first_sign_by": "group:sign1", "second_sign_by": "group:sign2"},
    "reunification": {"approved_by": "group:approval"},
    "reintegration_plan": {"approved_by": "group:approval"},
    "referral": {"override_by": "group:override"},
    "case_conference": {"minutes_signed_by": "group:minutes"},
    "closure": {"approved_by": "group:approval"},
    "case_link": {"decided_by": "group:state"},
    "review_question": {"asked_by": "asked_by", "answered_by": "group:answer"},
}
NUMBER_FIELDS: Mapping[str, str] = {"case": "case_number", "tracing_inquiry": "inquiry_number"}


@dataclass(frozen=True, slots=True)
class NumberTwice:
    """One number on two or more records of a kind: an item to review, never refused."""

    kind: str
    number: str
    records: tuple[Id, ...]


def lowering_roles(kind: str, register: str) -> frozenset[str]:
    """Roles that may lower a protective register (each within its own dossiers, office or grant; with a reason)."""
    return LOWERED_BY.get((kind, register), _CASE_ROLES)


def signing_fields(kind: str) -> Mapping[str, str]:
    """{field that must equal the `by` of the change that writes it: its register}."""
    return SIGNING_FIELDS.get(kind, {})


def wrong_signers(
    kind: str, written: Mapping[str, Json], by: Id, *, standing: Mapping[str, Iterable[Json]] | None = None
) -> tuple[str, ...]:
    """Signing fields of a change's registers that name somebody else than `by`.

    `standing` = the values that live in each register now: deciding for one of them word for word repeats what
    somebody signed and is no signature of one's own.
    """
    found = []
    for name, register in signing_fields(kind).items():
        value = written.get(register)
        signer = value.get(name) if isinstance(value, dict) else value
        if signer is None or signer == by:
            continue
        if value not in list((standing or {}).get(register, ())):
            found.append(name)
    return tuple(found)


def numbers_twice(records: Iterable[Shown]) -> tuple[NumberTwice, ...]:
    """Numbers that stand on more than one record of a kind, voided ones left out (rule 42)."""
    return twice((r.kind, r.record_id, answer(r, NUMBER_FIELDS[r.kind])) for r in records if _is_numbered(r))


def twice(numbers: Iterable[tuple[str, Id, Json]]) -> tuple[NumberTwice, ...]:
    """The same over (kind, record, number), as a store hands them in."""
    found: dict[tuple[str, str], list[Id]] = {}
    for kind, record, number in numbers:
        if isinstance(number, str):
            found.setdefault((kind, number), []).append(record)
    items = sorted(found.items())
    return tuple(NumberTwice(kind, n, tuple(sorted(ids))) for (kind, n), ids in items if len(set(ids)) > 1)


def projection_problems(kinds: Iterable[Kind]) -> tuple[tuple[str, str], ...]:
    """(kind, field) of what would stand in clear against rule 40; empty when the declarations keep it."""
    found = []
    for kind in kinds:
        for name in kind.projected:
            declared = kind.fields[name]
            is_words = isinstance(declared.type, Text) and not _is_id_or_number(name)
            is_of_dossier = kind.placement in (Placement.DOSSIER, Placement.DOSSIER_HEAD)
            if kind.restricted or not declared.is_coded or (is_of_dossier and is_words):
                found.append((kind.name, name))
    return tuple(found)


def _is_numbered(record: Shown) -> bool:
    return record.kind in NUMBER_FIELDS and not record.is_retracted


def _is_id_or_number(name: str) -> bool:
    """Texts of dossier kinds that hold numbers, ids and digests only (2.0)."""
    return name in _NUMBERS_AND_IDS


_NUMBERS_AND_IDS = frozenset(
    {
        "case_number",
        "inquiry_number",
        "family_group",
        "same_person_as",
        "weights_version",
        "first_sign_basis",
        "second_sign_basis",
        "grant_code",
        "task_id",
        "origin_id",
        "record_id",
        "register",
        "item",
    }
)
