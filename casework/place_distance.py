"""How near two place values are: the level of the lowest area that both lie in, neighbouring provinces, the country.

Codes decide; free detail never does. What neither side says exactly is compared at the level that both have.
"""

from collections.abc import Mapping
from enum import IntEnum

from casework.place_history import FORMER_DISTRICTS
from casework.places import HOME_COUNTRY, LEVELS
from shared_schema.canonical import Json


class Nearness(IntEnum):
    """The greater, the nearer. A country abroad is one place: two towns in it are as near as one province at home."""

    OTHER_COUNTRY = 0
    OTHER_PROVINCE = 1
    NEIGHBOUR = 2
    COUNTRY = 3  # the same country abroad
    PROVINCE = 4
    DISTRICT = 5
    COMMUNE = 6
    VILLAGE = 7


# Provinces that share a border on land, each with those of higher number; the Tonle Sap does not count as one.
# Both parts of what was Kampong Cham until the end of 2013 (03, 25) share one.
_BORDERS: Mapping[str, str] = {
    "01": "02 17 22",
    "02": "15 17 24",
    "03": "04 06 08 10 14 25",
    "04": "05 06 08 15",
    "05": "07 08 09 12 15 18 21",
    "06": "10 13 17 19",
    "07": "09 18 21 23",
    "08": "12 14 21",
    "09": "15 18",
    "10": "11 19 25",
    "11": "16 19",
    "13": "17 19 22",
    "14": "20 25",
    "16": "19",
    "17": "22",
}


def nearness(one: Json, other: Json) -> Nearness | None:
    """How near two place values are, the same in either order; None where one of them says nothing to compare."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return None
    countries = one.get("country", HOME_COUNTRY), other.get("country", HOME_COUNTRY)
    if countries[0] != countries[1]:
        return Nearness.OTHER_COUNTRY
    if countries[0] != HOME_COUNTRY:
        return Nearness.COUNTRY
    return _at_home(codes_of(one), codes_of(other))


def codes_of(place: Json) -> tuple[str, ...]:
    """The codes of a place at home from the province down as far as they are known; former codes as those of today."""
    codes: list[str] = []
    if not isinstance(place, dict) or place.get("country", HOME_COUNTRY) != HOME_COUNTRY:
        return ()
    for level in LEVELS:
        code = place.get(level)
        if not isinstance(code, str) or not code:
            break
        codes.append(code)
    now = FORMER_DISTRICTS.get(codes[1]) if len(codes) > 1 else None
    return tuple(codes) if now is None else (now[:2], now)  # communes were numbered anew


def are_neighbours(one: str, other: str) -> bool:
    """Whether two different provinces (codes) share a border on land."""
    low, high = sorted((one, other))
    return low != high and high in _BORDERS.get(low, "").split()


def _at_home(one: tuple[str, ...], other: tuple[str, ...]) -> Nearness | None:
    if not one or not other:
        return None
    shared = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        shared += 1
    if shared:
        return Nearness(Nearness.PROVINCE + shared - 1)
    return Nearness.NEIGHBOUR if are_neighbours(one[0], other[0]) else Nearness.OTHER_PROVINCE
