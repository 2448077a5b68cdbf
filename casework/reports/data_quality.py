"""F16: how far the data can be trusted: open conflicts, broken rules, silent offices, unknown ages and provinces."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from casework.reports.asked import Asked
from casework.reports.figure import Figure, Middle, Place, Row, Share, Sum, Table, Tally, Told
from casework.reports.people import UNKNOWN, Beneficiary
from casework.reports.words import ALL, NUMBER, PER_CENT, words_of
from shared_schema.identifiers import Id
from shared_schema.rules.dossier import Dossier
from shared_schema.words.sentence import Words

CASES, NO_AGE, NO_PROVINCE = Place("F16.cases"), Place("F16.no_age"), Place("F16.no_province")
CONFLICTS, BROKEN, UNVERIFIED = Place("F16.conflicts"), Place("F16.broken"), Place("F16.unverified")
TITLE = Words("Data quality", "គុណភាពទិន្នន័យ")
MEANS = Words(
    "Answers in two versions that nobody has decided and the age of the oldest, broken rules, "
    "authors not yet verified, "
    "days since the laptops of an office last sent, and counted cases whose age group or province is unknown.",
    "ចម្លើយពីរបែបដែលមិនទាន់មានអ្នកសម្រេច និងអាយុនៃចម្លើយចាស់ជាងគេ ក្បួនដែលខុស អ្នកសរសេរដែលមិនទាន់ផ្ទៀងផ្ទាត់ "
    "ចំនួនថ្ងៃតាំងពីកុំព្យូទ័ររបស់ការិយាល័យបានផ្ញើចុងក្រោយ និងករណីដែលមិនដឹងក្រុមអាយុ ឬខេត្ត។",
)


@dataclass(frozen=True, slots=True)
class Quality:
    """What the centre knows of its own data; on a laptop nothing of it is known."""

    conflicts: int = 0
    oldest_days: int = 0
    broken_rules: int = 0
    unverified: int = 0
    silent_days: Mapping[Id, int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """Whether the age group and the province of a counted case are known."""

    age: bool
    province: bool


def known(_dossier: Dossier, person: Beneficiary, _asked: Asked) -> Iterator[Known]:
    """One line for a counted case."""
    yield Known(person.age_group != UNKNOWN, person.province != UNKNOWN)


def data_quality(facts: Iterable[Known], quality: Quality, asked: Asked) -> Figure:
    """F16."""
    tally = Tally()
    with_age, with_province = Place("F16.age"), Place("F16.province")
    tally.fill((CASES, NO_AGE, NO_PROVINCE, with_age, with_province))
    tally.counts |= {CONFLICTS: quality.conflicts, BROKEN: quality.broken_rules, UNVERIFIED: quality.unverified}
    for one in facts:
        tally.add(CASES)
        tally.add(with_age if one.age else NO_AGE)
        tally.add(with_province if one.province else NO_PROVINCE)
    rows = (
        Row(ALL, (CASES,), is_total=True),
        Row(Words("Age group unknown", "មិនដឹងក្រុមអាយុ"), (NO_AGE, Share(NO_AGE, CASES))),
        Row(Words("Province unknown", "មិនដឹងខេត្ត"), (NO_PROVINCE, Share(NO_PROVINCE, CASES))),
    )
    lines = (
        Row(Words("Answers in two versions, undecided", "ចម្លើយពីរបែប មិនទាន់សម្រេច"), (CONFLICTS,)),
        Row(Words("The oldest of them, days", "ចាស់ជាងគេ គិតជាថ្ងៃ"), (Middle(float(quality.oldest_days), CONFLICTS),)),
        Row(Words("Broken rules", "ក្បួនដែលខុស"), (BROKEN,)),
        Row(Words("Workers not yet verified", "បុគ្គលិកមិនទាន់ផ្ទៀងផ្ទាត់"), (UNVERIFIED,)),
    )
    silent = tuple(
        Row(words_of("office", office, asked), (None if days is None else Told(days),))
        for office, days in quality.silent_days.items()
    )
    tables = (
        Table("F16.cases", Words("Cases", "ករណី"), (NUMBER, PER_CENT), rows),
        Table("F16.answers", TITLE, (NUMBER,), lines),
        Table("F16.offices", Words("Days since an office last sent", "ចំនួនថ្ងៃតាំងពីការិយាល័យបានផ្ញើចុងក្រោយ"),
              (Words("Days", "ថ្ងៃ"),), silent),
    )  # fmt: skip
    sums = (Sum(CASES, (with_age, NO_AGE)), Sum(CASES, (with_province, NO_PROVINCE)))
    return Figure("F16", 1, TITLE, MEANS, tally.counts, sums, tables)
