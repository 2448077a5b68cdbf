"""One kind of record: its fields, the registers that follow from them, and validators compiled from the declaration."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from marshmallow import Schema

from shared_schema.canonical import Json
from shared_schema.records.field import Field, has_answer, is_non_answer
from shared_schema.records.implied_fields import other_text, retraction
from shared_schema.records.policy import Ask, Elements, Group, Latest, Once, Policy, Protective, Register
from shared_schema.records.register_changes import NONE_ELEMENT, element_changes, object_change
from shared_schema.records.schema import schema_of
from shared_schema.records.types import Choice, Choices, Document, File, Phone, Place, Text, Validator

_WORDS = (Text, Phone, Place, File, Document)


class Placement(StrEnum):
    """Where records of a kind lie: what their `home` is (sync.md section 4)."""

    DOSSIER_HEAD = "dossier_head"  # case, tracing_inquiry: home = own id
    DOSSIER = "dossier"  # home = the dossier's id
    OFFICE = "office"  # office book: home = the office's id
    DIRECTORY = "directory"


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one register or field: `code` such as `too_long`, never the value."""

    field: str
    code: str


@dataclass(frozen=True)
class Kind:
    """A kind of record. `two_dossiers` kinds (match, case_transfer, case_link) hold codes for both, words for the home.

    `restricted` kinds need clearance and project nothing; `follows` names the field that makes a record as
    restricted as the record it is about (review_question, review_decision).
    """

    name: str
    en: str
    km: str
    placement: Placement
    own_fields: tuple[Field, ...]
    restricted: bool = False
    two_dossiers: bool = False
    follows: str = ""
    version: int = 1

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """All fields by name: the declared ones, `<field>_other` where a list is open ended, and the retraction."""
        found: dict[str, Field] = {}
        for declared in self.own_fields:
            if declared.name in found:
                raise ValueError(f"{self.name}.{declared.name} is declared twice")
            found[declared.name] = declared
            if isinstance(declared.type, Choice | Choices) and declared.type.vocabulary.open_ended:
                found[declared.name + "_other"] = other_text(declared)
        for extra in retraction(is_in_two_dossiers=self.two_dossiers):
            found[extra.name] = extra
        return found

    @cached_property
    def registers(self) -> Mapping[str, Register]:
        """Registers by name; an `elements` field stands under its own name and serves `field.<code>`."""
        members: dict[str, list[str]] = {}
        for declared in self.fields.values():
            members.setdefault(_register_name(declared), []).append(declared.name)
        return {name: self._register(name, tuple(names)) for name, names in members.items()}

    @cached_property
    def creation_field(self) -> str:
        """The first `once` field: the author of a record is the `by` of the dot that set it; else the first field."""
        once = [declared.name for declared in self.own_fields if isinstance(declared.policy, Once)]
        return once[0] if once else self.own_fields[0].name

    @cached_property
    def projected(self) -> tuple[str, ...]:
        """Fields that stand in clear on the server: class C and O, nothing of a restricted kind.

        And nothing that takes words: whoever types a name where a number belongs must not put it in clear.
        """
        if self.restricted or self.follows:
            return ()
        return tuple(one.name for one in self.fields.values() if one.is_coded and not isinstance(one.type, _WORDS))

    @cached_property
    def home_only_registers(self) -> frozenset[str]:
        """Registers that states for other scopes than the home's omit."""
        return frozenset(name for name, register in self.registers.items() if register.home_only)

    def register_of(self, name: str) -> Register | None:
        """The register `name` of a change, `languages.khmer` included; None where this version does not know it."""
        known = self.registers.get(name)
        if known is not None:
            return None if known.policy is Policy.ELEMENT else known
        stem, dot, _element = name.rpartition(".")
        parent = self.registers.get(stem) if dot else None
        return parent if parent is not None and parent.policy is Policy.ELEMENT else None

    def check_register(self, name: str, value: Json) -> tuple[FieldProblem, ...]:
        """Problems of one register of a change's `set`; an unknown register is kept and has none."""
        register = self.register_of(name)
        if register is None:
            return ()
        if register.policy is Policy.ELEMENT:
            return self._check_element(register, name, value)
        if not register.is_object:
            return self._check_value(register.fields[0], value)
        if not isinstance(value, dict):
            return (FieldProblem(name, "not_an_object"),)
        found = [problem for member in register.fields for problem in self._check_value(member, value.get(member))]
        return tuple(found)

    def check_set(self, values: Mapping[str, Json]) -> tuple[FieldProblem, ...]:
        """Problems of a change's whole `set` (types, lengths, codes); the hot path of both programs."""
        found: list[FieldProblem] = []
        checkers = self._checkers
        for name, value in values.items():
            check = checkers.get(name)
            if check is None or check(value) is not None:
                found.extend(self.check_register(name, value))
        return tuple(found)

    def check_values(self, values: Mapping[str, Json]) -> tuple[FieldProblem, ...]:
        """Problems of values by field name, as a form or an import hands them in; None and absent are empty."""
        found: list[FieldProblem] = []
        for name, value in values.items():
            if name in self.fields:
                found.extend(self._check_value(name, value))
        return tuple(found)

    def missing(self, values: Mapping[str, Json], *, schema: int | None = None) -> tuple[FieldProblem, ...]:
        """Required fields (always, or by a condition within the record) without a value; a non-answer is none.

        `schema` is the number the record was written under: what has been required only since then is not missing.
        """
        return tuple(
            FieldProblem(declared.name, "required")
            for declared in self.fields.values()
            if declared.is_required(values, schema) and not has_answer(values.get(declared.name))
        )

    def to_registers(self, values: Mapping[str, Json], shown: Mapping[str, Json]) -> dict[str, Json]:
        """The `set` of a change that turns the shown values into `values` (by field name); only what differs.

        `shown` holds the shown value of every field, and under a group's register name the whole shown object, so
        that members this version does not know are copied through.
        """
        result: dict[str, Json] = {}
        for name, register in self.registers.items():
            touched = [member for member in register.fields if member in values]
            if not touched:
                continue
            if register.policy is Policy.ELEMENT:
                result.update(element_changes(name, values[name], shown.get(name)))
            elif register.is_object:
                result.update(object_change(register, values, shown))
            elif values[name] != shown.get(name):
                result[name] = values[name]
        return result

    @cached_property
    def schema(self) -> type[Schema]:
        """A marshmallow schema over field names, for forms, the HTTP interface and its description."""
        return schema_of(self.name, self.fields.values())

    @cached_property
    def _validators(self) -> Mapping[str, Validator]:
        return {declared.name: declared.type.validator() for declared in self.fields.values()}

    @cached_property
    def _checkers(self) -> Mapping[str, Validator]:
        """A quick check by register name, `languages.khmer` included; whoever fails it is looked at closely.

        Registers it does not list (ids as elements, `_none`, unknown ones) always take the long way.
        """
        checkers: dict[str, Validator] = {}
        for name, register in self.registers.items():
            declared = self.fields[register.fields[0]]
            if register.policy is Policy.ELEMENT:
                if isinstance(declared.type, Choices):
                    checkers.update({f"{name}.{code}": _yes_or_no for code in declared.type.vocabulary.codes})
            elif register.is_object:
                checkers[name] = _object_validator({member: self._validators[member] for member in register.fields})
            else:
                checkers[name] = self._validators[name]
        return checkers

    def _register(self, name: str, members: tuple[str, ...]) -> Register:
        first = self.fields[members[0]]
        policy = _POLICIES[type(first.policy)]
        is_object = isinstance(first.policy, Group) or len(members) > 1
        protective = first.policy if isinstance(first.policy, Protective) else None
        home_only = any(self.fields[member].home_only for member in members)
        return Register(name, policy, members, is_object=is_object, protective=protective, home_only=home_only)

    def _check_value(self, name: str, value: Json) -> tuple[FieldProblem, ...]:
        if value is None:
            return ()
        declared = self.fields[name]
        if isinstance(value, dict) and "none" in value:
            if is_non_answer(value) and value["none"] in declared.non_answers:
                return ()
            return (FieldProblem(name, "non_answer_not_offered"),)
        code = self._validators[name](value)
        return () if code is None else (FieldProblem(name, code),)

    def _check_element(self, register: Register, name: str, value: Json) -> tuple[FieldProblem, ...]:
        stem, _dot, element = name.rpartition(".")
        declared = self.fields[stem]
        if element == NONE_ELEMENT:
            fits = value is None or (is_non_answer(value) and value["none"] in declared.non_answers)
            return () if fits else (FieldProblem(name, "non_answer_not_offered"),)
        if value is not True and value is not False:
            return (FieldProblem(name, "not_yes_or_no"),)
        return self._check_value(stem, [element])


def _yes_or_no(value: Json) -> str | None:
    return None if value is True or value is False else "not_yes_or_no"


def _object_validator(members: Mapping[str, Validator]) -> Validator:
    def check(value: Json) -> str | None:
        if not isinstance(value, dict):
            return "not_an_object"
        for name, item in value.items():
            inner = members.get(name)
            if inner is not None and inner(item) is not None:
                return "wrong_member"
        return None

    return check


def _register_name(declared: Field) -> str:
    if isinstance(declared.policy, Group):
        return "group:" + declared.policy.name
    if declared.name.endswith("_other") and isinstance(declared.policy, Once):
        return declared.name.removesuffix("_other")
    return declared.name


_POLICIES: Mapping[type, Policy] = {
    Ask: Policy.ASK,
    Group: Policy.ASK,
    Latest: Policy.LATEST,
    Protective: Policy.PROTECTIVE,
    Elements: Policy.ELEMENT,
    Once: Policy.ONCE,
}
