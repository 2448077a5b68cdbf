"""Gates of referrals, conferences, transfers and joined cases: each met and not met."""

from dataclasses import replace
from datetime import date

import pytest

from shared_schema.canonical import Json
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.gates_referral import is_answer_overdue, to_revoke
from shared_schema.rules.steps import missing_for
from tests.shared_schema.rules.dossiers import (
    OFFICE,
    OTHER_OFFICE,
    OTHER_PROVIDER,
    PROVIDER,
    SUPERVISOR,
    TODAY,
    WORKER,
    a_case,
    a_consent,
    a_dossier,
    a_record,
    a_referral,
)
from tests.shared_schema.rules.tracing_dossiers import THE_COORDINATOR, THE_SUPERVISOR, THE_WORKER, Actor


def missing(
    step: str,
    dossier: Dossier,
    record: str = "case",
    *,
    actor: Actor = THE_WORKER,
    today: date = TODAY,
    reason: str | None = None,
) -> set[str]:
    """Codes of what is missing for a step."""
    return {m.code for m in missing_for(step, dossier, record=record, today=today, actor=actor, reason=reason)}


def test_a_referral_goes_to_an_active_provider_who_offers_the_service() -> None:
    assert missing("referral.draft", a_dossier(a_referral()), "referral") == set()
    assert missing("referral.draft", a_dossier(a_referral(provider=OTHER_PROVIDER)), "referral") == {
        "provider_active",
        "service_offered",
    }
    residential = a_referral(service_type="residential_care")
    assert missing("referral.draft", a_dossier(residential), "referral") == {"standards_of_care"}
    good = a_record("provider", PROVIDER, {"active": True, "standards_status": "improving"}, home="directory")
    assert missing("referral.draft", a_dossier(residential, related=[good]), "referral") == set()


def test_a_referral_is_sent_under_consent_or_overridden() -> None:
    draft = a_referral(state="draft", sent_on=None)
    consent = a_consent(purpose="share_with_provider")
    assert missing("referral.send", a_dossier(draft, consent), "referral") == set()
    assert missing("referral.send", a_dossier(draft), "referral") == {"consent_share_with_provider"}
    narrow = a_consent(purpose="share_with_provider", scope=["contact"])
    assert missing("referral.send", a_dossier(draft, narrow), "referral") == {"scope_agreed"}
    expired = a_consent(purpose="share_with_provider", expires_on="2026-11-20")
    assert missing("referral.send", a_dossier(draft, expired), "referral") == {"consent_share_with_provider"}
    override = a_referral(state="draft", sent_on=None, override_reason="court_order")
    assert missing("referral.send", a_dossier(override), "referral", actor=THE_SUPERVISOR) == set()
    assert missing("referral.send", a_dossier(override), "referral") == {"consent_share_with_provider"}


def test_a_referral_ends_with_a_service_or_a_reason() -> None:
    assert missing("referral.finish", a_dossier(a_referral()), "referral") == {"service_linked"}
    service = a_record("service", "s", {"referral_id": "referral"})
    assert missing("referral.finish", a_dossier(a_referral(), service), "referral") == set()
    assert missing("referral.revoke", a_dossier(a_referral()), "referral") == {"answer_needed"}
    assert missing("referral.decline", a_dossier(a_referral(state_reason="full")), "referral") == set()


@pytest.mark.parametrize(("urgency", "days"), [("today", 1), ("week", 3), ("month", 7)])
def test_an_unanswered_referral_is_overdue_by_its_urgency(urgency: str, days: int) -> None:
    referral = a_referral(urgency=urgency)
    assert not is_answer_overdue(referral, date(2026, 11, 1 + days))
    assert is_answer_overdue(referral, date(2026, 11, 2 + days))
    assert not is_answer_overdue(a_referral(urgency=urgency, state="accepted"), TODAY)


def test_a_withdrawal_lists_every_referral_it_covers() -> None:
    withdrawn = a_consent(purpose="share_with_provider", withdrawn_on="2026-11-10")
    others = (a_referral("r2", state="draft"), a_referral("r3", state="done"), a_referral("r4", state="accepted"))
    dossier = a_dossier(a_referral(), *others, withdrawn)
    assert [r.record_id for r in to_revoke(dossier, TODAY)] == ["referral", "r4"]


def a_conference(**values: Json) -> Dossier:
    whole: dict[str, Json] = {
        "held_on": "2026-05-01",
        "chair": SUPERVISOR,
        "state": "held",
        "person_present": "in_person",
    }
    conference = a_record("case_conference", "c", {**whole, **values})
    attendees = [
        a_record("conference_attendee", f"p{n}", {"conference_id": "c", "name": "x", "agency_text": agency})
        for n, agency in enumerate(("Police of Example", "Commune of Example"))
    ]
    decision = a_record("conference_decision", "d", {"conference_id": "c", "text": "x", "task_id": "t"})
    return a_dossier(a_case(), conference, *attendees, decision)


def test_a_conference_is_held_by_two_agencies_and_signed_when_whole() -> None:
    dossier = a_conference()
    assert missing("conference.hold", dossier, "c") == set()
    assert missing("conference.hold", a_conference(chair=None), "c") == {"answer_needed"}
    one = a_dossier(*(r for r in dossier.records.values() if r.record_id != "p1"))
    assert missing("conference.hold", one, "c") == {"two_agencies"}
    assert missing("conference.sign", dossier, "c") == {
        "person_view",
        "decision_owner",
        "decision_due",
        "confidentiality_marked",
    }


def test_a_decision_is_due_on_or_after_the_day_of_the_conference() -> None:
    whole = a_conference(person_view="x")
    marked = [
        replace(r, values={**r.values, "confidentiality_signed": False}) for r in whole.of_kind("conference_attendee")
    ]

    def asked(due_on: str) -> set[str]:
        values = {"conference_id": "c", "text": "x", "owner_worker": WORKER, "due_on": due_on}
        records = {
            **whole.records,
            **{r.record_id: r for r in marked},
            "d": a_record("conference_decision", "d", values),
        }
        return missing("conference.sign", a_dossier(*records.values()), "c")

    assert asked("2026-05-01") == set()
    assert asked("2026-04-30") == {"decision_due"}


def test_a_transfer_is_sent_from_the_office_of_the_case_and_moves_the_assignment() -> None:
    def transfer(**values: Json) -> Shown:
        whole: dict[str, Json] = {
            "from_office": OFFICE,
            "to_office": OTHER_OFFICE,
            "reason": "person_moved",
            "state": "draft",
        }
        return a_record("case_transfer", "t", {**whole, **values})

    assert missing("transfer.send", a_dossier(transfer()), "t") == set()
    assert missing("transfer.send", a_dossier(transfer(to_office=OFFICE)), "t") == {"another_office"}
    assert missing("transfer.send", a_dossier(transfer(from_office="third")), "t") == {"office_of_case"}
    assert missing("transfer.send", a_dossier(transfer(state="sent")), "t") == {"status_pending"}
    accepted = transfer(state="accepted", to_worker="w2")
    assert missing("transfer.accept", a_dossier(accepted), "t") == {"assignment_moved"}
    moved = a_case(office=OTHER_OFFICE, case_worker="w2")
    assert missing("transfer.accept", a_dossier(moved, accepted), "t") == set()
    refused = transfer(state="refused", refused_why="no_capacity")
    pending = a_case(status="transfer_pending")
    assert missing("transfer.refuse", a_dossier(pending, refused), "t") == {"status_open_again"}


def test_joining_two_cases_keeps_one_that_lasts() -> None:
    link: dict[str, Json] = {"case_a": "case", "case_b": "case-2", "state": "proposed"}

    def join(survivor: str | None, *related: Shown) -> set[str]:
        record = a_record("case_link", "link", {**link, "survivor": survivor})
        return missing("link.merge", a_dossier(a_case(), record, related=related), "link", actor=THE_COORDINATOR)

    assert join("case-2", a_case("case-2")) == set()
    assert join(None) == {"survivor_chosen"}
    assert join("case-2", a_case("case-2", status="duplicate")) == {"survivor_lasting"}
    back = a_record("case_link", "old", {**link, "state": "merged", "survivor": "case"}, home="case-2")
    assert join("case-2", a_case("case-2"), back) == {"survivor_lasting"}
    record = a_record("case_link", "link", {**link, "state": "unmerged"})
    assert missing("link.unmerge", a_dossier(a_case(), record), "link") == {"reason"}
