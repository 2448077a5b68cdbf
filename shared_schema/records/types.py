"""The types of fields: what a value looks like as JSON, as a plain validator and as a marshmallow field.

A validator takes a value and answers None or a problem code. The marshmallow field is built apart from it on
purpose: one test proves on every kind that both accept the same values.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from marshmallow import ValidationError, fields, validate

from shared_schema.canonical import Json
from shared_schema.identifiers import is_id
from shared_schema.vocabularies.code_list import CodeList

Validator: TypeAlias = Callable[[Json], str | None]
MarshmallowField: TypeAlias = fields.Field[Any]

TEXT_CHARACTERS = 120
LONG_TEXT_CHARACTERS = 4000
YEAR_FIRST, YEAR_LAST = 1900, 2200
INT_LIMIT = 2**63
FILE_BYTES = 8 * 1024 * 1024
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_CONTROL_LONG = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_PLACE_CODES = {
    "province": re.compile("[0-9]{2}"),
    "district": re.compile("[0-9]{4}"),
    "commune": re.compile("[0-9]{6}"),
    "village": re.compile("[0-9]{6}-[a-z2-7]{6}2?"),  # official village codes repeat (matching.md section 7)
}
_PLACE_KEYS = frozenset({"country", "detail", *_PLACE_CODES})
_FILE_KEYS = frozenset({"media_type", "bytes", "sha256", "key", "chunks"})


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text, at most 120 characters."""

    limit: int = TEXT_CHARACTERS
    lines: bool = False

    def validator(self) -> Validator:
        limit, control = self.limit, _CONTROL_LONG if self.lines else _CONTROL

        def check(value: Json) -> str | None:
            if not isinstance(value, str):
                return "not_text"
            if len(value) > limit:
                return "too_long"
            return None if value.isprintable() or not control.search(value) else "control_characters"

        return check

    def marshmallow(self) -> MarshmallowField:
        pattern = r"[^\x00-\x09\x0b-\x1f\x7f]*\Z" if self.lines else r"[^\x00-\x1f\x7f]*\Z"
        return _StrictString(validate=[validate.Length(max=self.limit), validate.Regexp(pattern)])


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
        return _StrictString(validate=validate.OneOf(sorted(self.vocabulary.codes)))


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
        item = _StrictString(validate=validate.OneOf(sorted(self.vocabulary.codes)))
        return fields.List(item, validate=_must_be_sorted)


@dataclass(frozen=True, slots=True)
class Date:
    """A day, `2026-11-21`, years 1900 to 2200."""

    def validator(self) -> Validator:
        return lambda value: None if _is_day(value) else "not_a_date"

    def marshmallow(self) -> MarshmallowField:
        return _DayField()


@dataclass(frozen=True, slots=True)
class ApproximateDate:
    """A date of precision day, month or year: `2026-11-21`, `2026-11`, `2026`."""

    def validator(self) -> Validator:
        def check(value: Json) -> str | None:
            if not isinstance(value, str) or len(value) not in (4, 7, 10):
                return "not_a_date"
            return None if _is_day(value + "-01-01"[len(value) - 4 :] if len(value) < 10 else value) else "not_a_date"

        return check

    def marshmallow(self) -> MarshmallowField:
        return _StrictString(
            validate=[validate.Regexp(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?\Z"), _must_be_approximate_date]
        )


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
        return _StrictInteger(strict=True, validate=validate.Range(min=self.low, max=self.high))


@dataclass(frozen=True, slots=True)
class Bool:
    """Yes or no."""

    def validator(self) -> Validator:
        return lambda value: None if value is True or value is False else "not_yes_or_no"

    def marshmallow(self) -> MarshmallowField:
        return _StrictBoolean()


@dataclass(frozen=True, slots=True)
class Ref:
    """The id of a record of one of `kinds`."""

    kinds: tuple[str, ...]

    def validator(self) -> Validator:
        return lambda value: None if is_id(value) else "not_an_id"

    def marshmallow(self) -> MarshmallowField:
        return _StrictString(validate=_must_be_id)


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
        return fields.List(_StrictString(validate=_must_be_id), validate=_must_be_sorted)


@dataclass(frozen=True, slots=True)
class Dots:
    """A sorted list of different [incarnation, counter] pairs."""

    def validator(self) -> Validator:
        def check(value: Json) -> str | None:
            if not isinstance(value, list) or not all(_is_dot(item) for item in value):
                return "not_dots"
            pairs = [(item[0], item[1]) for item in value]
            return None if pairs == sorted(set(pairs)) else "not_sorted"

        return check

    def marshmallow(self) -> MarshmallowField:
        pair = fields.Raw(validate=_must_be_dot)
        return fields.List(pair, validate=_must_be_sorted_dots)


@dataclass(frozen=True, slots=True)
class Place:
    """{country, province, district, commune, village, detail}: codes of the national gazetteer, country ISO alpha-2."""

    def validator(self) -> Validator:
        return _place_problem

    def marshmallow(self) -> MarshmallowField:
        return fields.Dict(keys=fields.String(validate=validate.OneOf(sorted(_PLACE_KEYS))), validate=_must_be_place)


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number in E.164 (`+85512345678`)."""

    def validator(self) -> Validator:
        return lambda value: None if isinstance(value, str) and _PHONE.fullmatch(value) else "not_a_phone"

    def marshmallow(self) -> MarshmallowField:
        return _StrictString(validate=validate.Regexp(_PHONE.pattern + r"\Z"))


@dataclass(frozen=True, slots=True)
class File:
    """{media_type, bytes, sha256, key, chunks[], thumbnail?}: an encrypted file of at most 8 MiB stored."""

    def validator(self) -> Validator:
        return _file_problem

    def marshmallow(self) -> MarshmallowField:
        return fields.Dict(keys=fields.String(), validate=_must_be_file)


FieldType: TypeAlias = (
    Text | Choice | Choices | Date | ApproximateDate | Int | Bool | Ref | Refs | Dots | Place | Phone | File
)


class _StrictString(fields.String):
    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class _StrictInteger(fields.Integer):
    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class _StrictBoolean(fields.Boolean):
    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class _DayField(fields.Date):
    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise self.make_error("invalid", input=value, obj_type="date")
        day = super()._deserialize(value, attr, data, **kwargs)
        if not YEAR_FIRST <= day.year <= YEAR_LAST:
            raise self.make_error("invalid", input=value, obj_type="date")
        return value


def _is_day(value: Json) -> bool:
    if not isinstance(value, str) or len(value) != 10 or value[4] != "-" or value[7] != "-":
        return False
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return False
    return YEAR_FIRST <= day.year <= YEAR_LAST


def _is_dot(value: Json) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and is_id(value[0])
        and isinstance(value[1], int)
        and not isinstance(value[1], bool)
        and value[1] > 0
    )


def _place_problem(value: Json) -> str | None:
    if not isinstance(value, dict) or not value or not _PLACE_KEYS.issuperset(value):
        return "not_a_place"
    country = value.get("country")
    if not isinstance(country, str) or len(country) != 2 or not (country.isascii() and country.isupper()):
        return "not_a_place"
    detail = value.get("detail", "")
    if not isinstance(detail, str) or len(detail) > TEXT_CHARACTERS or _CONTROL.search(detail):
        return "too_long"
    return _place_codes_problem(value, is_home=country == "KH")


def _place_codes_problem(value: Json, *, is_home: bool) -> str | None:
    above = ""
    for name, form in _PLACE_CODES.items():
        code = value.get(name)
        if code is None:
            above = "none"
            continue
        if not is_home or not isinstance(code, str) or not form.fullmatch(code) or not code.startswith(above):
            return "not_a_place"
        above = code
    return None


def _file_problem(value: Json) -> str | None:
    if not isinstance(value, dict) or not _FILE_KEYS.issubset(value) or not (_FILE_KEYS | {"thumbnail"}).issuperset(value):
        return "not_a_file"
    size, chunks = value["bytes"], value["chunks"]
    texts = (value["media_type"], value["sha256"], value["key"])
    if not all(isinstance(text, str) and 0 < len(text) <= TEXT_CHARACTERS for text in texts):
        return "not_a_file"
    if not isinstance(chunks, list) or not all(isinstance(chunk, str) for chunk in chunks):
        return "not_a_file"
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        return "not_a_file"
    return "too_large" if size > FILE_BYTES else None


def _must_be_sorted(value: list[str]) -> None:
    if value != sorted(set(value)):
        raise ValidationError("not sorted")


def _must_be_id(value: str) -> None:
    if not is_id(value):
        raise ValidationError("not an id")


def _must_be_dot(value: Json) -> None:
    if not _is_dot(value):
        raise ValidationError("not a dot")


def _must_be_sorted_dots(value: list[list[Json]]) -> None:
    pairs = [tuple(item) for item in value]
    if pairs != sorted(set(pairs)):
        raise ValidationError("not sorted")


def _must_be_approximate_date(value: str) -> None:
    try:
        parts = [int(part) for part in value.split("-")]
        day = date(*[*parts, 1, 1][:3])
    except ValueError as error:
        raise ValidationError("not a date") from error
    if not YEAR_FIRST <= day.year <= YEAR_LAST:
        raise ValidationError("not a date")


def _must_be_place(value: Json) -> None:
    if _place_problem(value) is not None:
        raise ValidationError("not a place")


def _must_be_file(value: Json) -> None:
    if _file_problem(value) is not None:
        raise ValidationError("not a file")
