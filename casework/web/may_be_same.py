"""Cases and inquiries that may be the person who is being typed: why, why not, and what the worker said of each.

Promise: it warns and never stops a save. "Not the same" is remembered for the pair; "not sure" goes to who decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from casework.book import CaseBook, Edit, Person
from casework.forms.reading import Around, read_fields
from casework.forms.typed import Typed
from casework.matching.explain import explain, held_words
from casework.matching.finding import Candidate, duplicates_of
from casework.matching.profile_reading import profile_of_values
from casework.matching.proposing import Judgement, not_duplicate, propose_link
from casework.web.desk import Desk, weights_for
from casework.web.new_case_form import BIRTH, NAMES, PLACES, proposed_latin, years_that_fit
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.rules.reading import answer

KEY = "twin."  # `twin.<case>` = NOT_SAME or NOT_SURE
NOT_SAME, NOT_SURE = "not_same", "not_sure"
MOST_REASONS = 4
READ = (*NAMES, *BIRTH, *PLACES)


@dataclass(frozen=True, slots=True)
class Twin:
    """One that may be the same: its head, the band, reasons for and against in words, what the worker said of it."""

    head: Shown
    band: str
    reasons_for: tuple[str, ...]
    reasons_against: tuple[str, ...]
    said: str
    candidate: Candidate

    @property
    def is_case(self) -> bool:
        """Whether it is a case; an inquiry is somebody who looks for such a person."""
        return self.head.kind == "case"


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found for what is typed: twins, best first, a proposed spelling, years of birth that fit the animal."""

    twins: tuple[Twin, ...]
    latin: str
    years: tuple[int, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not self.twins and not self.latin and not self.years

    @property
    def unanswered(self) -> tuple[Id, ...]:
        """Cases of which the worker has not said anything."""
        return tuple(one.head.record_id for one in self.twins if one.is_case and not one.said)


def look(desk: Desk, typed: Typed, *, around: Around, record: Id) -> Looked:
    """Who may be meant by what is typed so far; what cannot be read yet is left out."""
    read = read_fields(KINDS["case"], READ, typed, around=around)
    values = {name: value for name, value in read.values.items() if value is not None}
    number = read_fields(KINDS["contact_point"], ("number",), typed, around=around, prefix="contact.").values
    others = [("contact_point", number)] if number.get("number") is not None else []
    found = _found(desk, values, others, record)
    latin = proposed_latin(values)
    words = " ".join(str(latin[name]) for name in ("family_name_latin", "given_name_latin") if name in latin)
    book, language = desk.book(), desk.reader().language
    twins = tuple(_twin(book, one, typed, language) for one in found)
    return Looked(twins, words, years_that_fit(values, desk.today()))


def links(
    looked: Looked, *, case: Id, person: Person, today: date, new_id: Sequence[Id], said: Mapping[Id, str]
) -> tuple[Edit, ...]:
    """The edits of what the worker said; `new_id` = an id for each. Whom she may not decide on is proposed."""
    told = [one for one in looked.twins if one.is_case and said.get(one.head.record_id)]
    edits = []
    for one, record in zip(told, new_id, strict=False):
        other, scored = one.head.record_id, one.candidate.scored
        may_decide = person.role != "social_worker" or answer(one.head, "case_worker") == person.worker
        if said[other] == NOT_SAME and may_decide:
            edits.append(not_duplicate(case, other, Judgement(person, today), record=record, scored=scored))
        else:
            edits.append(propose_link(case, other, record=record, scored=scored))
    return tuple(edits)


def said_of(typed: Typed) -> dict[Id, str]:
    """What was chosen beside each candidate."""
    return {
        key.removeprefix(KEY): texts[-1]
        for key, texts in typed.texts.items()
        if key.startswith(KEY) and texts and texts[-1] in (NOT_SAME, NOT_SURE)
    }


def _found(
    desk: Desk, values: Mapping[str, Json], others: Sequence[tuple[str, Mapping[str, Json]]], record: Id
) -> tuple[Candidate, ...]:
    profile = profile_of_values("case", values, record=record, home=record, others=others)
    found = duplicates_of(desk.book(), profile, today=desk.today(), weights=weights_for(desk))
    return tuple(one for one in found if not one.is_folded)


def _twin(book: CaseBook, one: Candidate, typed: Typed, language: str) -> Twin:
    head = book.open(one.home)
    lines = sorted(explain(one.scored, language), key=lambda line: -abs(line.bits or 0))
    agree = tuple(str(line) for line in lines if (line.bits or 0) > 0)[:MOST_REASONS]
    differ = tuple(str(line) for line in lines if (line.bits or 0) < 0)[:MOST_REASONS]
    held = held_words(one.scored, language)
    said = said_of(typed).get(head.record_id, "")
    return Twin(head, one.scored.band, agree, (*held, *differ), said, one)
