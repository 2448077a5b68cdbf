"""F12 and F13: what became of referrals, and whether decisions of case conferences were done on time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from casework.reports.asked import Asked
from casework.reports.figure import Cell, Figure, Middle, Place, Row, Share, Sum, Table, Tally, median
from casework.reports.people import Beneficiary
from casework.reports.words import ALL, MEDIAN_DAYS, NUMBER, PER_CENT, words_of
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import answer, day
from shared_schema.words.sentence import Words

SENT, IN_WEEK, SERVED = Place("F12.sent"), Place("F12.in_week"), Place("F12.served")
ANSWER_DAYS = timedelta(days=7)
STATES = {
    "accepted": Words("Accepted", "ទទួលយក"),
    "declined": Words("Declined", "បដិសេធ"),
    "done": Words("Done", "បានបញ្ចប់"),
    "revoked": Words("Revoked", "បានដកហូត"),
    "sent": Words("Unanswered", "មិនទាន់ឆ្លើយ"),
}
REFERRALS = Words("Referrals", "ការបញ្ជូនបន្ត")
REFERRALS_MEAN = Words(
    "Referrals sent in the period by how they stand on the day of the report; accepted within 7 "
    "days; days from sending "
    "to the first service that came of it. Declined ones also by service.",
    "ការបញ្ជូនបន្តដែលបានផ្ញើក្នុងរយៈពេល តាមស្ថានភាពនៅថ្ងៃធ្វើរបាយការណ៍ ការទទួលយកក្នុង 7ថ្ងៃ "
    "និងចំនួនថ្ងៃពីថ្ងៃផ្ញើដល់សេវាដំបូង។ ការបដិសេធ បង្ហាញតាមសេវាផងដែរ។",
)
DECISIONS = Words("Conference decisions", "សេចក្តីសម្រេចនៃកិច្ចប្រជុំករណី")
DECISIONS_MEAN = Words(
    "Decisions of signed minutes that were due in the period: done by the day, done late, open "
    "and overdue, open and not "
    "yet due, dropped; by the agency that owns them.",
    "សេចក្តីសម្រេចក្នុងកំណត់ហេតុដែលបានចុះហត្ថលេខា ហើយដល់កំណត់ក្នុងរយៈពេល៖ រួចទាន់ថ្ងៃ រួចយឺត "
    "បើកហួសកំណត់ បើកមិនទាន់ដល់កំណត់ "
    "និងបោះបង់ តាមស្ថាប័នទទួលខុសត្រូវ។",
)
DUE = Place("F13.due")
ENDS = {
    "in_time": Words("Done in time", "រួចទាន់ពេល"),
    "late": Words("Done late", "រួចយឺត"),
    "overdue": Words("Open, overdue", "បើក ហួសកំណត់"),
    "open": Words("Open, not yet due", "បើក មិនទាន់ដល់កំណត់"),
    "dropped": Words("Dropped", "បោះបង់"),
}
HELD = Place("F13.held")
OWN = "own"
OWN_WORDS = Words("Our own workers", "បុគ្គលិករបស់យើង")


@dataclass(frozen=True, slots=True)
class Sent:
    """A referral sent in the period."""

    state: str
    is_in_week: bool
    service_type: str
    days_to_service: int | None


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that was due in the period, or (with an empty end) a conference held in it."""

    agency: str
    end: str


def referrals_sent(dossier: Dossier, _person: Beneficiary, asked: Asked) -> Iterator[Sent]:
    """Referrals of one case that were sent in the period."""
    for referral in dossier.of_kind("referral"):
        sent, answered, state = day(referral, "sent_on"), day(referral, "answered_on"), str(answer(referral, "state"))
        if sent is None or not asked.holds(sent) or state not in STATES:
            continue
        is_yes = state in ("accepted", "done") and answered is not None and answered - sent <= ANSWER_DAYS
        begun = [
            day(one, "started_on")
            for one in dossier.of_kind("service")
            if answer(one, "referral_id") == referral.record_id
        ]
        first = min((one for one in begun if one is not None), default=None)
        days = None if first is None else max((first - sent).days, 0)
        yield Sent(state, is_yes, str(answer(referral, "service_type")), days)


def decisions_due(dossier: Dossier, _person: Beneficiary, asked: Asked) -> Iterator[Decided]:
    """Decisions of one case that were due in the period, and one line for each conference held in it."""
    conferences = {one.record_id: one for one in dossier.of_kind("case_conference")}
    for conference in conferences.values():
        if answer(conference, "state") in ("held", "signed") and asked.holds(day(conference, "held_on")):
            yield Decided("", "")
    for decision in dossier.of_kind("conference_decision"):
        held = conferences.get(str(answer(decision, "conference_id")))
        if answer(held, "state") == "signed" and asked.holds(day(decision, "due_on")):
            yield Decided(str(answer(decision, "owner_agency") or OWN), _end(dossier, decision, asked))


def referrals(facts: Iterable[Sent], asked: Asked) -> Figure:
    """F12."""
    tally, days = Tally(), list[int]()
    states = {code: SENT.also("state", code) for code in STATES}
    slower, unserved = Place("F12.not_in_week"), Place("F12.not_served")
    tally.fill((SENT, IN_WEEK, SERVED, slower, unserved, *states.values()))
    for one in facts:
        tally.add(SENT)
        tally.add(states[one.state])
        tally.add(IN_WEEK if one.is_in_week else slower)
        tally.add(unserved if one.days_to_service is None else SERVED)
        if one.days_to_service is not None:
            days.append(one.days_to_service)
        if one.state == "declined":
            tally.add(states["declined"].also("service", one.service_type))
    rows = [Row(Words("Sent", "បានផ្ញើ"), (SENT,), is_total=True)]
    rows += [Row(words, (states[code], Share(states[code], SENT))) for code, words in STATES.items()]
    rows.append(Row(Words("Accepted within 7 days", "ទទួលយកក្នុង 7ថ្ងៃ"), (IN_WEEK, Share(IN_WEEK, SENT))))
    rows.append(
        Row(Words("Led to a service", "នាំទៅរកសេវា"), (SERVED, Share(SERVED, SENT), Middle(median(days), SERVED)))
    )
    tables = [Table("F12", REFERRALS, (NUMBER, PER_CENT, MEDIAN_DAYS), tuple(rows))]
    declined = states["declined"]
    codes = sorted({code for place in tally.counts for at, code in place.at if at == "service"})
    lines = [Row(words_of("service", code, asked), (declined.also("service", code),)) for code in codes]
    title = Words("Declined, by service", "បដិសេធ តាមសេវា")
    tables.append(Table("F12.declined", title, (NUMBER,), (Row(ALL, (declined,), is_total=True), *lines)))
    sums = (
        Sum(SENT, tuple(states.values())), Sum(SENT, (IN_WEEK, slower)), Sum(SENT, (SERVED, unserved)),
        Sum(declined, tuple(declined.also("service", code) for code in codes)),
    )  # fmt: skip
    return Figure("F12", 1, REFERRALS, REFERRALS_MEAN, tally.counts, sums, tuple(tables))


def decisions(facts: Iterable[Decided], asked: Asked) -> Figure:
    """F13."""
    tally = Tally()
    tally.fill((HELD, DUE))
    for one in facts:
        if not one.end:
            tally.add(HELD)
            continue
        for place in (DUE, DUE.also("agency", one.agency)):
            tally.add(place)
            tally.add(place.also("end", one.end))
    agencies = sorted({code for place in tally.counts for at, code in place.at if at == "agency"})
    rows, sums = [], [Sum(DUE, tuple(DUE.also("agency", agency) for agency in agencies))]
    for agency in (None, *agencies):
        base = DUE if agency is None else DUE.also("agency", agency)
        ends = tuple(base.also("end", end) for end in ENDS)
        tally.fill((base, *ends))
        sums.append(Sum(base, ends))
        cells: tuple[Cell, ...] = (base, *ends, Share(ends[0], base))
        rows.append(Row(_agency(agency, asked), cells, is_total=agency is None))
    for end in ENDS:
        sums.append(Sum(DUE.also("end", end), tuple(DUE.also("agency", a).also("end", end) for a in agencies)))
    columns = (Words("Due", "ដល់កំណត់"), *ENDS.values(), Words("Share in time", "ចំណែកទាន់ពេល"))
    held = Table("F13.held", Words("Case conferences held", "កិច្ចប្រជុំករណីដែលបានធ្វើ"), (NUMBER,), (Row(ALL, (HELD,)),))
    tables = (held, Table("F13", DECISIONS, columns, tuple(rows)))
    return Figure("F13", 1, DECISIONS, DECISIONS_MEAN, tally.counts, tuple(sums), tables)


def _agency(agency: str | None, asked: Asked) -> Words:
    return ALL if agency is None else OWN_WORDS if agency == OWN else words_of("agency", agency, asked)


def _end(dossier: Dossier, decision: Shown, asked: Asked) -> str:
    due, task = day(decision, "due_on"), dossier.find(answer(decision, "task_id"))
    assert due is not None
    state, done = answer(task, "state"), day(task, "done_on")
    if state == "done" and done is not None:
        return "in_time" if done <= due else "late"
    if state == "dropped":
        return "dropped"
    return "overdue" if due < asked.today else "open"
