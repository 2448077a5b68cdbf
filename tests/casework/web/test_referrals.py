"""Referrals on a real encrypted laptop: the directory, consent before the button, the letter, what follows."""

import pytest

from tests.builders.records import a_case, a_record_id, an_edit
from tests.casework.web.desks import a_desk

CASE, PROVIDER = a_record_id(), a_record_id()
PAGE = f"/cases/{CASE}/referrals"
NEW = f"{PAGE}/new?provider={PROVIDER}&service=vocational_training"
WRITTEN = {"reason": "additional_services", "urgency": "week", "shared_scope": ["identity", "needs"], "summary": "Sews"}


@pytest.fixture
def desk(tmp_path):
    desk = a_desk(tmp_path)
    desk.saved(a_case(record=CASE, case_number="PNH-26-K7-7", date_of_birth="2000-05-02"))
    return desk


@pytest.fixture
def provider(desk):
    values = {"name_latin": "Skills Centre", "name_km": "មជ្ឈមណ្ឌលជំនាញ", "provider_type": "ngo", "phone": "+85512999888"}
    service = {
        "provider": PROVIDER,
        "service_type": "vocational_training",
        "provinces": ["12"],
        "capacity": 10,
        "free_places": 3,
        "as_of": "2026-11-10",
    }
    desk.saved(
        an_edit("provider", {**values, "active": True}, record=PROVIDER, home="directory"),
        an_edit("provider_service", service, home="directory"),
    )


def consent(desk, *scope, **values):
    whole = {
        "purpose": "share_with_provider",
        "decision": "given",
        "decided_on": "2026-11-01",
        "given_by": "person",
        "evidence": "signature",
        "recipient": PROVIDER,
        "scope": list(scope),
    }
    edit = an_edit("consent", {**whole, **values}, home=CASE)
    desk.saved(edit)
    return edit.record


def referrals(desk):
    return list(desk.laptop.book.dossier(CASE).of_kind("referral"))


def written(desk):
    """A draft letter, and its page."""
    answer = desk.send(desk.get(NEW), WRITTEN)
    return desk.follow(answer)


def pressed(desk, do, *, status=303, **fields):
    page = desk.get(f"{PAGE}/{referrals(desk)[0].record_id}")
    form = page.form(f"{do}-form")
    answer = desk.post(form.action, {**form.values, **fields, "_do": do}, status=status)
    return desk.follow(answer) if status == 303 else answer


def test_empty_directory_says_whom_to_ask(desk):
    assert "Ask the coordinator" in desk.get("/directory").words
    assert "Ask the coordinator" in desk.get(f"{PAGE}?service=health").words


def test_directory_shows_places_free_with_the_day_they_were_confirmed(desk, provider):
    page = desk.get("/directory")
    assert "Skills Centre" in page.words
    assert "3 of 10 places free · Confirmed on 10 November 2026" in page.words
    assert "Ask before you send somebody" not in page.words
    assert "Skills Centre" in desk.post("/directory", {"text": "skil"}, status=200).words
    assert "Skills Centre" not in desk.post("/directory", {"text": "nobody"}, status=200).words
    assert "+855 12 999 888" in desk.get(f"/directory/providers/{PROVIDER}").words


def test_need_leads_to_providers_and_to_a_letter(desk, provider):
    page = desk.get(f"{PAGE}?service=vocational_training")
    assert f"provider={PROVIDER}" in page.text
    assert "No consent to tell a provider is in force" in page.words
    assert "knows no provider for this need" in desk.get(f"{PAGE}?service=vocational_training&province=02").words


def test_without_consent_a_letter_is_a_draft_and_sending_says_what_is_missing(desk, provider):
    page = written(desk)
    assert "No consent: left out of the letter" in page.words
    refused = pressed(desk, "send", status=422)
    assert "needs the person's consent for this provider" in refused.words
    assert referrals(desk)[0].values["state"] == "draft"


def test_letter_is_sent_under_the_consent_that_covers_every_part(desk, provider):
    narrow, wide = consent(desk, "identity"), consent(desk, "identity", "needs")
    written(desk)
    assert referrals(desk)[0].values["consent_id"] == wide != narrow
    page = pressed(desk, "send")
    (referral,) = referrals(desk)
    assert (referral.values["state"], referral.values["sent_on"]) == ("sent", "2026-11-21")
    assert "The provider accepted" in page.words


def test_part_that_the_person_did_not_agree_to_stays_out_of_the_letter_and_stops_sending(desk, provider):
    consent(desk, "needs")
    written(desk)
    page = desk.get(f"{PAGE}/{referrals(desk)[0].record_id}/letter")
    body = page.text[page.text.index("<main") :]
    assert "Chenda" not in body
    assert "ចិន្តា" not in body
    assert "PNH-26-K7-7" in page.words
    assert "Share only what the person agreed to share" in pressed(desk, "send", status=422).words


def test_letter_stands_in_both_languages(desk, provider):
    consent(desk, "identity", "needs")
    written(desk)
    page = desk.get(f"{PAGE}/{referrals(desk)[0].record_id}/letter")
    for words in ("Referral letter", "លិខិតបញ្ជូនបន្ត", "Skills Centre", "មជ្ឈមណ្ឌលជំនាញ", "Sok Chenda", "សុខ ចិន្តា"):
        assert words in page.words
    assert "Sok" not in page.text.split("</title>")[0]


def test_unanswered_letter_becomes_overdue(desk, provider):
    consent(desk, "identity", "needs")
    written(desk)
    pressed(desk, "send")
    desk.laptop.clock.now += 4 * 86_400_000
    assert "Answer overdue" in desk.get(PAGE).words


def test_declined_needs_a_reason_and_done_a_service(desk, provider):
    consent(desk, "identity", "needs")
    written(desk)
    pressed(desk, "send")
    pressed(desk, "decline", status=422)
    page = pressed(desk, "accept")
    assert "A referral is done once a service stands behind it" in page.words
    service = {"service_type": "vocational_training", "started_on": "2026-11-20", "provider": PROVIDER}
    desk.saved(an_edit("service", service | {"referral_id": referrals(desk)[0].record_id}, home=CASE))
    pressed(desk, "finish")
    assert referrals(desk)[0].values["state"] == "done"


def test_taking_back_what_went_out_makes_the_task_to_tell_the_receiver(desk, provider):
    record = consent(desk, "identity", "needs")
    written(desk)
    pressed(desk, "send")
    shown = desk.laptop.book.open(record)
    values = {"withdrawn_on": "2026-11-21", "withdrawn_how": "told us"}
    withdrawal = an_edit("consent", values, record=record, home=CASE)
    desk.saved(type(withdrawal)(record, "consent", CASE, withdrawal.registers, dict(shown.seen)))
    assert "Consent was withdrawn: take it back" in desk.get(PAGE).words
    pressed(desk, "revoke", _reason="The person withdrew")
    (task,) = desk.laptop.book.dossier(CASE).of_kind("task")
    assert task.values["due_on"] == "2026-11-23"
    assert "Skills Centre" in task.values["title"]
    letter = desk.get(f"{PAGE}/{referrals(desk)[0].record_id}/letter")
    assert "Taking back a referral" in letter.words
    assert "Sok Chenda" not in letter.words


def test_draft_for_one_provider_never_opens_for_another(desk, provider):
    other = a_record_id()
    desk.saved(an_edit("provider", {"name_latin": "Clinic", "provider_type": "health"}, record=other, home="directory"))
    desk.send(desk.get(NEW), {"summary": "for the school"}, do="draft")
    page = desk.get(f"{PAGE}/new?provider={other}&service=health")
    assert "for the school" not in page.text
    assert "for the school" in desk.get(NEW).text


def test_pages_of_referrals_stand_in_khmer(desk, provider):
    desk.say_khmer()
    assert "ការបញ្ជូនបន្ត" in desk.get(PAGE).words
    assert "ទំនេរ 3 ក្នុងចំណោម 10 កន្លែង" in desk.get("/directory").words
