"""Consent in force: given, not withdrawn, not ended, within scope, for whom; never from doubt (records.md 2.3)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_schema.canonical import Json
from shared_schema.merge.policy import Shown
from shared_schema.rules.consent import Giver, Recipient, consent_in_force, has_consent
from tests.shared_schema.rules.dossiers import (
    OTHER_PROVIDER,
    PROVIDER,
    a_case,
    a_consent,
    a_dossier,
    a_member,
    a_record,
)

ON = date(2026, 6, 1)
SHARE = "share_with_provider"


def holds(
    *entries: Shown, purpose: str = SHARE, provider: str | None = PROVIDER, scope: tuple[str, ...] = ("needs",)
) -> bool:
    """Whether consent of an adult is in force on 1 June."""
    return has_consent(a_dossier(*entries), purpose, ON, provider=provider if purpose == SHARE else None, scope=scope)


def test_a_given_entry_is_in_force_for_its_provider_and_scope_only() -> None:
    entry = a_consent(purpose=SHARE)
    assert holds(entry)
    assert not holds(entry, provider=OTHER_PROVIDER)
    assert not holds(entry, scope=("health",))
    assert not holds(entry, purpose="tracing")
    assert not holds()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"decided_on": "2026-06-02"}, False),
        ({"decided_on": "2026-06-01"}, True),
        ({"withdrawn_on": "2026-06-01"}, False),
        ({"withdrawn_on": "2026-06-02"}, True),
        ({"expires_on": "2026-06-01"}, False),
        ({"expires_on": "2026-06-02"}, True),
        ({"decision": "refused"}, False),
        ({"scope": []}, False),
        ({"evidence": "oral"}, False),
        ({"evidence": "thumbprint"}, False),
        ({"evidence": "thumbprint", "witness_name": "Example"}, True),
        ({"recipient": None}, False),
        ({"retracted": True}, False),
    ],
)
def test_one_entry_alone(change: dict[str, Json], expected: bool) -> None:
    assert holds(a_consent(purpose=SHARE, **change)) is expected


def test_sharing_without_an_end_ends_after_twelve_months() -> None:
    entry = a_consent(purpose=SHARE, expires_on=None, decided_on="2025-06-02")
    assert holds(entry)
    assert not holds(a_consent(purpose=SHARE, expires_on=None, decided_on="2025-06-01"))
    assert holds(a_consent(purpose="tracing", expires_on=None, decided_on="2020-01-01"), purpose="tracing", scope=())


def test_a_class_covers_its_providers() -> None:
    to_health = a_consent(purpose=SHARE, recipient=None, recipient_class="health_providers")
    assert holds(to_health, provider=OTHER_PROVIDER)
    assert not holds(to_health, provider=PROVIDER)
    member = a_record("provider", "in-network", {"provider_type": "ngo", "network": "example_net"})
    coalition = a_consent(purpose=SHARE, recipient=None, recipient_class="coalition_members")
    dossier = a_dossier(coalition, related=[member])
    assert has_consent(dossier, SHARE, ON, provider="in-network")
    assert not has_consent(dossier, SHARE, ON, provider=PROVIDER)


def test_a_later_or_equal_refusal_for_the_same_or_a_wider_recipient_ends_it() -> None:
    given_entry = a_consent(purpose=SHARE)

    def with_refusal(**values: Json) -> bool:
        return holds(given_entry, a_consent("consent-2", purpose=SHARE, decision="refused", **values))

    assert not with_refusal(decided_on="2026-01-10")
    assert not with_refusal(decided_on="2026-03-01")
    assert with_refusal(decided_on="2026-01-09")
    assert with_refusal(decided_on="2026-07-01")
    assert with_refusal(decided_on="2026-03-01", recipient=OTHER_PROVIDER)
    assert not with_refusal(decided_on="2026-03-01", recipient=None)


def test_a_refusal_of_one_provider_leaves_its_class_otherwise() -> None:
    to_health = a_consent(purpose=SHARE, recipient=None, recipient_class="health_providers")
    refused = a_consent(
        "consent-2", purpose=SHARE, decision="refused", decided_on="2026-02-01", recipient=OTHER_PROVIDER
    )
    clinic = a_record("provider", "clinic-2", {"provider_type": "health"})
    dossier = a_dossier(to_health, refused, related=[clinic])
    assert not has_consent(dossier, SHARE, ON, provider=OTHER_PROVIDER)
    assert has_consent(dossier, SHARE, ON, provider="clinic-2")


def test_a_withdrawal_without_a_recipient_withdraws_every_recipient() -> None:
    given_entry = a_consent(purpose=SHARE)
    for_all = a_consent("consent-2", purpose=SHARE, recipient=None, withdrawn_on="2026-05-01")
    assert not holds(given_entry, for_all)
    again = a_consent("consent-3", purpose=SHARE, decided_on="2026-05-02")
    assert holds(given_entry, for_all, again)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, False),
        ({"given_by": "guardian", "giver_member": "aunt", "child_assent": "yes"}, True),
        ({"given_by": "authority", "child_assent": "yes"}, True),
        ({"given_by": "guardian", "giver_member": "aunt", "child_assent": "no"}, False),
        ({"given_by": "guardian", "giver_member": "aunt", "child_assent": "unsure"}, False),
        ({"given_by": "guardian", "giver_member": "aunt"}, False),
    ],
)
def test_a_childs_consent_needs_an_adult_and_the_child(values: dict[str, Json], expected: bool) -> None:
    dossier = a_dossier(a_case(date_of_birth="2010-01-01"), a_member(), a_consent(**values))
    assert has_consent(dossier, "services", ON) is expected


def test_an_unsafe_guardian_gives_nothing() -> None:
    entry = a_consent(given_by="guardian", giver_member="aunt", child_assent="yes")
    child = a_case(date_of_birth="2010-01-01")
    assert not has_consent(a_dossier(child, a_member(contact_safety="unsafe"), entry), "services", ON)


def test_who_was_a_child_when_deciding_is_judged_by_that_day() -> None:
    entry = a_consent(decided_on="2026-01-10")
    assert not has_consent(a_dossier(a_case(date_of_birth="2008-01-11"), entry), "services", ON)
    assert has_consent(a_dossier(a_case(date_of_birth="2008-01-10"), entry), "services", ON)
    by_age: dict[str, Json] = {"date_of_birth": None, "age_stated": 17, "age_stated_on": "2026-01-05"}
    assert not has_consent(a_dossier(a_case(**by_age), entry), "services", ON)


_DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
_ENTRIES = st.lists(
    st.builds(
        lambda number, decision, decided, withdrawn, recipient, of_class, scope: a_consent(
            f"consent-{number}",
            purpose=SHARE,
            decision=decision,
            decided_on=decided.isoformat(),
            expires_on=None,
            withdrawn_on=withdrawn and (decided + timedelta(days=withdrawn)).isoformat(),
            recipient=recipient,
            recipient_class=of_class,
            scope=scope,
        ),
        st.integers(0, 9),
        st.sampled_from(["given", "refused"]),
        _DAYS,
        st.sampled_from([None, None, 1, 40]),
        st.sampled_from([None, PROVIDER, OTHER_PROVIDER]),
        st.sampled_from([None, None, "health_providers", "coalition_members"]),
        st.sampled_from([["contact"], ["contact", "needs"]]),
    ),
    max_size=5,
    unique_by=lambda entry: entry.record_id,
)
_RECIPIENTS = st.builds(
    Recipient,
    st.sampled_from([None, PROVIDER, OTHER_PROVIDER]),
    st.sampled_from([frozenset[str](), frozenset({"health_providers"}), frozenset({"coalition_members"})]),
)
_ADULT = Giver(lambda _on: False)


@given(_ENTRIES, _RECIPIENTS, _DAYS, st.integers(0, 4), _DAYS)
def test_a_withdrawal_or_refusal_never_brings_consent_into_force(
    entries: list[Shown], recipient: Recipient, on: date, which: int, day: date
) -> None:
    before = consent_in_force(entries, SHARE, recipient, ("contact",), on, giver=_ADULT)
    refusal = a_consent("refusal", purpose=SHARE, decision="refused", decided_on=day.isoformat())
    assert consent_in_force([*entries, refusal], SHARE, recipient, ("contact",), on, giver=_ADULT) <= before
    if which < len(entries) and entries[which].values.get("withdrawn_on") is None:
        touched = entries[which]
        withdrawn = replace(touched, values={**touched.values, "withdrawn_on": day.isoformat()})
        changed = [*entries[:which], withdrawn, *entries[which + 1 :]]
        assert consent_in_force(changed, SHARE, recipient, ("contact",), on, giver=_ADULT) <= before


@given(_ENTRIES, _RECIPIENTS, _DAYS)
def test_a_wider_scope_is_never_easier_and_a_minor_never_gains(
    entries: list[Shown], recipient: Recipient, on: date
) -> None:
    narrow = consent_in_force(entries, SHARE, recipient, ("contact",), on, giver=_ADULT)
    assert consent_in_force(entries, SHARE, recipient, ("contact", "needs"), on, giver=_ADULT) <= narrow
    assert consent_in_force(entries, SHARE, recipient, ("contact",), on, giver=Giver(lambda _on: True)) <= narrow
