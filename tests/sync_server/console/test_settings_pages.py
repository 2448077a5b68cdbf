"""Settings and wording over HTTP: done, empty and in error; an administrator saves, others read."""

import re

import pytest

from casework.book import Query
from shared_schema.errors import HomewardError
from sync_server.services.programme import Label, save_wording

LABEL = "/settings/words/sex.female"


def a_target(**fields):
    typed = {"code": "F1-2026", "name_latin": "People", "name_km": "មនុស្ស", "value": "120", "from_on.day": "1",
             "from_on.month": "1", "from_on.year": "2026"}  # fmt: skip
    return {**typed, **fields}


def test_nothing_set_is_told_as_the_shipped_defaults(console):
    page = console.get("worker", "/settings/programme")
    assert "No target is set." in page.words and "As shipped: 7 years" in page.words and "Add a line" not in page.words


def test_a_target_says_from_when_it_counts_and_everybody_reads_it(console):
    console.post("administrator", "/settings/programme/new/target", a_target())
    later = a_target(code="F1-2027", **{"from_on.year": "2027"})
    console.post("administrator", "/settings/programme/new/target", later)
    for role in ("worker", "supervisor", "coordinator", "auditor"):
        page = console.get(role, "/settings/programme")
        assert "F1-2026" in page.words and "Counts now" in page.words and "Counts later" in page.words
    console.town.laptop("sokha").exchange()


def test_a_value_changes_and_the_one_before_stays_in_its_history(console):
    console.post("administrator", "/settings/programme/new/target", a_target())
    [line] = console.book("administrator").list(_query()).records
    console.post("administrator", f"/settings/programme/{line.record_id}", a_target(value="150"))
    assert "150" in console.get("auditor", "/settings/programme").words
    values = [one.value for one in console.book("administrator").dated_values(line.record_id, "group:value")]
    assert [value["value"] for value in values] == [120, 150]


def test_a_code_is_used_once_and_a_line_needs_its_day(console):
    console.post("administrator", "/settings/programme/new/target", a_target())
    again = console.post("administrator", "/settings/programme/new/target", a_target(), status=422)
    assert "already used" in again.words
    undated = a_target(code="F2", **{"from_on.day": "", "from_on.month": "", "from_on.year": ""})
    refused = console.post("administrator", "/settings/programme/new/target", undated, status=422)
    assert "From: this answer is needed." in refused.words and 'href="#from_on-day"' in refused.text
    ends = {"until_on.day": "1", "until_on.month": "1", "until_on.year": "2020"}
    backwards = console.post("administrator", "/settings/programme/new/target", a_target(code="F3", **ends), status=422)
    assert "The end lies before the beginning" in backwards.words


SHORT_FORMS = {
    "/settings/programme/new/target": (
        {"value": "some", "from_on.day": "31", "from_on.month": "2", "from_on.year": "2026"},
        {"code": "code", "value": "value", "from_on": "from_on-day"},
    ),
    "/settings/programme/new/grant": ({}, {"code": "code", "from_on": "from_on-day"}),
    "/offices/new": (
        {"code": "XQ", "province": "99", "name_latin": "x" * 9000},
        {"name_latin": "name_latin", "province": "province"},
    ),
    "/users/new": (
        {"login": "kanha", "name_km": "ក" * 9000, "name_latin": "x" * 9000},
        {"name_latin": "name_latin", "name_km": "name_km"},
    ),
}


@pytest.mark.parametrize("path", SHORT_FORMS)
def test_each_wrong_question_of_a_short_form_is_named_beside_it_and_in_the_summary(console, path):
    typed, wrong = SHORT_FORMS[path]
    console.steps_up("administrator")
    for language in ("en", "km"):
        page = console.post("administrator", path, typed, status=422)
        assert f'lang="{language}"' in page.text
        assert re.findall(r'<a href="#([\w-]+)">[^<]+</a></li>', page.text) == list(wrong.values())
        for name, anchor in wrong.items():
            assert f'id="{anchor}"' in page.text and re.search(f'aria-describedby="[^"]*{name}-error"', page.text)
        console.say_khmer()


def test_only_an_administrator_saves(console):
    for role in ("worker", "supervisor", "coordinator", "auditor"):
        console.post(role, "/settings/programme/new/target", a_target(), status=404)
        console.post(role, LABEL, {"en": "Woman", "km": "ស្ត្រី"}, status=404)
    console.post("administrator", "/settings/programme/new/weight_set", a_target(), status=404)
    assert console.book("administrator").list(_query()).records == ()


def test_a_label_is_worded_in_both_languages_together(console):
    console.post("administrator", LABEL, {"en": "Woman or girl", "km": "ស្ត្រី ឬក្មេងស្រី"})
    page = console.get("worker", "/settings/words?group=sex")
    assert "Woman or girl" in page.words and "ស្ត្រី ឬក្មេងស្រី" in page.words and "Changed" in page.words
    assert "Case" in page.words
    console.post("administrator", LABEL, {"en": "Woman", "km": "ស្ត្រី"})
    assert "Woman or girl" not in console.get("worker", "/settings/words?group=sex").words


def test_a_label_left_empty_in_one_language_is_refused(console):
    for typed in ({"en": "Woman", "km": " "}, {"en": "", "km": "ស្ត្រី"}):
        assert "in both languages" in console.post("administrator", LABEL, typed, status=422).words
    assert "at most" in console.post("administrator", LABEL, {"en": "x" * 190, "km": "ស"}, status=422).words
    assert "As shipped" in console.get("worker", "/settings/words?group=sex").words


def test_long_lists_come_in_pages_of_fifty(console):
    first = console.get("worker", "/settings/words?group=case")
    assert first.text.count('scope="row"') == 50 and "page 1 of" in first.words
    last = console.get("worker", "/settings/words?group=case&page=99")
    assert 0 < last.text.count('scope="row"') <= 50 and "Page before" in last.words


def test_lists_of_answers_are_named_by_the_question_that_offers_them(console):
    page = console.get("worker", "/settings/words")
    assert "Sex · Case" in page.words and "care_arrangement" not in page.words.replace("group=", "")
    console.say_khmer()
    assert "sex (" not in console.get("worker", "/settings/words").words


def test_an_unknown_label_or_group_is_told(console):
    assert "no such label" in console.get("administrator", "/settings/words?group=nothing", status=409).words
    assert "no such label" in console.get("administrator", "/settings/words/sex.nothing", status=409).words


def test_a_placeholder_of_the_shipped_words_is_kept_in_both_languages(console):
    book, label = console.book("administrator"), Label("visit.note", "%(n)s notes", "កំណត់ចំណាំ %(n)s", None)
    for en, km in (("notes", "កំណត់ចំណាំ %(n)s"), ("%(n)s notes", "កំណត់ចំណាំ")):
        with pytest.raises(HomewardError) as caught:
            save_wording(book, label, en=en, km=km, new_id=lambda: console.town.battambang)
        assert (caught.value.code, caught.value.facts) == ("wording.placeholder", {"names": "%(n)s"})


def _query():
    return Query("setting")
