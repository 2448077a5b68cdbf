"""What a page asks: one Question per declared field, with its choices, what was typed, last time, and what is wrong.

Labels, choices and non-answers follow from the declaration alone. Everything shown is in the reader's language.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from casework.forms.reading import NO, YES, is_by_number, is_looked_up
from casework.forms.typed import CODE, NONE, NONE_PREFIX, Typed
from casework.forms.writing import is_in_the_list
from shared_schema.records.field import NON_ANSWERS, Field, When
from shared_schema.records.kind import Kind
from shared_schema.records.types import (
    ApproximateDate,
    Bool,
    Choice,
    Choices,
    Date,
    Int,
    Phone,
    Place,
    Ref,
    Refs,
    Text,
)
from shared_schema.vocabularies.code_list import OTHER, CodeList
from shared_schema.vocabularies.outcome import DOMAIN_SCORE
from shared_schema.words.sentence import Words

RADIOS_UP_TO = 12
TEXT, LONG_TEXT, NUMBER, PHONE_BOX, DATE, PARTIAL_DATE = "text", "textarea", "number", "phone", "date", "partial_date"
RADIOS, CHECKBOXES, SELECT, LOOK_UP, PLACE, READ_ONLY = (
    "radios",
    "checkboxes",
    "select",
    "look_up",
    "place",
    "read_only",
)
NON_ANSWER_WORDS: Mapping[str, Words] = dict(
    zip(
        NON_ANSWERS,
        (
            Words("Not asked", "មិនបានសួរ"),
            Words("Did not wish to answer", "មិនចង់ឆ្លើយ"),
            Words("Not known", "មិនដឹង"),
        ),
        strict=True,
    )
)
LEAVE_EMPTY = Words("Leave empty", "ទុកឱ្យទទេ")
_ANSWERED_OTHERWISE_TOO = frozenset({"assessment", "closure"})  # domains: all asked in one case, welcome in others
_YES_NO = ((YES, Words("Yes", "បាទ/ចាស")), (NO, Words("No", "ទេ")))


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen."""

    value: str
    label: str
    is_chosen: bool = False
    is_non_answer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a page.

    `key` is the name of its inputs, `anchor` the id of the first of them; `component` says how it is asked; `options`
    are its choices (non-answers among them or, for boxes, in `non_answers`); `only_if` = (question, answers) in words
    under which it is asked at all; `shown_when` = (key, values) for a page that can hide it; `offered` = what may be
    meant where several fit.
    """

    key: str
    anchor: str
    kind: str
    field: str
    label: str
    component: str
    typed: Typed
    hint: str = ""
    is_required: bool = False
    is_short: bool = False
    options: tuple[Option, ...] = ()
    non_answers: tuple[Option, ...] = ()
    offered: tuple[Option, ...] = ()
    may_stay_as_typed: bool = False
    only_if: tuple[str, tuple[str, ...]] = ("", ())
    shown_when: tuple[str, tuple[str, ...]] = ("", ())
    limit: int = 0
    last_time: str = ""
    error: str = ""
    is_other_of: str = ""

    @property
    def text(self) -> str:
        """What stands in its one box."""
        found = self.typed.first(self.key)
        return "" if found.startswith(NONE_PREFIX) else found

    def part(self, name: str) -> str:
        """What stands in one of its boxes: day, month, year, detail, code."""
        return self.typed.first(self.key, name)

    @property
    def is_answered(self) -> bool:
        """Whether anything stands in it, typed or chosen."""
        own = (key for key in self.typed.texts if key == self.key or key.startswith(self.key + "."))
        return any(text for key in own for text in self.typed.texts[key])


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What questions need beside the declaration: the reader's language, choices of records, what was said last time.

    `records(field)` gives (id, label) of the records a reference may name; `last_time` = answers in words by field
    name; `errors` = sentences by key; `offers` = (code, label) by key; `hints` by key; `short` overrides the mark.
    """

    language: str
    records: Callable[[Field], Sequence[tuple[str, str]]] = lambda _field: ()
    last_time: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    offers: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    short: Mapping[str, bool] = field(default_factory=dict)


def questions_of(
    kind: Kind, names: Iterable[str], typed: Typed, asking: Asking, *, prefix: str = ""
) -> tuple[Question, ...]:
    """The questions of the named fields, in that order; keys begin with `prefix` for a part of the page."""
    return tuple(_question(kind, kind.fields[name], typed, asking, prefix) for name in names)


def component_of(declared: Field) -> str:
    """How a field is asked."""
    match declared.type:
        case Text(lines=lines):
            return LONG_TEXT if lines else TEXT
        case Choice(vocabulary=codes):
            return _of_list(codes)
        case Bool():
            return RADIOS
        case Date():
            return DATE
        case ApproximateDate():
            return PARTIAL_DATE
        case Choices() | Refs():
            return CHECKBOXES
        case Int():
            return NUMBER
        case Phone():
            return PHONE_BOX
        case Place():
            return PLACE
        case Ref():
            return LOOK_UP if is_by_number(declared.type) else SELECT
        case _:
            return READ_ONLY


def anchor_of(declared: Field, key: str) -> str:
    """The id of the first input of a question, which the error summary leads to."""
    plain = key.replace(".", "-")
    return plain + "-day" if component_of(declared) in (DATE, PARTIAL_DATE) else plain


def _of_list(codes: CodeList) -> str:
    if is_looked_up(codes):
        return LOOK_UP
    return RADIOS if len(codes) <= RADIOS_UP_TO else SELECT


def _question(kind: Kind, declared: Field, typed: Typed, asking: Asking, prefix: str) -> Question:
    key = prefix + declared.name
    options = _options(declared, key, typed, asking)
    component = component_of(declared)
    if component == SELECT and len([one for one in options if one.value]) <= RADIOS_UP_TO and options:
        component = RADIOS
    if component == RADIOS and not declared.required and any(one.is_chosen for one in options):
        options = (*options, Option("", LEAVE_EMPTY.say(asking.language)))
    offered = asking.offers.get(key, ())
    condition = _condition(kind, declared)
    return Question(
        key=key,
        anchor=anchor_of(declared, key),
        kind=kind.name,
        field=declared.name,
        label=declared.label(asking.language),
        component=component,
        typed=typed,
        hint=asking.hints.get(key, ""),
        is_required=declared.required,
        is_short=asking.short.get(declared.name, declared.short),
        options=options,
        non_answers=() if is_in_the_list(declared) else _beside(declared, key, typed, asking.language),
        offered=tuple(Option(code, label, typed.first(key, CODE) == code) for code, label in offered),
        may_stay_as_typed=component == PLACE and bool(asking.errors.get(key)) and bool(typed.first(key)),
        only_if=_only_if(kind, condition, asking.language),
        shown_when=_shown_when(condition, prefix),
        limit=declared.type.limit if isinstance(declared.type, Text) else 0,
        last_time=asking.last_time.get(declared.name, "") if not prefix else "",
        error=asking.errors.get(key, ""),
        is_other_of=_is_other_of(kind, declared),
    )


def _options(declared: Field, key: str, typed: Typed, asking: Asking) -> tuple[Option, ...]:
    found = list(_choices(declared, asking))
    if component_of(declared) == READ_ONLY or not is_in_the_list(declared):
        return ()
    chosen = set(typed.all(key))
    known = {value for value, _label in found}
    newer = [(value, value) for value in typed.all(key) if value and value not in known and not _is_none(value)]
    options = [Option(value, label, value in chosen) for value, label in (*found, *newer)]
    for code in declared.non_answers:
        value = NONE_PREFIX + code
        label = NON_ANSWER_WORDS[code].say(asking.language)
        options.append(Option(value, label, value in chosen, is_non_answer=True))
    return tuple(options)


def _choices(declared: Field, asking: Asking) -> Iterable[tuple[str, str]]:
    match declared.type:
        case Choice(vocabulary=codes) | Choices(vocabulary=codes):
            return ((code.code, code.label(asking.language)) for code in codes)
        case Bool():
            return ((value, words.say(asking.language)) for value, words in _YES_NO)
        case Ref() | Refs():
            return asking.records(declared)
        case _:
            return ()


def _beside(declared: Field, key: str, typed: Typed, language: str) -> tuple[Option, ...]:
    marked = typed.first(key, NONE)
    options = [
        Option(code, NON_ANSWER_WORDS[code].say(language), code == marked, is_non_answer=True)
        for code in declared.non_answers
    ]
    if any(option.is_chosen for option in options):
        options.append(Option("", LEAVE_EMPTY.say(language)))
    return tuple(options)


def _is_none(value: str) -> bool:
    return value.startswith(NONE_PREFIX)


def _condition(kind: Kind, declared: Field) -> When | None:
    """The case in which a question is asked at all; None for one that may be answered in others too."""
    if kind.name in _ANSWERED_OTHERWISE_TOO and is_score(declared):
        return None
    return declared.asked_when or declared.required_when


def is_score(declared: Field) -> bool:
    """Whether a field is an outcome domain scored on its scale."""
    return isinstance(declared.type, Choice) and declared.type.vocabulary is DOMAIN_SCORE


def _only_if(kind: Kind, condition: When | None, language: str) -> tuple[str, tuple[str, ...]]:
    if condition is None or condition.field not in kind.fields:
        return "", ()
    declared = kind.fields[condition.field]
    return declared.label(language), tuple(_in_words(declared, value, language) for value in condition.values)


def _in_words(declared: Field, value: object, language: str) -> str:
    if isinstance(value, bool):
        return dict(_YES_NO)[YES if value else NO].say(language)
    if isinstance(declared.type, Choice | Choices) and isinstance(value, str) and value in declared.type.vocabulary:
        return declared.type.vocabulary[value].label(language)
    return str(value)


def _shown_when(condition: When | None, prefix: str) -> tuple[str, tuple[str, ...]]:
    if condition is None:
        return "", ()
    values = tuple((YES if value else NO) if isinstance(value, bool) else str(value) for value in condition.values)
    return prefix + condition.field, values


def _is_other_of(kind: Kind, declared: Field) -> str:
    name = declared.name.removesuffix("_other")
    is_other = declared.name.endswith("_other") and declared.asked_when == When(name, (OTHER,))
    return name if is_other and name in kind.fields else ""
