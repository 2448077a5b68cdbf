"""What templates print: names in both scripts, days, places, codes, anything recorded, each in its language."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from casework.web.answers import phone_words
from casework.web.dates import day_words, moment_words
from casework.web.desk import Reader
from casework.web.mount import mount
from casework.web.person_names import Named, names_of
from shared_schema.errors import HomewardError
from tests.casework.web.gallery import NOON, TODAY, NoRecords, a_shown, make_desk

PERSON = {"family_name_km": "សុខ", "given_name_km": "ចិន្តា", "family_name_latin": "Sok", "given_name_latin": "Chenda"}


def printing(source, *, language="en", book=None, **facts):
    app = Flask("printing", static_folder=None)
    desk = replace(make_desk(), reader=lambda: Reader(language=language), book=lambda: book or NoRecords())
    mount(app, desk, url_prefix="")
    with app.test_request_context():
        return app.jinja_env.from_string(source).render(**facts)


def test_a_name_stands_in_the_readers_script_first_each_marked_with_its_language():
    shown = a_shown("case", **PERSON)
    english = printing("{{ name_of(shown) }}", shown=shown)
    khmer = printing("{{ name_of(shown) }}", shown=shown, language="km")
    assert english.index("Sok Chenda") < english.index("សុខ ចិន្តា")
    assert khmer.index("សុខ ចិន្តា") < khmer.index("Sok Chenda")
    assert '<span lang="km" class="hw-name hw-whole">សុខ ចិន្តា</span>' in english
    assert '<span lang="en" class="hw-name hw-whole">Sok Chenda</span>' in khmer


def test_one_script_is_enough_where_only_one_is_asked_for():
    assert "Sok" not in printing("{{ name_of(shown, both=False) }}", shown=a_shown("case", **PERSON), language="km")


def test_a_person_without_a_name_is_called_by_the_case_number():
    assert "BTB-26-K7-041" in printing("{{ name_of(shown) }}", shown=a_shown("case", case_number="BTB-26-K7-041"))
    assert "No name recorded" in printing("{{ name_of(shown) }}", shown=a_shown("family_member"))


def test_an_inquiry_names_the_person_sought_and_the_inquirer_apart():
    values = {"sought_family_name_km": "សុខ", "sought_given_name_km": "ចិន្តា", "inquirer_name_latin": "Chea Sophal"}
    assert names_of("tracing_inquiry", values, "en") == (Named("សុខ ចិន្តា", "km"),)
    assert names_of("tracing_inquiry", values, "en", part="inquirer") == (Named("Chea Sophal", "en"),)


def test_khmer_typed_into_a_latin_box_is_marked_as_khmer():
    assert names_of("family_member", {"name_latin": "ជា សុភា"}, "en") == (Named("ជា សុភា", "km"),)


def test_hostile_names_are_escaped():
    shown = a_shown("case", family_name_latin="<script>", given_name_latin="&")
    assert "&lt;script&gt; &amp;" in printing("{{ name_of(shown) }}", shown=shown)
    assert (
        printing("{{ words | spoken }}", words="<b>ខ") == '<span lang="km" class="hw-name hw-whole">&lt;b&gt;ខ</span>'
    )


def test_a_record_not_held_here_is_said_to_be_elsewhere():
    class Elsewhere(NoRecords):
        def open(self, record, *, reason=None):
            raise HomewardError("record.not_found")

    assert printing("{{ name_of_id('x') }}", book=Elsewhere()) == "Not on this device"


@pytest.mark.parametrize(
    ("value", "english", "khmer"),
    [
        ("2026-11-21", "21 November 2026", "21 វិច្ឆិកា 2026"),
        ("2026-11", "November 2026", "វិច្ឆិកា 2026"),
        ("2012", "2012", "2012"),
        (date(2026, 1, 5), "5 January 2026", "5 មករា 2026"),
    ],
)
def test_days_are_said_with_the_name_of_their_month(value, english, khmer):
    assert (day_words(value, "en"), day_words(value, "km")) == (english, khmer)


def test_a_day_within_a_week_has_its_weekday():
    assert day_words("2026-11-28", "en", today=TODAY) == "Saturday 28 November 2026"
    assert day_words("2026-11-29", "en", today=TODAY) == "29 November 2026"
    assert day_words("2026-11-20", "km", today=TODAY) == "ថ្ងៃសុក្រ 20 វិច្ឆិកា 2026"


def test_moments_are_told_in_phnom_penh_time():
    assert moment_words(NOON, "en") == "21 November 2026, 12:00"
    assert moment_words(NOON + 12 * 3_600_000, "en") == "22 November 2026, 00:00"
    assert 'datetime="2026-11-21T12:00+07:00"' in printing("{{ at | moment }}", at=NOON)


def test_nothing_is_printed_where_nothing_is_known():
    assert printing("{{ none | day }}{{ none | moment }}{{ none | place }}{{ answer('case', 'sex', none) }}") == ""


@pytest.mark.parametrize(
    ("field", "value", "english", "khmer"),
    [
        ("sex", "female", "Female", "ស្រី"),
        ("sex", {"none": "declined"}, "Did not wish to answer", "មិនចង់ឆ្លើយ"),
        ("sex", "a_code_of_tomorrow", "a_code_of_tomorrow", "a_code_of_tomorrow"),
        ("is_estimated", True, "Yes", "បាទ/ចាស"),
        ("is_estimated", False, "No", "ទេ"),
        ("date_of_birth", "2012-11", "November 2012", "វិច្ឆិកា 2012"),
        ("age_stated", 14, "14", "14"),
        ("nickname", "<Ti>", "&lt;Ti&gt;", "&lt;Ti&gt;"),
        ("languages", ["km", "vi"], None, None),
    ],
)
def test_any_recorded_value_is_said_as_its_declaration_wants(field, value, english, khmer):
    said = [
        printing("{{ answer('case', field, value) }}", field=field, value=value, language=language)
        for language in ("en", "km")
    ]
    if english is None:
        assert all("," in text for text in said)
    else:
        assert said == [english, khmer]


def test_places_are_said_smallest_part_first():
    place = {"country": "KH", "province": "02"}
    assert printing("{{ value | place }}", value=place) == "Battambang"


def test_numbers_stand_in_groups():
    assert phone_words("+85512345678") == "+855 12 345 678"
    assert phone_words("+66812345678") == "+66812345678"


def test_labels_come_from_the_declarations():
    assert printing("{{ label('case', 'sex') }}") == "Sex"
    assert printing("{{ label('visit') }}", language="km") == "ការចុះជួប"
    assert printing("{{ code_label('sex', 'male') }}", language="km") == "ប្រុស"
