"""Values become typed text again, for editing: the inverse of reading.py, in the reader's language.

Promise: reading what was written here gives the value again, in either language; what a newer version wrote and this
one cannot show stays untouched, because only questions that somebody changed are saved.
"""

from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256

from casework.forms.days import boxes_of_value
from casework.forms.place_text import text_of_place
from casework.forms.reading import NO, YES, Around, Read, is_by_number, is_looked_up
from casework.forms.typed import CODE, DAY, DETAIL, MONTH, NONE, NONE_PREFIX, YEAR, Typed
from casework.places import LEVELS
from shared_schema.canonical import Json, dumps
from shared_schema.records.field import Field, is_non_answer
from shared_schema.records.kind import Kind
from shared_schema.records.policy import Elements
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

DIGEST_CHARACTERS = 16
_IN_THE_LIST = (Choice, Choices, Bool, Ref, Refs)  # their non-answers are choices like the others


def typed_of_values(
    kind: Kind, names: Iterable[str], values: Mapping[str, Json], *, around: Around, language: str, prefix: str = ""
) -> Typed:
    """The form as if somebody had typed these values in `en` or `km`."""
    texts: dict[str, tuple[str, ...]] = {}
    for name in names:
        declared, value = kind.fields[name], values.get(name)
        if value is None or isinstance(declared.type, Dots | File | Document):
            continue
        for part, found in _texts(declared, value, around, language).items():
            texts[f"{prefix}{name}.{part}" if part else prefix + name] = found
    return Typed(texts)


def is_in_the_list(declared: Field) -> bool:
    """Whether the non-answers of a question stand among its choices; else they stand beside its box."""
    if isinstance(declared.type, Choice):
        return not is_looked_up(declared.type.vocabulary)
    if isinstance(declared.type, Ref):
        return not is_by_number(declared.type)
    return isinstance(declared.type, _IN_THE_LIST)


def opened_as(kind: Kind, read: Read) -> dict[str, Json]:
    """What a form was opened with, to tell later which questions were changed: digests, lists of `elements` whole."""
    return {name: _mark(kind.fields[name], value) for name, value in read.values.items() if value is not None}


def changed_since(kind: Kind, read: Read, opened: Mapping[str, Json]) -> dict[str, Json]:
    """The values that differ from what the form was opened with."""
    return {
        name: value
        for name, value in read.values.items()
        if (None if value is None else _mark(kind.fields[name], value)) != opened.get(name)
    }


def _mark(declared: Field, value: Json) -> Json:
    if isinstance(declared.policy, Elements) and isinstance(value, list):
        return value
    return sha256(dumps(value)).hexdigest()[:DIGEST_CHARACTERS]


def _texts(declared: Field, value: Json, around: Around, language: str) -> Mapping[str, tuple[str, ...]]:
    if is_non_answer(value):
        if is_in_the_list(declared):
            return {"": (NONE_PREFIX + str(value["none"]),)}
        return {NONE: (str(value["none"]),)}
    return _WRITERS[type(declared.type)](declared, value, around, language)


def _plain(declared: Field, value: Json, around: Around, language: str) -> Mapping[str, tuple[str, ...]]:
    return {"": (str(value),)}


def _choice(declared: Field, value: Json, around: Around, language: str) -> Mapping[str, tuple[str, ...]]:
    if isinstance(declared.type, Choice) and is_looked_up(declared.type.vocabulary):
        known = declared.type.vocabulary
        return {"": (known[value].label(language) if value in known else str(value),), CODE: (str(value),)}
    return {"": (str(value),)}


def _list(declared: Field, value: Json, around: Around, language: str) -> Mapping[str, tuple[str, ...]]:
    return {"": tuple(str(item) for item in value)} if isinstance(value, list) and value else {}


def _day(declared: Field, value: Json, around: Around, language: str) -> Mapping[str, tuple[str, ...]]:
    boxes = boxes_of_value(str(value))
    found = {DAY: boxes.day, MONTH: boxes.month, YEAR: boxes.year}
    return {part: (text,) for part, text in found.items() if text}


def _yes_or_no(declared: Field, value: Json, around: Around, language: str) -> Mapping[str, tuple[str, ...]]:
    return {"": (YES if value is True else NO if value is False else str(value),)}


def _phone(declared: Field, value: Json, around: Around, language: str) -> Mapping[str, tuple[str, ...]]:
    text = str(value)
    return {"": ("0" + text[4:] if text.startswith("+855") else text,)}


def _place(declared: Field, value: Json, around: Around, language: str) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        return {}
    text, detail = text_of_place(around.places, value, language), str(value.get("detail") or "")
    code = next((str(value[level]) for level in reversed(LEVELS) if value.get(level)), "")
    if code and not text:
        text = code  # an area that this edition does not know
    found = {"": text, CODE: code, DETAIL: detail}
    return {part: (words,) for part, words in found.items() if words}


def _reference(declared: Field, value: Json, around: Around, language: str) -> Mapping[str, tuple[str, ...]]:
    if isinstance(declared.type, Ref) and is_by_number(declared.type):
        return {"": (around.number_of(str(value)),), CODE: (str(value),)}
    return {"": (str(value),)}


_WRITERS: Mapping[type, Callable[[Field, Json, Around, str], Mapping[str, tuple[str, ...]]]] = {
    Text: _plain,
    Choice: _choice,
    Choices: _list,
    Date: _day,
    ApproximateDate: _day,
    Int: _plain,
    Bool: _yes_or_no,
    Ref: _reference,
    Refs: _list,
    Phone: _phone,
    Place: _place,
}
