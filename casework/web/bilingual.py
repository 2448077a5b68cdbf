"""Both languages beside each other, for papers that leave the office: Khmer first, then English.

Papers are read by people whose language nobody asked; what was typed stands once, as it was written.
"""

from dataclasses import dataclass, replace

from markupsafe import Markup

from casework.web.answers import Wording, answer_words
from casework.web.dates import day_words
from casework.web.form_around import Surroundings
from casework.web.person_names import names_of, script_of
from shared_schema.canonical import Json
from shared_schema.merge.policy import Shown
from shared_schema.records.field import is_answered
from shared_schema.records.kinds import KINDS


@dataclass(frozen=True, slots=True)
class Both:
    """A text in Khmer and in English; `text` = what stands in both of them alike."""

    km: str
    en: str

    def __html__(self) -> str:
        if self.km == self.en:
            return str(Markup('<span lang="{}">{}</span>').format(script_of(self.en), self.en))
        khmer = Markup('<span lang="km">{}</span>').format(self.km)
        return str(Markup('{} <span class="hw-second" lang="en">{}</span>').format(khmer, self.en))


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A question with its answer, in both languages."""

    label: Both
    words: Both


class Bilingual:
    """Words in both languages around one dossier during one request."""

    def __init__(self, surroundings: Surroundings) -> None:
        self.surroundings = surroundings
        self._km: Wording = replace(surroundings.wording, language=surroundings.tongue("km"))
        self._en: Wording = replace(surroundings.wording, language=surroundings.tongue("en"))

    def say(self, message: str, **facts: object) -> Both:
        """A sentence of the pages."""
        return Both(self._km.say(message, **facts), self._en.say(message, **facts))

    def day(self, value: str) -> Both:
        """A day in words."""
        return Both(day_words(value, "km"), day_words(value, "en"))

    def label(self, kind: str, field: str) -> Both:
        """The label of a field."""
        declared = KINDS[kind].fields[field]
        return Both(declared.label(self._km.language), declared.label(self._en.language))

    def kind(self, kind: str) -> Both:
        """The name of a kind."""
        return Both(KINDS[kind].km, KINDS[kind].en)

    def value(self, kind: str, field: str, value: Json) -> Both:
        """Any recorded value in words."""
        return Both(answer_words(kind, field, value, self._km), answer_words(kind, field, value, self._en))

    def name(self, shown: Shown) -> Both:
        """The names of a person or an organisation in both scripts, or twice in the one there is."""
        found = [names_of(shown.kind, shown.values, language) for language in ("km", "en")]
        return Both(*(" ".join(name.text for name in names[:1]) for names in found))

    def row(self, shown: Shown, field: str) -> PaperRow:
        """A question with the answer of a record."""
        return PaperRow(self.label(shown.kind, field), self.value(shown.kind, field, shown.values.get(field)))

    def rows(self, shown: Shown, *fields: str) -> tuple[PaperRow, ...]:
        """The questions of these that were answered."""
        return tuple(self.row(shown, field) for field in fields if is_answered(shown.values.get(field)))
