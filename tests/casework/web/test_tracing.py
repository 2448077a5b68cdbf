"""Inquiries and candidates over HTTP: who looks for whom, what is known, proposals of a worker, decisions of others."""

from pathlib import Path

import pytest

from casework.book import Query
from shared_schema.rules.reading import answer
from tests.builders.records import SUPERVISOR, WORKER, an_edit, changed
from tests.casework.web.desks import ADesk
from tests.casework.web.tracing_town import CASE, INQUIRY, OTHER_CASE, a_tracing_town, is_now, press, the

CLOSER = f"/tracing/{INQUIRY}/candidates/{CASE}"


@pytest.fixture
def desk(tmp_path: Path) -> ADesk:
    return a_tracing_town(tmp_path)


def test_the_list_says_who_looks_for_whom_and_how_it_stands(desk: ADesk) -> None:
    words = desk.get("/tracing").words
    assert "Sok Chenda" in words and "PNH-26-K7-T1" in words and "Sok Chan" in words and "Open" in words
    desk.say_khmer()
    assert "ការស្វែងរកគ្រួសារ" in desk.get("/tracing").words


def test_a_new_inquiry_begins_with_the_consent_and_has_a_number_of_its_own_row(desk: ADesk) -> None:
    page = desk.get("/tracing/new")
    typed = {
        "inquirer_name_latin": "Mao Rith",
        "relation": "uncle",
        "inquirer_phone": "012 345 679",
        "sought_given_name_latin": "Dara",
        "sought_sex": "male",
        "sought_age_stated": "20",
    }
    refused = desk.send(page, typed, status=422)
    assert "consent" in refused.words.lower()
    consent = {
        "consent.decision": "given",
        "consent.given_by": "person",
        "consent.evidence": "signature",
        "consent.scope": "identity",
    }
    answered = desk.send(refused, {**typed, **consent})
    shown = desk.follow(answered)
    assert "Dara" in shown.words and "Saved at" in shown.words
    made = desk.laptop.book.list(Query("tracing_inquiry")).records[-1]
    assert str(answer(made, "inquiry_number")).startswith("PNH-26-K7") and "-T" in str(answer(made, "inquiry_number"))
    assert answer(made, "sought_is_estimated") is True and answer(made, "status") == "open"


def test_another_person_of_the_family_copies_who_is_looking_and_nothing_else(desk: ADesk) -> None:
    values = desk.get(f"/tracing/new?like={INQUIRY}").form("record-form").values
    assert values["inquirer_name_latin"] == "Sok Chan"
    assert not values.get("sought_given_name_latin") and "relation" not in values


def test_the_first_action_puts_the_inquiry_under_tracing(desk: ADesk) -> None:
    desk.become(WORKER)
    desk.send(desk.get(f"/tracing/{INQUIRY}/tracing_action/new"), {"tracing_type": "home_visit"})
    assert answer(desk.laptop.book.open(INQUIRY), "status") == "tracing"
    page = desk.get(f"/tracing/{INQUIRY}").words
    assert "Home visit" in page and "Tracing" in page
    assert "1 action waits for its outcome" in desk.get("/tracing").words


def test_not_found_is_too_early_for_a_worker_and_the_page_says_what_it_needs(desk: ADesk) -> None:
    desk.become(WORKER)
    refused = desk.send(desk.get(f"/tracing/{INQUIRY}/close"), {"outcome": "not_found"}, status=422)
    assert "three actions of two methods" in refused.words
    desk.send(desk.get(f"/tracing/{INQUIRY}/close?new=1"), {"outcome": "contact_restored"})
    assert answer(desk.laptop.book.open(INQUIRY), "status") == "closed"
    assert "Contact restored" in desk.get(f"/tracing/{INQUIRY}").words
    desk.get(f"/tracing/{INQUIRY}/reopen", status=404)
    desk.become(SUPERVISOR)
    page = desk.get(f"/tracing/{INQUIRY}/reopen")
    assert "reason" in press(desk, page, "press-form", "reopen", status=422).words.lower()
    press(desk, page, "press-form", "reopen", _reason="the aunt called again")
    assert answer(desk.laptop.book.open(INQUIRY), "status") == "open"


@pytest.mark.parametrize("path", [f"/tracing/{INQUIRY}/candidates", f"/cases/{CASE}/candidates"])
def test_candidates_stand_in_bands_with_reasons_in_words_from_both_sides(desk: ADesk, path: str) -> None:
    page = desk.get(path)
    assert "A possible match is not proof. Check with both sides." in page.words
    assert "Likely (1)" in page.words or "Possible (1)" in page.words
    assert "Score +" in page.words
    assert "Name" in page.words and "strong" in page.words and "Against" not in page.words.partition("Unlikely")[0]
    desk.say_khmer()
    assert "ការអាចត្រូវគ្នាមិនមែនជាភស្តុតាងទេ" in desk.get(path).words


def test_without_consent_nothing_is_compared_and_the_page_says_what_is_missing(desk: ADesk) -> None:
    withdrawn = an_edit(
        "consent",
        {
            "purpose": "tracing",
            "decision": "refused",
            "decided_on": "2026-11-21",
            "given_by": "person",
            "evidence": "signature",
        },
        home=INQUIRY,
    )
    desk.saved(withdrawn)
    page = desk.get(f"/tracing/{INQUIRY}/candidates")
    assert "Nothing is compared yet" in page.words and "consent to family tracing" in page.words
    assert "Chenda" not in page.words.partition("Nothing is compared yet")[2]


def test_a_worker_proposes_and_does_not_decide(desk: ADesk) -> None:
    desk.become(WORKER)
    page = desk.get(CLOSER)
    assert "Propose: start verification" in page.words and "Propose: not this person" in page.words
    press(desk, page, "start-form", "start")
    assert is_now(desk, "match", "state") == "proposed" and is_now(desk, "match", "proposed_step") == "verify"
    assert answer(desk.laptop.book.open(INQUIRY), "status") == "tracing"
    assert "A worker proposes: Start verification" in desk.get(f"/tracing/{INQUIRY}/candidates").words


def test_both_sides_stand_beside_each_other_where_the_viewer_may_read_them(desk: ADesk) -> None:
    words = desk.get(CLOSER).words
    assert "The answers of both sides" in words and "Chenda" in words


def test_a_rejection_says_why_and_is_remembered(desk: ADesk) -> None:
    page = desk.get(CLOSER)
    assert "Choose why this is not the person." in press(desk, page, "reject-form", "reject", status=422).words
    press(desk, page, "reject-form", "reject", why="known_other", _reason="met both")
    assert is_now(desk, "match", "state") == "rejected" and is_now(desk, "match", "why") == "known_other"
    assert "Show 1 that was decided before: not this person" in desk.get(f"/tracing/{INQUIRY}/candidates").words
    words = desk.get(f"/tracing/{INQUIRY}/candidates?show=decided").words
    assert "Decided before: not this person (1)" in words and "Known to be somebody else" in words


def test_a_supervisor_starts_and_both_sides_get_one_record_to_fill(desk: ADesk) -> None:
    answered = press(desk, desk.get(CLOSER), "start-form", "start")
    assert f"/tracing/{INQUIRY}/verify/{CASE}" in answered.location
    assert is_now(desk, "match", "state") == "under_verification"
    assert the(desk, "verification").values["match_id"] == the(desk, "match").record_id
    assert "Under verification" in desk.get(f"/tracing/{INQUIRY}").words


def test_a_press_that_is_replayed_as_a_draft_decides_nothing(desk: ADesk) -> None:
    page = desk.get(CLOSER)
    form = page.form("start-form")
    desk.post(form.action, {**form.values, "_do": "draft"}, status=200)
    assert not list(desk.laptop.book.dossier(CASE).of_kind("match"))


def test_somebody_who_is_no_candidate_has_no_page(desk: ADesk) -> None:
    desk.get(f"/tracing/{INQUIRY}/candidates/{INQUIRY}", status=404)
    desk.get(f"/tracing/{CASE}", status=404)
    desk.get(f"/cases/{INQUIRY}/candidates", status=404)
    assert OTHER_CASE not in desk.get(f"/tracing/{INQUIRY}/candidates").text.partition("Unlikely")[0]


def test_an_inquiry_of_somebody_not_yet_countersigned_says_that_the_office_has_not_accepted_it(desk: ADesk) -> None:
    assert "Not yet accepted by the office" not in desk.get("/tracing").words
    worker = desk.laptop.book.open(SUPERVISOR.worker)
    entry = an_edit("worker", {}, record=SUPERVISOR.worker, home="directory")
    desk.saved(changed(entry, worker.seen, {"status": "unverified"}))
    assert "Not yet accepted by the office" in desk.get("/tracing").words
    assert "Not yet accepted by the office" in desk.get(f"/tracing/{INQUIRY}").words
