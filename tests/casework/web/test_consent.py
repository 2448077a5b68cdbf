"""The consent pages over HTTP on a real encrypted laptop: add, renew, withdraw, and what is open afterwards."""

import pytest

from shared_schema.rules.consent import has_consent
from tests.builders.records import OFFICE, WORKER, a_case, a_family_member, a_record_id, an_edit
from tests.casework.web.desks import a_desk
from tests.casework.web.whole_records import inquiry_answers

CASE, MOTHER, PROVIDER, CHILD, INQUIRY = (a_record_id() for _ in range(5))
PAGE = f"/cases/{CASE}/consent"
ANSWERS = {"purpose": "tracing", "decision": "given", "given_by": "person", "evidence": "signature"}


@pytest.fixture
def desk(tmp_path):
    desk = a_desk(tmp_path)
    adult = {"date_of_birth": "1990-05-02", "case_number": "PNH-26-K7-7"}
    desk.saved(a_case(record=CASE, **adult), a_family_member(home=CASE, record=MOTHER))
    provider = {"name_latin": "Skills Centre", "provider_type": "ngo", "active": True}
    desk.saved(an_edit("provider", provider, record=PROVIDER, home="directory"))
    return desk


def entries_of(desk):
    return list(desk.laptop.book.dossier(CASE).of_kind("consent"))


def is_open(desk, purpose):
    return has_consent(desk.laptop.book.dossier(CASE), purpose, desk.desk.today())


def a_sent_referral(consent):
    referral = {
        "provider": PROVIDER,
        "service_type": "health",
        "reason": "additional_services",
        "urgency": "month",
        "shared_scope": ["needs"],
        "consent_id": consent,
        "state": "sent",
        "sent_on": "2026-11-21",
    }
    return an_edit("referral", referral, home=CASE)


def test_empty_ledger_says_what_is_closed(desk):
    page = desk.get(PAGE)
    assert "No consent recorded: tracing and referral are closed." in page.words
    assert "Closed: Family tracing" in page.words


def test_consent_is_recorded_and_opens_its_purpose(desk):
    page = desk.get(f"{PAGE}/add?purpose=tracing")
    assert page.form("record-form").values["purpose"] == "tracing"
    shown = desk.follow(desk.send(page, ANSWERS))
    assert is_open(desk, "tracing")
    assert "In force" in shown.words
    assert "Family tracing: searching" in shown.words


def test_withdrawing_is_one_page_without_a_reason_and_works_at_once(desk):
    desk.send(desk.get(f"{PAGE}/add"), ANSWERS)
    (entry,) = entries_of(desk)
    page = desk.get(f"{PAGE}/{entry.record_id}/withdraw")
    assert "No reason is needed." in page.words
    form = page.form("withdraw-form")
    answer = desk.post(f"{PAGE}/{entry.record_id}/withdraw", form.values)
    assert not is_open(desk, "tracing")
    after = desk.follow(answer)
    assert "Consent withdrawn" in after.words
    assert "/withdraw" not in after.text
    again = desk.get(f"{PAGE}/{entry.record_id}/withdraw")
    assert "This consent was withdrawn before." in again.words


def test_withdrawal_after_today_is_not_taken(desk):
    desk.send(desk.get(f"{PAGE}/add"), ANSWERS)
    (entry,) = entries_of(desk)
    path = f"{PAGE}/{entry.record_id}/withdraw"
    wrong = desk.post(path, {**desk.get(path).form("withdraw-form").values, "withdrawn_on": "2027-01-01"}, status=422)
    assert "Choose today or an earlier day" in wrong.words
    assert is_open(desk, "tracing")


def test_renewing_begins_with_what_was_agreed_and_leaves_the_old_entry(desk):
    desk.send(desk.get(f"{PAGE}/add"), ANSWERS)
    (first,) = entries_of(desk)
    page = desk.get(f"{PAGE}/add?renew={first.record_id}")
    assert page.form("record-form").values["given_by"] == "person"
    assert "evidence" not in page.form("record-form").values
    desk.send(page, {"evidence": "signature"})
    assert len(entries_of(desk)) == 2


def test_who_received_something_gets_a_task_to_stop_when_consent_is_withdrawn(desk):
    sharing = {**ANSWERS, "purpose": "share_with_provider", "recipient": PROVIDER, "scope": ["identity", "needs"]}
    desk.send(desk.get(f"{PAGE}/add"), sharing)
    (entry,) = entries_of(desk)
    desk.saved(a_sent_referral(entry.record_id))
    path = f"{PAGE}/{entry.record_id}/withdraw"
    page = desk.get(path)
    assert "Skills Centre" in page.words
    desk.post(path, page.form("withdraw-form").values)
    (task,) = desk.laptop.book.dossier(CASE).of_kind("task")
    assert task.values["title"].endswith("Skills Centre")
    assert task.values["due_on"] == "2026-11-23"
    assert not is_open(desk, "share_with_provider")


def test_a_later_no_on_the_day_of_a_letter_is_recorded_and_closes_sharing(desk):
    sharing = {**ANSWERS, "purpose": "share_with_provider", "recipient": PROVIDER, "scope": ["identity", "needs"]}
    desk.send(desk.get(f"{PAGE}/add"), sharing)
    desk.saved(a_sent_referral(entries_of(desk)[0].record_id))
    desk.send(desk.get(f"{PAGE}/add"), {**sharing, "decision": "refused", "scope": None})
    dossier = desk.laptop.book.dossier(CASE)
    assert not has_consent(dossier, "share_with_provider", desk.desk.today(), provider=PROVIDER)


def test_child_needs_a_guardian_and_the_page_says_so(desk):
    desk.saved(a_case(record=CHILD))
    page = desk.get(f"/cases/{CHILD}/consent/add")
    assert "This person is under 18" in page.words
    desk.send(page, ANSWERS, status=422)


def test_consent_of_an_inquirer_has_the_same_pages(desk):
    inquiry = inquiry_answers(WORKER) | {"inquiry_number": "INQ-1"}
    desk.saved(
        an_edit("tracing_inquiry", inquiry, record=INQUIRY),
        an_edit("consent", {**ANSWERS, "decided_on": "2026-11-01"}, home=INQUIRY),
    )
    page = desk.get(f"/tracing/{INQUIRY}/consent")
    assert "In force" in page.words
    assert "Study" not in page.words
    desk.get(f"/cases/{INQUIRY}/consent", status=404)


def test_consent_stands_in_khmer(desk):
    desk.say_khmer()
    desk.send(desk.get(f"{PAGE}/add"), ANSWERS)
    page = desk.get(PAGE)
    assert "មានសុពលភាព" in page.words
    assert "In force" not in page.words
    desk.get(f"/cases/{OFFICE}/consent", status=404)
