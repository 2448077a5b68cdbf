"""Matches and verifications: rules 16, 17, 18 and 20, gates of 4.3, blocked matches, lapsed sign-offs."""

from dataclasses import replace

import pytest

from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.gates_match import is_blocked, shown_to_other_side
from shared_schema.rules.signatures import has_lapsed, has_two_sign_offs, sign_off, signature_basis
from shared_schema.rules.steps import missing_for
from tests.shared_schema.rules.dossiers import (
    WORKER,
    a_case,
    a_consent,
    a_member,
    a_record,
    a_return,
)
from tests.shared_schema.rules.test_rules_of_people import alone, found
from tests.shared_schema.rules.tracing_dossiers import (
    RETURN_DAY,
    THE_COORDINATOR,
    THE_SUPERVISOR,
    THE_WORKER,
    Actor,
    a_match,
    a_verification,
    an_action,
    ready_to_return,
    sign,
)


def missing(
    step: str, dossier: Dossier, record: str, actor: Actor = THE_SUPERVISOR, reason: str | None = None
) -> set[str]:
    """Codes of what is missing for a step on the day of the return."""
    return {m.code for m in missing_for(step, dossier, record=record, today=RETURN_DAY, actor=actor, reason=reason)}


def test_rule_16_a_match_has_one_other_side_and_a_pair_one_open_match() -> None:
    assert alone(a_match(), "rule_16") == set()
    assert alone(a_match(inquiry_id="inq"), "rule_16") == {"inquiry_id"}
    assert alone(a_match(family_member_id=None), "rule_16") == {"inquiry_id"}
    second = a_match("match-2", state="proposed")
    assert found(ready_to_return(second), "rule_16") == {("match-2", "state")}
    assert found(ready_to_return(a_match("match-2", state="rejected")), "rule_16") == set()
    assert found(ready_to_return(a_match("match-2", state="proposed", family_member_id="uncle")), "rule_16") == set()


def test_rule_17_confirmed_means_verified_by_two() -> None:
    assert found(ready_to_return(), "rule_17") == set()
    assert found(ready_to_return(without=("verification",)), "rule_17") == {("match", "state")}
    assert found(ready_to_return(a_verification(result="inconclusive")), "rule_17") == {("match", "state")}
    lapsed = a_verification()
    lapsed = replace(lapsed, values={**lapsed.values, "family_answers": "something else"})
    assert found(ready_to_return(lapsed), "rule_17") == {("match", "state")}
    same = a_verification()
    same = replace(same, values={**same.values, "second_sign_by": WORKER})
    assert found(ready_to_return(same), "rule_17") == {("match", "state")}


def test_rule_18_verified_is_not_said_lightly() -> None:
    assert alone(a_verification(), "rule_18") == set()
    assert alone(a_verification(interviewed_apart=False), "rule_18") == {"interviewed_apart"}
    assert alone(a_verification(facts_checked=["photo", "siblings"]), "rule_18") == {"facts_checked"}
    assert alone(a_verification(complicity_check="involved"), "rule_18") == {"result"}
    assert alone(a_verification(result="inconclusive", interviewed_apart=False), "rule_18") == set()


def test_rule_20_reunited_once_with_a_relative() -> None:
    reunited = a_match(state="reunited")
    assert found(ready_to_return(reunited), "rule_20") == set()
    assert found(ready_to_return(reunited, a_match("match-2", state="reunited")), "rule_20") == {("match-2", "state")}
    other = a_match("match-2", family_member_id="uncle")
    assert found(ready_to_return(other), "rule_20", "W") == {("match-2", "state")}


def proposed(*changed: Shown, without: tuple[str, ...] = (), **values: Json) -> Dossier:
    """Nothing done yet but a match proposed."""
    done = ("verification", "return", *without)
    return ready_to_return(a_match(state="proposed", **values), *changed, without=done)


@pytest.mark.parametrize(
    ("changed", "without", "code"),
    [
        (a_consent("consent-tracing", purpose="tracing", decision="refused"), (), "consent_tracing"),
        (a_case(stage="integration", do_not_contact_family=True), (), "do_not_contact"),
        (a_case(stage="integration", wishes_tracing="no"), (), "person_wishes_tracing"),
        (a_match("match-0", state="rejected", why="facts_differ"), (), "pair_rejected"),
        (None, ("action",), "relative_located"),
    ],
)
def test_proposing_a_match(changed: Shown | None, without: tuple[str, ...], code: str) -> None:
    assert missing("match.propose", proposed(), "match") == set()
    others = () if changed is None else (changed,)
    assert missing("match.propose", proposed(*others, without=without), "match") == {code}


def test_a_rejected_pair_may_be_proposed_again_with_new_facts() -> None:
    rejected = a_match("match-0", state="rejected", why="facts_differ")
    assert missing("match.propose", proposed(rejected, why="new_facts"), "match") == set()


def test_a_match_to_a_closed_inquiry_waits_until_it_is_reopened() -> None:
    closed = a_record("tracing_inquiry", "inq", {"status": "closed"}, home="inq")
    dossier = proposed(inquiry_id="inq", family_member_id=None)
    with_inquiry = replace(dossier, related={**dossier.related, "inq": closed})
    assert missing("match.propose", with_inquiry, "match") == {"inquiry_open"}


def test_starting_needs_a_relative_who_is_not_unsafe() -> None:
    assert missing("match.start", proposed(), "match") == set()
    assert missing("match.start", proposed(a_member(contact_safety="unsafe")), "match") == {"relative_unsafe"}
    assert missing("match.start", proposed(a_member(contact_safety="ask_first")), "match") == set()


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({}, set()),
        ({"beneficiary_answers": None}, {"side_heard"}),
        ({"family_interviewed_by": None}, {"side_heard"}),
        ({"interviewed_apart": False}, {"heard_apart"}),
        ({"facts_checked": ["photo"]}, {"three_facts"}),
        ({"complicity_check": "not_checked"}, {"answer_needed"}),
        ({"home_safety": "not_checked"}, {"answer_needed"}),
    ],
)
def test_verifying(values: dict[str, Json], codes: set[str]) -> None:
    dossier = ready_to_return(a_verification(signed=False, **values), a_match(state="under_verification"))
    assert missing("verification.verify", dossier, "verification", THE_WORKER) == codes
    assert missing("verification.sign_first", dossier, "verification", THE_WORKER) == codes


def test_signing_needs_a_result_and_the_second_another_person_over_the_same_answers() -> None:
    unsigned = a_verification(signed=False, result=None)
    assert missing("verification.sign_first", ready_to_return(unsigned), "verification") == {"answer_needed"}
    nobody = ready_to_return(a_verification(signed=False))
    assert missing("verification.sign_second", nobody, "verification") == {"first_sign_off"}
    once = ready_to_return(sign(a_verification(signed=False), second=False))
    assert missing("verification.sign_second", once, "verification") == set()
    assert missing("verification.sign_second", once, "verification", THE_WORKER) == {"other_signer"}


def test_a_blocked_match_is_neither_verified_nor_signed_nor_started() -> None:
    flagged = a_case(stage="integration", do_not_contact_family=True)
    dossier = ready_to_return(flagged, a_verification(signed=False), a_match(state="under_verification"))
    assert missing("verification.verify", dossier, "verification") == {"do_not_contact"}
    assert missing("verification.sign_first", dossier, "verification") == {"do_not_contact"}
    signed = ready_to_return(flagged, a_match(state="under_verification"))
    assert missing("verification.sign_second", signed, "verification") == {"do_not_contact"}
    assert missing("match.confirm", signed, "match") == {"do_not_contact"}
    assert missing("match.start", proposed(flagged), "match") == {"do_not_contact"}


def test_a_first_sign_off_over_other_answers_is_asked_for_again() -> None:
    signed = sign(a_verification(signed=False), second=False)
    changed = replace(signed, values={**signed.values, "family_willing": "no"})
    assert missing("verification.sign_first", ready_to_return(signed), "verification") == set()
    assert missing("verification.sign_first", ready_to_return(changed), "verification") == {"first_sign_off"}
    both = a_verification()
    stale = replace(both, values={**both.values, "second_sign_basis": "0" * 64})
    assert missing("verification.sign_second", ready_to_return(stale), "verification") == {"second_sign_off"}


def test_a_relative_is_located_by_an_action_that_found_her_and_nobody_else() -> None:
    for action in (an_action(located_member="uncle"), an_action(outcome="new_information")):
        assert missing("match.propose", proposed(action), "match") == {"relative_located"}


def test_a_sign_off_lapses_when_an_answer_above_it_changes() -> None:
    signed = a_verification()
    assert has_two_sign_offs(signed)
    changed = replace(signed, values={**signed.values, "home_safety": "needs_support"})
    assert signature_basis(changed) != signature_basis(signed)
    assert has_lapsed(changed, "first")
    assert sign_off(changed, "second") is None
    resigned = sign(replace(changed, values={k: v for k, v in changed.values.items() if "sign" not in k}))
    assert has_two_sign_offs(resigned)
    assert not has_lapsed(a_verification(signed=False), "first")


def test_the_digest_covers_answers_and_not_signatures() -> None:
    unsigned = a_verification(signed=False)
    assert signature_basis(sign(unsigned)) == signature_basis(unsigned)
    assert len(signature_basis(unsigned)) == 64


def confirming(**values: Json) -> Dossier:
    return ready_to_return(a_match(state="under_verification"), a_verification(**values), without=("return",))


def test_confirming_a_match() -> None:
    assert missing("match.confirm", confirming(), "match") == set()
    assert missing("match.confirm", confirming(signed=False), "match") == {"two_sign_offs"}
    assert missing("match.confirm", confirming(result="inconclusive"), "match") == {"result_verified"}
    assert missing("match.confirm", confirming(complicity_check="involved"), "match", THE_COORDINATOR, "x") == {
        "complicity_cleared"
    }


def test_only_a_coordinator_with_a_reason_confirms_where_the_family_is_suspected() -> None:
    suspected = confirming(complicity_check="suspected")
    assert missing("match.confirm", suspected, "match", THE_COORDINATOR, "an uncle who left long ago") == set()
    assert missing("match.confirm", suspected, "match", THE_COORDINATOR) == {"complicity_cleared"}
    assert missing("match.confirm", suspected, "match", THE_SUPERVISOR, "a reason") == {"complicity_cleared"}


def test_rejecting_and_undoing_say_why_and_undo_the_return() -> None:
    assert missing("match.reject", ready_to_return(a_match(state="rejected")), "match") == {"answer_needed"}
    undone = ready_to_return(a_match(state="under_verification", why="known_other"))
    assert missing("match.undo", undone, "match", THE_COORDINATOR) == {"return_broken_down"}
    broken = a_return(state="broken_down", broke_down_on="2026-11-01", breakdown_reason="poverty")
    mended = ready_to_return(a_match(state="under_verification", why="known_other"), broken)
    assert missing("match.undo", mended, "match", THE_COORDINATOR) == set()


def test_a_withdrawn_consent_or_a_flag_blocks_an_open_match() -> None:
    assert not is_blocked(ready_to_return(), a_match(), RETURN_DAY)
    withdrawn = a_consent("consent-tracing", purpose="tracing", withdrawn_on="2026-10-01")
    assert is_blocked(ready_to_return(withdrawn), a_match(), RETURN_DAY)
    assert not is_blocked(ready_to_return(withdrawn), a_match(state="rejected"), RETURN_DAY)
    flagged = ready_to_return(a_case(do_not_contact_family=True))
    assert is_blocked(flagged, a_match(state="proposed"), RETURN_DAY)


def test_the_inquirers_side_sees_nothing_before_verification_and_then_what_was_agreed() -> None:
    dossier = ready_to_return()
    assert shown_to_other_side(dossier, a_match(state="proposed"), RETURN_DAY) == frozenset()
    assert shown_to_other_side(dossier, a_match(state="under_verification"), RETURN_DAY) == {"identity", "family"}
    narrow = ready_to_return(a_consent("consent-tracing", purpose="tracing", scope=["identity", "health"]))
    assert shown_to_other_side(narrow, a_match(), RETURN_DAY) == {"identity"}
    flagged = ready_to_return(a_case(do_not_contact_family=True))
    assert shown_to_other_side(flagged, a_match(), RETURN_DAY) == frozenset()


def test_a_step_with_a_record_that_is_not_there_is_no_silent_yes() -> None:
    with pytest.raises(HomewardError, match=r"record\.not_found"):
        missing("match.confirm", ready_to_return(), "another")
