"""A place typed in either script is found, with typos, at every level, and never by its name alone."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.halves import is_ours
from casework.place_index import load_rows, rows_of
from casework.place_search import SHOWN, PlaceSearch, detail_of, load_place_search
from casework.places import Gazetteer, codes_above, load_gazetteer, place_keys, place_of
from shared_schema.records.types import Place


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    return load_gazetteer()


@pytest.fixture(scope="module")
def search(places: Gazetteer) -> PlaceSearch:
    return load_place_search(places)


def first_of(search: PlaceSearch, text: str) -> str:
    return search.lookup(text).found[0].describe("en")


def test_the_rows_that_ship_are_those_that_the_table_and_the_rules_of_today_give(places: Gazetteer) -> None:
    assert load_rows() == rows_of(places), "run scripts/make_place_names.py"


@pytest.mark.parametrize(
    "text", ["ភ្នំពេញ", "រាជធានីភ្នំពេញ", "Phnom Penh", "phnum penh", "PP", "Phnom Phen", "Krong Phnom Penh"]
)
def test_the_capital_is_found_however_it_is_written(search: PlaceSearch, text: str) -> None:
    assert first_of(search, text) == "Phnom Penh"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Siem Reap", "17"), ("Siemreap", "17"), ("Siem Reab", "17"), ("សៀមរាប", "17"),
        ("Kompong Cham", "03"), ("Kampong Cham", "03"), ("Kg. Cham", "03"), ("កំពង់ចាម", "03"),
        ("Oddar Meanchey", "22"), ("Otdar Mean Chey", "22"), ("ឧត្តរមានជ័យ", "22"), ("ឧត្ដរមានជ័យ", "22"),
        ("Mondulkiri", "11"), ("Mondul Kiri", "11"), ("Ratanakiri", "16"), ("Ratanak Kiri", "16"),
        ("Preah Sihanouk", "18"), ("Sihanoukville", "18"), ("Kampong Som", "18"), ("ព្រះសីហនុ", "18"),
        ("Pursat", "15"), ("Pouthisat", "15"), ("ពោធិ៍សាត់", "15"), ("Takeo", "21"), ("Kep", "23"), ("Stung Treng", "19"),
        ("Batambong", "02"), ("Battambang province", "02"), ("ខេត្តបាត់ដំបង", "02"), ("Tbong Khmum", "25"),
        ("Oudong", "0509"), ("BKK 1", "121301"), ("BKK1", "121301"), ("Puok", "1707"), ("Pouk", "1707"),
        ("ខ.បាត់ដំបង", "02"), ("ស.បាណន់ ខ.បាត់ដំបង", "0201"),
    ],
)  # fmt: skip
def test_provinces_are_found_by_every_name_people_use(search: PlaceSearch, text: str, code: str) -> None:
    assert search.lookup(text).found[0].code == code


def test_a_name_that_a_hundred_villages_share_is_answered_with_paths_and_with_their_number(search: PlaceSearch) -> None:
    answer = search.lookup("Thmei")
    assert len(answer.found) == SHOWN
    assert answer.total >= 154
    assert all(len(place.path) >= 3 for place in answer.found)
    assert len({place.describe("en") for place in answer.found}) == SHOWN


@pytest.mark.parametrize("text", ["Thmei, Banan", "ភូមិថ្មី ស្រុកបាណន់", "ភូមិថ្មីស្រុកបាណន់", "phum thmey srok banan", "Banan Thmei",
                                  "Thmei, Banan, Battambang", "ថ្មី បាណន់", "Thmei Banan Batambang"])  # fmt: skip
def test_parts_narrow_each_other(search: PlaceSearch, text: str) -> None:
    found = search.lookup(text).found
    assert {place.describe("en") for place in found} == {
        "Thmei, Kantueu Muoy, Banan, Battambang",
        "Thmei, Ta Kream, Banan, Battambang",
    }


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("Kakab 1", "Kakab Ti Muoy, Pou Saen Chey, Phnom Penh"),
        ("កាកាបទី១", "Kakab Ti Muoy, Pou Saen Chey, Phnom Penh"),
        ("កាកាប ២", "Kakab Ti Pir, Pou Saen Chey, Phnom Penh"),
        ("Tuol Svay Prey 2", "Tuol Svay Prey Ti Pir, Boeng Keng Kang, Phnom Penh"),
        ("Toul Kork", "Tuol Kouk, Phnom Penh"),
        ("phum 4 sangkat boeung kak 2", "Phum Buon, Boeng Kak Ti Pir, Tuol Kouk, Phnom Penh"),
        ("ភូមិ ៤ សង្កាត់បឹងកក់ទី២", "Phum Buon, Boeng Kak Ti Pir, Tuol Kouk, Phnom Penh"),
    ],
)
def test_numbers_are_read_both_ways(search: PlaceSearch, text: str, path: str) -> None:
    assert first_of(search, text) == path


@pytest.mark.parametrize("text", ["Kakab 7", "Phum 3 Krom", "ភូមិ ៣ ក្រោម"])
def test_another_number_or_direction_is_another_place_however_alike_the_rest(search: PlaceSearch, text: str) -> None:
    assert search.lookup(text).found == ()


def test_directions_tell_villages_apart(search: PlaceSearch) -> None:
    north = search.lookup("Vihea Suo Cheung").found
    assert north
    assert {place.path[-1].en for place in north} == {"Vihea Suo Cheung"}


def test_a_village_north_is_never_offered_for_its_twin_south(places: Gazetteer, search: PlaceSearch) -> None:
    named = {
        (area.code[:6], area.km): area for area in places.areas.values() if len(area.code) > 6 and is_ours(area.km)
    }
    pairs = [
        (north, named[commune, name.removesuffix("ជើង") + "ត្បូង"])
        for (commune, name), north in named.items()
        if name.endswith("ជើង") and (commune, name.removesuffix("ជើង") + "ត្បូង") in named
    ]
    assert len(pairs) > 5
    for north, south in pairs[:12]:
        for language in ("km", "en"):
            text = f"{north.name(language)}, {places.areas[north.code[:6]].name(language)}"
            codes = [place.code for place in search.lookup(text).found]
            assert codes[0] == north.code
            assert south.code not in codes


@pytest.mark.parametrize(("text", "village"), [("វល, សំបួរ", "វាល"), ("Ches, Boeng Sala Khang Tboung", None)])
def test_a_slip_in_a_short_name_is_mended_where_the_commune_is_named(
    search: PlaceSearch, text: str, village: str | None
) -> None:
    names = {place.path[-1].km for place in search.lookup(text).found if place.level == "village"}
    assert (village in names) if village else not names


def test_retired_areas_are_known_and_never_offered(places: Gazetteer, search: PlaceSearch) -> None:
    retired = {area.code for area in places.areas.values() if area.is_retired}
    assert retired
    for area in (places.areas[code] for code in retired):
        assert retired.isdisjoint(place.code for place in search.lookup(area.en).found)


def test_an_address_of_former_kampong_cham_is_found_in_tboung_khmum(search: PlaceSearch) -> None:
    assert first_of(search, "Memot, Kampong Cham") == "Memut, Tboung Khmum"
    assert first_of(search, "Memot, Tboung Khmum") == "Memut, Tboung Khmum"


def test_what_fits_nothing_is_kept_as_detail_as_it_was_written(search: PlaceSearch) -> None:
    place = search.lookup("Behind the pagoda, Banan, Battambang").found[0]
    assert place.value == place_of("0201") | {"detail": "Behind the pagoda"}
    place = search.lookup("#12, st. 271, Toul Kork, PP").found[0]
    assert place.value == place_of("1204") | {"detail": "#12, st. 271"}
    assert search.lookup("xqzz wwkk").found == ()
    assert detail_of(" by  the river ") == {"country": "KH", "detail": "by the river"}


def test_a_name_in_the_district_that_was_typed_goes_before_the_same_name_elsewhere(search: PlaceSearch) -> None:
    assert search.lookup("Thmei Cheung, Banan").found[0].code == "0201"


def test_a_place_abroad_is_its_country_with_detail(search: PlaceSearch) -> None:
    place = search.lookup("Bangkok, Thailand").found[0]
    assert (place.code, place.level, place.value) == ("TH", "country", {"country": "TH", "detail": "Bangkok"})
    assert search.lookup("ប្រទេសថៃ").found == () or search.lookup("ថៃ").found[0].code == "TH"
    assert place.describe("km") == "ថៃ"


@pytest.mark.parametrize(
    ("begun", "code"),
    [
        ("batt", "02"), ("បាត់ដ", "02"), ("ba", "02"), ("phn", "12"), ("ភ្", "12"), ("kompong ch", "03"),
        ("thai", "TH"), ("krati", "10"),
    ],
)  # fmt: skip
def test_while_typing_the_larger_area_that_begins_so_comes_first(search: PlaceSearch, begun: str, code: str) -> None:
    found = search.suggest(begun)
    assert found[0].code == code
    assert len(found) <= SHOWN


def test_while_typing_parts_narrow_each_other_too(search: PlaceSearch) -> None:
    for begun in ("thm, banan", "Thmei, bana", "banan, thm"):
        assert {codes_above(place.code)[1] for place in search.suggest(begun)} == {"0201"}, begun


def test_every_area_is_found_first_by_its_own_path_in_both_scripts(places: Gazetteer, search: PlaceSearch) -> None:
    ours = [area for area in places.areas.values() if not area.is_retired and is_ours(area.km)]
    for area in Random(7).sample(ours, 250):
        for language in ("km", "en"):
            path = ", ".join(part.name(language) for part in reversed(places.path(area.code)))
            found = search.lookup(path).found
            assert found, path
            assert found[0].describe(language) == path
            assert "detail" not in found[0].value


def test_every_value_is_one_that_a_place_field_accepts(search: PlaceSearch) -> None:
    check = Place().validator()
    for text in ("Thmei", "behind the pagoda, Banan", "Bangkok, Thailand", "Kakab 1"):
        for place in search.lookup(text).found:
            assert check(dict(place.value)) is None, text


def test_a_record_is_found_under_the_keys_that_a_search_for_its_place_gives(search: PlaceSearch) -> None:
    held = place_keys(place_of("020105") | {"detail": "x"})
    for text in ("Chaeng Mean Chey", "Banan", "Battambang", "បាណន់"):
        assert any(key.startswith(asked) for asked in search.keys_named(text) for key in held), text
    assert not any(key.startswith(asked) for asked in search.keys_named("Takeo") for key in held)


def test_a_search_that_is_no_place_or_more_than_a_place_gives_no_keys(search: PlaceSearch) -> None:
    for text in ("Sok Chenda", "Chenda Banan", "012 345 678", "behind the pagoda, Banan", "x Banan, Battambang", ""):
        assert search.keys_named(text) == (), text


def test_areas_inside_an_area_that_is_searched_are_not_asked_for_again(search: PlaceSearch) -> None:
    keys = search.keys_named("Siem Reap")
    assert "_p17" in keys
    assert not any(key.startswith("_p17") and key != "_p17" for key in keys)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(st.text(), st.text(alphabet="ភូមិថ្មីស្រុកក១២ពីរ ,.abnthmei12()#-", max_size=60)))
def test_any_text_is_answered_within_bounds(search: PlaceSearch, text: str) -> None:
    for found in (search.lookup(text).found, search.suggest(text)):
        assert len(found) <= SHOWN
        assert all(0 < place.score <= 1 and place.path for place in found)
        assert [place.score for place in found] == sorted((place.score for place in found), reverse=True)
