"""The columns of imports and exports: one for each field, places by their parts, and the few that frame a record.

Promise: an export's columns are an import's columns; labels in both languages are understood as headers too.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from casework.imports.values import PLACE_PARTS
from shared_schema.canonical import Json
from shared_schema.records.field import Field
from shared_schema.records.kind import Kind
from shared_schema.records.types import Place

ID, KIND, HOME, BASE, REASON = "id", "kind", "home", "base", "reason"
FRAME = (KIND, ID, HOME, BASE, REASON)
CODED_PLACE_PARTS = ("country", "province", "district")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a kind: its field, and for a place the part of it ("" for the whole field)."""

    field: Field
    part: str = ""

    @property
    def name(self) -> str:
        """`sex`, `current_place.province`."""
        return f"{self.field.name}.{self.part}" if self.part else self.field.name

    def value_in(self, values: Mapping[str, Json]) -> Json:
        """What stands in this column for values by field name; None where nothing does."""
        value = values.get(self.field.name)
        if not self.part or not isinstance(value, dict):
            return value if not self.part else None
        return value.get(self.part)


def columns_of(kind: Kind, *, with_names: bool) -> tuple[Column, ...]:
    """The columns of an export of `kind`; without names, those of class C and O, and the coded parts of places."""
    found: list[Column] = []
    for declared in kind.fields.values():
        if isinstance(declared.type, Place):
            parts = PLACE_PARTS if with_names else CODED_PLACE_PARTS
            found.extend(Column(declared, part) for part in parts)
        elif with_names or declared.is_coded:
            found.append(Column(declared))
    return tuple(found)


def find_column(kind: Kind, header: str) -> Column | None:
    """The column that a header names: by field name, or by its label in English or Khmer; None for neither or two."""
    wanted = _folded(header)
    stem, _dot, part = wanted.rpartition(".")
    if part in PLACE_PARTS and stem:
        place = _field(kind, stem)
        return Column(place, part) if place is not None and isinstance(place.type, Place) else None
    declared = _field(kind, wanted)
    return None if declared is None else Column(declared)


def _field(kind: Kind, wanted: str) -> Field | None:
    if wanted in kind.fields:
        return kind.fields[wanted]
    found = [declared for declared in kind.fields.values() if wanted in (_folded(declared.en), _folded(declared.km))]
    return found[0] if len(found) == 1 else None


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).replace("\u200b", "").casefold().split())
