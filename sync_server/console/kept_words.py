"""A form that waits as its author reads it again: her words, codes by their labels, three boxes as one day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from casework.forms.days import DayProblem, boxes_of, read_boxes
from casework.web.dates import day_words
from shared_schema.identifiers import is_id
from shared_schema.records.kind import Placement
from shared_schema.records.kinds import KINDS
from shared_schema.records.types import Choice, Choices
from shared_schema.vocabularies.code_list import CodeList
from sync_server.services.kept_forms import is_typed

_PARTS = ("day", "month", "year")


def _lists(*, of_directory: bool) -> Mapping[str, frozenset[CodeList]]:
    found: dict[str, set[CodeList]] = defaultdict(set)
    for kind in KINDS.values():
        for field in kind.fields.values():
            if isinstance(field.type, Choice | Choices) and (kind.placement is Placement.DIRECTORY) is of_directory:
                found[field.name].add(field.type.vocabulary)
    return {name: frozenset(lists) for name, lists in found.items()}


# What a question of that name offers: of people, offices and settings first, whose forms have no draft.
_LISTS = (_lists(of_directory=True), _lists(of_directory=False))


def kept_words(fields: Iterable[tuple[str, str]], language: str) -> list[str]:
    """What was typed or chosen, in the order of the form; without the page's own ids."""
    days: dict[str, dict[str, str]] = {}
    told: dict[str, str] = {}
    for number, (name, text) in enumerate(fields):
        question, _dot, part = name.rpartition(".")
        if not text or not is_typed(name) or is_id(text):
            continue
        if question and part in _PARTS:
            days.setdefault(question, {})[part] = text
            told[question] = _day(days[question], language)
        else:
            told[f"{number} {name}"] = _label(name.rpartition(".")[2], text, language)
    return list(told.values())


def _day(boxes: Mapping[str, str], language: str) -> str:
    """A day that cannot be read is shown as it was typed: the form says what is wrong with it once it is sent."""
    typed = [boxes.get(part, "") for part in _PARTS]
    try:
        return day_words(read_boxes(boxes_of(*typed), may_be_partial=True) or "", language)
    except (DayProblem, ValueError):
        return " ".join(filter(None, typed))


def _label(question: str, text: str, language: str) -> str:
    for lists in _LISTS:
        labels = {codes[text].label(language) for codes in lists.get(question, ()) if text in codes}
        if len(labels) == 1:
            return labels.pop()
    return text
