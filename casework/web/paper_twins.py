"""Paper twins: a form of the screen as blank paper in both languages, with the same questions in the same order.

Promise: made from the same FormSpec as the screen, so that paper and screen cannot drift apart; a number stands at
each question, and a case code alone names the case.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from casework.forms.grids import Grid
from casework.forms.questions import DATE, LONG_TEXT, PARTIAL_DATE, PLACE, Question
from casework.forms.sections import FormSpec
from casework.forms.typed import Typed
from casework.web.bilingual import Both
from casework.web.form_around import Surroundings
from casework.web.form_view import SectionView, Showing, sections_of
from shared_schema.records.kinds import KINDS
from shared_schema.records.types import Ref, Refs

TICKS, DAYS, LINES, LINE = "ticks", "days", "lines", "line"
MOST_TICKS = 40
ROWS_OF_A_PART = 3


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """One question: its number, label, the shape of its answer, the answers to tick, and when it is asked at all."""

    number: str
    label: Both
    shape: str
    options: tuple[Both, ...]
    only_if: Both | None


@dataclass(frozen=True, slots=True)
class PaperSection:
    """One section: its number, title and questions."""

    number: int
    title: Both
    questions: tuple[PaperQuestion, ...]


def twin_of(spec: FormSpec, surroundings: Surroundings) -> tuple[PaperSection, ...]:
    """The sections of a form for paper; rows that repeat stand once with their number of lines."""
    khmer, english = (_sections(spec, surroundings, language) for language in map(surroundings.tongue, ("km", "en")))
    return tuple(
        PaperSection(number, Both(km.title, en.title), tuple(_questions(number, km, en)))
        for number, (km, en) in enumerate(zip(khmer, english, strict=True), start=1)
    )


def _sections(spec: FormSpec, surroundings: Surroundings, language: str) -> tuple[SectionView, ...]:
    values = {name: declared.default for name, declared in KINDS[spec.kind].fields.items() if declared.default}
    return sections_of(Showing(spec=spec, typed=Typed(), language=language, surroundings=surroundings, values=values))


def _questions(section: int, km: SectionView, en: SectionView) -> Iterator[PaperQuestion]:
    pairs = zip(_asked(km), _asked(en), strict=True)
    for number, (khmer, english) in enumerate(pairs, start=1):
        yield PaperQuestion(
            number=f"{section}.{number}",
            label=Both(khmer.label, english.label),
            shape=_shape(english),
            options=tuple(
                Both(a.label, b.label)
                for a, b in zip(
                    (*khmer.options, *khmer.non_answers), (*english.options, *english.non_answers), strict=True
                )
                if b.value
            )
            if _shape(english) == TICKS or english.non_answers
            else (),
            only_if=_condition(khmer, english),
        )


def _asked(section: SectionView) -> Iterator[Question]:
    for one in (*section.short, *section.more):
        yield from one.rows if isinstance(one, Grid) else (one,)
    for rows in section.rows:
        for row in rows.rows[:1]:
            for _time in range(ROWS_OF_A_PART):
                for one in row.questions:
                    if isinstance(one, Question):
                        yield one


def _shape(question: Question) -> str:
    if question.component in (DATE, PARTIAL_DATE):
        return DAYS
    if question.component in (LONG_TEXT, PLACE):
        return LINES
    if isinstance(KINDS[question.kind].fields[question.field].type, Ref | Refs):
        return LINE  # a name is written; nobody's is listed on blank paper
    return TICKS if 0 < len(question.options) <= MOST_TICKS else LINE


def _condition(khmer: Question, english: Question) -> Both | None:
    if not english.only_if[0]:
        return None
    return Both(*(f"{asked[0]}: {' / '.join(asked[1])}" for asked in (khmer.only_if, english.only_if)))
