"""What a record is called in one line: the person's name, its number, or its kind with what it says first.

For choices and headings on pages; never for addresses, titles or logs.
"""

from casework.web.answers import Wording, answer_words
from casework.web.person_names import names_of
from shared_schema.merge.policy import Shown
from shared_schema.records.field import has_answer
from shared_schema.records.kinds import KINDS
from shared_schema.records.types import Choice, Date

_WORDS_OF_ITS_OWN = ("title", "name", "goal", "text", "caption", "code", "description_name", "number", "key")
_NUMBERS = ("case_number", "inquiry_number")
_LONGEST = 60
_TOLD = 2


def record_name(shown: Shown, wording: Wording) -> str:
    """One line for a record: `សុខ ចិន្តា · Sok Chenda`, `BTB-26-K7-041`, `Consent: Follow-up, 21 November 2026`."""
    names = names_of(shown.kind, shown.values, wording.language)
    if names:
        return " · ".join(dict.fromkeys(name.text for name in names))
    for name in (*_NUMBERS, *_WORDS_OF_ITS_OWN):
        text = shown.values.get(name)
        if isinstance(text, str) and text.strip():
            return _short(text.strip())
    return _by_what_it_says(shown, wording)


def kind_name(kind: str, language: str) -> str:
    """The name of a kind in `en` or `km`; the code of one that this version does not know."""
    known = KINDS.get(kind)
    return kind if known is None else known.km if language == "km" else known.en


def _by_what_it_says(shown: Shown, wording: Wording) -> str:
    said = kind_name(shown.kind, wording.language)
    known = KINDS.get(shown.kind)
    if known is None:
        return said
    told = [
        answer_words(shown.kind, declared.name, shown.values[declared.name], wording)
        for declared in known.own_fields
        if isinstance(declared.type, Choice | Date) and has_answer(shown.values.get(declared.name))
    ]
    return f"{said}: {', '.join(told[:_TOLD])}" if told else said


def _short(text: str) -> str:
    words = text.split()
    while len(" ".join(words)) > _LONGEST and len(words) > 1:
        words.pop()
    whole = " ".join(words)
    return whole if whole == " ".join(text.split()) else whole + " …"
