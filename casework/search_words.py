"""How a search found a record: as typed, in another spelling, by sound, by number, by code, by a place. Pure.

A list says it beside each line, because a name that only sounds alike is no proof of the same person.
"""

from collections.abc import Mapping

from casework.names.forms import comparison_form
from shared_schema.canonical import Json
from shared_schema.merge.policy import Shown

AS_TYPED, CODE, NUMBER, ALSO_WRITTEN, SOUNDS_LIKE, PLACE = "typed", "code", "number", "written", "sounds", "place"
_NAMES = (
    ("family_name_km", "given_name_km"),
    ("family_name_latin", "given_name_latin"),
    ("name_km",),
    ("name_latin",),
    ("sought_family_name_km", "sought_given_name_km"),
    ("sought_family_name_latin", "sought_given_name_latin"),
)
_OTHER_NAMES = ("nickname", "other_names", "sought_nickname", "sought_other_names")
_CODES = ("case_number", "inquiry_number", "mosvy_number", "primero_id", "oscar_global_id", "other_ids")
_LEAST_DIGITS = 3


def how_found(text: str, found: Shown, *, place: str = "") -> tuple[str, str]:
    """One of the ways above and the words that met what was typed; `place` = where the person lives, in words."""
    typed, values = _words(text), found.values
    for names in _NAMES:
        if _all_begin(typed, _words(_joined(values, names))):
            return AS_TYPED, _joined(values, names)
    for name in _CODES:
        if text.strip() and comparison_form(text).replace(" ", "") in comparison_form(_text(values, name)).replace(
            " ", ""
        ):
            return CODE, _text(values, name)
    digits = "".join(char for char in text if char.isdecimal()).removeprefix("855").lstrip("0")
    number = _text(values, "number")
    if len(digits) >= _LEAST_DIGITS and digits in number:
        return NUMBER, number
    for name in _OTHER_NAMES:
        if _any_begin(typed, _words(_text(values, name))):
            return ALSO_WRITTEN, _text(values, name)
    if place and _any_begin(typed, _words(place)):
        return PLACE, place
    return SOUNDS_LIKE, next((whole for names in _NAMES if (whole := _joined(values, names))), "")


def _joined(values: Mapping[str, Json], names: tuple[str, ...]) -> str:
    return " ".join(part for part in (_text(values, name) for name in names) if part)


def _text(values: Mapping[str, Json], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _words(text: str) -> list[str]:
    return comparison_form(text).split()


def _all_begin(typed: list[str], held: list[str]) -> bool:
    return bool(typed) and bool(held) and all(any(word.startswith(one) for word in held) for one in typed)


def _any_begin(typed: list[str], held: list[str]) -> bool:
    return any(word.startswith(one) for one in typed for word in held)
