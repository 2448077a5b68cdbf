"""What a form page shows: its sections with questions, marks and rows, what is wrong, the draft, the gates."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from casework.forms.grids import Grid, in_grids
from casework.forms.place_text import place_path
from casework.forms.questions import Asking, Question, questions_of
from casework.forms.reading import read_fields
from casework.forms.sections import MAIN, Completion, FormSpec, Part, Section, completion, split_name
from casework.forms.sentences import Said
from casework.forms.taking import Opened
from casework.forms.typed import Typed, rows_typed
from casework.web.answers import answer_words
from casework.web.form_around import Surroundings
from casework.web.form_steps import GatePanel
from casework.web.form_walk import WalkView
from shared_schema.canonical import Json
from shared_schema.records.field import Field
from shared_schema.records.kinds import KINDS

Offers = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class RowView:
    """The questions of one row of a part; `number` counts from 1."""

    number: int
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class RowsView:
    """The rows of a part and their title."""

    key: str
    title: str
    rows: tuple[RowView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """One section: short questions first, the others under "More"; `is_open` = something stands or is wrong there."""

    key: str
    title: str
    short: tuple[Question | Grid, ...]
    more: tuple[Question | Grid, ...]
    count: int
    rows: tuple[RowsView, ...]
    completion: Completion
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView:
    """A whole form page."""

    title: str
    button: str
    action: str
    opened: Opened
    sections: tuple[SectionView, ...]
    problems: tuple[Said, ...] = ()
    warnings: tuple[Said, ...] = ()
    gates: tuple[GatePanel, ...] = ()
    asks_reason: bool = False
    reason: str = ""
    saved_at: int | None = None
    is_resumed: bool = False
    other_drafts: tuple[tuple[str, int], ...] = ()
    is_new: bool = True
    changed_meanwhile: bool = False
    walk: WalkView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """What sections are made from."""

    spec: FormSpec
    typed: Typed
    language: str
    surroundings: Surroundings
    values: Mapping[str, Json]
    last_time: Mapping[str, Json] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    offers: Offers = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    short: Mapping[str, bool] = field(default_factory=dict)


def sections_of(showing: Showing) -> tuple[SectionView, ...]:
    """The sections of a form in order, with everything that was typed."""
    kind = KINDS[showing.spec.kind]
    around = showing.surroundings.around()
    read = read_fields(kind, showing.spec.fields_of(MAIN), showing.typed, around=around)
    values = {**showing.values, **read.values}
    asking = _Askings(showing)
    return tuple(_section(section, asking, completion(section, kind, values)) for section in showing.spec.sections)


class _Askings:
    """What the questions of each part need, worked out once."""

    def __init__(self, showing: Showing) -> None:
        self.showing = showing
        self._made: dict[str, Asking] = {}

    def of(self, kind: str, prefix: str) -> Asking:
        """For the questions of a kind whose keys begin so."""
        if prefix not in self._made:
            self._made[prefix] = _asking(kind, self.showing, prefix)
        return self._made[prefix]


def _section(section: Section, asking: _Askings, done: Completion) -> SectionView:
    showing = asking.showing
    questions = tuple(question for name in section.fields for question in _questions(name, asking))
    more = tuple(question for question in questions if not question.is_short)
    short = tuple(question for question in questions if question.is_short)
    if not short:
        short, more = more, ()
    return SectionView(
        key=section.key,
        title=section.title.say(showing.language),
        short=in_grids(short),
        more=in_grids(more),
        count=len(more),
        rows=tuple(_rows(showing.spec.part(key), asking) for key in section.rows),
        completion=done,
        is_open=any(question.error or question.is_answered for question in more),
    )


def _questions(name: str, asking: _Askings) -> tuple[Question, ...]:
    showing, (part, field_name) = asking.showing, split_name(name)
    kind = showing.spec.kind if part == MAIN else showing.spec.part(part).kind
    prefix = part + "." if part else ""
    asked = questions_of(KINDS[kind], (field_name,), showing.typed, asking.of(kind, prefix), prefix=prefix)
    if part and showing.spec.part(part).is_optional:
        asked = _unmarked(asked)
    here = {one for section in showing.spec.sections for one in section.fields}
    return tuple(question if question.shown_when[0] in here else _always_shown(question) for question in asked)


def _unmarked(questions: tuple[Question, ...]) -> tuple[Question, ...]:
    """The same without the mark of what is needed: only who begins an optional part goes on with it."""
    return tuple(replace(question, is_required=False) for question in questions)


def _always_shown(question: Question) -> Question:
    """A question whose condition is asked on another page is not hidden by what cannot be answered here."""
    return replace(question, only_if=("", ()), shown_when=("", ()))


def _rows(part: Part, asking: _Askings) -> RowsView:
    showing, kind = asking.showing, KINDS[part.kind]
    posted = rows_typed(showing.typed, part.key)
    filled = [
        row for row in posted if any(_is_typed(showing.typed, f"{part.key}.{row}.{name}") for name in part.fields)
    ]
    wanted = max(part.rows, len(filled) + 1, max(filled, default=0))
    rows = []
    for row in range(1, wanted + 1):
        prefix = f"{part.key}.{row}."
        asked = questions_of(kind, part.fields, showing.typed, asking.of(part.kind, prefix), prefix=prefix)
        rows.append(RowView(row, _unmarked(asked) if part.is_optional else asked))
    title = part.title.say(showing.language) if part.title is not None else ""
    return RowsView(part.key, title, tuple(rows))


def _is_typed(typed: Typed, key: str) -> bool:
    return any(
        text for name, texts in typed.texts.items() if name == key or name.startswith(key + ".") for text in texts
    )


def _asking(kind: str, showing: Showing, prefix: str) -> Asking:
    present = dict(showing.values) if not prefix else {}
    return Asking(
        language=showing.language,
        records=showing.surroundings.records_for(kind, present),
        last_time=_last_time(showing) if not prefix else {},
        errors=showing.errors,
        offers={key: _labels(key, codes, showing) for key, codes in showing.offers.items()},
        hints=showing.hints,
        short=showing.short if not prefix else {},
    )


def _last_time(showing: Showing) -> dict[str, str]:
    wording, kind = showing.surroundings.wording, showing.spec.kind
    return {name: answer_words(kind, name, value, wording) for name, value in showing.last_time.items()}


def _labels(key: str, codes: Sequence[str], showing: Showing) -> list[tuple[str, str]]:
    declared = _field_of_key(key, showing.spec)
    label = _label_of(declared, showing)
    return [(code, label(code)) for code in codes]


def _field_of_key(key: str, spec: FormSpec) -> Field:
    parts = key.split(".")
    kind = spec.kind if len(parts) == 1 else spec.part(parts[0]).kind
    return KINDS[kind].fields[parts[-1]]


def _label_of(declared: Field, showing: Showing) -> Callable[[str], str]:
    vocabulary = getattr(declared.type, "vocabulary", None)
    if vocabulary is not None:
        return lambda code: str(vocabulary[code].label(showing.language))
    if hasattr(declared.type, "kinds"):
        return showing.surroundings.name_of
    return lambda code: place_path(showing.surroundings.wording.places, code, showing.language)
