"""Referrals between offices: a board with overdue answers; the inbox shows the letter, nothing else of the case."""

import re

import pytest

from casework.book import Saved
from shared_schema.rules.reading import answer
from sync_server.services import referral_board
from tests.builders.records import a_contact_point, a_record_id, an_edit


@pytest.fixture
def sent(console):
    """(case, referral), see `a_sent_referral`."""
    return a_sent_referral(console)


def a_sent_referral(console):
    """A referral that Battambang sent to Pailin: identity is agreed to, contact is not."""
    town, provider, referral = console.town, a_record_id(), a_record_id()
    case = town.saved_case("sokha", nickname="Srey Neang", date_of_birth="2000-05-02")
    book = console.book("coordinator")
    named = {"name_latin": "Skills Centre", "provider_type": "ngo", "active": True}
    service = {"provider": provider, "service_type": "vocational_training", "provinces": ["24"]}
    save(book, an_edit("provider", named, record=provider, home="directory"))
    save(book, an_edit("provider_service", service, home="directory"))
    consent = {
        "purpose": "share_with_provider", "decision": "given", "decided_on": "2026-11-01", "given_by": "person",
        "evidence": "signature", "recipient": provider, "scope": ["identity"],
    }  # fmt: skip
    book = console.book("supervisor")
    given = an_edit("consent", consent, home=case)
    save(book, given)
    save(book, a_contact_point(home=case, owner=case, number="+85512345678", safety="safe"))
    letter = {
        "provider": provider, "service_type": "vocational_training", "receiving_office": town.pailin,
        "reason": "additional_services", "urgency": "week", "shared_scope": ["identity"], "consent_id": given.record,
        "state": "sent", "sent_on": "2026-11-12", "summary": "Wants to learn sewing",
    }  # fmt: skip
    save(book, an_edit("referral", letter, record=referral, home=case))
    return case, referral


def save(book, *edits):
    answered = book.save(edits)
    assert isinstance(answered, Saved), answered


def test_the_board_shows_what_waits_too_long(console, sent):
    page = console.get("supervisor", "/referrals")
    assert "1 answer is overdue" in page.words and "The answer is overdue" in page.words
    assert "The receiving office answers by itself" in page.words
    assert "No referral is in this state." in console.get("supervisor", "/referrals?state=done").words
    assert "No referral waits for an answer." in console.get("other_supervisor", "/referrals").words


def test_the_answer_that_waits_longest_stands_first_however_many_were_sent_since(console, sent, monkeypatch):
    monkeypatch.setattr(referral_board, "PER_PAGE", 1)
    monkeypatch.setattr(referral_board, "MOST_SORTED", 2)
    case, first = sent
    before = console.town.shown(first).values
    for urgency in ("week", "month"):
        console.clock.advance(days=1)
        console.signs_in("supervisor")
        kept = {name: before[name] for name in ("provider", "service_type", "consent_id", "reason", "shared_scope")}
        letter = {**kept, "urgency": urgency, "state": "sent", "sent_on": "2026-11-20"}
        save(console.book("supervisor"), an_edit("referral", letter, home=case))
    pages = [console.get("supervisor", f"/referrals?page={n}") for n in (1, 2, 3)]
    assert f'/referrals/{first}"' in pages[0].text and "The answer is overdue" in pages[0].words
    seen = [set(re.findall(rf"/cases/{case}/referrals/([\w-]{{22}})", page.text)) for page in pages]
    assert len(set.union(*seen)) == 3 and "(3)" in pages[0].words
    assert "1 answer is overdue Counted among" in pages[0].words


def test_the_inbox_holds_the_letter_and_nothing_else_of_the_case(console, sent):
    case, referral = sent
    assert "Skills Centre" in console.get("other_supervisor", "/referrals/inbox").words
    page = console.get("other_supervisor", f"/referrals/inbox/{referral}")
    assert "Wants to learn sewing" in page.words and "Srey Neang" in page.words
    assert "012 345 678" not in page.words and "Lives now at" not in page.words
    console.get("other_supervisor", f"/cases/{case}", status=404)
    assert "No referral waits for an answer." in console.get("supervisor", "/referrals/inbox").words
    console.get("supervisor", f"/referrals/inbox/{referral}", status=404)


def test_the_receiving_office_accepts_and_links_what_it_gave(console, sent):
    case, referral = sent
    address = f"/referrals/inbox/{referral}"
    console.post("other_supervisor", address, {"_do": "accept", "note": "From Monday on"})
    assert answer(console.town.shown(referral), "state") == "accepted"
    assert "cannot be read" in console.post("other_supervisor", address, {"_do": "finish"}, status=422).words
    day = {"started.day": "16", "started.month": "11", "started.year": "2026"}
    console.post("other_supervisor", address, {"_do": "finish", **day})
    dossier = console.book("supervisor").dossier(case)
    service = next(iter(dossier.of_kind("service")))
    assert answer(service, "referral_id") == referral and answer(service, "started_on") == "2026-11-16"
    assert answer(console.town.shown(referral), "state") == "done"
    town = console.town
    town.laptop("sokha").settle()
    assert service.record_id in town.laptop("sokha").received


def test_declining_needs_a_reason(console, sent):
    _case, referral = sent
    address = f"/referrals/inbox/{referral}"
    page = console.post("other_supervisor", address, {"_do": "decline", "note": "no room"}, status=422)
    assert "No reason was written" in page.words and "no room" in page.text
    console.post("other_supervisor", address, {"_do": "decline", "reason": "The course is full"})
    shown = console.town.shown(referral)
    assert (answer(shown, "state"), answer(shown, "state_reason")) == ("declined", "The course is full")
    again = console.post("other_supervisor", address, {"_do": "accept"}, status=422)
    assert "answered this referral meanwhile" in again.words


def test_what_was_taken_back_says_destroy_what_you_kept(console, sent):
    _case, referral = sent
    book = console.book("supervisor")
    shown = book.open(referral)
    whole = {**shown.objects["group:state"], "state": "revoked", "state_reason": "withdrew consent"}
    from casework.book import Edit

    save(book, Edit(referral, "referral", shown.home, {"group:state": whole}, dict(shown.seen)))
    page = console.get("other_supervisor", f"/referrals/inbox/{referral}", status=409)
    assert "The other office took this back." in page.words and "Destroy what you kept." in page.words
    assert "sewing" not in page.words


def test_the_receiving_office_writes_nothing_else_into_the_case(console, sent):
    case, _referral = sent
    other = console.book("other_supervisor")
    for kind, values in (
        ("service", {"service_type": "health", "started_on": "2026-11-16"}),
        ("service", {"service_type": "health", "started_on": "2026-11-16", "referral_id": a_record_id()}),
        ("case_note", {"noted_on": "2026-11-16", "note_type": "other", "text": "x"}),
    ):
        with pytest.raises(Exception, match=r"record\.not_found"):
            other.save([an_edit(kind, values, home=case)])


@pytest.mark.parametrize("role", ["administrator", "auditor", "worker"])
def test_the_inbox_is_for_who_leads(console, sent, role):
    _case, referral = sent
    for path in ("/referrals/inbox", f"/referrals/inbox/{referral}"):
        console.get(role, path, status=404)
    console.post(role, f"/referrals/inbox/{referral}", {"_do": "accept"}, status=404)
