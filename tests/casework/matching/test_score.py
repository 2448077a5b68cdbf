"""Scores of pairs: bands of hand-made pairs, symmetry, unknown facts, agreement, and parts that add up."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.matching.evidence import MISSING, Scored, band_of, evidence_codes, in_bits
from casework.matching.score import score
from shared_schema.vocabularies.match_evidence import MATCH_EVIDENCE
from tests.casework.matching.people import a_profile

PAIRS = json.loads((Path(__file__).parent / "data" / "pairs.json").read_text(encoding="utf-8"))

# facts that two people may share, each a field of its own
FACTS: dict[str, tuple[Any, ...]] = {
    "km": (["សុខ", "ចិន្តា"], ["គឹម", "សុភា"], ["", "ស្រី"]),
    "latin": (["Sok", "Chenda"], ["Chenda", "Sok"], ["Kim", "Sophea"], ["", "unknown"]),
    "nick": ("Srey", "Mimi", "Sok Chenda"),
    "sex": ("f", "m", "unknown"),
    "born": ("2009-05-02", "2009-02-05", "2010", "2014-01-01", "1999"),
    "animal": ("ox", "rat", "pig"),
    "home": ("020301-abcdef", "020305", "0203", "01", "12", "TH"),
    "family_home": ("020301-abcdef", "1401"),
    "mother": ("Mao Sopheap", "Keo Phalla"),
    "father": ("Sok Vuthy", "Chenda"),
    "siblings": (["Sok Pisey"], ["Bopha", "Mala"]),
    "separated": (["2021-03", "1201"], ["2021", None], ["2005-07", "0203"]),
    "marks": ("scar on the left hand", "mole", "burn on the right arm, scar"),
    "phones": (["+85512000111"], ["+85512000222"]),
    "id": ("012345678", "987654321"),
}
people = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in FACTS.items()})
inquiries = people.map(lambda person: {**person, "is": "inquiry"})
anybody = st.one_of(people, inquiries)


def scored(one: dict[str, Any], other: dict[str, Any]) -> Scored:
    return score(a_profile(one), a_profile(other, record="B"))


@pytest.mark.parametrize("pair", PAIRS, ids=[pair["what"] for pair in PAIRS])
def test_hand_made_pair_falls_into_its_band(pair: dict[str, Any]) -> None:
    found = scored(pair["a"], pair["b"])
    assert found.band == pair["band"], (in_bits(found.total), found.evidence)
    assert set(pair.get("held", ())) <= set(found.held)


def test_there_are_at_least_forty_hand_made_pairs() -> None:
    assert len(PAIRS) >= 40
    assert {pair["band"] for pair in PAIRS} == {"likely", "possible", "unlikely"}


@settings(max_examples=150, deadline=None)
@given(anybody, anybody)
def test_score_is_the_same_from_either_side(one: dict[str, Any], other: dict[str, Any]) -> None:
    there, back = scored(one, other), scored(other, one)
    assert (there.total, there.band, set(there.held)) == (back.total, back.band, set(back.held))
    assert [(e.field, e.level, e.bits, e.words) for e in there.evidence] == [
        (e.field, e.level, e.bits, e.words) for e in back.evidence
    ]
    assert [(e.left, e.right) for e in there.evidence if e.bits] or there.total == there.prior


@settings(max_examples=150, deadline=None)
@given(anybody, anybody)
def test_parts_add_up_to_the_total(one: dict[str, Any], other: dict[str, Any]) -> None:
    found = scored(one, other)
    assert found.total == found.prior + sum(line.bits for line in found.evidence)
    assert all(line.bits == 0 for line in found.evidence if line.level == MISSING)
    if found.held:
        assert found.band == min(band_of(found.total), "possible", key=["unlikely", "possible", "likely"].index)


@settings(max_examples=150, deadline=None)
@given(people, inquiries, st.sampled_from(sorted(FACTS)), st.data())
def test_a_fact_that_one_side_alone_knows_changes_nothing(
    one: dict[str, Any], other: dict[str, Any], name: str, data: st.DataObject
) -> None:
    if name in ("km", "latin", "nick"):  # one more name is compared with every name of the other side
        known = {k: v for k, v in other.items() if k not in ("km", "latin", "nick")}
    elif name in ("home", "family_home"):  # kinds of place are compared with each other
        known = {k: v for k, v in other.items() if k not in ("home", "family_home")}
    else:
        known = {k: v for k, v in other.items() if k != name}
    without = {k: v for k, v in one.items() if k != name}
    if name in ("mother", "father"):  # a parent's given name may be the family name of the child
        without.pop("km", None), without.pop("latin", None)
    if name in ("mother", "father", "siblings"):  # with a relative comes the place where she lives
        without.pop("family_home", None)
    value = data.draw(st.sampled_from(FACTS[name]))
    assert scored({**without, name: value}, known).total == scored(without, known).total


@settings(max_examples=200, deadline=None)
@given(anybody, anybody, st.sampled_from(sorted(FACTS)), st.data())
def test_agreement_on_one_more_field_never_lowers_the_total(
    one: dict[str, Any], other: dict[str, Any], name: str, data: st.DataObject
) -> None:
    value = data.draw(st.sampled_from(FACTS[name]))
    mine, theirs = {**one}, {**other}
    mine.pop(name, None), theirs.pop(name, None)
    assert scored({**mine, name: value}, {**theirs, name: value}).total >= scored(mine, theirs).total


@pytest.mark.parametrize("none", ["not_asked", "declined", "unknown"])
def test_non_answers_are_no_evidence(none: str) -> None:
    plain = {"latin": ["Sok", "Chenda"], "sex": "f"}
    empty = {"born": {"none": none}, "animal": {"none": none}, "home": {"none": none}, "marks": {"none": none}}
    assert scored({**plain, **empty}, {**plain, **empty, "is": "inquiry"}) == scored(plain, {**plain, "is": "inquiry"})


def test_sok_chenda_is_found_as_the_girl_written_in_khmer() -> None:
    case = {"km": ["សុខ", "ចិន្តា"], "sex": "f", "born": "2009", "home": "020301", "mother": "Mao Sopheap"}
    inquiry = {"is": "inquiry", "latin": ["Sok", "Chenda"], "sex": "f", "age": [14, "2023-06-01"], "home": "0203"}
    found = scored(case, {**inquiry, "mother": "Mao Sopheap"})
    assert found.band == "likely"
    assert (name := found.of("name")) is not None and name.words == "name_across" and name.bits == 107
    assert "relatives:agree" in evidence_codes(found) and "marks:missing" in evidence_codes(found)


def test_evidence_codes_are_those_of_the_vocabulary() -> None:
    known = {code.code for code in MATCH_EVIDENCE}
    for pair in PAIRS:
        assert set(evidence_codes(scored(pair["a"], pair["b"]))) <= known


def test_default_bits_are_those_of_the_design() -> None:
    one = {"latin": ["Sok", "Chenda"], "sex": "f", "born": "2009-05-02", "home": "020301-abcdef"}
    found = scored(one, one)
    assert {line.field: line.bits for line in found.evidence if line.bits} == {
        "name": 52 + 65,  # log2(.60 * 60) and log2(.60 * 150)
        "sex": 10,
        "birth": 90,
        "place": 100,
    }
    assert found.prior == -166


def test_a_swapped_order_costs_half_a_bit() -> None:
    straight = scored({"latin": ["Sok", "Chenda"]}, {"latin": ["Sok", "Chenda"]})
    turned = scored({"latin": ["Chenda", "Sok"]}, {"latin": ["Sok", "Chenda"]})
    assert straight.total - turned.total == 5


def test_evidence_points_at_records_and_never_copies_a_value() -> None:
    one = {"latin": ["Qqsok", "Qqchenda"], "sex": "f", "mother": "Qqmao", "home": "0203", "phones": ["+85512000111"]}
    found = scored(one, {**one, "is": "inquiry"})
    text = repr([(e.field, e.level, e.words, e.args) for e in found.evidence])
    assert "qq" not in text.lower() and "0203" not in text and "12000111" not in text
    assert {e.left.record for e in found.evidence if e.left} == {"A"}
