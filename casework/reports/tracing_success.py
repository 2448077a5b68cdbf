"""F11: what became of inquiries opened in the period and how long it took; families sought without an inquiry."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from casework.reports.asked import Asked
from casework.reports.figure import Cell, Figure, Middle, Place, Row, Share, Sum, Table, Tally, median, percentile
from casework.reports.people import Beneficiary, is_counted
from casework.reports.words import NUMBER, PER_CENT
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import answer, day, read_day
from shared_schema.words.sentence import Words

INQUIRIES, SOUGHT = Place("F11.inquiries"), Place("F11.sought")
TITLE = Words("Tracing: success and time", "ការស្វែងរកគ្រួសារ៖ លទ្ធផល និងរយៈពេល")
MEANS = Words(
    "Inquiries opened in the period by what became of them until the day of the report, and days from the inquiry to "
    "the first person located, the confirmed match and the return. Families that were sought for a beneficiary without "
    "an inquiry stand apart.",
    "សំណើស្វែងរកដែលបានបើកក្នុងរយៈពេល តាមលទ្ធផលរហូតដល់ថ្ងៃធ្វើរបាយការណ៍ និងចំនួនថ្ងៃពីថ្ងៃស្នើ "
    "រហូតដល់រកឃើញដំបូង ការបញ្ជាក់ "
    "និងការជួបជុំ។ គ្រួសារដែលបានស្វែងរកដោយគ្មានសំណើ ទុកដោយឡែក។",
)
OUTCOMES = {
    "reunited": Words("Reunited", "បានជួបជុំ"),
    "contact_restored": Words("Contact restored", "បានទាក់ទងគ្នាវិញ"),
    "found_no_reunion": Words("Found, no reunion", "រកឃើញ មិនជួបជុំ"),
    "reunited_elsewhere": Words("Reunited by others", "ជួបជុំដោយអ្នកដទៃ"),
    "deceased": Words("Deceased", "ស្លាប់"),
    "not_found": Words("Not found", "រកមិនឃើញ"),
    "withdrawn": Words("Withdrawn", "ដកសំណើ"),
    "open": Words("Still open", "នៅបើក"),
}
WITHOUT = {key: OUTCOMES[key] for key in ("reunited", "open")} | {"located": Words("Located", "រកឃើញ")}
STEPS = {
    "located": Words("Days until located", "ចំនួនថ្ងៃដល់រកឃើញ"),
    "confirmed": Words("Days until confirmed", "ចំនួនថ្ងៃដល់បញ្ជាក់"),
    "returned": Words("Days until the return", "ចំនួនថ្ងៃដល់ជួបជុំ"),
}
CONFIRMED = ("confirmed", "reunited", "reunited_elsewhere")
NINETY = 90


@dataclass(frozen=True, slots=True)
class Inquiry:
    """An inquiry opened in the period."""

    id: Id
    opened: date
    outcome: str
    located: date | None


@dataclass(frozen=True, slots=True)
class Met:
    """A confirmed match of a case with an inquiry: when it was confirmed, when the return took place."""

    inquiry: Id
    state: str
    confirmed: date | None
    returned: date | None


@dataclass(frozen=True, slots=True)
class Sought:
    """A case whose family was sought without an inquiry, first in the period."""

    outcome: str


Fact = Inquiry | Met | Sought


def of_inquiry(dossier: Dossier, asked: Asked) -> Iterator[Fact]:
    """The inquiry, where it was opened in the period and is counted."""
    head = dossier.head
    opened = day(head, "inquiry_date")
    if head is None or opened is None or not asked.holds(opened) or not is_counted(head, asked):
        return
    if asked.offices is not None and answer(head, "office") not in asked.offices:
        return
    outcome = str(answer(head, "outcome") or "open") if answer(head, "status") == "closed" else "open"
    yield Inquiry(dossier.home, opened, outcome if outcome in OUTCOMES else "open", _first(dossier, "family_located"))


def of_case(dossier: Dossier, _person: Beneficiary, asked: Asked) -> Iterator[Fact]:
    """Confirmed matches of a case, or that its family was sought without an inquiry."""
    matches = [one for one in dossier.of_kind("match") if answer(one, "inquiry_id") is not None]
    for match in matches:
        if answer(match, "state") in CONFIRMED:
            confirmed, returned = _confirmed_on(dossier, match), _returned_on(dossier, match)
            yield Met(str(answer(match, "inquiry_id")), str(answer(match, "state")), confirmed, returned)
    began = _first(dossier, None)
    if not matches and asked.holds(began):
        returns = [one for one in dossier.of_kind("reunification") if answer(one, "state") == "done"]
        is_back = any(answer(one, "return_type") in ("to_family", "to_kin") for one in returns)
        is_found = _first(dossier, "family_located") is not None
        yield Sought("reunited" if is_back else "located" if is_found else "open")


def tracing(facts: Iterable[Fact], _asked: Asked) -> Figure:
    """F11."""
    told = list(facts)
    met = {one.inquiry: one for one in told if isinstance(one, Met)}
    inquiries = [one for one in told if isinstance(one, Inquiry)]
    tally = Tally()
    for one in inquiries:
        tally.add(INQUIRIES)
        tally.add(INQUIRIES.also("outcome", _outcome(one, met.get(one.id))))
    for sought in told:
        if isinstance(sought, Sought):
            tally.add(SOUGHT)
            tally.add(SOUGHT.also("outcome", sought.outcome))
    sums, tables = [], []
    for whole, codes, key in ((INQUIRIES, OUTCOMES, "F11"), (SOUGHT, WITHOUT, "F11.sought")):
        parts = tuple(whole.also("outcome", code) for code in codes)
        tally.fill((whole, *parts))
        sums.append(Sum(whole, parts))
        rows = [Row(Words("All", "សរុប"), (whole,), is_total=True)]
        rows += [Row(words, (at, Share(at, whole))) for at, words in zip(parts, codes.values(), strict=True)]
        title = TITLE if whole is INQUIRIES else Words("Sought without an inquiry", "ស្វែងរកដោយគ្មានសំណើ")
        tables.append(Table(key, title, (NUMBER, PER_CENT), tuple(rows)))
    steps, more = _times(inquiries, met, tally)
    return Figure("F11", 1, TITLE, MEANS, tally.counts, (*sums, *more), (*tables, steps))


def _times(inquiries: Sequence[Inquiry], met: Mapping[Id, Met], tally: Tally) -> tuple[Table, tuple[Sum, ...]]:
    rows, sums = [], []
    for step, words in STEPS.items():
        days = [found for one in inquiries if (found := _days(one, met.get(one.id), step)) is not None]
        over, rest = INQUIRIES.also("reached", step), INQUIRIES.also("not_reached", step)
        tally.counts[over], tally.counts[rest] = len(days), len(inquiries) - len(days)
        sums.append(Sum(INQUIRIES, (over, rest)))
        cells: tuple[Cell, ...] = (over, Middle(median(days), over), Middle(percentile(days, NINETY), over))
        rows.append(Row(words, cells))
    columns = (NUMBER, Words("Median", "មធ្យមភាគកណ្តាល"), Words("90th percentile", "ភាគរយទី90"))
    title = Words("How long it took", "រយៈពេលដែលបានប្រើ")
    return Table("F11.days", title, columns, tuple(rows)), tuple(sums)


def _outcome(one: Inquiry, met: Met | None) -> str:
    if met is not None and met.state in ("reunited", "reunited_elsewhere"):
        return met.state
    return one.outcome


def _days(one: Inquiry, met: Met | None, step: str) -> int | None:
    confirmed, returned = (None, None) if met is None else (met.confirmed, met.returned)
    located = min((found for found in (one.located, confirmed) if found is not None), default=None)
    found = {"located": located, "confirmed": confirmed, "returned": returned}[step]
    return None if found is None else max((found - one.opened).days, 0)


def _first(dossier: Dossier, outcome: str | None) -> date | None:
    actions = [one for one in dossier.of_kind("tracing_action") if outcome is None or answer(one, "outcome") == outcome]
    return min((found for one in actions if (found := day(one, "date_tracing")) is not None), default=None)


def _confirmed_on(dossier: Dossier, match: Shown) -> date | None:
    over_time = dossier.dated.get((match.record_id, "group:state"), ())
    states = [(one.day, one.value.get("state")) for one in over_time if isinstance(one.value, dict)]
    days = [read_day(since) for since, state in states if state in CONFIRMED]
    return min((one for one in days if one is not None), default=None) or day(match, "decided_on")


def _returned_on(dossier: Dossier, match: Shown) -> date | None:
    verified = {one.record_id for one in dossier.of_kind("verification") if answer(one, "match_id") == match.record_id}
    returns = [one for one in dossier.of_kind("reunification") if answer(one, "verification_id") in verified]
    days = [day(one, "date_reunification") for one in returns if answer(one, "state") in ("done", "broken_down")]
    return min((one for one in days if one is not None), default=None)
