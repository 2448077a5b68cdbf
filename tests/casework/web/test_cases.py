"""The caseload by next visit, the one search box, the case page, the case on paper."""

from pathlib import Path

import pytest

from casework.book import Person, Query
from tests.builders.records import (
    OFFICE,
    SUPERVISOR,
    WORKER,
    a_case,
    a_contact_point,
    a_family_member,
    a_visit,
    an_edit,
    changed,
)
from tests.casework.web.desks import ADesk, a_desk

SENG = {"country": "KH", "province": "02", "district": "0201", "commune": "020101"}
UNCLEARED = Person(SUPERVISOR.worker, "supervisor", OFFICE)


@pytest.fixture
def desk(tmp_path: Path) -> ADesk:
    return a_desk(tmp_path)


def a_saved_case(desk: ADesk, **values: object) -> str:
    case = a_case(**values)  # type: ignore[arg-type]
    desk.saved(case)
    return case.record


def test_list_is_by_next_visit_25_a_page(desk: ADesk) -> None:
    for n in range(28):
        a_saved_case(desk, case_number=f"PNH-26-K7-{n + 100}", registered_on=f"2026-11-{n % 20 + 1:02}")
    first = desk.get("/cases")
    assert "28 cases" in first.words and "page 1 of 2" in first.words
    assert first.text.count('class="hw-row"') == 25
    assert first.words.index("PNH-26-K7-100") < first.words.index("PNH-26-K7-101")
    second = desk.post("/cases", {"page": "2"}, status=200)
    assert second.text.count('class="hw-row"') == 3


def test_filters_keep_to_risk_place_and_overdue(desk: ADesk) -> None:
    a_saved_case(desk, case_number="PNH-26-K7-1", registered_on="2026-09-01")
    a_saved_case(desk, case_number="PNH-26-K7-2", risk_level="high", risk_reason="threat", registered_on="2026-11-20")
    a_saved_case(desk, case_number="PNH-26-K7-3", current_place=SENG, registered_on="2026-11-20")

    def numbers(**asked: str) -> set[str]:
        words = desk.post("/cases", asked, status=200).words
        return {n for n in ("1", "2", "3") if f"PNH-26-K7-{n}" in words}

    assert numbers() == {"1", "2", "3"}
    assert numbers(risk="high") == {"2"}
    assert numbers(village="020101") == {"3"}
    assert numbers(overdue="yes") == {"1"}
    assert numbers(status="closed") == set()


def test_a_search_crosses_scripts_and_says_how_it_matched(desk: ADesk) -> None:
    a_saved_case(desk, case_number="PNH-26-K7-1", family_name_km="", given_name_km="", nickname="Srey Mom")
    mother = a_case(case_number="PNH-26-K7-2", given_name_km="បុប្ផា", given_name_latin="Bopha")
    relative = a_family_member(home=mother.record)
    desk.saved(mother, relative, a_contact_point(home=mother.record, owner=relative.record))
    khmer = desk.post("/cases", {"text": "ចិន្តា"}, status=200).words
    assert "PNH-26-K7-1" in khmer and "Sounds like “ចិន្តា”" in khmer
    assert "Also written: Srey Mom" in desk.post("/cases", {"text": "Srey Mom"}, status=200).words
    assert "A relative: Mao Sopheap" in desk.post("/cases", {"text": "Sopheap"}, status=200).words
    assert "Phone: +855 12 345 678" in desk.post("/cases", {"text": "012 345 678"}, status=200).words
    plain = desk.post("/cases", {"text": "Bopha"}, status=200).words
    assert "PNH-26-K7-2" in plain and "Sounds like" not in plain


def test_nothing_found_offers_what_to_do_next_and_says_where_was_searched(desk: ADesk) -> None:
    words = desk.post("/cases", {"text": "Zzyx"}, status=200).words
    assert "No case matches." in words and "This search" not in words
    assert "Search again" in words and "The search covers this laptop only." in words


def test_instant_search_answers_the_list_alone(desk: ADesk) -> None:
    a_saved_case(desk)
    piece = desk.client.post("/~test/cases", data={"csrf": "a-token", "text": "Chenda"}, headers={"HX-Request": "true"})
    text = piece.get_data(as_text=True)
    assert "<html" not in text and "Chenda" in text


def test_case_page_puts_danger_first_then_the_person(desk: ADesk) -> None:
    case = a_case(case_number="PNH-26-K7-1", do_not_contact_family=True, do_not_contact_reason="danger")
    uncle = a_family_member(home=case.record, name_latin="Mao Veasna", relation="uncle", contact_safety="unsafe")
    number = a_contact_point(home=case.record, owner=uncle.record, safety="unsafe")
    visit = a_visit(home=case.record, visited_on="2026-11-20", safety="danger", next_visit_on="2026-11-25")
    desk.saved(case, uncle, number, visit)
    words = desk.get(f"/cases/{case.record}").words
    assert words.index("Safe now? · In danger") < words.index("Do not contact the family: Danger")
    assert words.index("Safe to contact?") < words.index("Do not call +855 12 345 678") < words.index("Sok Chenda")
    assert "17 years old" in words and "Risk: High" in words and "No consent recorded" in words
    assert words.index("Record a visit") < words.index("Timeline")


def test_consent_badge_follows_a_withdrawal(desk: ADesk) -> None:
    case = a_case(case_number="PNH-26-K7-1", date_of_birth="1999-05-02")
    given = {
        "purpose": "tracing",
        "decision": "given",
        "decided_on": "2026-11-20",
        "given_by": "person",
        "evidence": "signature",
    }
    consent = an_edit("consent", given, home=case.record)
    desk.saved(case, consent)
    assert "Consent given: Family tracing" in desk.get(f"/cases/{case.record}").words
    seen = desk.laptop.book.open(consent.record).seen
    desk.saved(changed(consent, seen, {"withdrawn_on": "2026-11-21", "withdrawn_how": "By telephone"}))
    words = desk.get(f"/cases/{case.record}").words
    assert "Consent withdrawn: Family tracing" in words and "Consent given" not in words


def test_timeline_shows_twenty_and_then_earlier_ones(desk: ADesk) -> None:
    home = a_saved_case(desk, registered_on="2026-01-01")
    for n in range(25):
        desk.saved(a_visit(home=home, visited_on=f"2026-{n % 10 + 1:02}-{n % 28 + 1:02}", person_says=f"word {n} end"))
    first = desk.get(f"/cases/{home}")
    assert first.text.count("hw-timeline__event") == 20 and "Show earlier" in first.words
    second = desk.get(f"/cases/{home}?from=20")
    assert second.text.count("hw-timeline__event") == 25 and "Show earlier" not in second.words
    piece = desk.get(f"/cases/{home}?from=20", **{"HX-Request": "true"})
    assert piece.text.count("hw-timeline__event") == 5 and "<html" not in piece.text
    assert "hw-timeline__event" not in desk.get(f"/cases/{home}?show=tracing").text


def test_without_visits_the_page_says_when_the_first_is_due(desk: ADesk) -> None:
    home = a_saved_case(desk, registered_on="2026-11-10")
    assert "No visits yet. The first is due 10 December 2026" in desk.get(f"/cases/{home}").words


def test_without_clearance_nothing_restricted_is_there_not_even_a_word(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, person=UNCLEARED, scopes=(f"office/{OFFICE}", "directory"))
    case = a_case(worker=WORKER)
    desk.saved(case)
    words = desk.get(f"/cases/{case.record}").words
    assert "Restricted" not in words and "Trafficking account" not in words
    own = a_desk(tmp_path / "own")
    mine = a_case()
    own.saved(mine)
    assert "Restricted" in own.get(f"/cases/{mine.record}").words


def test_what_is_unknown_or_no_case_is_not_found(desk: ADesk) -> None:
    desk.get(f"/cases/{desk.desk.new_id()}", status=404)
    desk.get(f"/cases/{OFFICE}", status=404)


def test_printing_the_whole_case_asks_why_and_keeps_the_reason_in_the_case(desk: ADesk) -> None:
    home = a_saved_case(desk, case_number="PNH-26-K7-1")
    desk.saved(a_visit(home=home, visited_on="2026-11-20", person_says="I want to go home"))
    assert "Why is the whole case printed?" in desk.get(f"/cases/{home}/print").words
    assert (
        "Write why the whole case is printed." in desk.post(f"/cases/{home}/print", {"_reason": " "}, status=422).words
    )
    paper = desk.post(f"/cases/{home}/print", {"_reason": "She asked for it"}, status=200)
    assert "I want to go home" in paper.words and "She asked for it" in paper.words
    notes = desk.laptop.book.list(Query("case_note", home=home)).records
    assert [note.values["text"] for note in notes] == ["The whole case was printed: She asked for it"]


def test_everything_is_said_in_khmer_too(desk: ADesk) -> None:
    home = a_saved_case(desk)
    desk.saved(a_visit(home=home, visited_on="2026-11-20"))
    desk.say_khmer()
    for path in ("/cases", f"/cases/{home}", f"/cases/{home}/print"):
        words = desk.get(path).words
        assert not [one for one in ("Visit", "Next", "Print", "Timeline", "Search") if one in words], path
