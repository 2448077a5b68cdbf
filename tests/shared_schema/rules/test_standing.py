"""Steps that were taken and still stand, asked again for what they need once everything was merged."""

from dataclasses import replace
from datetime import date

from shared_schema.canonical import Json
from shared_schema.merge.policy import Shown
from shared_schema.merge.state import Change
from shared_schema.records.kinds import KINDS
from shared_schema.rules.check import check_dossier
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.rule import Finding
from shared_schema.rules.standing import Standing, not_met, standing_steps, steps_at_creation
from shared_schema.rules.steps import STEPS, gated_steps, step_registers
from tests.shared_schema.rules.dossiers import COORDINATOR, SUPERVISOR, TODAY, WORKER, a_record
from tests.shared_schema.rules.tracing_dossiers import RETURN_DAY, a_match, a_verification, ready_to_return

MATCH = KINDS["match"]


def a_step(
    step: str, record: str, old: dict[str, Json], *, by: str = SUPERVISOR, reason: str | None = None
) -> Standing:
    return Standing(step, record, old, ("device", 1), RETURN_DAY, by, reason)


CONFIRMED = a_step("match.confirm", "match", {"state": "under_verification"})


def lacking(dossier: Dossier, *steps: Standing, broken: tuple[Finding, ...] = ()) -> list[tuple[str, str, str]]:
    found = (one.finding for one in not_met(dossier, steps, broken, today=TODAY))
    return [(one.rule, one.severity.value, one.record) for one in found]


def with_workers(*changed: Shown) -> Dossier:
    """What a return needs, and a directory that says who has which role."""
    dossier = ready_to_return(*changed)
    roles = {WORKER: "social_worker", SUPERVISOR: "supervisor", COORDINATOR: "coordinator"}
    workers = {one: a_record("worker", one, {"role": role}, home="directory") for one, role in roles.items()}
    return replace(dossier, related={**dossier.related, **workers})


def changes(*states: Json) -> list[tuple[Change, date]]:
    """Changes of one match that one laptop wrote one after the other."""
    found = []
    for n, state in enumerate(states, start=1):
        values: dict[str, Json] = {"group:state": {"state": state}} if state else {"note": "x"}
        change = Change(
            device="d", n=n, version=1, record="match", kind="match", home="case", at=n, offset=0, by=WORKER,
            seen={"d": n - 1} if n > 1 else {}, set=values, reason=f"reason {n}",
        )  # fmt: skip
        found.append((change, TODAY))
    return found


def test_a_step_stands_until_another_change_takes_it_back() -> None:
    def names(*states: Json) -> list[tuple[str, str | None]]:
        return [(one.step, one.reason) for one in standing_steps(MATCH, changes(*states))]

    assert names("proposed") == [("match.propose", "reason 1")]
    assert names("proposed", "under_verification", None) == [("match.start", "reason 2")]
    assert names("proposed", "under_verification", "confirmed") == [("match.confirm", "reason 3")]
    assert names("proposed", "rejected", "under_verification") == [("match.start", "reason 3")]


def test_a_whole_dossier_lacks_nothing() -> None:
    assert lacking(with_workers(), CONFIRMED) == []


def test_a_verification_that_was_withdrawn_meanwhile_is_said_once() -> None:
    dossier = with_workers(a_verification(signed=False))
    codes = [("gate_two_sign_offs", "E", "match")]
    assert lacking(dossier, CONFIRMED) == codes
    found = check_dossier(dossier, today=TODAY)
    assert ("match", "rule_17") in {(one.record, one.rule) for one in found}
    assert lacking(dossier, CONFIRMED, broken=found) == []


def test_what_a_rule_does_not_say_the_gate_says() -> None:
    dossier = with_workers(a_verification(complicity_check="suspected"))
    assert lacking(dossier, CONFIRMED, broken=check_dossier(dossier, today=TODAY)) == [
        ("gate_complicity_cleared", "E", "verification")
    ]


def test_sign_offs_have_no_exception_and_the_rest_has_one_for_a_coordinator_with_a_reason() -> None:
    dossier = with_workers(a_verification(signed=False, result=None))
    allowed = a_step("match.confirm", "match", {"state": "under_verification"}, by=COORDINATOR, reason="tonight")
    assert lacking(dossier, allowed) == [("gate_two_sign_offs", "E", "match"), ("gate_result_verified", "W", "match")]
    silent = replace(allowed, reason=None)
    assert {severity for _code, severity, _record in lacking(dossier, silent)} == {"E"}


def test_a_voided_record_took_no_step() -> None:
    assert lacking(with_workers(a_match(retracted=True), a_verification(signed=False)), CONFIRMED) == []


def test_a_record_made_at_once_took_its_steps_at_once() -> None:
    made = a_match(state="confirmed")
    assert [one.step for one in steps_at_creation(made, TODAY)] == ["match.confirm"]
    assert [one.old for one in steps_at_creation(made, TODAY)] == [{}]


class Reading(dict[str, Json]):
    """Values that note which of them are asked for."""

    def __init__(self, values: dict[str, Json]) -> None:
        super().__init__(values)
        self.read: set[str] = set()

    def get(self, name: str, default: Json = None) -> Json:  # type: ignore[override]
        self.read.add(name)
        return super().get(name, default)


def test_a_step_is_taken_in_no_register_that_is_passed_over() -> None:
    for step in STEPS:
        old, new = Reading({"x": 1}), Reading({"x": 1, "y": 2})
        step.is_taken(old, new)
        for field in old.read | new.read:
            registers = [one.name for one in KINDS[step.kind].registers.values() if field in one.fields]
            assert step_registers(registers) == registers != [], (step.name, field)


def test_only_steps_that_need_something_are_asked() -> None:
    gated = {name for kind in {step.kind for step in STEPS} for name in gated_steps(kind)}
    assert {"match.confirm", "return.done", "case.to_integration"} <= gated
    assert not {"case.assign", "plan.return", "alert.settle"} & gated
