"""Cases per stage by province, for the edition of the ministry; and returns by type."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from casework.reports.asked import Asked
from casework.reports.breakdown import codes_of
from casework.reports.figure import Cell, Figure, Place, Row, Sum, Table, Tally
from casework.reports.people import Beneficiary
from casework.reports.words import ALL, NUMBER, vocabulary_words, words_of
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import answer, day, value_on
from shared_schema.vocabularies.registry import VOCABULARIES
from shared_schema.words.sentence import Words

CASES, RETURNS = Place("stage.cases"), Place("stage.returns")
STAGES = tuple(one.code for one in VOCABULARIES["case_stage"])
TITLE = Words("Cases by stage and province", "ករណីតាមដំណាក់កាល និងខេត្ត")
MEANS = Words(
    "Counted cases registered by the end of the period by the stage they were in on its last day; returns that took "
    "place in the period by type.",
    "ករណីដែលបានចុះបញ្ជីរហូតដល់ចុងរយៈពេល តាមដំណាក់កាលនៅថ្ងៃចុងក្រោយ និងការត្រឡប់ដែលបានធ្វើក្នុងរយៈពេល តាមប្រភេទ។",
)
RETURN_TITLE = Words("Returns by type", "ការត្រឡប់តាមប្រភេទ")


@dataclass(frozen=True, slots=True)
class Staged:
    """Where a case stood at the end of the period, and the types of its returns in the period."""

    stage: str | None
    province: str
    returns: tuple[str, ...]


def staged(dossier: Dossier, person: Beneficiary, asked: Asked) -> Iterator[Staged]:
    """One line for a counted case."""
    head = dossier.head
    assert head is not None
    registered = day(head, "registered_on")
    stage = None
    if registered is not None and registered <= asked.reached:
        stage = str(value_on(dossier, head, "stage", asked.reached, "group:status") or "")
    done = [one for one in dossier.of_kind("reunification") if answer(one, "state") in ("done", "broken_down")]
    kinds = [str(answer(one, "return_type")) for one in done if asked.holds(day(one, "date_reunification"))]
    yield Staged(stage if stage in STAGES else None, person.province, tuple(kinds))


def cases_by_stage(facts: Iterable[Staged], asked: Asked) -> Figure:
    """The figure."""
    tally = Tally()
    for one in facts:
        for kind in one.returns:
            tally.add(RETURNS)
            tally.add(RETURNS.also("type", kind))
        if one.stage is not None:
            by_province = CASES.also("province", one.province)
            for place in (CASES, by_province, CASES.also("stage", one.stage), by_province.also("stage", one.stage)):
                tally.add(place)
    provinces = codes_of("province", tally, asked)
    sums = [Sum(CASES, tuple(CASES.also("province", code) for code in provinces))]
    rows = []
    for code in (None, *provinces):
        base = CASES if code is None else CASES.also("province", code)
        stages = tuple(base.also("stage", stage) for stage in STAGES)
        sums.append(Sum(base, stages))
        cells: tuple[Cell, ...] = (*stages, base)
        rows.append(Row(ALL if code is None else words_of("province", code, asked), cells, is_total=code is None))
    for stage in STAGES:
        whole = CASES.also("stage", stage)
        sums.append(Sum(whole, tuple(whole.also("province", code) for code in provinces)))
    returns, table = _returns(tally)
    for total in (*sums, returns):
        tally.fill((total.whole, *total.parts))
    columns = (*(vocabulary_words("case_stage", stage) for stage in STAGES), ALL)
    tables = (Table("stage", TITLE, columns, tuple(rows)), table)
    return Figure("stage", 1, TITLE, MEANS, tally.counts, (*sums, returns), tables)


def _returns(tally: Tally) -> tuple[Sum, Table]:
    codes = [one.code for one in VOCABULARIES["return_type"]]
    parts = tuple(RETURNS.also("type", code) for code in codes)
    rows = [Row(ALL, (RETURNS,), is_total=True)]
    rows += [Row(vocabulary_words("return_type", code), (part,)) for code, part in zip(codes, parts, strict=True)]
    return Sum(RETURNS, parts), Table("stage.returns", RETURN_TITLE, (NUMBER,), tuple(rows))
