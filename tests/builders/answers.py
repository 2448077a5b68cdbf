"""A sensible answer for any declared field, for tests that go over every kind."""

from shared_schema.canonical import Json
from shared_schema.records.field import Field
from shared_schema.records.types import (
    ApproximateDate,
    Bool,
    Choice,
    Choices,
    Date,
    Document,
    Dots,
    File,
    Int,
    Phone,
    Place,
    Ref,
    Refs,
    Text,
)
from tests.builders.files import a_file_value
from tests.builders.records import an_id

A_PLACE: Json = {"country": "KH", "province": "02", "detail": "house 12"}


def a_value_of(field: Field) -> Json:
    """A value that the declaration accepts."""
    match field.type:
        case Text(limit=limit):
            return "ABCD"[:limit]
        case Choice(vocabulary=codes):
            return next(iter(codes)).code
        case Choices(vocabulary=codes):
            return sorted(code.code for code in codes)[:2]
        case Date():
            return "2026-11-03"
        case ApproximateDate():
            return "2009-05"
        case Int(low=low, high=high):
            return max(low, min(7, high))
        case Bool():
            return True
        case Phone():
            return "+85512345678"
        case Place():
            return A_PLACE
        case Ref():
            return an_id("another record")
        case Refs():
            return sorted([an_id("one"), an_id("two")])
        case Dots():
            return [[an_id("laptop"), 1]]
        case Document():
            return '{"version":"fitted-1"}'
        case File():
            return a_file_value()
