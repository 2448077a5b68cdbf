"""After a joining was undone: what was written under the kept case meanwhile, filed again under the other one. Pure.

A person says of each record where it belongs. What belongs to the other case is copied there with a new id, and the
original is voided with the reason; both are ordinary changes, so nothing is lost and every laptop follows.
Refused: what rests on gates or on somebody's signature (a match, a return, signed minutes).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from casework.book import Edit
from shared_schema.canonical import Json
from shared_schema.identifiers import Id, by_age
from shared_schema.merge.policy import Shown
from shared_schema.records.implied_fields import RETRACTED, RETRACTED_REASON
from shared_schema.records.kind import Placement
from shared_schema.records.kinds import KINDS
from shared_schema.records.types import Ref, Refs
from shared_schema.rules.elsewhere import signing_fields
from shared_schema.rules.reading import answer

LONGEST_REASON = 120
# they rest on gates, on another dossier, or on somebody's judgement
_BY_HAND = frozenset(
    {"case", "case_link", "case_transfer", "match", "verification", "reunification", "closure", "review_question",
     "review_decision", "study_response"}
)  # fmt: skip
# rows inside a record go where it goes: {kind: the field that names it}; "" where a dossier has one such record
_INSIDE: Mapping[str, tuple[str, str]] = {
    "conference_attendee": ("case_conference", "conference_id"),
    "conference_decision": ("case_conference", "conference_id"),
    "contact_point": ("family_member", "owner"),
    "goal": ("reintegration_plan", ""),
    "trafficking_event": ("trafficking_account", ""),
}


def may_be_refiled(record: Shown) -> bool:
    """Whether a record can be copied as it is; otherwise it is written anew by hand."""
    kind = KINDS.get(record.kind)
    if kind is None or kind.placement is not Placement.DOSSIER or record.kind in _BY_HAND or record.is_retracted:
        return False
    return not record.conflicts and not any(answer(record, name) is not None for name in signing_fields(record.kind))


def with_what_is_inside(chosen: Iterable[Id], records: Mapping[Id, Shown]) -> tuple[Shown, ...]:
    """The chosen records with the rows inside them, oldest first; unknown ids are left out."""
    found = {one for one in chosen if one in records}
    kinds = {records[one].kind for one in found}
    for one in records.values():
        outer, field = _INSIDE.get(one.kind, ("", ""))
        is_inside = answer(one, field) in found if field else outer in kinds
        if outer and is_inside and not one.is_retracted:
            found.add(one.record_id)
    return tuple(records[one] for one in sorted(found, key=by_age))


def refile(
    records: Sequence[Shown], *, kept: Mapping[Id, Shown], home: Id, other: Id, new_id: Callable[[], Id], reason: str
) -> tuple[Edit, ...]:
    """Copies of these records of `home` in the case `other`, and the originals voided: one save set.

    `kept` = every record of `home`. An answer that names one of them follows its copy, or the other case itself;
    where the named record stays behind, the answer is left out of the copy and stands in the voided original.
    """
    copies = {one.record_id: new_id() for one in records} | {home: other}
    copied = [_copy(one, copies, kept, other, reason) for one in records]
    return (*copied, *(_voided(one, reason) for one in records))


def _copy(one: Shown, copies: Mapping[Id, Id], kept: Mapping[Id, Shown], other: Id, reason: str) -> Edit:
    kind = KINDS[one.kind]
    values = {}
    for name, value in one.values.items():
        declared = kind.fields.get(name)
        if declared is None or name in (RETRACTED, RETRACTED_REASON):
            continue
        values[name] = _named(value, copies, kept) if isinstance(declared.type, Ref | Refs) else value
    given = {name: value for name, value in values.items() if value is not None}
    return Edit(copies[one.record_id], one.kind, other, kind.to_registers(given, {}), reason=reason)


def _named(value: Json, copies: Mapping[Id, Id], kept: Mapping[Id, Shown]) -> Json:
    if isinstance(value, list):
        return [copies.get(str(one), str(one)) for one in value if str(one) in copies or str(one) not in kept] or None
    if not isinstance(value, str):
        return value
    return copies.get(value, None if value in kept else value)


def _voided(one: Shown, reason: str) -> Edit:
    values: dict[str, Json] = {RETRACTED: True, RETRACTED_REASON: reason[:LONGEST_REASON]}
    registers = KINDS[one.kind].to_registers(values, one.before())
    return Edit(one.record_id, one.kind, one.home, registers, dict(one.seen), reason)
