"""Matches, verifications and returns: rules 16 to 20, the gates of 4.3, blocked matches and lapsed sign-offs."""

from dataclasses import replace
from datetime import date

import pytest

from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import DatedValue, Dossier
from shared_schema.rules.gates_match import is_blocked, shown_to_other_side
from shared_schema.rules.lowering import counting_value
from shared_schema.rules.signatures import has_lapsed, has_two_sign_offs, sign_off, signature_basis
from shared_schema.rules.steps import missing_for
from tests.shared_schema.rules.dossiers import (
    DEVICE,
    SUPERVISOR,
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


def test_rule_19_a_return_had_everything_on_its_day() -> None:
    assert found(ready_to_return(), "rule_19") == set()
    withdrawn = a_consent("consent-tracing", purpose="tracing", withdrawn_on="2026-10-20")
    assert found(ready_to_return(withdrawn), "rule_19") == {("return", "state")}
    later = a_consent("consent-tracing", purpose="tracing", withdrawn_on="2026-10-21")
    assert found(ready_to_return(later), "rule_19") == set()
    assert found(ready_to_return(a_match(state="rejected")), "rule_19") == {("return", "state")}
    planned = ready_to_return(a_return(state="planned", date_reunification=None), a_match(state="rejected"))
    assert found(planned, "rule_19") == set()


def test_rule_19_a_flag_raised_after_the_return_does_not_reach_back() -> None:
    flagged = a_case(stage="integration", do_not_contact_family=True, do_not_contact_reason="danger")
    dated: dict[tuple[str, str], list[tuple[str, Json]]] = {
        ("case", "do_not_contact_family"): [("2026-01-05", False), ("2026-11-01", True)]
    }
    assert found(ready_to_return(flagged, dated=dated), "rule_19") == set()
    assert found(ready_to_return(flagged), "rule_19") == {("return", "state")}


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


_CHILD = a_case(stage="integration", date_of_birth="2010-01-01")


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        (None, set()),
        (a_return(approval="requested"), {"approval"}),
        (a_return(approved_by=WORKER), {"approval"}),
        (a_match(state="under_verification"), {"match_confirmed"}),
        (a_verification(signed=False), {"two_sign_offs"}),
        (sign(a_verification(signed=False), second_on="2026-07-21"), {"sign_off_fresh"}),
        (sign(a_verification(signed=False), second_on="2026-07-22"), set()),
        (a_consent("consent-tracing", purpose="tracing", withdrawn_on="2026-10-01"), {"consent_tracing"}),
        (
            a_consent("consent-family", purpose="share_with_family", expires_on="2026-10-20"),
            {"consent_share_with_family"},
        ),
        (a_case(stage="integration", do_not_contact_family=True), {"do_not_contact"}),
        (a_member(contact_safety="unsafe"), {"relative_unsafe"}),
        (a_member("uncle", contact_safety="unsafe", in_household=True), {"relative_unsafe"}),
        (a_member("uncle", contact_safety="unsafe", in_household=False), set()),
        (a_verification(home_safety="needs_support"), {"home_safe"}),
        (a_verification(home_safety="unsafe"), {"home_safe"}),
        (a_verification(beneficiary_wish="unsure"), {"both_willing"}),
        (a_verification(family_willing="no"), {"both_willing"}),
    ],
)
def test_a_return_to_relatives(changed: Shown | None, codes: set[str]) -> None:
    dossier = ready_to_return(*(() if changed is None else (changed,)))
    assert missing("return.done", dossier, "return", THE_WORKER) == codes


def test_a_home_that_needs_support_is_enough_with_a_goal() -> None:
    goal = a_record("goal", "goal", {"domain": "housing", "goal": "roof", "progress": "under_way"})
    supported = ready_to_return(a_verification(home_safety="needs_support"), goal)
    assert missing("return.done", supported, "return", THE_WORKER) == set()


def test_a_childs_return_needs_a_best_interests_assessment_of_the_last_ninety_days() -> None:
    guardian: dict[str, Json] = {"given_by": "guardian", "giver_member": "aunt", "child_assent": "yes"}
    consents = (
        a_consent("consent-tracing", purpose="tracing", **guardian),
        a_consent("consent-family", purpose="share_with_family", **guardian),
    )
    assert missing("return.done", ready_to_return(_CHILD, *consents), "return") == {"best_interests"}
    for assessed, codes in (
        ("2026-07-21", {"best_interests"}),
        ("2026-07-22", set()),
        ("2026-10-21", {"best_interests"}),
    ):
        values: dict[str, Json] = {"assessed_on": assessed, "assessment_type": "best_interests", "completed": True}
        assessment = a_record("assessment", "bia", values)
        assert missing("return.done", ready_to_return(_CHILD, *consents, assessment), "return") == codes


def test_other_placements_need_a_plan_and_a_decision_instead_of_a_verification() -> None:
    alone_now = a_return(
        return_type="independent", verification_id=None, to_member=None, approval="draft", approved_by=None
    )
    bare = ready_to_return(alone_now, without=("match", "verification"))
    assert missing("return.done", bare, "return", THE_WORKER) == {"approved_plan", "decision_or_approval"}
    plan = a_record(
        "reintegration_plan",
        "plan",
        {"made_on": "2026-05-01", "agreed_by_person": "yes", "approval": "approved", "approved_by": SUPERVISOR},
    )
    conference = a_record("case_conference", "c", {"state": "signed", "held_on": "2026-06-01"})
    decision = a_record("conference_decision", "d", {"conference_id": "c", "decision_type": "direct_reintegration"})
    decided = ready_to_return(alone_now, plan, conference, decision, without=("match", "verification"))
    assert missing("return.done", decided, "return", THE_WORKER) == set()


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


def lowered(by: str, *extra: Shown, dated_by: str | None = None) -> Dossier:
    """The aunt was unsafe and is now marked safe by somebody."""
    aunt = a_member(contact_safety="safe")
    dot, written = aunt.written["contact_safety"]
    aunt = replace(aunt, written={**aunt.written, "contact_safety": (dot, written._replace(by=by))})
    dossier = ready_to_return(aunt, *extra)
    values = (DatedValue("2026-01-06", "unsafe"), DatedValue("2026-09-01", "safe", dated_by))
    return replace(dossier, dated={("aunt", "contact_safety"): values})


def a_judgement(author: str, **values: Json) -> Shown:
    whole: dict[str, Json] = {
        "item_kind": "lowering",
        "record_id": "aunt",
        "item": "contact_safety",
        "dots": [[DEVICE, 1]],
        "decision": "confirm",
    }
    return a_record("review_decision", "judgement", {**whole, **values}, author=author)


def test_rule_04_a_workers_lowering_closes_no_gate_until_it_is_confirmed() -> None:
    def counts(dossier: Dossier) -> Json:
        return counting_value(dossier, dossier.records["aunt"], "contact_safety", RETURN_DAY)

    assert counts(lowered(WORKER)) == "unsafe"
    assert missing("return.done", lowered(WORKER), "return") == {"relative_unsafe"}
    assert counts(lowered(SUPERVISOR)) == "safe"
    assert counts(lowered("stranger", dated_by=SUPERVISOR)) == "safe"
    assert counts(lowered(SUPERVISOR, dated_by=WORKER)) == "unsafe"
    assert counts(lowered(WORKER, a_judgement(SUPERVISOR))) == "safe"
    assert counts(lowered(WORKER, a_judgement(WORKER))) == "unsafe"
    assert counts(lowered(WORKER, a_judgement(SUPERVISOR, decision="reject"))) == "unsafe"
    assert counts(lowered(WORKER, a_judgement(SUPERVISOR, dots=[["other", 1]]))) == "unsafe"


def test_rule_04_a_first_answer_is_no_lowering() -> None:
    dossier = ready_to_return(a_member(contact_safety="safe"))
    first = (DatedValue("2026-01-06", "not_assessed"), DatedValue("2026-09-01", "safe"))
    dossier = replace(dossier, dated={("aunt", "contact_safety"): first})
    assert counting_value(dossier, dossier.records["aunt"], "contact_safety", RETURN_DAY) == "safe"
    assert counting_value(dossier, dossier.records["aunt"], "contact_safety", date(2026, 5, 1)) == "not_assessed"
