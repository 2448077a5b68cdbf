"""F14 and F15: change between study waves, and trainings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from casework.reports.asked import Asked
from casework.reports.figure import Cell, Figure, Middle, Place, Row, Share, Sum, Table, Tally, Told, median
from casework.reports.people import Beneficiary, sex_of
from casework.reports.words import ALL, NUMBER, PER_CENT, vocabulary_words, words_of
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import answer, day
from shared_schema.vocabularies.registry import VOCABULARIES
from shared_schema.words.sentence import Words

BEFORE, WAVES = "before", ("m6", "m12", "m24")
DOMAINS = tuple(one.code for one in VOCABULARIES["outcome_domain"])
PAIRS = Place("F14.pairs")
WAYS = {"better": Words("Better", "ល្អជាងមុន"), "same": Words("The same", "ដដែល"), "worse": Words("Worse", "អន់ជាងមុន")}
STUDY = Words("Change before and after", "ការផ្លាស់ប្តូរមុន និងក្រោយ")
STUDY_MEANS = Words(
    "Persons who answered before the return and again in a wave asked in the period: per domain better, the same or "
    "worse, and the median change of the monthly income in riel. Only with consent to the study.",
    "អ្នកដែលបានឆ្លើយមុនត្រឡប់ និងម្តងទៀតក្នុងជំហានដែលសួរក្នុងរយៈពេល៖ តាមវិស័យ ល្អជាងមុន ដដែល ឬអន់ជាងមុន "
    "និងមធ្យមភាគកណ្តាលនៃការផ្លាស់ប្តូរចំណូលប្រចាំខែ (រៀល)។ ធ្វើតែដោយមានការយល់ព្រមចំពោះការសិក្សា។",
)
TRAININGS = Words("Trainings", "វគ្គបណ្តុះបណ្តាល")
TRAININGS_MEAN = Words(
    "Trainings held in the period: events, days, participants (each once per event) and different people by name and "
    "organisation; people without a name count once per event. Mean change of the test score.",
    "វគ្គដែលបានធ្វើក្នុងរយៈពេល៖ ចំនួនវគ្គ ថ្ងៃ អ្នកចូលរួម (ម្នាក់រាប់ម្តងក្នុងវគ្គនីមួយៗ) "
    "និងមនុស្សខុសៗគ្នា តាមឈ្មោះ និងអង្គការ។ "
    "អ្នកគ្មានឈ្មោះរាប់ម្តងក្នុងវគ្គនីមួយៗ។ មធ្យមនៃការប្រែប្រួលពិន្ទុតេស្ត។",
)
EVENTS, DAYS, TOOK_PART, PEOPLE, COMPLETED, TESTED = (
    Place(f"F15.{one}") for one in ("events", "days", "took_part", "people", "completed", "tested")
)


@dataclass(frozen=True, slots=True)
class Pair:
    """One person's answers before and in a later wave: {domain: -1, 0, 1} and the change of income in riel."""

    wave: str
    changes: Mapping[str, int]
    income: int | None


@dataclass(frozen=True, slots=True)
class Training:
    """A training with those who took part."""

    event: Shown
    attendees: tuple[Shown, ...] = field(default_factory=tuple)


def study_pairs(dossier: Dossier, _person: Beneficiary, asked: Asked) -> Iterator[Pair]:
    """The pairs of one person."""
    responses: dict[str, Shown] = {}
    for one in sorted(dossier.of_kind("study_response"), key=lambda record: str(answer(record, "asked_on"))):
        responses[str(answer(one, "wave"))] = one
    before = responses.get(BEFORE)
    for wave in WAVES:
        after = responses.get(wave)
        if before is not None and after is not None and asked.holds(day(after, "asked_on")):
            yield _pair(wave, before, after)


def study(facts: Iterable[Pair], _asked: Asked) -> Figure:
    """F14."""
    pairs = list(facts)
    tally, tables = Tally(), list[Table]()
    sums: list[Sum] = []
    for wave in WAVES:
        found = [one for one in pairs if one.wave == wave]
        whole = PAIRS.also("wave", wave)
        tally.counts[whole] = len(found)
        rows = [Row(Words("Pairs", "គូចម្លើយ"), (whole,), is_total=True)]
        for domain in DOMAINS:
            rows.append(_domain_row(tally, sums, whole, domain, found))
        incomes = [one.income for one in found if one.income is not None]
        told = whole.also("domain", "income")
        tally.counts[told] = len(incomes)
        _add_rest(tally, sums, whole, told)
        words = Words("Monthly income: pairs, median change in riel", "ចំណូលប្រចាំខែ៖ ចំនួនគូ និងមធ្យមភាគកណ្តាលនៃការប្រែប្រួល (រៀល)")
        rows.append(Row(words, (told, Middle(median(incomes), told))))
        columns = (NUMBER, *(word for way in WAYS.values() for word in (way, PER_CENT)))
        tables.append(Table(f"F14.{wave}", vocabulary_words("study_wave", wave), columns, tuple(rows)))
    return Figure("F14", 1, STUDY, STUDY_MEANS, tally.counts, tuple(sums), tuple(tables))


def trainings_held(held: Iterable[Training], asked: Asked) -> Figure:
    """F15."""
    found = [one for one in held if _is_counted(one, asked)]
    tally, scores = Tally(), list[int]()
    people: set[tuple[str, str]] = set()
    tally.fill(
        (EVENTS, DAYS, TOOK_PART, PEOPLE, COMPLETED, TESTED, Place("F15.not_completed"), Place("F15.not_tested"))
    )
    for training in found:
        topic = str(answer(training.event, "topic") or "unknown")
        tally.add(EVENTS)
        tally.add(EVENTS.also("topic", topic))
        days = answer(training.event, "days")
        tally.add(DAYS, days if isinstance(days, int) else 0)
        for person in training.attendees:
            _add_attendee(tally, person, topic)
            change = _score_change(person)
            if change is not None:
                scores.append(change)
            people.add(_identity(person))
    tally.counts[PEOPLE] = len(people)
    return _trainings_figure(tally, scores, asked)


def _trainings_figure(tally: Tally, scores: Sequence[int], asked: Asked) -> Figure:
    mean = sum(scores) / len(scores) if scores else None
    rows = [
        Row(Words("Events", "វគ្គ"), (Told(tally.of(EVENTS)),)),
        Row(Words("Days", "ថ្ងៃ"), (Told(tally.of(DAYS)),)),
        Row(Words("Participants", "អ្នកចូលរួម"), (TOOK_PART,), is_total=True),
        Row(Words("Different people", "មនុស្សខុសៗគ្នា"), (PEOPLE,)),
        Row(Words("Completed", "បានបញ្ចប់"), (COMPLETED, Share(COMPLETED, TOOK_PART))),
        Row(Words("Tested; mean change of score", "បានធ្វើតេស្ត៖ មធ្យមនៃការប្រែប្រួលពិន្ទុ"), (TESTED, Middle(mean, TESTED))),
    ]
    sums = [
        Sum(TOOK_PART, (COMPLETED, Place("F15.not_completed"))), Sum(TOOK_PART, (TESTED, Place("F15.not_tested"))),
    ]  # fmt: skip
    tables = [Table("F15", TRAININGS, (NUMBER, PER_CENT), tuple(rows))]
    titles = {
        "topic": Words("By topic", "តាមប្រធានបទ"),
        "sex": Words("By sex", "តាមភេទ"),
        "group": Words("By group", "តាមក្រុម"),
    }
    for dimension, title in titles.items():
        codes = sorted({code for place in tally.counts for at, code in place.at if at == dimension})
        parts = tuple(TOOK_PART.also(dimension, code) for code in codes)
        tally.fill(parts)
        sums.append(Sum(TOOK_PART, parts))
        lines = [Row(ALL, (TOOK_PART,), is_total=True)]
        names = {
            code: vocabulary_words("training_topic", code) if dimension == "topic" else words_of(dimension, code, asked)
            for code in codes
        }
        lines += [Row(names[code], (part,)) for code, part in zip(codes, parts, strict=True)]
        tables.append(Table(f"F15.{dimension}", title, (Words("Participants", "អ្នកចូលរួម"),), tuple(lines)))
    return Figure("F15", 1, TRAININGS, TRAININGS_MEAN, tally.counts, tuple(sums), tuple(tables))


def _add_attendee(tally: Tally, person: Shown, topic: str) -> None:
    group = str(answer(person, "attendee_group") or "unknown")
    for place in (
        TOOK_PART, TOOK_PART.also("topic", topic), TOOK_PART.also("sex", sex_of(answer(person, "sex"))),
        TOOK_PART.also("group", group),
        COMPLETED if answer(person, "completed") is True else Place("F15.not_completed"),
        TESTED if _score_change(person) is not None else Place("F15.not_tested"),
    ):  # fmt: skip
        tally.add(place)


def _is_counted(training: Training, asked: Asked) -> bool:
    event = training.event
    if event.is_retracted or event.author in asked.unverified or not asked.holds(day(event, "held_on")):
        return False
    return asked.offices is None or answer(event, "office") in asked.offices


def _identity(person: Shown) -> tuple[str, str]:
    name, organisation = answer(person, "name"), answer(person, "organisation")
    if not isinstance(name, str):
        return "", person.record_id
    return " ".join(name.split()).casefold(), " ".join(str(organisation or "").split()).casefold()


def _score_change(person: Shown) -> int | None:
    before, after = answer(person, "pre_score"), answer(person, "post_score")
    return after - before if isinstance(before, int) and isinstance(after, int) else None


def _pair(wave: str, before: Shown, after: Shown) -> Pair:
    changes = {}
    for domain in DOMAINS:
        one, other = answer(before, f"d_{domain}"), answer(after, f"d_{domain}")
        if isinstance(one, str) and isinstance(other, str):
            changes[domain] = (other > one) - (other < one)
    first, second = answer(before, "income_month_khr"), answer(after, "income_month_khr")
    income = second - first if isinstance(first, int) and isinstance(second, int) else None
    return Pair(wave, changes, income)


def _domain_row(tally: Tally, sums: list[Sum], whole: Place, domain: str, found: Sequence[Pair]) -> Row:
    changes = [one.changes[domain] for one in found if domain in one.changes]
    told = whole.also("domain", domain)
    ways = tuple(told.also("way", way) for way in WAYS)
    tally.counts[told] = len(changes)
    for place, sign in zip(ways, (1, 0, -1), strict=True):
        tally.counts[place] = changes.count(sign)
    sums.append(Sum(told, ways))
    _add_rest(tally, sums, whole, told)
    cells: list[Cell] = [told]
    for place in ways:
        cells += [place, Share(place, told)]
    return Row(vocabulary_words("outcome_domain", domain), tuple(cells))


def _add_rest(tally: Tally, sums: list[Sum], whole: Place, told: Place) -> None:
    rest = told.also("answered", "no")
    tally.counts[rest] = tally.of(whole) - tally.of(told)
    sums.append(Sum(whole, (told, rest)))


def attendees_by_training(events: Iterable[Shown], attendees: Iterable[Shown]) -> tuple[Training, ...]:
    """Trainings with their attendees; voided ones left out."""
    groups: dict[Id, list[Shown]] = {}
    for one in attendees:
        if not one.is_retracted:
            groups.setdefault(str(answer(one, "training_id")), []).append(one)
    return tuple(Training(event, tuple(groups.get(event.record_id, ()))) for event in events if not event.is_retracted)
