"""Khmer read aloud in Latin letters: the rules one by one, and every irregular stem."""

import pytest

from casework.names.clusters import BOUNDARY
from casework.names.forms import comparison_form
from casework.names.reading import MAX_READINGS, STEMS, readings

STEMS_READ = {  # a row of data/readings.json: a word with the stem, its readings
    "វណ្ណ": ("សុវណ្ណា", "sovana"),
    "វណ៌": ("សុវណ៌", "sovan"),
    "រស្មី": ("រស្មី", "reaksmei", "rasmei"),
    "រត្ន": ("រត្ន", "rat", "rut"),
    "រ័ត្ន": ("រ័ត្ន", "rat", "rut"),
    "រដ្ឋ": ("រដ្ឋ", "rat", "rut"),
    "សុទ្ធ": ("សុទ្ធ", "sot"),
    "បុត្រ": ("បុត្រ", "bot"),
    "ពេជ្រ": ("ពេជ្រចិន្តា", "pechchenta"),
    "ពោធិ": ("ពោធិ", "po", "pothi"),
    "ភូមិ": ("ភូមិថ្មី", "phumthmei"),
    "ព្រហ្ម": ("ព្រហ្ម", "prum"),
    "អូរ": ("អូរអំពិល", "ouampil"),
    "ថ្ម": ("ថ្មដា", "thmada"),
    "អង្គរ": ("អង្គរជ័យ", "angkorchey"),
    "នគរ": ("នគរធំ", "nokorthom"),
    "អភិ": ("អភិវឌ្ឍន៍", "aphivoat", "akphivoat"),
    "រង្សី": ("រង្សី", "reangsei"),
    "ទ្ប": ("ប្រទ្បាយ", "bralay"),
    "វឌ្ឍនា": ("វឌ្ឍនា", "vatthanea"),
    "វឌ្ឍនៈ": ("វឌ្ឍនៈ", "vatthaneak"),
    "វត្ត": ("វត្តចាស់", "vatchas"),
    "រតនា": ("រតនា", "rotanea", "ratanea"),
    "រត្នា": ("រត្នា", "ratanea", "rotanea"),
    "មករា": ("មករា", "makarea"),
    "រចនា": ("រចនា", "rachanea", "rochanea"),
    "អមរា": ("អមរា", "amarea"),
    "ឧសភា": ("ឧសភា", "osaphea"),
    "វាសនា": ("វាសនា", "veasnea", "veasanea"),
}


def test_every_stem_of_the_table_has_its_row_here() -> None:
    assert {stem for stem, _pattern, _spellings in STEMS} == {comparison_form(stem) for stem in STEMS_READ}


@pytest.mark.parametrize("stem", STEMS_READ)
def test_stem_is_read_as_it_is_spoken(stem: str) -> None:
    word, *spoken = STEMS_READ[stem]
    assert stem in word
    assert readings(comparison_form(word))[: len(spoken)] == tuple(spoken)


@pytest.mark.parametrize(
    ("khmer", "latin"),
    [
        ("សុខ", "sok"),  # a final aspirate
        ("ពិភព", "piphop"),  # bare consonants pair up from the end
        ("សុផល", "sophal"),
        ("ចន្ទ", "chan"),  # a final stack keeps its first letter
        ("ចន្តា", "chanta"),
        ("ចន្ទដារា", "chandarea"),
        ("សម្បត្តិ", "sambat"),  # a short vowel silent at the end
        ("ធាតុ", "theat"),
        ("ចន្ទុ", "chantu"),
        ("កញ្ញា", "kanhea"),  # one letter where base and subscript are of one class
        ("វិជ្ជា", "vichea"),
        ("ញ៉ែម", "nhaem"),  # shifters
        ("ប៉ែន", "paen"),
        ("ប៊ុន", "bun"),
        ("ជ័យ", "chey"),
        ("ស័យ", "sai"),
        ("តាំង", "tang"),  # nikahit before ng
        ("តាំងស្តុក", "tangstok"),
        ("ធំ", "thom"),
        ("ព្រះ", "preah"),
        ("វណ្ណៈ", "vaneak"),
        ("វីរៈ", "vireak"),
        ("លក្ខិណា", "leakhena"),  # an inherent vowel shortened by a stacked stop
        ("គង់", "kung"),
        ("ចង់", "chang"),
        ("សៅរ៍", "sau"),  # silenced letters
        ("ច័ន្ទ្រ៍", "chan"),
        ("ធម៌", "thor"),
        ("ព្រៃកន្លង់", "preykanlung"),  # nothing closes a syllable after ey
        ("ស្វាយរមៀត", "svayromiet"),  # r before a vowel begins a word
        ("របងរមាស", "robangromeas"),
        ("ខ្នារទទឹង", "khnartotueng"),  # a long vowel takes the first consonant after it
        ("អង្គតាមោក", "angtamok"),
        ("ទួលពង្រ", "tuolpongro"),
        ("ឥន្ទ្រា", "entrea"),
        ("ឧត្តម", "otam"),
        ("ឫទ្ធី", "ruethi"),
        ("ឯក", "aek"),
        ("អាត់", "at"),
        ("សុហ្វៀ", "sofie"),  # borrowed letters
        ("លីហ្សា", "liza"),
        ("ល្អ", "la"),
        ("សុខ dara 2", "sok dara 2"),  # what is not Khmer passes unread
        ("", ""),
    ],
)
def test_khmer_is_read(khmer: str, latin: str) -> None:
    assert readings(comparison_form(khmer))[0] == latin


@pytest.mark.parametrize(
    ("khmer", "first", "other"),
    [
        ("វុទ្ធិ", "vut", "vuthi"),
        ("សុវណ្ណរ៉ា", "sovanara", "sovanra"),
        ("ចន្ទដារា", "chandarea", "chantodarea"),
        ("ហម", "ham", "hom"),
        ("សំអាត", "samat", "somat"),
        ("អៀង", "ieng", "eang"),
        ("សុភ័ណ្ឌ", "sophoan", "sophon"),
    ],
)
def test_what_nobody_can_see_is_read_both_ways(khmer: str, first: str, other: str) -> None:
    found = readings(comparison_form(khmer))
    assert found[0] == first
    assert other in found[1:]
    assert len(found) <= MAX_READINGS


def test_first_reading_alone_is_what_most_names_have() -> None:
    assert readings(comparison_form("វិសាល")) == ("visal",)


def test_reading_is_latin_whatever_stands_in_the_text() -> None:
    every = "".join(map(chr, range(0x1780, 0x17DE)))
    assert all(reading.isascii() for text in (every, *every) for reading in readings(text))
    assert not any(BOUNDARY in reading for reading in readings("ពោធិ"))
