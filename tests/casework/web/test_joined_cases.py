"""Joined cases on the pages of the laptop: both under the kept number, each record with the number it comes from."""

from pathlib import Path

import pytest

from casework.book import Edit
from tests.builders.records import a_case, a_contact_point, a_family_member, a_note, a_record_id, a_visit, an_edit
from tests.casework.web.desks import ADesk, a_desk
from tests.contracts.joined_cases import joined

KEPT, OTHER = "BTB-25-K1-1", "BTB-25-K1-2"


def a_consent(home: str) -> Edit:
    values = {
        "purpose": "tracing", "decision": "given", "decided_on": "2025-11-01", "given_by": "authority",
        "child_assent": "yes", "evidence": "signature", "withdrawn_on": "2025-11-10", "withdrawn_how": "person",
    }  # fmt: skip
    return an_edit("consent", values, record=a_record_id(), home=home)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> tuple[ADesk, dict[str, str]]:
    """A laptop with two joined cases: what stands where, by name."""
    desk = a_desk(Path(tmp_path_factory.mktemp("joined")))
    person = desk.laptop.person
    ids = sorted(a_record_id() for _ in (KEPT, OTHER))  # the link stands in the lower one: the other's rules wait
    cases = [a_case(worker=person, case_number=at, record=one) for one, at in zip(ids, (KEPT, OTHER), strict=True)]
    desk.saved(*cases)
    kept, other = (one.record for one in cases)
    mother = a_family_member(home=other, name_latin="Sok Chanthy", contact_safety="unsafe")
    own, theirs = a_visit(home=kept), a_visit(home=other, visited_on="2025-11-12")
    note, consent = a_note(home=other, text="Her scar is on the left."), a_consent(other)
    number = a_contact_point(home=other, owner=other, number="+85577889900")
    desk.saved(mother, own, theirs, note, consent, number)
    joined(desk.laptop, kept, other, at_once=False)
    found = {"kept": kept, "other": other, "mother": mother.record, "own": own.record, "theirs": theirs.record}
    return desk, {**found, "note": note.record, "consent": consent.record, "number": number.record}


def test_the_case_page_shows_both_and_says_where_each_record_comes_from(town) -> None:
    desk, at = town
    page = desk.get(f"/cases/{at['kept']}")
    assert f"Joined with {OTHER}" in page.words and f"From {OTHER}" in page.words
    assert "Her scar is on the left." in page.words, "the timeline tells both"
    assert "Sok Chanthy · ម៉ៅ សុភាព · Safe to contact? · Do not contact" in page.words, (
        "a danger that stands under the other number stands first"
    )
    assert "Consent withdrawn" in page.words
    assert (
        f"/cases/{at['other']}/visit/{at['theirs']}" in page.text
        and f"/cases/{at['kept']}/visit/{at['own']}" in page.text
    )
    assert f"/cases/{at['kept']}/visit/new" in page.text and f"/cases/{at['other']}/visit/new" not in page.text
    assert page.text.count("/history") >= 2, "the answers of both heads have their history"


def test_the_old_number_leads_to_the_kept_case_with_a_note(town) -> None:
    desk, at = town
    for path in (
        "",
        "/family",
        "/consent",
        "/files",
        "/referrals",
        "/transfers",
        "/visit",
        "/visit/new",
        "/case_note/new",
    ):
        answer = desk.get(f"/cases/{at['other']}{path}", status=303)
        assert f"/cases/{at['kept']}{path}?opened_as={at['other']}" in answer.location
    page = desk.follow(desk.get(f"/cases/{at['other']}", status=303))
    assert f"{OTHER} was joined to this case." in page.words
    assert f"case={at['kept']}" in desk.get(f"/conferences?case={at['other']}", status=303).location


def test_lists_hold_both_with_the_number(town) -> None:
    desk, at = town
    for path, record in (("visit", "theirs"), ("family", "mother"), ("consent", "consent"), ("case_note", "note")):
        page = desk.get(f"/cases/{at['kept']}/{path}")
        assert at[record] in page.text and f"From {OTHER}" in page.words, path
        assert f"/cases/{at['other']}/" in page.text, path


def test_the_person_has_the_numbers_of_both_on_the_family_page(town) -> None:
    desk, at = town
    page = desk.get(f"/cases/{at['kept']}/family")
    assert "77 889 900" in page.words and f"/cases/{at['other']}/family/number/{at['number']}/end" in page.text


def test_a_record_of_the_other_number_is_changed_where_it_stands(town) -> None:
    desk, at = town
    page = desk.get(f"/cases/{at['other']}/family/{at['mother']}")
    desk.send(page, {"nickname": "Yeay Thy"})
    assert desk.laptop.book.open(at["mother"]).values["nickname"] == "Yeay Thy"
    assert desk.laptop.book.open(at["mother"]).home == at["other"]


def test_the_whole_case_on_paper_holds_both(town) -> None:
    desk, at = town
    page = desk.post(f"/cases/{at['kept']}/print", {"_reason": "She asked for it"}, status=200)
    assert "Her scar is on the left." in page.words and f"From {OTHER}" in page.words


def test_in_khmer(town) -> None:
    desk, at = town
    desk.say_khmer()
    assert f"ពី {OTHER}" in desk.get(f"/cases/{at['kept']}").words
    desk.language[0] = "en"
