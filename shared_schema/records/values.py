"""What a value looks like as JSON: days, dots, places. Plain checks on the hot path; each answers at once."""

import re
from datetime import date

from shared_schema.canonical import Json
from shared_schema.identifiers import is_id

TEXT_CHARACTERS = 120
LONG_TEXT_CHARACTERS = 4000
YEAR_FIRST, YEAR_LAST = 1900, 2200
INT_LIMIT = 2**63
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
CONTROL_LONG = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_PLACE_CODES = ("province", "district", "commune", "village")
# each begins with the one above; official village codes repeat, so a village has its own (matching.md section 7)
_CODES_IN_ORDER = re.compile(r"([0-9]{2})(?:/(\1[0-9]{2})(?:/(\2[0-9]{2})(?:/\3-[a-z2-7]{6}2?)?)?)?")
PLACE_KEYS = frozenset({"country", "detail", *_PLACE_CODES})


def is_day(value: Json) -> bool:
    """Whether `value` is a day (`2026-11-21`) of the years 1900 to 2200."""
    if not isinstance(value, str) or len(value) != 10 or value[4] != "-" or value[7] != "-":
        return False
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return False
    return YEAR_FIRST <= day.year <= YEAR_LAST


def is_dot(value: Json) -> bool:
    """Whether `value` is [incarnation, counter]."""
    return (
        isinstance(value, list)
        and len(value) == 2
        and is_id(value[0])
        and isinstance(value[1], int)
        and not isinstance(value[1], bool)
        and value[1] > 0
    )


def place_problem(value: Json) -> str | None:
    """The code of what is wrong with a place, None where nothing is."""
    if not isinstance(value, dict) or not value or not PLACE_KEYS.issuperset(value):
        return "not_a_place"
    country = value.get("country")
    if not isinstance(country, str) or len(country) != 2 or not (country.isascii() and country.isupper()):
        return "not_a_place"
    detail = value.get("detail", "")
    if not isinstance(detail, str) or len(detail) > TEXT_CHARACTERS or CONTROL.search(detail):
        return "too_long"
    return _place_codes_problem(value, is_home=country == "KH")


def _place_codes_problem(value: Json, *, is_home: bool) -> str | None:
    codes = [value.get(name) for name in _PLACE_CODES]
    while codes and codes[-1] is None:
        codes.pop()
    if not codes:
        return None
    try:
        joined = "/".join(codes)
    except TypeError:  # one is left out between two, or is no text
        return "not_a_place"
    fits = is_home and joined.count("/") == len(codes) - 1 and _CODES_IN_ORDER.fullmatch(joined)
    return None if fits else "not_a_place"
