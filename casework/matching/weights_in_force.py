"""Which weight set counts on a day: the one that a person adopted as a setting, else the shipped one. Pure.

Both sides ask the same records, so a pair scores alike wherever it is compared. A set that this version cannot read, or
that is out of bounds, is passed over: the one before it goes on counting.
"""

from collections.abc import Iterable
from datetime import date

import orjson

from casework.book import CaseBook, Query
from casework.matching.weights import DEFAULT_WEIGHTS, WeightSet, from_json, where_all_are_counted
from shared_schema.errors import HomewardError
from shared_schema.identifiers import by_age
from shared_schema.merge.policy import Shown
from shared_schema.rules.reading import answer, day

SETTING, WEIGHT_SET, WEIGHTS = "setting", "weight_set", "weights"
MOST_BYTES = 131_072
_MOST_SETS = 200


def read_weights(data: bytes | str) -> WeightSet:
    """A set from the file that `match fit` writes, or as a setting holds it. `weights.not_valid` names the field."""
    if len(data) > MOST_BYTES:
        raise HomewardError("weights.not_valid", field="size")
    try:
        stored = orjson.loads(data)
    except orjson.JSONDecodeError as problem:
        raise HomewardError("weights.not_valid", field="form") from problem
    return from_json(stored)


def setting_in_force(settings: Iterable[Shown], today: date) -> tuple[Shown, WeightSet] | None:
    """The setting whose set counts on a day, with its set: of those that have begun the one that began last."""
    begun = [one for one in settings if _counts(one, today)]
    for one in sorted(begun, key=lambda one: (str(answer(one, "from_on")), by_age(one.record_id)), reverse=True):
        try:
            return one, read_weights(str(answer(one, WEIGHTS) or ""))
        except HomewardError:
            continue
    return None


def weights_of(book: CaseBook, today: date, *, counts_all: bool = False) -> WeightSet:
    """The set that counts; `counts_all` = everybody is held here (the centre): a name that is not listed is rare."""
    page = book.list(Query(SETTING, equals={"setting_type": WEIGHT_SET}), limit=_MOST_SETS)
    return used_of(page.records, today, counts_all=counts_all)


def used_of(settings: Iterable[Shown], today: date, *, counts_all: bool) -> WeightSet:
    """As `weights_of`, over settings that were read already."""
    found = setting_in_force(settings, today)
    if found is None:
        return DEFAULT_WEIGHTS
    return where_all_are_counted(found[1]) if counts_all else found[1]


def _counts(one: Shown, today: date) -> bool:
    begins, ends = day(one, "from_on"), day(one, "until_on")
    if answer(one, "setting_type") != WEIGHT_SET or one.is_retracted or begins is None:
        return False
    return begins <= today and (ends is None or today <= ends)
