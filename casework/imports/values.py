"""A cell becomes a value of its field: codes or labels in both languages, lists with `;`, places by their parts.

Promise: what cannot be read for certain is a problem with its own code, never a guess (a date that is not written
2026-11-21 is not guessed). The values are then checked by the declaration like every other.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import orjson

from casework.imports.formula import Formula
from shared_schema.canonical import Json
from shared_schema.records.field import NON_ANSWERS, Field
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
from shared_schema.vocabularies.code_list import CodeList

SEPARATOR = ";"
CLEAR = "(clear)"
PLACE_PARTS = ("country", "province", "district", "commune", "village", "detail")
HOME_COUNTRY = "KH"
_ZERO_WIDTH = dict.fromkeys((0x200B, 0x200C, 0x200D, 0xFEFF))
_KHMER_DIGITS = {0x17E0 + digit: str(digit) for digit in range(10)}
_YES = frozenset({"yes", "true", "1", "បាទ", "ចាស", "បាទ/ចាស", "មាន"})
_NO = frozenset({"no", "false", "0", "ទេ", "គ្មាន"})


class CellProblem(Exception):
    """A cell that cannot become a value; `code` is one of those in words/imports.py."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class References:
    """How refs are read: `find` gives the record id of `$1`, of an id, or of a case number; None if there is none."""

    find: Callable[[str], str | None]


def clean_text(text: str, *, lines: bool = False) -> str:
    """NFC, without zero-width characters, outer blanks trimmed; one line unless `lines`."""
    cleaned = unicodedata.normalize("NFC", text).translate(_ZERO_WIDTH).replace("\r\n", "\n").replace("\r", "\n")
    return cleaned.strip() if lines else " ".join(cleaned.split())


def read_cell(cell: Json | Formula, field: Field, *, references: References) -> Json:
    """The value of a cell for `field`; None clears it. Raises CellProblem."""
    if isinstance(cell, Formula):
        raise CellProblem("formula")
    if isinstance(cell, str):
        plain = cell.strip()
        if plain.lower() == CLEAR:
            return None
        marked = plain.lower().removeprefix("(").removesuffix(")")
        if plain.startswith("(") and marked in NON_ANSWERS:
            return {"none": marked}
    return _READERS[type(field.type)](cell, field, references)


def read_value(value: Json, field: Field, *, references: References) -> Json:
    """The value of a JSON line: as it stands, but for temporary ids, and for texts cleaned as forms clean them."""
    if isinstance(value, str):
        if isinstance(field.type, Text):
            return clean_text(value, lines=field.type.lines)
        if isinstance(field.type, Ref):
            return _find(value, references)
    if isinstance(value, list) and isinstance(field.type, Refs):
        return sorted({_find(str(item), references) for item in value})
    return value


def read_place_part(cell: Json | Formula, part: str) -> str | None:
    """One part of a place: codes as text, a country as two letters; None clears it. Raises CellProblem."""
    if isinstance(cell, Formula):
        raise CellProblem("formula")
    text = clean_text(str(cell))
    if text.lower() == CLEAR:
        return None
    if part == "country":
        return text.upper()
    if part == "detail":
        return text
    if part == "village":
        return text.lower()
    digits = text.translate(_KHMER_DIGITS)
    width = {"province": 2, "district": 4, "commune": 6}[part]
    if not digits.isdecimal():
        raise CellProblem("not_a_place")
    return digits.zfill(width) if width - len(digits) == 1 else digits  # spreadsheets drop a leading zero


def whole_place(parts: Mapping[str, str | None]) -> Json:
    """The place of its parts; None where none is left. The country is Cambodia where codes stand without one."""
    found = {part: value for part, value in parts.items() if value}
    if found and "country" not in found:
        found["country"] = HOME_COUNTRY
    return found or None


def _text(cell: Json, field: Field, references: References) -> Json:
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise CellProblem("not_text")
    lines = isinstance(field.type, Text) and field.type.lines
    return clean_text(str(cell), lines=lines)


def _choice(cell: Json, field: Field, references: References) -> Json:
    if not isinstance(field.type, Choice):
        raise CellProblem("unknown_code")
    return _code(str(cell), field.type.vocabulary)


def _choices(cell: Json, field: Field, references: References) -> Json:
    if not isinstance(field.type, Choices):
        raise CellProblem("unknown_code")
    vocabulary = field.type.vocabulary
    return sorted({_code(part, vocabulary) for part in _parts(cell)})


def _code(text: str, vocabulary: CodeList) -> str:
    wanted = clean_text(text)
    if wanted in vocabulary:
        return wanted
    folded = wanted.casefold()
    found = [code.code for code in vocabulary if folded in (code.code, code.en.casefold(), code.km.casefold())]
    if len(found) != 1:
        raise CellProblem("unknown_code")
    return found[0]


def _date(cell: Json, field: Field, references: References) -> Json:
    text = str(cell).strip().translate(_KHMER_DIGITS)
    if isinstance(field.type, Date) and len(text) != 10:
        raise CellProblem("not_a_date")
    return text


def _int(cell: Json, field: Field, references: References) -> Json:
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell
    text = str(cell).strip().translate(_KHMER_DIGITS)
    if not text.removeprefix("-").isdecimal() or len(text) > 19:
        raise CellProblem("not_a_number")
    return int(text)


def _bool(cell: Json, field: Field, references: References) -> Json:
    if isinstance(cell, bool):
        return cell
    text = clean_text(str(cell)).casefold()
    if text in _YES or text in _NO:
        return text in _YES
    raise CellProblem("not_yes_or_no")


def _phone(cell: Json, field: Field, references: References) -> Json:
    text = "".join(str(cell).translate(_KHMER_DIGITS).split()).replace("-", "").replace(".", "")
    if text.startswith("00"):
        return "+" + text[2:]
    if text.startswith("0"):
        return "+855" + text[1:]
    return text if text.startswith("+") else "+" + text if text.startswith("855") else text


def _ref(cell: Json, field: Field, references: References) -> Json:
    return _find(str(cell).strip(), references)


def _refs(cell: Json, field: Field, references: References) -> Json:
    return sorted({_find(part, references) for part in _parts(cell)})


def _find(text: str, references: References) -> str:
    found = references.find(text)
    if found is None:
        raise CellProblem("unknown_reference")
    return found


def _json(cell: Json, field: Field, references: References) -> Json:
    try:
        return orjson.loads(str(cell))
    except orjson.JSONDecodeError as error:
        raise CellProblem("not_json") from error


def _place(cell: Json, field: Field, references: References) -> Json:
    try:
        return orjson.loads(str(cell))
    except orjson.JSONDecodeError as error:
        raise CellProblem("place_in_words") from error


def _parts(cell: Json) -> list[str]:
    return [part.strip() for part in str(cell).split(SEPARATOR) if part.strip()]


_READERS: Mapping[type, Callable[[Json, Field, References], Json]] = {
    Text: _text,
    Choice: _choice,
    Choices: _choices,
    Date: _date,
    ApproximateDate: _date,
    Int: _int,
    Bool: _bool,
    Ref: _ref,
    Refs: _refs,
    Phone: _phone,
    Place: _place,
    Dots: _json,
    File: _json,
    Document: _text,
}
