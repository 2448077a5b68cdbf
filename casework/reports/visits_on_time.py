"""F6 and F7: were visits made when they were due, and what is overdue on the day that is asked about."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from casework.reports.asked import Asked
from casework.reports.figure import Cell, Figure, Middle, Place, Row, Share, Sum, Table, Tally
from casework.reports.people import Beneficiary
from casework.reports.words import ALL, words_of
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.follow_up import due_between, follow_up, is_successful_contact, latest_return, settled_until
from shared_schema.rules.patterns import SOON_DAYS, DueState, tolerance_days
from shared_schema.rules.reading import answer, day
from shared_schema.words.sentence import Words

ON_TIME, LATE, ATTEMPTED, MISSED, OPEN = "on_time", "late", "attempted", "missed", "open"
WAYS = {
    ON_TIME: Words("Seen in time", "បានជួបទាន់ពេល"),
    LATE: Words("Seen late", "បានជួបយឺត"),
    ATTEMPTED: Words("Attempted only", "បានព្យាយាម តែមិនបានជួប"),
    MISSED: Words("Missed", "ខកខាន"),
    OPEN: Words("Still within tolerance", "នៅក្នុងរយៈពេលអនុគ្រោះ"),
}
DUE = Place("F6.due")
TITLE = Words("Follow-up punctuality", "ការតាមដានទាន់ពេលវេលា")
MEANS = Words(
    "Visits due in the period by the pattern of each case, until the day of closing: seen, in whatever way, within the "
    "tolerance (3 days up to day 30 after a return, 7 later); seen later; only attempted; missed.",
    "ការចុះជួបដែលត្រូវធ្វើក្នុងរយៈពេល តាមកាលវិភាគនៃករណីនីមួយៗ រហូតដល់ថ្ងៃបិទ៖ បានជួបតាមវិធីណាមួយក្នុងរយៈពេលអនុគ្រោះ "
    "(3ថ្ងៃ រហូតដល់ថ្ងៃទី30ក្រោយការត្រឡប់ និង 7ថ្ងៃបន្ទាប់ពីនោះ) បានជួបយឺត បានតែព្យាយាម ឬខកខាន។",
)
OVERDUE_TITLE = Words("Overdue now", "ហួសកំណត់ឥឡូវនេះ")
OVERDUE_MEANS = Words(
    "Open cases whose next visit is overdue on the day of the report, by how late and by office.",
    "ករណីបើកដែលការចុះជួបបន្ទាប់ហួសកំណត់ នៅថ្ងៃធ្វើរបាយការណ៍ តាមកម្រិតយឺត និងតាមការិយាល័យ។",
)
STATES = {
    DueState.OVERDUE: Words("Overdue", "ហួសកំណត់"),
    DueState.ESCALATED: Words("Long overdue", "ហួសកំណត់យូរ"),
}
OLDEST = Words("Longest overdue, days", "ហួសកំណត់យូរជាងគេ គិតជាថ្ងៃ")
LATE_NOW, OPEN_NOW = Place("F7.overdue"), Place("F7.open")
OPEN_CASES = Words("Open cases", "ករណីបើក")


@dataclass(frozen=True, slots=True)
class DueVisit:
    """A visit that was due, in which office, and what became of it."""

    office: str
    way: str


@dataclass(frozen=True, slots=True)
class DueNow:
    """An open case on the day asked about: overdue state (None: not overdue) and how many days late."""

    office: str
    state: DueState | None
    days_late: int


def due_visits(dossier: Dossier, person: Beneficiary, asked: Asked) -> Iterator[DueVisit]:
    """Every visit of one case that was due in the period, as far as the day asked on."""
    dues = due_between(dossier, asked.first, asked.reached)
    visits = [one for one in dossier.of_kind("visit") if (day(one, "visited_on") or date.max) <= asked.today]
    for due, following in pairwise((*dues, None)):
        assert due is not None
        until = asked.today if following is None else following - timedelta(days=1)
        yield DueVisit(person.office, _way(due, until, visits, _tolerance(dossier, due), asked.today))


def due_now(dossier: Dossier, person: Beneficiary, asked: Asked) -> Iterator[DueNow]:
    """One line for an open case."""
    if answer(dossier.head, "status") == "closed":
        return
    due = follow_up(dossier, asked.today).due
    if due is None or due.state not in STATES:
        yield DueNow(person.office, None, 0)
    else:
        yield DueNow(person.office, due.state, (asked.today - due.day).days)


def punctuality(facts: Iterable[DueVisit], asked: Asked) -> Figure:
    """F6."""
    tally = Tally()
    for one in facts:
        for place in (DUE, DUE.also("office", one.office)):
            tally.add(place)
            tally.add(place.also("way", one.way))
    offices = _offices(tally, asked)
    rows, sums = [], [Sum(DUE, tuple(DUE.also("office", office) for office in offices))]
    sums += [Sum(DUE.also("way", way), tuple(DUE.also("way", way).also("office", o) for o in offices)) for way in WAYS]
    for office in (None, *offices):
        base = DUE if office is None else DUE.also("office", office)
        ways = tuple(base.also("way", way) for way in WAYS)
        tally.fill((base, *ways))
        sums.append(Sum(base, ways))
        cells: tuple[Cell, ...] = (base, *ways, Share(ways[0], base))
        rows.append(Row(ALL if office is None else words_of("office", office, asked), cells, is_total=office is None))
    columns = (Words("Due", "ត្រូវចុះជួប"), *WAYS.values(), Words("Share in time", "ចំណែកទាន់ពេល"))
    return Figure("F6", 1, TITLE, MEANS, tally.counts, tuple(sums), (Table("F6", TITLE, columns, tuple(rows)),))


def overdue(facts: Iterable[DueNow], asked: Asked) -> Figure:
    """F7."""
    tally, oldest = Tally(), dict[str | None, int]()
    for one in facts:
        for office in (None, one.office):
            tally.add(OPEN_NOW if office is None else OPEN_NOW.also("office", office))
            if one.state is not None:
                base = LATE_NOW if office is None else LATE_NOW.also("office", office)
                tally.add(base)
                tally.add(base.also("state", one.state.value))
                oldest[office] = max(oldest.get(office, 0), one.days_late)
    offices = _offices(tally, asked)
    rows, sums = [], []
    for office in (None, *offices):
        base, every = (one if office is None else one.also("office", office) for one in (LATE_NOW, OPEN_NOW))
        states = tuple(base.also("state", state.value) for state in STATES)
        punctual = Place("F7.not_overdue", base.at)
        tally.fill((base, every, *states))
        tally.counts[punctual] = tally.of(every) - tally.of(base)
        sums += [Sum(base, states), Sum(every, (base, punctual))]
        cells: tuple[Cell, ...] = (every, base, *states, Middle(oldest.get(office), base))
        rows.append(Row(ALL if office is None else words_of("office", office, asked), cells, is_total=office is None))
    for whole in (OPEN_NOW, LATE_NOW, *(LATE_NOW.also("state", state.value) for state in STATES)):
        sums.append(Sum(whole, tuple(whole.also("office", office) for office in offices)))
    columns = (OPEN_CASES, OVERDUE_TITLE, *STATES.values(), OLDEST)
    table = Table("F7", OVERDUE_TITLE, columns, tuple(rows))
    return Figure("F7", 1, OVERDUE_TITLE, OVERDUE_MEANS, tally.counts, tuple(sums), (table,))


def _way(due: date, until: date, visits: list[Shown], tolerance: int, today: date) -> str:
    limit = due + timedelta(days=tolerance)
    seen = [
        visited
        for one in visits
        if is_successful_contact(one) and (visited := day(one, "visited_on")) is not None and settled_until(one) >= due
    ]
    first = min(seen, default=None)
    if first is not None and first <= limit:
        return ON_TIME
    if today <= limit:
        return OPEN
    if first is not None and first <= max(until, limit):
        return LATE
    begins = due - timedelta(days=SOON_DAYS)
    tried = any(
        begins <= (day(one, "visited_on") or date.min) <= max(until, limit)
        for one in visits
        if not is_successful_contact(one)
    )
    return ATTEMPTED if tried else MISSED


def _tolerance(dossier: Dossier, due: date) -> int:
    returned = latest_return(dossier)
    anchor = day(returned, "date_reunification")
    if anchor is None or anchor > due:
        anchor = day(dossier.head, "registered_on")
    return tolerance_days(due, anchor or due)


def _offices(tally: Tally, asked: Asked) -> tuple[str, ...]:
    met = {code for place in tally.counts for at, code in place.at if at == "office"}
    known = [code for code in asked.names if code in met]
    return (*known, *sorted(met - set(known)))
