"""Problems become sentences that name the question and lead to it; warnings stand apart, and stop nothing.

A problem is a code with a field: of reading, of the declaration, of a rule, or of the catalogue. Restricted findings
are left out for whoever lacks the clearance before they come here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from casework.book import Problem
from casework.forms.questions import anchor_of
from casework.forms.reading import TypedProblem
from shared_schema.canonical import Json
from shared_schema.errors import CATALOGUE, HomewardError
from shared_schema.identifiers import Id
from shared_schema.records.field import Field
from shared_schema.records.kind import Kind
from shared_schema.records.types import Int, Text
from shared_schema.words.forms import FORM_WORDS
from shared_schema.words.rules import RULE_WORDS, rule_words

NEEDS_REASON = frozenset({"change.lowering_needs_reason", "save.correction_needs_reason", "save.decision_needs_reason"})


@dataclass(frozen=True, slots=True)
class Said:
    """One problem in words: `key` of its question ("" for the form as a whole) and the `anchor` to go to."""

    text: str
    key: str = ""
    anchor: str = ""
    is_warning: bool = False


def say_typed(kind: Kind, problems: Iterable[TypedProblem], *, language: str, prefix: str = "") -> tuple[Said, ...]:
    """What could not be read, or is not as the declaration wants it."""
    return tuple(_about(kind, found.field, found.code, found.facts, language, prefix) for found in problems)


def say_problem(kind: Kind, problem: Problem, *, language: str, prefix: str = "") -> Said:
    """A problem of saving, about a record of this kind on the page."""
    name = _field_of(kind, problem.field)
    if problem.code in FORM_WORDS and name:
        return _about(kind, name, problem.code, {}, language, prefix, is_warning=problem.is_warning)
    text = _sentence(problem, language)
    if not name:
        return Said(text, is_warning=problem.is_warning)
    declared = kind.fields[name]
    whole = f"{_named(declared, language)}{_COLON[language]}{text}"
    return Said(whole, prefix + name, anchor_of(declared, prefix + name), problem.is_warning)


def say_elsewhere(problem: Problem, *, language: str, name_of: Callable[[Id], str]) -> Said:
    """A problem about another record than those of the page: its name first."""
    return Said(
        f"{name_of(problem.record)}{_COLON[language]}{_sentence(problem, language)}", is_warning=problem.is_warning
    )


def _about(
    kind: Kind,
    name: str,
    code: str,
    facts: Mapping[str, Json],
    language: str,
    prefix: str,
    *,
    is_warning: bool = False,
) -> Said:
    declared = kind.fields[name]
    words = FORM_WORDS.get(code, FORM_WORDS["not_readable"])
    text = words.say(language) % {"question": _named(declared, language), **_bounds(declared), **facts}
    return Said(text, prefix + name, anchor_of(declared, prefix + name), is_warning)


def _sentence(problem: Problem, language: str) -> str:
    severity = "W" if problem.is_warning else "E"
    if problem.code in RULE_WORDS or problem.code.startswith("gate_"):
        return rule_words(problem.code, severity).say(language)
    if problem.code in CATALOGUE:
        sentences = HomewardError(problem.code).sentences(language)
        return f"{sentences.happened} {sentences.next}"
    return FORM_WORDS["not_readable"].say(language) % {"question": ""}


def _named(declared: Field, language: str) -> str:
    """The question as a name before a colon: without its own mark."""
    return declared.label(language).rstrip("?")


def _field_of(kind: Kind, register: str) -> str:
    """The field a problem's register or field stands for: the first member of a group, the list of an element."""
    if register in kind.fields:
        return register
    found = kind.register_of(register)
    return found.fields[0] if found is not None else ""


def _bounds(declared: Field) -> dict[str, Json]:
    match declared.type:
        case Text(limit=limit):
            return {"limit": limit}
        case Int(low=low, high=high):
            return {"low": low, "high": high}
        case _:
            return {"limit": "", "low": "", "high": ""}


_COLON = {"en": ": ", "km": "៖ "}
