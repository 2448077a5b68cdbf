"""Marshmallow fields that convert nothing: built apart from the plain checks, and proven to accept the same values."""

import re
from datetime import date
from typing import Any

from marshmallow import ValidationError, fields

from shared_schema.canonical import Json
from shared_schema.identifiers import is_id
from shared_schema.records.file_value import file_problem
from shared_schema.records.values import YEAR_FIRST, YEAR_LAST, is_dot, place_problem


class StrictString(fields.String):
    """A text and nothing that could become one."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class StrictInteger(fields.Integer):
    """A whole number and nothing that could become one."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class StrictBoolean(fields.Boolean):
    """True or false and nothing that could become one."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class DayField(fields.Date):
    """A day, written `2026-11-21`."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise self.make_error("invalid", input=value, obj_type="date")
        day = super()._deserialize(value, attr, data, **kwargs)
        if not YEAR_FIRST <= day.year <= YEAR_LAST:
            raise self.make_error("invalid", input=value, obj_type="date")
        return value


def must_be_sorted(value: list[str]) -> None:
    """Refuses a list with an order of its own or with doubles."""
    if value != sorted(set(value)):
        raise ValidationError("not sorted")


def must_be_id(value: str) -> None:
    """Refuses what is no record id."""
    if not is_id(value):
        raise ValidationError("not an id")


def must_be_dot(value: Json) -> None:
    """Refuses what is no [incarnation, counter]."""
    if not is_dot(value):
        raise ValidationError("not a dot")


def must_be_sorted_dots(value: list[list[Json]]) -> None:
    """Refuses dots out of order or twice."""
    pairs = [tuple(item) for item in value]
    if pairs != sorted(set(pairs)):
        raise ValidationError("not sorted")


def must_be_approximate_date(value: str) -> None:
    """Refuses a date of day, month or year precision that no calendar has."""
    try:
        parts = [int(part) for part in value.split("-")]
        day = date(*[*parts, 1, 1][:3])
    except ValueError as error:
        raise ValidationError("not a date") from error
    if not YEAR_FIRST <= day.year <= YEAR_LAST:
        raise ValidationError("not a date")


def must_be_place(value: Json) -> None:
    """Refuses what is no place."""
    if place_problem(value) is not None:
        raise ValidationError("not a place")


def must_be_file(value: Json) -> None:
    """Refuses what is no file value."""
    if file_problem(value) is not None:
        raise ValidationError("not a file")
