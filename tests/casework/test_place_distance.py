"""How near two places are: the lowest common area, neighbours, former codes, abroad."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.place_distance import Nearness, are_neighbours, codes_of, nearness
from casework.places import LEVELS, place_of
from shared_schema.canonical import Json
from shared_schema.vocabularies.province import PROVINCE

CODES = [code.code for code in PROVINCE]
ROUND_PHNOM_PENH = "120601-abcdef"
places = st.fixed_dictionaries(
    {},
    optional={
        "country": st.sampled_from(("KH", "TH", "VN")),
        "province": st.sampled_from(CODES),
        "district": st.sampled_from(("0304", "0301", "2501", "1206")),
        "commune": st.sampled_from(("120601", "030401")),
        "village": st.sampled_from((ROUND_PHNOM_PENH, "")),
        "detail": st.text(max_size=5),
    },
)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("120601-abcdef", "120601-abcdef", Nearness.VILLAGE),
        ("120601-abcdef", "120601-ghijkl", Nearness.COMMUNE),
        ("120601-abcdef", "1206", Nearness.DISTRICT),
        ("120601-abcdef", "12", Nearness.PROVINCE),
        ("1206", "1207", Nearness.PROVINCE),
        ("02", "01", Nearness.NEIGHBOUR),
        ("02", "16", Nearness.OTHER_PROVINCE),
    ],
)
def test_two_places_are_as_near_as_the_smallest_area_that_holds_both(one: str, other: str, expected: Nearness) -> None:
    assert nearness(place_of(one), place_of(other)) == expected


def test_an_address_of_former_kampong_cham_is_an_address_in_tboung_khmum() -> None:
    memut_then, memut_now = place_of("031001"), place_of("250301")
    assert codes_of(memut_then) == ("25", "2503")
    assert nearness(memut_then, memut_now) == Nearness.DISTRICT
    assert nearness(place_of("03"), memut_now) == Nearness.NEIGHBOUR


def test_abroad_only_the_country_is_compared() -> None:
    bangkok, rayong = {"country": "TH", "detail": "Bangkok"}, {"country": "TH", "detail": "Rayong"}
    assert nearness(bangkok, rayong) == Nearness.COUNTRY
    assert nearness(bangkok, {"country": "VN"}) == Nearness.OTHER_COUNTRY
    assert nearness(bangkok, place_of("02")) == Nearness.OTHER_COUNTRY


def test_free_detail_is_no_evidence_and_what_is_not_known_is_not_compared() -> None:
    detail = {"country": "KH", "detail": "behind the pagoda"}
    empties: tuple[Json, ...] = (None, {}, "unknown", detail)
    for empty in empties:
        assert nearness(empty, place_of("02")) is None
        assert nearness(empty, detail) is None
    assert nearness(place_of("02") | {"detail": "x"}, place_of("02") | {"detail": "y"}) == Nearness.PROVINCE


def test_every_province_has_neighbours_and_being_one_is_mutual() -> None:
    for one, other in product(CODES, CODES):
        assert are_neighbours(one, other) == are_neighbours(other, one)
        assert not (one == other and are_neighbours(one, other))
    alone = [code for code in CODES if not any(are_neighbours(code, other) for other in CODES)]
    assert alone == []


@pytest.mark.parametrize(("one", "other"), [("03", "25"), ("08", "12"), ("02", "24"), ("07", "23"), ("11", "16")])
def test_these_provinces_are_neighbours(one: str, other: str) -> None:
    assert are_neighbours(one, other)


@pytest.mark.parametrize(("one", "other"), [("12", "17"), ("02", "25"), ("23", "21"), ("16", "10"), ("24", "01")])
def test_these_provinces_are_not(one: str, other: str) -> None:
    assert not are_neighbours(one, other)


@given(places, places)
def test_nearness_is_mutual_and_never_greater_than_the_levels_that_are_known(one: Json, other: Json) -> None:
    found = nearness(one, other)
    assert found == nearness(other, one)
    if found is not None and found >= Nearness.PROVINCE:
        known = min(len(codes_of(one)), len(codes_of(other)))
        assert known >= 1 + found - Nearness.PROVINCE
        assert known <= len(LEVELS)
