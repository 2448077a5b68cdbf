"""Each shared piece says in words what it shows by colour or shape, and stands on the gallery in both languages."""

import re

import pytest

from casework.web.desk import STRIP_STATES
from casework.web.pieces import Condition, Event, Gate, bar_length, by_month
from tests.casework.web.gallery import DAY, NOON, make_gallery


@pytest.fixture(scope="module")
def pages():
    client = make_gallery().test_client()
    return {language: client.get(f"/~gallery/?language={language}").text for language in ("en", "km")}


@pytest.mark.parametrize(
    ("piece", "english", "khmer"),
    [
        ("hw-safety", "Safety", "សុវត្ថិភាព"),
        ("hw-chip--merged", "Joined by the program", "កម្មវិធីបានបញ្ចូលគ្នា"),
        ("hw-chip--proposed", "Proposed by the program", "កម្មវិធីបានស្នើ"),
        ("hw-version", "Write another answer", "សរសេរចម្លើយផ្សេង"),
        ("hw-timeline", "Show earlier", "បង្ហាញមុនៗ"),
        ("hw-gate--closed", "Missing: ", "នៅខ្វះ: "),
        ("hw-weight--differs", "Against", "មិនគាំទ្រ"),
        ("hw-draft", "Draft saved 21:13", "បានរក្សាទុកសេចក្តីព្រាងម៉ោង 21:13"),
        ("hw-age", "About how old, in years", "អាយុប្រហែលប៉ុន្មានឆ្នាំ"),
        ("hw-place", "House, street or another place", "លេខផ្ទះ ផ្លូវ ឬទីកន្លែងផ្សេង"),
    ],
)
def test_a_piece_says_itself_in_both_languages(pages, piece, english, khmer):
    assert re.search(rf'class="[^"]*\b{piece}\b', pages["en"]), piece
    assert english in pages["en"] and khmer in pages["km"]


def test_every_mark_is_hidden_from_screen_readers(pages):
    signs = re.findall(r"<svg[^>]*>", pages["en"])
    assert signs and all('aria-hidden="true"' in sign for sign in signs)


def test_the_safety_banner_is_first_of_the_content(pages):
    main = pages["en"].split("<main")[1]
    assert main.index("hw-safety") < main.index("<h1")


@pytest.mark.parametrize("state", STRIP_STATES)
def test_the_strip_has_a_mark_of_its_own_for_each_state(state):
    strip = make_gallery().test_client().get(f"/~gallery/strip?state={state}").text
    assert f'data-state="{state}"' in strip and 'role="status"' in strip and "<path" in strip
    assert "<html" not in strip, "the strip answers alone when it is asked for alone"


def test_a_chosen_version_is_the_only_one_checked(pages):
    cards = re.findall(r'<input class="govuk-radios__input" type="radio" name="address"[^>]*>', pages["en"])
    assert [card for card in cards if "checked" in card] == [card for card in cards if 'value="a"' in card]
    assert len(cards) == 3


def test_a_gate_opens_when_nothing_is_missing():
    met, missing = Condition(words="a", is_met=True), Condition(words="b", is_met=False)
    assert Gate(title="t", conditions=(met,)).is_open and not Gate(title="t", conditions=(met, missing)).is_open


def test_events_stand_under_the_name_of_their_month():
    events = [Event(at=NOON - days * DAY, title=str(days)) for days in (0, 20, 40, 400)]
    grouped = [(month, [event.title for event in each]) for month, each in by_month(events, "en")]
    assert grouped == [("November 2026", ["0", "20"]), ("October 2026", ["40"]), ("October 2025", ["400"])]


def test_the_longest_bar_belongs_to_the_heaviest_and_the_lightest_is_still_seen():
    assert bar_length(6.5, most=6.5) == 100
    assert bar_length(-0.01, most=6.5) == 2
    assert bar_length(0, most=6.5) == 0 and bar_length(9.9, most=6.5) == 100
