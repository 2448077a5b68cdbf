"""Any recorded value in words: labels of codes, days, places, numbers, names of the records it points at.

Everything follows from the declaration of the field; an unknown code is shown as it is, since data outlives editions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from casework.places import Gazetteer
from casework.web.dates import day_words
from casework.web.saying import Phrasebook, message
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.records.field import NON_ANSWERS, Field, is_non_answer
from shared_schema.records.file_value import JPEG, PDF
from shared_schema.records.kinds import KINDS
from shared_schema.records.types import (
    ApproximateDate,
    Bool,
    Choice,
    Choices,
    Date,
    Document,
    File,
    Phone,
    Place,
    Ref,
    Refs,
)
from shared_schema.vocabularies.registry import VOCABULARIES

_NON_ANSWERS = (message("Not asked"), message("Did not wish to answer"), message("Not known"))
RECORDING = message("Recording")
FILE_FORMS = {JPEG: message("Picture"), PDF: message("PDF paper")}
NON_ANSWER_MESSAGES = dict(zip(NON_ANSWERS, _NON_ANSWERS, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What words a value needs beside its declaration; `name_of` gives the name of a record by its id."""

    language: str
    phrases: Phrasebook
    places: Gazetteer
    today: date
    name_of: Callable[[Id], str]

    def say(self, text: str, **facts: object) -> str:
        """A sentence in this language."""
        return self.phrases.say(self.language, text, **facts)


def answer_words(kind: str, field: str, value: Json, wording: Wording) -> str:
    """The value of a field in words; "" where nothing was recorded."""
    if value is None or value in ("", []):
        return ""
    if is_non_answer(value) and isinstance(value, dict):
        return wording.say(NON_ANSWER_MESSAGES[str(value["none"])])
    known = KINDS[kind].fields.get(field) if kind in KINDS else None
    return _of_type(known, value, wording) if known is not None else str(value)


def code_words(vocabulary: str, code: Json, language: str) -> str:
    """The label of a code, or the code itself where this edition does not know it."""
    codes = VOCABULARIES[vocabulary]
    return codes[code].label(language) if isinstance(code, str) and code in codes else str(code or "")


def phone_words(number: str) -> str:
    """A number in groups: `+855 12 345 678`."""
    if not number.startswith("+855"):
        return number
    rest = number[4:]
    return " ".join(part for part in ("+855", rest[:2], rest[2:5], rest[5:]) if part)


def file_words(value: Json, wording: Wording) -> str:
    """What a file is and how large: `Picture, 273 KB`."""
    media_type, size = (value.get("media_type"), value.get("bytes")) if isinstance(value, dict) else ("", 0)
    kib = max(1, round(size / 1024)) if isinstance(size, int) else 0
    return f"{wording.say(FILE_FORMS.get(str(media_type), RECORDING))}, {kib} KB"


def _of_type(declared: Field, value: Json, wording: Wording) -> str:
    match declared.type:
        case Choice(vocabulary=codes):
            return code_words(codes.name, value, wording.language)
        case Choices(vocabulary=codes) if isinstance(value, list):
            return ", ".join(code_words(codes.name, code, wording.language) for code in value)
        case Bool():
            return wording.say("Yes") if value is True else wording.say("No")
        case Date() | ApproximateDate() if isinstance(value, str):
            return day_words(value, wording.language)
        case Place():
            return wording.places.describe(value, wording.language)
        case Phone() if isinstance(value, str):
            return phone_words(value)
        case Ref() if isinstance(value, str):
            return wording.name_of(value)
        case Refs() if isinstance(value, list):
            return ", ".join(wording.name_of(str(record)) for record in value)
        case File():
            return file_words(value, wording)  # never its key, nor where its chunks lie
        case Document():
            return ""  # for programs alone: the page of its own says what it means
        case _:
            return str(value)
