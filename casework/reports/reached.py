"""F1 and F2: beneficiaries reached by a service, and beneficiaries reintegrated; in the period and since the start."""

from collections.abc import Iterable, Sequence

from casework.reports.asked import Asked
from casework.reports.breakdown import chain_sums, people_at, sums_of_people
from casework.reports.figure import Cell, Figure, Goal, Place, Row, Sum, Table, Tally, Told
from casework.reports.stories import Story
from casework.reports.words import CUMULATIVE, FIRST_TIME, IN_PERIOD, NUMBER
from shared_schema.words.sentence import Words

PERIOD, FIRST, AGAIN, EVER, EARLIER = (Place(f"F1.{one}") for one in ("period", "first", "again", "ever", "earlier"))
BACK, BACK_EVER, BACK_EARLIER = (Place(f"F2.{one}") for one in ("period", "ever", "earlier"))
REACHED = Words("Primary beneficiaries reached", "អ្នកទទួលផលផ្ទាល់ដែលបានទទួលសេវា")
REINTEGRATED = Words("Primary beneficiaries reintegrated", "អ្នកទទួលផលផ្ទាល់ដែលបានធ្វើសមាហរណកម្ម")
REACHED_MEANS = Words(
    "Counted cases with at least one service for the beneficiary that began in the period; since programme start each "
    "person once. Voided records, duplicates and records of unverified workers are left out.",
    "ករណីដែលមានសេវាយ៉ាងតិចមួយសម្រាប់អ្នកទទួលផល ដែលចាប់ផ្តើមក្នុងរយៈពេលនេះ។ តាំងពីចាប់ផ្តើមកម្មវិធី "
    "មនុស្សម្នាក់រាប់តែម្តង។ "
    "មិនរាប់កំណត់ត្រាដែលបានលុបចោល ករណីស្ទួន និងកំណត់ត្រារបស់បុគ្គលិកដែលមិនទាន់ផ្ទៀងផ្ទាត់។",
)
REINTEGRATED_MEANS = Words(
    "Counted cases with at least one service and either a closure approved as reintegrated, or a return to a home or "
    "community arrangement that still held 90 days later, with a successful visit from then on, on a day without open "
    "alert. Counted once, in the period of the first such day; what happens later does not take it back.",
    "ករណីដែលមានសេវាយ៉ាងតិចមួយ ហើយត្រូវបានអនុម័តបិទដោយសមាហរណកម្ម ឬបានត្រឡប់ទៅរស់នៅក្នុងគ្រួសារ ឬសហគមន៍ "
    "នៅតែរឹងមាំក្រោយ 90ថ្ងៃ ដោយមានការចុះជួបជោគជ័យ នៅថ្ងៃដែលគ្មានការព្រមានបើក។ រាប់តែម្តង ក្នុងរយៈពេលនៃថ្ងៃដំបូងនោះ "
    "ហើយមិនដកវិញដោយសារអ្វីដែលកើតឡើងក្រោយមកទេ។",
)
TARGET, OF_TARGET = Words("Target", "គោលដៅ"), Words("Per cent of target", "ភាគរយនៃគោលដៅ")
PERSONS = Words("Persons", "មនុស្ស")


def reached(stories: Iterable[Story], asked: Asked, *, target: int | None = None) -> Figure:
    """F1."""
    tally = Tally()
    for story in stories:
        first = story.first_service
        if first is None:
            continue
        is_now = any(asked.holds(one.started) for one in story.services)
        is_first = asked.holds(first)
        places = [EVER, FIRST if is_first else EARLIER]
        places += [PERIOD] if is_now else []
        places += [AGAIN] if is_now and not is_first else []
        for place in places:
            people_at(tally, place, story.person)
    sums = _with_chains(tally, (EVER, PERIOD), (Sum(EVER, (EARLIER, FIRST)), Sum(PERIOD, (FIRST, AGAIN))), asked)
    rows = [(IN_PERIOD, PERIOD), (FIRST_TIME, FIRST), (CUMULATIVE, EVER)]
    return Figure("F1", 1, REACHED, REACHED_MEANS, tally.counts, sums, (_table("F1", REACHED, rows, target),))


def reintegrated(stories: Iterable[Story], asked: Asked, *, target: int | None = None) -> Figure:
    """F2."""
    tally = Tally()
    for story in stories:
        if story.reintegrated_on is None:
            continue
        people_at(tally, BACK_EVER, story.person)
        people_at(tally, BACK if asked.holds(story.reintegrated_on) else BACK_EARLIER, story.person)
    sums = _with_chains(tally, (BACK_EVER, BACK), (Sum(BACK_EVER, (BACK_EARLIER, BACK)),), asked)
    rows = [(IN_PERIOD, BACK), (CUMULATIVE, BACK_EVER)]
    table = _table("F2", REINTEGRATED, rows, target)
    return Figure("F2", 1, REINTEGRATED, REINTEGRATED_MEANS, tally.counts, sums, (table,))


def _with_chains(tally: Tally, places: Sequence[Place], chains: Sequence[Sum], asked: Asked) -> tuple[Sum, ...]:
    sums = sums_of_people(tally, places, asked)
    found = sums + tuple(one for chain in chains for one in chain_sums(sums, chain))
    for one in found:
        tally.fill((one.whole, *one.parts))
    return found


def _table(key: str, title: Words, rows: Sequence[tuple[Words, Place]], target: int | None) -> Table:
    """The counts; the last row is since the start and stands against the target."""
    lines = []
    for number, (words, place) in enumerate(rows):
        cells: tuple[Cell, ...] = (place,)
        if target is not None:
            is_last = number == len(rows) - 1
            cells = (place, Told(target), Goal(place, target)) if is_last else (place,)
        lines.append(Row(words, cells))
    columns = (NUMBER,) if target is None else (NUMBER, TARGET, OF_TARGET)
    return Table(key, title, columns, tuple(lines))
