"""Marshmallow schemas made from the declarations, for forms, the HTTP interface and its description."""

from collections.abc import Iterable

from marshmallow import INCLUDE, Schema

from shared_schema.canonical import Json
from shared_schema.records.field import Field
from shared_schema.records.types import MarshmallowField


def schema_of(name: str, fields: Iterable[Field]) -> type[Schema]:
    """A schema over field names that keeps what it does not know; required fields are the business of `Kind.missing`."""
    members = {declared.name: _marshmallow_field(declared) for declared in fields}
    meta = type("Meta", (), {"unknown": INCLUDE})
    return type(f"{name.title().replace('_', '')}Schema", (Schema,), {**members, "Meta": meta})


def _marshmallow_field(declared: Field) -> MarshmallowField:
    inner = declared.type.marshmallow()
    inner.required = False
    inner.allow_none = True
    inner.metadata = {"description": declared.en}
    if not declared.non_answers:
        return inner
    return AnswerOr(inner, declared.non_answers)


class AnswerOr(MarshmallowField):
    """A value of the field's type, or one of the non-answers its declaration offers."""

    def __init__(self, inner: MarshmallowField, offered: tuple[str, ...]) -> None:
        super().__init__(allow_none=True, metadata=inner.metadata)
        self.inner = inner
        self.offered = offered

    def _deserialize(self, value: Json, attr: Json, data: Json, **kwargs: Json) -> Json:
        if isinstance(value, dict) and set(value) == {"none"} and value["none"] in self.offered:
            return value
        return self.inner.deserialize(value, attr, data)
