"""Typed text becomes values of the declaration: Khmer digits, month names, local numbers, places, non-answers.

Promise: what cannot be read is a problem of its question with a code, and its value is left out; nothing is guessed.
The values are then checked by the declaration like every other.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from casework.forms.days import DayProblem, boxes_of, latin_digits, read_boxes
from casework.forms.place_text import fits_words, fold, surely_named, value_of_code
from casework.forms.typed import AS_TYPED, CODE, DAY, DETAIL, MONTH, NONE, NONE_PREFIX, YEAR, Typed
from casework.names.forms import stored_form
from casework.place_search import PlaceSearch
from casework.places import HOME_COUNTRY, Gazetteer
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.records.field import NON_ANSWERS, Field
from shared_schema.records.kind import Kind
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
from shared_schema.records.values import PHONE
from shared_schema.vocabularies.code_list import CodeList

YES, NO = "yes", "no"
LOOK_UP_FROM = 40  # longer lists are typed and looked up: a page of 250 options is slow and long
_SEPARATED = re.compile(r"[0-9]{1,3}([ ,.\u00a0][0-9]{3})+")
_HEADS = frozenset({"case", "tracing_inquiry"})
_PHONE_MARKS = str.maketrans("", "", " -.()\u00a0\u200b")


@dataclass(frozen=True, slots=True)
class TypedProblem:
    """What is wrong with one question: `code` of words/forms.py, `facts` for its sentence, codes to `offer` instead."""

    field: str
    code: str
    facts: Mapping[str, Json]
    offer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """Values by field name (None where a question is empty), and the questions that could not be read."""

    values: Mapping[str, Json]
    problems: tuple[TypedProblem, ...]


def _nothing(_text: str, _kinds: tuple[str, ...]) -> Sequence[tuple[Id, str]]:
    return ()


def _as_it_is(record: Id) -> str:
    return record


@dataclass(frozen=True, slots=True)
class Around:
    """What reading and writing need beside the declaration: places, and the records that numbers and names stand for.

    `find(text, kinds)` gives (id, number) of the cases or inquiries that a text names; `number_of(id)` the other way.
    """

    search: PlaceSearch
    find: Callable[[str, tuple[str, ...]], Sequence[tuple[Id, str]]] = _nothing
    number_of: Callable[[Id], str] = _as_it_is

    @property
    def places(self) -> Gazetteer:
        """All areas by code."""
        return self.search.places


class _CannotRead(Exception):
    def __init__(self, code: str, *, offer: Iterable[str] = (), **facts: Json) -> None:
        super().__init__(code)
        self.code, self.facts, self.offer = code, facts, tuple(offer)


def read_fields(kind: Kind, names: Iterable[str], typed: Typed, *, around: Around, prefix: str = "") -> Read:
    """The values of the named fields of a kind; keys begin with `prefix` (`contact.`) for a part of the page."""
    values: dict[str, Json] = {}
    problems: list[TypedProblem] = []
    for name in names:
        declared = kind.fields[name]
        if isinstance(declared.type, Dots | File | Document):
            continue  # set by the program, never typed
        try:
            values[name] = _read(declared, prefix + name, typed, around)
        except _CannotRead as found:
            problems.append(TypedProblem(name, found.code, found.facts, found.offer))
    return Read(values, tuple(problems))


def is_by_number(reference: Ref) -> bool:
    """Whether records are named by their number, since there are too many to choose from: cases and inquiries."""
    return set(reference.kinds) <= _HEADS


def is_looked_up(vocabulary: CodeList) -> bool:
    """Whether a vocabulary is typed and looked up, since its list is too long to be shown."""
    return len(vocabulary) > LOOK_UP_FROM


def clean_text(text: str, *, lines: bool) -> str:
    """Text as it is stored: canonical order of Khmer marks, no invisible characters, one line unless `lines`."""
    if not lines:
        return stored_form(_printable(text))
    return "\n".join(stored_form(_printable(line)) for line in text.split("\n")).strip()


def _read(declared: Field, key: str, typed: Typed, around: Around) -> Json:
    none = _non_answer(typed, key)
    value = _READERS[type(declared.type)](declared, key, typed, around)
    if none is None:
        return value
    if value is not None:
        raise _CannotRead("both_answers")
    return {"none": none}


def _non_answer(typed: Typed, key: str) -> str | None:
    beside = typed.first(key, NONE)
    marked = [text.removeprefix(NONE_PREFIX) for text in typed.all(key) if text.startswith(NONE_PREFIX)]
    found = [code for code in (beside, *marked) if code in NON_ANSWERS]
    if len(set(found)) > 1:
        raise _CannotRead("both_answers")
    return found[0] if found else None


def _chosen(typed: Typed, key: str) -> list[str]:
    return [text for text in typed.all(key) if text and not text.startswith(NONE_PREFIX)]


def _text(declared: Field, key: str, typed: Typed, around: Around) -> Json:
    lines = isinstance(declared.type, Text) and declared.type.lines
    return clean_text(typed.first(key), lines=lines) or None


def _choice(declared: Field, key: str, typed: Typed, around: Around) -> Json:
    if isinstance(declared.type, Choice) and is_looked_up(declared.type.vocabulary):
        return _looked_up(declared.type.vocabulary, key, typed)
    chosen = _chosen(typed, key)
    return chosen[0] if chosen else None


def _looked_up(vocabulary: CodeList, key: str, typed: Typed) -> Json:
    text, code = typed.first(key).strip(), typed.first(key, CODE)
    if not text or text.startswith(NONE_PREFIX):
        return None
    wanted = fold(text)
    if code in vocabulary and wanted in (fold(vocabulary[code].en), fold(vocabulary[code].km)):
        return code
    exact = [one.code for one in vocabulary if wanted in (one.code.casefold(), fold(one.en), fold(one.km))]
    if len(exact) == 1:
        return exact[0]
    close = [one.code for one in vocabulary if wanted in fold(one.en) or wanted in fold(one.km)]
    if len(close) == 1:
        return close[0]
    raise _CannotRead("choose_one" if close else "not_in_list", offer=close[:8])


def _choices(declared: Field, key: str, typed: Typed, around: Around) -> Json:
    return sorted(set(_chosen(typed, key))) or None


def _day(declared: Field, key: str, typed: Typed, around: Around) -> Json:
    boxes = boxes_of(*(typed.first(key, part) for part in (DAY, MONTH, YEAR)))
    try:
        return read_boxes(boxes, may_be_partial=isinstance(declared.type, ApproximateDate))
    except DayProblem as problem:
        raise _CannotRead(problem.code, year=problem.means, typed=problem.year) from problem


def _number(declared: Field, key: str, typed: Typed, around: Around) -> Json:
    text = latin_digits(typed.first(key))
    if not text:
        return None
    if _SEPARATED.fullmatch(text):
        text = re.sub(r"[^0-9]", "", text)
    if not text.removeprefix("-").isdecimal() or len(text) > 19:
        raise _CannotRead("not_a_number")
    return int(text)


def _yes_or_no(declared: Field, key: str, typed: Typed, around: Around) -> Json:
    chosen = _chosen(typed, key)
    return None if not chosen else chosen[0] == YES if chosen[0] in (YES, NO) else chosen[0]


def _phone(declared: Field, key: str, typed: Typed, around: Around) -> Json:
    text = latin_digits(typed.first(key)).translate(_PHONE_MARKS)
    if not text:
        return None
    if text.startswith("00"):
        text = "+" + text[2:]
    elif text.startswith("0"):
        text = "+855" + text[1:]
    elif text.startswith("855"):
        text = "+" + text
    if not PHONE.fullmatch(text):
        raise _CannotRead("not_a_phone")
    return text


def _place(declared: Field, key: str, typed: Typed, around: Around) -> Json:
    text, detail = typed.first(key).strip(), clean_text(typed.first(key, DETAIL), lines=False)
    place = _named_place(text, key, typed, around.search) if text else {}
    if not place and not detail:
        return None
    own = place.pop("detail", "")
    whole = ", ".join(part for part in (detail, own) if part)
    return {"country": HOME_COUNTRY, **place, **({"detail": whole} if whole else {})}


def _named_place(text: str, key: str, typed: Typed, search: PlaceSearch) -> dict[str, str]:
    code = typed.first(key, CODE)
    if code and fits_words(search.places, code, text):
        return value_of_code(code)
    if typed.first(key, AS_TYPED) == YES:
        return {"detail": clean_text(text, lines=False)}
    named = surely_named(search, text)
    if named is not None:
        return dict(named.value)
    found = search.lookup(text).found
    raise _CannotRead("place_which" if found else "place_unknown", offer=[place.code for place in found])


def _reference(declared: Field, key: str, typed: Typed, around: Around) -> Json:
    if isinstance(declared.type, Ref) and is_by_number(declared.type):
        return _by_number(declared.type, key, typed, around)
    chosen = _chosen(typed, key)
    return chosen[0] if chosen else None


def _by_number(reference: Ref, key: str, typed: Typed, around: Around) -> Json:
    text, code = typed.first(key).strip(), typed.first(key, CODE)
    if not text:
        return None
    if code and around.number_of(code).casefold() == text.casefold():
        return code
    found = [record for record, _number in around.find(text, reference.kinds)]
    if code in found or len(found) == 1:
        return code if code in found else found[0]
    raise _CannotRead("choose_one" if found else "record_unknown", offer=found[:8])


def _printable(text: str) -> str:
    return "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text)


_READERS: Mapping[type, Callable[[Field, str, Typed, Around], Json]] = {
    Text: _text,
    Choice: _choice,
    Choices: _choices,
    Date: _day,
    ApproximateDate: _day,
    Int: _number,
    Bool: _yes_or_no,
    Ref: _reference,
    Refs: _choices,
    Phone: _phone,
    Place: _place,
}
