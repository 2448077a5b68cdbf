"""The types of fields: what a value looks like as JSON, as a plain validator and as a marshmallow field.

A validator takes a value and answers None or a problem code. The marshmallow field is built apart from it on
purpose: one test proves on every kind that both accept the same values.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from marshmallow import fields, validate

from shared_schema.canonical import Json
from shared_schema.identifiers import is_id
from shared_schema.records.file_value import file_problem
from shared_schema.records.strict_fields import (
    DayField,
    StrictBoolean,
    StrictInteger,
    StrictString,
    must_be_approximate_date,
    must_be_dot,
    must_be_file,
    must_be_id,
    must_be_place,
    must_be_sorted,
    must_be_sorted_dots,
)
from shared_schema.records.values import (
    CONTROL,
    CONTROL_LONG,
    INT_LIMIT,
    LONG_TEXT_CHARACTERS,
    PHONE,
    PLACE_KEYS,
    TEXT_CHARACTERS,
    is_day,
    is_dot,
    place_problem,
)
from shared_schema.vocabularies.code_list import CodeList

Validator: TypeAlias = Callable[[Json], str | None]
MarshmallowField: TypeAlias = fields.Field[Any]


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text, at most 120 characters."""

    limit: int = TEXT_CHARACTERS
    lines: bool = False

    def validator(self) -> Validator:
        limit, control = self.limit, CONTROL_LONG if self.lines else CONTROL

        def check(value: Json) -> str | None:
            if not isinstance(value, str):
                return "not_text"
            if len(value) > limit:
                return "too_long"
            return None if value.isprintable() or not control.search(value) else "control_characters"

        return check

    def marshmallow(self) -> MarshmallowField:
        pattern = r"[^\x00-\x09\x0b-\x1f\x7f]*\Z" if self.lines else r"[^\x00-\x1f\x7f]*\Z"
        return StrictString(validate=[validate.Length(max=self.limit), validate.Regexp(pattern)])


def LongText() -> Text:
    """Several lines, at most 4,000 characters."""
    return Text(limit=LONG_TEXT_CHARACTERS, lines=True)


@dataclass(frozen=True, slots=True)
class Choice:
    """One code of a vocabulary."""

    vocabulary: CodeList

    def validator(self) -> Validator:
        codes = self.vocabulary.codes

        def check(value: Json) -> str | None:
            return None if isinstance(value, str) and value in codes else "unknown_code"

        return check

    def marshmallow(self) -> MarshmallowField:
        return StrictString(validate=validate.OneOf(sorted(self.vocabulary.codes)))


@dataclass(frozen=True, slots=True)
class Choices:
    """A sorted list of different codes of a vocabulary (registers of their own under `elements`)."""

    vocabulary: CodeList

    def validator(self) -> Validator:
        codes = self.vocabulary.codes

        def check(value: Json) -> str | None:
            if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
                return "not_a_list"
            if value != sorted(set(value)):
                return "not_sorted"
            return None if codes.issuperset(value) else "unknown_code"

        return check

    def marshmallow(self) -> MarshmallowField:
        item = StrictString(validate=validate.OneOf(sorted(self.vocabulary.codes)))
        return fields.List(item, validate=must_be_sorted)


@dataclass(frozen=True, slots=True)
class Date:
    """A day, `2026-11-21`, years 1900 to 2200."""

    def validator(self) -> Validator:
        return lambda value: None if is_day(value) else "not_a_date"

    def marshmallow(self) -> MarshmallowField:
        return DayField()


@dataclass(frozen=True, slots=True)
class ApproximateDate:
    """A date of precision day, month or year: `2026-11-21`, `2026-11`, `2026`."""

    def validator(self) -> Validator:
        def check(value: Json) -> str | None:
            if not isinstance(value, str) or len(value) not in (4, 7, 10):
                return "not_a_date"
            return None if is_day(value + "-01-01"[len(value) - 4 :] if len(value) < 10 else value) else "not_a_date"

        return check

    def marshmallow(self) -> MarshmallowField:
        return StrictString(validate=[validate.Regexp(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?\Z"), must_be_approximate_date])


@dataclass(frozen=True, slots=True)
class Int:
    """A whole number within bounds (both included)."""

    low: int = -INT_LIMIT
    high: int = INT_LIMIT - 1

    def validator(self) -> Validator:
        low, high = self.low, self.high

        def check(value: Json) -> str | None:
            if not isinstance(value, int) or isinstance(value, bool):
                return "not_a_number"
            return None if low <= value <= high else "out_of_range"

        return check

    def marshmallow(self) -> MarshmallowField:
        return StrictInteger(strict=True, validate=validate.Range(min=self.low, max=self.high))


@dataclass(frozen=True, slots=True)
class Bool:
    """Yes or no."""

    def validator(self) -> Validator:
        return lambda value: None if value is True or value is False else "not_yes_or_no"

    def marshmallow(self) -> MarshmallowField:
        return StrictBoolean()


@dataclass(frozen=True, slots=True)
class Ref:
    """The id of a record of one of `kinds`."""

    kinds: tuple[str, ...]

    def validator(self) -> Validator:
        return lambda value: None if is_id(value) else "not_an_id"

    def marshmallow(self) -> MarshmallowField:
        return StrictString(validate=must_be_id)


@dataclass(frozen=True, slots=True)
class Refs:
    """A sorted list of different ids of records of one of `kinds`."""

    kinds: tuple[str, ...]

    def validator(self) -> Validator:
        def check(value: Json) -> str | None:
            if not isinstance(value, list) or not all(is_id(item) for item in value):
                return "not_a_list"
            return None if value == sorted(set(value)) else "not_sorted"

        return check

    def marshmallow(self) -> MarshmallowField:
        return fields.List(StrictString(validate=must_be_id), validate=must_be_sorted)


@dataclass(frozen=True, slots=True)
class Dots:
    """A sorted list of different [incarnation, counter] pairs."""

    def validator(self) -> Validator:
        def check(value: Json) -> str | None:
            if not isinstance(value, list) or not all(is_dot(item) for item in value):
                return "not_dots"
            pairs = [(item[0], item[1]) for item in value]
            return None if pairs == sorted(set(pairs)) else "not_sorted"

        return check

    def marshmallow(self) -> MarshmallowField:
        pair = fields.Raw(validate=must_be_dot)
        return fields.List(pair, validate=must_be_sorted_dots)


@dataclass(frozen=True, slots=True)
class Place:
    """{country, province, district, commune, village, detail}: codes of the national gazetteer, country ISO alpha-2."""

    def validator(self) -> Validator:
        return place_problem

    def marshmallow(self) -> MarshmallowField:
        return fields.Dict(keys=fields.String(validate=validate.OneOf(sorted(PLACE_KEYS))), validate=must_be_place)


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number in E.164 (`+85512345678`)."""

    def validator(self) -> Validator:
        return lambda value: None if isinstance(value, str) and PHONE.fullmatch(value) else "not_a_phone"

    def marshmallow(self) -> MarshmallowField:
        return StrictString(validate=validate.Regexp(PHONE.pattern + r"\Z"))


@dataclass(frozen=True, slots=True)
class File:
    """{media_type, bytes, sha256, key, chunks[], thumbnail?}: a sealed file of at most 8 MiB (`file_value.py`)."""

    def validator(self) -> Validator:
        return file_problem

    def marshmallow(self) -> MarshmallowField:
        return fields.Dict(keys=fields.String(), validate=must_be_file)


@dataclass(frozen=True, slots=True)
class Document:
    """Text that a program writes and reads (JSON), at most 131,072 characters: no form asks for it, no page prints it."""

    limit: int = 131_072

    def validator(self) -> Validator:
        limit = self.limit

        def check(value: Json) -> str | None:
            if not isinstance(value, str):
                return "not_text"
            if len(value) > limit:
                return "too_long"
            return None if value.isascii() and value.isprintable() else "control_characters"

        return check

    def marshmallow(self) -> MarshmallowField:
        return StrictString(validate=[validate.Length(max=self.limit), validate.Regexp(r"[ -~]*\Z")])


FieldType: TypeAlias = (
    Text | Choice | Choices | Date | ApproximateDate | Int | Bool | Ref | Refs | Dots | Place | Phone | File | Document
)
