"""The validators compiled for hot paths and marshmallow's accept the same values, field by field, on every kind."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared_schema.records.field import Field
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.kinds import KINDS
from shared_schema.records.policy import Policy
from shared_schema.records.types import Int
from tests.shared_schema.records.values import values_of

_QUIET = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@pytest.mark.parametrize("name", KINDS)
@_QUIET
@given(data=st.data())
def test_compiled_validators_equal_marshmallows_on_every_field_of(name, data):
    kind = KINDS[name]
    values = {field.name: data.draw(values_of(field), label=field.name) for field in kind.fields.values()}
    refused = {problem.field for problem in kind.check_values(values)}
    assert refused == set(kind.schema().validate(values))


@pytest.mark.parametrize("name", KINDS)
@_QUIET
@given(data=st.data())
def test_the_quick_check_of_a_whole_set_finds_what_the_close_look_finds(name, data):
    kind = KINDS[name]
    values = data.draw(_sets(kind))
    closely = [problem for register, value in values.items() for problem in kind.check_register(register, value)]
    assert kind.check_set(values) == tuple(closely)


def test_the_comparison_notices_a_validator_that_is_too_generous():
    generous = Field("age", _Generous(), "Age", "អាយុ", KINDS["case"].fields["sex"].privacy)
    kind = Kind("person", "Person", "មនុស្ស", Placement.DOSSIER, (generous,))
    assert kind.check_values({"age": 1000}) == ()
    assert set(kind.schema().validate({"age": 1000})) == {"age"}


class _Generous(Int):
    def validator(self):
        return lambda value: None

    def marshmallow(self):
        return Int(0, 110).marshmallow()


def _sets(kind: Kind) -> st.SearchStrategy[dict[str, object]]:
    choices: dict[str, st.SearchStrategy[object]] = {"unknown_register": st.integers()}
    for name, register in kind.registers.items():
        fields = [kind.fields[member] for member in register.fields]
        if register.policy is Policy.ELEMENT:
            yes_no = st.one_of(st.booleans(), st.sampled_from([None, 1, "true"]))
            for element in _elements(fields[0]):
                choices[f"{name}.{element}"] = yes_no
            choices[f"{name}._none"] = values_of(fields[0])
        elif register.is_object:
            members = {field.name: values_of(field) for field in fields}
            whole = st.fixed_dictionaries({}, optional={**members, "of_a_newer_version": st.integers()})
            choices[name] = st.one_of(whole, values_of(fields[0]))
        else:
            choices[name] = values_of(fields[0])
    return st.fixed_dictionaries({}, optional=choices)


def _elements(field: Field) -> list[str]:
    vocabulary = getattr(field.type, "vocabulary", None)
    codes = sorted(vocabulary.codes)[:4] if vocabulary is not None else ["A" * 22]
    return [*codes, "no_such_code"]
