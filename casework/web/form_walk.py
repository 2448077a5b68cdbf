"""A weighty form on its way: the page somebody is at, what the check page shows, where the next button leads.

Promise: every page carries the whole form, so that nothing typed depends on another page or on a draft that could not
be kept; the check page shows each answer with its way back, and what is still needed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from flask import request

from casework.forms.reading import read_fields
from casework.forms.sections import MAIN, Section, split_name
from casework.forms.sentences import Said
from casework.forms.typed import Typed, keys_of
from casework.forms.walk import CHECK, carried, page_after, page_before, page_of, pages_of
from casework.web.answers import answer_words
from casework.web.form_around import Surroundings
from casework.web.form_sheet import Sheet, Walk
from casework.web.pieces import Gate
from shared_schema.canonical import Json
from shared_schema.records.kinds import KINDS

AT, FROM = "_at", "_from"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One answer of the check page: its question, its words, the page that asks it, and what is wrong with it."""

    key: str
    label: str
    words: str
    page: str
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkView:
    """One page of a walk: `at` = its key, `before` = the page to go back to ("" = out), `rows` of the check page."""

    at: str
    before: str
    number: int
    count: int
    is_from_check: bool
    carried: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...] = ()
    gate: Gate | None = None
    may_save: bool = True
    asks_reason: bool = False
    reason_words: str = ""
    look: str = ""

    @property
    def is_check(self) -> bool:
        """Whether this is the page on which all answers are checked."""
        return self.at == CHECK


@dataclass(frozen=True, slots=True, kw_only=True)
class Walking:
    """A walk during one request: its sheet, everything typed so far, what is wrong with which question."""

    sheet: Sheet
    walk: Walk
    typed: Typed
    surroundings: Surroundings
    wanted: str
    errors: Mapping[str, str]

    @property
    def values(self) -> Mapping[str, Json]:
        """The main record by what is typed so far, as far as it can be read."""
        spec, record = self.sheet.spec, self.sheet.record
        around = self.surroundings.around()
        read = read_fields(KINDS[spec.kind], spec.fields_of(MAIN), self.typed, around=around)
        return {**(record.values if record is not None else {}), **read.values}

    def pages(self) -> tuple[Section, ...]:
        """The pages there are now."""
        values = self.values
        return pages_of(self.sheet.spec, self.typed, values, skipped=self.walk.skipped(values))

    def section(self) -> Section | None:
        """The page she is at; None = the check page."""
        pages = self.pages()
        if self.wanted == CHECK or not pages:
            return None
        return next((one for one in pages if one.key == self.wanted), pages[0])

    def next_page(self, faults: Iterable[Said]) -> str:
        """Where the button leads: on, or back to the check page by way of what is still missing."""
        pages = self.pages()
        if request.form.get(FROM) != CHECK:
            return page_after(pages, self.wanted)
        wrong = {page_of(self.sheet.spec, said.key) for said in faults}
        return next((one.key for one in pages if one.key in wrong), CHECK)

    def view(self) -> WalkView:
        """What the page shows beside its questions."""
        pages, section, walk = self.pages(), self.section(), self.walk
        at = section.key if section is not None else CHECK
        keys = [one.key for one in pages]
        values = self.values if section is None else {}
        return WalkView(
            at=at,
            before=page_before(pages, at),
            number=keys.index(at) + 1 if at in keys else 0,
            count=len(pages),
            is_from_check=CHECK in (request.form.get(FROM), request.args.get("from")),
            carried=carried(section, self.typed),
            rows=tuple(self._rows(pages)) if section is None else (),
            gate=walk.gate(values) if section is None else None,
            may_save=section is None and walk.may_save(values),
            asks_reason=section is None and self.sheet.asks_reason,
            reason_words=walk.reason_words,
            look=walk.look,
        )

    def _rows(self, pages: Sequence[Section]) -> Iterable[Row]:
        for section in pages:
            for name in section.fields:
                yield self._row(name, section.key)

    def _row(self, name: str, page: str) -> Row:
        part, field = split_name(name)
        spec, wording = self.sheet.spec, self.surroundings.wording
        kind = KINDS[spec.kind if part == MAIN else spec.part(part).kind]
        prefix = part + "." if part else ""
        read = read_fields(kind, (field,), self.typed, around=self.surroundings.around(), prefix=prefix)
        words = (
            answer_words(kind.name, field, read.values.get(field), wording)
            if not read.problems
            else _typed(self.typed, name)
        )
        label = kind.fields[field].label(wording.language)
        return Row(key=name, label=label, words=words, page=page, error=self.errors.get(name, ""))


def page_in_request() -> str:
    """The page that the form was sent from, or that the address asks for; "" for neither."""
    return request.form.get(AT, "") or request.args.get("at", "")


def on_this_page(section: Section | None, problems: Iterable[Said]) -> tuple[Said, ...]:
    """The problems of the questions of one page."""
    own = section.fields if section is not None else ()
    return tuple(said for said in problems if said.key in own)


def to_rows(problems: Iterable[Said]) -> tuple[Said, ...]:
    """The same with the way to the rows of the check page instead of the questions."""
    return tuple(replace(said, anchor=f"row-{said.key.replace('.', '-')}" if said.key else "") for said in problems)


def _typed(typed: Typed, name: str) -> str:
    return " ".join(text for key in keys_of(typed, name) for text in typed.texts[key] if text)
