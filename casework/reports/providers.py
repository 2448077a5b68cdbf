"""Organisations of the directory by how they keep the minimum standards of care, with their free places.

Facts about organisations, none about persons: nothing here is hidden.
"""

from collections.abc import Iterable

from casework.reports.figure import Figure, Row, Table, Told
from casework.reports.words import ALL, NUMBER, vocabulary_words
from shared_schema.merge.policy import Shown
from shared_schema.rules.reading import answer
from shared_schema.vocabularies.registry import VOCABULARIES
from shared_schema.words.sentence import Words

STANDARDS = tuple(one.code for one in VOCABULARIES["standards"])
NOT_CHECKED = "not_checked"
TITLE = Words("Organisations by minimum standards of care", "អង្គការតាមស្តង់ដារអប្បបរមានៃការថែទាំ")
MEANS = Words(
    "Active organisations of the directory by their standards, and the free places that they last told.",
    "អង្គការដែលកំពុងដំណើរការក្នុងបញ្ជី តាមស្តង់ដារ និងកន្លែងទំនេរដែលបានប្រាប់ចុងក្រោយ។",
)
FREE = Words("Free places", "កន្លែងទំនេរ")


def providers_by_standard(providers: Iterable[Shown], services: Iterable[Shown]) -> Figure:
    """The figure."""
    numbers, places = dict.fromkeys(STANDARDS, 0), dict.fromkeys(STANDARDS, 0)
    standards = {}
    for one in providers:
        code = str(answer(one, "standards_status") or NOT_CHECKED)
        if code in numbers:
            standards[one.record_id] = code
            numbers[code] += 1
    for service in services:
        found, free = standards.get(str(answer(service, "provider"))), answer(service, "free_places")
        if found is not None and isinstance(free, int):
            places[found] += free
    rows = [Row(ALL, (Told(sum(numbers.values())), Told(sum(places.values()))), is_total=True)]
    rows += [Row(vocabulary_words("standards", code), (Told(numbers[code]), Told(places[code]))) for code in STANDARDS]
    return Figure("providers", 1, TITLE, MEANS, {}, (), (Table("providers", TITLE, (NUMBER, FREE), tuple(rows)),))
