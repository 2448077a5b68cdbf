"""The words of a typed place: level words set aside, numbers in digits and words, and what tells twins apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.place_words import MAX_WORDS, read_chunks, read_place_name


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("ភូមិ ១", (1,)),
        ("Phum Muoy", (1,)),
        ("Phum 1", (1,)),
        ("ភូមិមួយ", (1,)),
        ("Phum Pi", (2,)),
        ("ភូមិទី ៤", (4,)),
        ("Phum Ti Buon", (4,)),
        ("Phum Pram Muoy", (6,)),
        ("Phum Prampir", (7,)),
        ("ភូមិប្រាំពីរ", (7,)),
        ("Phum Bram Bei", (8,)),
        ("Phum Dab", (10,)),
        ("ភូមិដប់", (10,)),
        ("ភូមិ ១២", (12,)),
        ("Phum Dab Pir", (12,)),
        ("Phum Dabprampir", (17,)),
        ("Phum Mphei Bei", (23,)),
        ("Phum Muoypheipir", (22,)),
        ("ភូមិ ៣៥", (35,)),
        ("Phum Sampram", (35,)),
        ("Phum Samsebpram", (35,)),
        ("Phum Paetprampir", (87,)),
        ("១០៥", (105,)),
        ("Muoyroy Pram", (105,)),
    ],
)
def test_a_number_is_the_same_in_digits_and_in_words_of_both_scripts(text: str, numbers: tuple[int, ...]) -> None:
    name = read_place_name(text)
    assert (name.text, name.numbers) == ("", numbers)


@pytest.mark.parametrize(
    ("text", "plain", "numbers"),
    [
        ("ផ្សារដេប៉ូទី២", "ផ្សារដេប៉ូ", (2,)),
        ("Phsar Depou TI Pir", "phsardepou", (2,)),
        ("៧មករា", "មករា", (7,)),
        ("Prampir Meakkakra", "meakkakra", (7,)),
        ("អន្លង់ពីរ", "អន្លង់", (2,)),
        ("ភូមិ ខ២", "ខ", (2,)),
        ("ស្រែក្របី", "ស្រែក្របី", ()),
        ("Srae Krabei", "sraekrabei", ()),
        ("Ta Sam", "tasam", ()),
    ],
)
def test_a_number_is_read_inside_a_name_and_a_buffalo_is_not_the_number_three(
    text: str, plain: str, numbers: tuple[int, ...]
) -> None:
    name = read_place_name(text)
    assert (name.text, name.numbers) == (plain, numbers)


@pytest.mark.parametrize(
    ("khmer", "latin", "mark"),
    [
        ("ត្រពាំងថ្លាន់ត្បូង", "Trapeang Thlan Tboung", "south"),
        ("សហគមន៍ខាងកើត", "Sahakkum Khang Kaeut", "east"),
        ("អូរលើ", "Ou Leu", "above"),
        ("អូរក្រោម", "Ou Krom", "below"),
        ("ព្រៃលិច", "Prey Lech", "west"),
        ("ព្រៃខាងជើង", "Prey KhangCheung", "north"),
        ("សង្កែចាស់", "Sangkae Chas", "old"),
        ("ភូមិថ្មី", "Phum Thmey", "new"),
    ],
)
def test_words_that_tell_twins_apart_are_known_in_both_scripts(khmer: str, latin: str, mark: str) -> None:
    assert read_place_name(khmer).marks == read_place_name(latin).marks == {mark}


def test_number_and_direction_stand_together() -> None:
    name = read_place_name("Phum 3 Krom")
    assert (name.numbers, name.marks) == ((3,), {"below"})
    name = read_place_name("ព្រៃព្រីងខាងជើង២")
    assert (name.numbers, name.marks) == ((2,), {"north"})


@pytest.mark.parametrize(
    "text",
    [
        "ភូមិថ្មី ស្រុកបាណន់",
        "ភូមិថ្មីស្រុកបាណន់",
        "ភូមិ ថ្មី ស្រុក បាណន់",
    ],
)
def test_khmer_words_for_the_level_part_the_text_even_without_spaces(text: str) -> None:
    segments = [segment for chunk in read_chunks(text) for segment in chunk.segments]
    assert [[word.plain for word in segment.words] for segment in segments] == [["ថ្មី"], ["បាណន់"]]
    assert [set(segment.levels) for segment in segments] == [{"village"}, {"district"}]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("phum thmei srok banan khaet takeo", [("thmei", "village"), ("banan", "district"), ("takeo", "province")]),
        ("Banan district, Battambang province", [("banan", "district"), ("battambang", "province")]),
        ("Village 3, Sangkat Kakab", [("3", "village"), ("kakab", "commune")]),
        ("ឃុំចែងមានជ័យ", [("ចែងមានជ័យ", "commune")]),
    ],
)  # fmt: skip
def test_words_for_the_level_are_set_aside_in_either_script(text: str, parts: list[tuple[str, str]]) -> None:
    segments = [segment for chunk in read_chunks(text) for segment in chunk.segments]
    found = [(" ".join(word.plain for word in segment.words), *segment.levels) for segment in segments]
    assert found == parts


@pytest.mark.parametrize("text", ["Phum", "ភូមិ", "ស្រុក"])
def test_a_level_word_alone_is_kept(text: str) -> None:
    assert read_place_name(text).text


@pytest.mark.parametrize("text", ["house 12B", "#45", "st. 271", "Street 63", "ផ្ទះលេខ ១២", "ផ្លូវ ២៧១"])
def test_house_and_street_numbers_are_no_villages(text: str) -> None:
    house, place = read_chunks(f"{text}, Tuol Kouk")
    assert house.segments[0].words == ()
    assert house.segments[0].written
    assert [word.plain for word in place.segments[0].words] == ["tuol", "kouk"]


@pytest.mark.parametrize("text", ["ភ.ថ្មី ស.បាណន់", "ភ. ថ្មី ស. បាណន់"])
def test_levels_may_be_written_with_one_letter_and_a_full_stop(text: str) -> None:
    segments = [segment for chunk in read_chunks(text) for segment in chunk.segments]
    assert [[word.plain for word in segment.words] for segment in segments] == [["ថ្មី"], ["បាណន់"]]
    assert [set(segment.levels) for segment in segments] == [{"village"}, {"commune", "district"}]


def test_words_beyond_what_is_looked_up_are_kept_as_written() -> None:
    text = " ".join(f"word{number}x" for number in range(40))
    segments = [segment for chunk in read_chunks(text + ", Banan, " + text) for segment in chunk.segments]
    assert sum(len(segment.words) for segment in segments) <= 3 * MAX_WORDS
    assert " ".join(segment.written for segment in segments).count("word39x") == 2


@given(st.text())
def test_any_text_can_be_read_and_stays_within_bounds(text: str) -> None:
    words = [word for chunk in read_chunks(text) for segment in chunk.segments for word in segment.words]
    assert len(words) <= MAX_WORDS * 2  # a word with its level glued to it counts once, its pieces are told apart
    read_place_name(text)


@given(st.text(alphabet="ភូមិថ្មីស្រុកកណ្ដាល១២ពីរបី ,phumthei123", max_size=40))
def test_reading_a_place_twice_gives_the_same(text: str) -> None:
    assert read_place_name(text) == read_place_name(text)
    assert read_chunks(text) == read_chunks(text)
