"""Earlier decisions of a pair: either order, through aliases, the latest, and what must be new to return."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from casework.matching.evidence import Scored, evidence_codes
from casework.matching.memory import Decision, decisions_of, recall, survivor_of
from casework.matching.score import score
from shared_schema.merge.policy import Shown
from tests.casework.matching.people import a_profile

WEAK = {"latin": ["Sok", "Chenda"], "sex": "f", "born": "2009"}
STRONG = {**WEAK, "home": "020301-abcdef", "mother": "Mao Sopheap"}


def a_record(kind: str, **values: object) -> Shown:
    return Shown("M", kind, "a", {}, values, {}, {}, (), None, None, ())


def a_decision(*, score_then: int | None, band: str | None, evidence: list[str]) -> Decision:
    return Decision("M", frozenset("ab"), "rejected", "facts_differ", None, None, score_then, band, frozenset(evidence))


def scored(short: Mapping[str, Any]) -> Scored:
    return score(a_profile(short), a_profile({**short, "is": "inquiry"}, record="B"))


def test_a_decision_holds_for_the_pair_in_either_order() -> None:
    found = decisions_of([a_record("match", state="rejected", case_id="a", inquiry_id="b")], {})
    assert frozenset(("b", "a")) in found and frozenset(("a", "c")) not in found


def test_a_decision_about_a_joined_case_holds_for_the_survivor() -> None:
    aliases = {"a": "s", "s": "t"}
    found = decisions_of([a_record("case_link", state="not_duplicate", case_a="a", case_b="b")], aliases)
    assert set(found) == {frozenset("tb")} and survivor_of("a", aliases) == "t"


def test_an_open_or_voided_match_is_no_decision() -> None:
    standing = a_record("match", state="confirmed", case_id="a", inquiry_id="b")
    voided = a_record("match", state="rejected", case_id="a", inquiry_id="b", retracted=True)
    assert decisions_of([standing, voided], {}) == {}


def test_a_pair_returns_when_new_facts_raise_it_by_four_bits_into_a_higher_band() -> None:
    before, now = scored(WEAK), scored(STRONG)
    decided = a_decision(score_then=before.total, band=before.band, evidence=evidence_codes(before))
    remembered = recall(decided, now)
    assert remembered.is_proposed_again and "place:agree" in remembered.news
    assert not recall(decided, before).is_proposed_again


def test_a_pair_does_not_return_for_less() -> None:
    now = scored(STRONG)
    codes = evidence_codes(now)
    same_facts = a_decision(score_then=now.total - 100, band="possible", evidence=codes)
    assert not recall(same_facts, now).is_proposed_again  # another weight set alone brings nothing back
    same_band = a_decision(score_then=now.total - 100, band="likely", evidence=["sex:agree"])
    assert not recall(same_band, now).is_proposed_again
    too_little = a_decision(score_then=now.total - 39, band="possible", evidence=["sex:agree"])
    assert not recall(too_little, now).is_proposed_again
    assert recall(replace(too_little, score=now.total - 40), now).is_proposed_again
    unknown = a_decision(score_then=None, band=None, evidence=[])
    assert not recall(unknown, now).is_proposed_again
