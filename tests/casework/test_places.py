"""Places of Cambodia: every level, both scripts, ids that are unique, and the known faults of the list mended."""

import re
from collections import Counter

import pytest

from casework.place_history import FORMER_DISTRICTS
from casework.places import Area, Gazetteer, codes_above, key_of, level_of, load_gazetteer, place_keys, place_of
from shared_schema.records.types import Place
from shared_schema.vocabularies.province import PROVINCE

VILLAGE = re.compile("[0-9]{6}-[a-z2-7]{6}2?")
INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
KHMER = re.compile("[\u1780-\u17b3\u17e0-\u17e9]")


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    return load_gazetteer()


def test_every_area_of_the_list_is_there(places: Gazetteer) -> None:
    levels = Counter(level_of(code) for code, area in places.areas.items() if not area.is_retired)
    assert levels == {"province": 25, "district": 210, "commune": 1661, "village": 14576}


def test_provinces_are_those_of_the_vocabulary(places: Gazetteer) -> None:
    assert [area.code for area in places.provinces] == [code.code for code in PROVINCE]


def test_names_stand_in_both_scripts_without_invisible_letters(places: Gazetteer) -> None:
    for area in places.areas.values():
        assert KHMER.search(area.km), area
        assert area.en[:1].isupper() or area.en[:1].isdigit(), area
        assert not INVISIBLE.search(area.km + area.en), area
        assert area.km == area.km.strip(), area


def test_village_ids_are_unique_and_official_codes_are_kept_only_where_they_are_safe(places: Gazetteer) -> None:
    villages = [area for area in places.areas.values() if level_of(area.code) == "village"]
    assert all(VILLAGE.fullmatch(area.code) for area in villages)
    official = Counter(area.official for area in villages if area.official)
    assert max(official.values()) == 1
    assert not any(area.is_retired for area in villages)
    assert all(area.official.startswith(area.code[:6]) for area in villages if area.official)
    assert (
        sum(not area.official for area in villages) == 105
    )  # 80 rows of repeated codes, 43 of another commune, 18 both
    twins = [area for area in villages if area.code.endswith("2") and len(area.code) == 14]
    assert [(area.code[:6], area.km) for area in twins] == [("081106", "ព្រែករាំង")]


def test_an_area_knows_the_way_up_and_down(places: Gazetteer) -> None:
    village = places.within("020205")[0]
    assert [area.code for area in places.path(village.code)] == ["02", "0202", "020205", village.code]
    assert [area.en for area in places.path("0202")] == ["Battambang", "Thma Koul"]
    assert {area.code[:4] for area in places.within("0202")} == {"0202"}
    assert len(places.within("02")) == 14


def test_codes_of_former_years_stay_known_and_tell_what_they_became(places: Gazetteer) -> None:
    memut = places.areas["0310"]
    assert (memut.is_retired, memut.now, memut.en) == (True, "2503", "Memut")
    assert {places.areas[now].en for now in FORMER_DISTRICTS.values()} == {area.en for area in places.within("25")}
    assert places.describe(place_of("0310"), "en") == "Memut, Kampong Cham"
    assert "0310" not in {area.code for area in places.within("03")}


def test_a_place_is_described_smallest_first_in_both_languages(places: Gazetteer) -> None:
    place = place_of("020205") | {"detail": "behind the pagoda"}
    assert places.describe(place, "en") == "behind the pagoda, Anlung Run, Thma Koul, Battambang"
    assert places.describe(place_of("02"), "km") == "បាត់ដំបង"
    assert places.describe({"country": "TH", "detail": "Samut Sakhon"}, "en") == "Samut Sakhon, TH"
    assert places.describe({"none": "unknown"}, "en") == ""
    assert places.describe(None, "en") == ""


def test_a_village_whose_commune_is_not_in_the_list_is_still_found(places: Gazetteer) -> None:
    village = next(area for code, area in places.areas.items() if code.startswith("120913-"))
    assert [level_of(area.code) for area in places.path(village.code)] == ["province", "district", "village"]


def test_unknown_codes_are_nothing_and_never_an_error(places: Gazetteer) -> None:
    for code in ("", "99", "0", "not a code", "020205-zzzzzz"):
        assert places.area(code) is None
        assert places.within(code) == ()
    assert places.path("99") == ()


def test_every_village_makes_a_place_that_a_form_accepts(places: Gazetteer) -> None:
    check = Place().validator()
    for code in places.areas:
        assert check(place_of(code)) is None, code


def test_a_village_is_drawn_from_all_or_from_one_province(places: Gazetteer) -> None:
    drawn = [places.any_village(lambda count, n=n: n % count, province="23").code[:2] for n in range(0, 5000, 7)]
    assert set(drawn) == {"23"}
    assert len({places.any_village(lambda count, n=n: n * 997 % count).code[:2] for n in range(500)}) > 20


def test_a_missing_script_gives_the_other() -> None:
    assert Area("01", "", "Ou").name("km") == "Ou"
    assert Area("01", "អូរ", "").name("en") == "អូរ"


def test_codes_above_follow_from_the_code_alone() -> None:
    assert codes_above("021401-abcdef") == ("02", "0214", "021401", "021401-abcdef")
    assert codes_above("0214") == ("02", "0214")


def test_a_place_is_searched_under_one_key_that_begins_as_those_above_it() -> None:
    (key,) = place_keys(place_of("020105-abcdef"))
    assert all(key.startswith(key_of(code)) for code in ("02", "0201", "020105"))
    assert place_keys({"country": "TH", "detail": "Bangkok"}) == (key_of("TH"),)
    assert place_keys("unknown") == place_keys(None) == place_keys({"country": "KH"}) == ()


def test_a_former_address_is_searched_under_the_codes_of_today_too() -> None:
    assert place_keys(place_of("031001")) == (key_of("031001"), key_of("2503"))
