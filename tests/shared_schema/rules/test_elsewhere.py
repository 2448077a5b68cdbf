"""Rules held in other parts (4, 40, 41, 42), and the words of all rules."""

import ast
from importlib.resources import files

import pytest

import shared_schema.rules as rules_package
from shared_schema.canonical import Json
from shared_schema.records.kinds import KINDS
from shared_schema.records.types import Ref
from shared_schema.rules.check import ELSEWHERE, RULES
from shared_schema.rules.elsewhere import (
    CONFIRMED_LOWERINGS,
    SIGNING_FIELDS,
    lowering_roles,
    numbers_twice,
    projection_problems,
    twice,
    wrong_signers,
)
from shared_schema.rules.restricted import RESTRICTED_KINDS
from shared_schema.rules.rule import Severity
from shared_schema.words.gates import GATE_WORDS
from shared_schema.words.rules import RULE_WORDS, rule_words
from tests.shared_schema.rules.dossiers import a_case, a_record


def test_every_number_from_1_to_42_is_a_rule_or_held_elsewhere() -> None:
    numbered = {name for name in (*RULES, *ELSEWHERE) if name.startswith("rule_")}
    assert numbered == {f"rule_{n:02d}" for n in range(1, 43)}
    assert set(ELSEWHERE) == {"rule_04", "rule_40", "rule_41", "rule_42"}
    assert not set(RULES) & set(ELSEWHERE)


def test_the_kinds_that_rules_name_exist() -> None:
    named = {kind for rules in RULES.values() for rule in rules for kind in rule.kinds}
    assert named <= set(KINDS)


def test_every_rule_speaks_both_languages_and_with_respect() -> None:
    assert {key.removesuffix("_W") for key in RULE_WORDS} == {*RULES, *ELSEWHERE}
    for key, words in {**RULE_WORDS, **GATE_WORDS}.items():
        assert not {"invalid", "victim", "client", "subject", "failed", "error", "reject"} & set(
            words.en.lower().split()
        )
        assert any("ក" <= letter <= "៿" for letter in words.km), key
        assert "​" not in words.km, key


def test_the_words_of_a_finding_fit_its_severity() -> None:
    assert rule_words("rule_22", Severity.WARNING) == RULE_WORDS["rule_22_W"]
    assert rule_words("rule_22", Severity.ERROR) == RULE_WORDS["rule_22"]
    assert rule_words("rule_07", Severity.WARNING) == RULE_WORDS["rule_07"]
    assert rule_words("gate_task_open", Severity.ERROR) == GATE_WORDS["task_open"]
    assert "cannot be checked" in rule_words("rule_22", Severity.UNCHECKED).say("en")


def test_every_code_of_a_gate_has_words_and_every_word_a_gate() -> None:
    used = set()
    for source in files(rules_package).iterdir():
        if source.name.startswith("gates_"):
            for node in ast.walk(ast.parse(source.read_text("utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Missing":
                    code = node.args[0]
                    used.add(code.value if isinstance(code, ast.Constant) else "consent_share_with_family")
    assert used | {"answer_needed"} == set(GATE_WORDS)


def test_rule_04_who_may_lower() -> None:
    assert lowering_roles("worker", "clearance") == {"administrator"}
    assert lowering_roles("case", "risk_level") == {"social_worker", "supervisor", "coordinator"}


def test_rule_04_names_real_protective_fields() -> None:
    for kind, names in CONFIRMED_LOWERINGS.items():
        assert all(KINDS[kind].registers[name].protective is not None for name in names)


def test_rule_40_nothing_in_words_stands_in_clear() -> None:
    assert projection_problems(KINDS.values()) == ()


def test_rule_37_no_unrestricted_kind_declares_a_way_to_a_restricted_one() -> None:
    for kind in KINDS.values():
        for field in kind.fields.values():
            if isinstance(field.type, Ref) and not kind.restricted:
                assert not RESTRICTED_KINDS & set(field.type.kinds), (kind.name, field.name)


def test_rule_41_signing_fields_are_declared_and_stand_in_their_registers() -> None:
    for kind, fields in SIGNING_FIELDS.items():
        for name, register in fields.items():
            assert name in KINDS[kind].registers[register].fields


@pytest.mark.parametrize(
    ("kind", "written", "wrong"),
    [
        ("verification", {"group:sign1": {"first_sign_by": "me"}}, ()),
        ("verification", {"group:sign1": {"first_sign_by": "you"}}, ("first_sign_by",)),
        ("verification", {"group:sign2": {"second_sign_by": "you"}, "home_safety": "safe"}, ("second_sign_by",)),
        ("match", {"group:state": {"state": "proposed"}}, ()),
        ("match", {"group:state": {"state": "confirmed", "decided_by": "you"}}, ("decided_by",)),
        ("review_question", {"asked_by": "you"}, ("asked_by",)),
        ("case", {"group:assignment": {"case_worker": "you"}}, ()),
    ],
)
def test_rule_41_who_signs_is_who_writes(kind: str, written: dict[str, Json], wrong: tuple[str, ...]) -> None:
    assert wrong_signers(kind, written, "me") == wrong


def test_rule_41_deciding_for_a_value_that_stands_repeats_a_signature_and_is_none() -> None:
    signed: Json = {"approval": "approved", "approved_by": "you", "approved_on": "2026-01-01"}
    standing = {"group:approval": [signed, {"approval": "requested"}]}
    assert wrong_signers("closure", {"group:approval": signed}, "me", standing=standing) == ()
    forged = {**signed, "approved_on": "2026-01-02"}
    assert wrong_signers("closure", {"group:approval": forged}, "me", standing=standing) == ("approved_by",)


def test_rule_42_a_number_on_two_records_is_found() -> None:
    inquiry = a_record("tracing_inquiry", "inq", {"inquiry_number": "TST-26-K7-001"}, home="inq")
    voided = a_case("case-3", retracted=True)
    found = numbers_twice([a_case(), a_case("case-2"), inquiry, voided])
    assert [(n.kind, n.number, n.records) for n in found] == [("case", "TST-26-K7-001", ("case", "case-2"))]
    assert twice([("case", "a", "1"), ("case", "a", "1"), ("case", "b", None)]) == ()
