"""What a change sets in registers that hold more than one value: choices element by element, groups as one object."""

from collections.abc import Mapping

from shared_schema.canonical import Json
from shared_schema.records.field import is_non_answer
from shared_schema.records.policy import Register

NONE_ELEMENT = "_none"


def element_changes(name: str, wanted: Json, shown: Json) -> dict[str, Json]:
    """Registers that turn the shown choices into the wanted ones, one for each element that differs."""
    result: dict[str, Json] = {}
    before = set(shown) if isinstance(shown, list) else set()
    after = set(wanted) if isinstance(wanted, list) else set()
    for element in sorted(before ^ after):
        result[f"{name}.{element}"] = element in after
    none_before = shown if is_non_answer(shown) else None
    none_after = wanted if is_non_answer(wanted) else None
    if none_before != none_after:
        result[f"{name}.{NONE_ELEMENT}"] = none_after
    return result


def object_change(register: Register, values: Mapping[str, Json], shown: Mapping[str, Json]) -> dict[str, Json]:
    """The whole object of a group with the given members in it; those that this version does not know are copied."""
    whole = shown.get(register.name) if register.name.startswith("group:") else shown.get("once:" + register.name)
    before = dict(whole) if isinstance(whole, dict) else {}
    after = dict(before)
    for member in register.fields:
        if member in values:
            if values[member] is None:
                after.pop(member, None)
            else:
                after[member] = values[member]
    return {} if after == before else {register.name: after}
