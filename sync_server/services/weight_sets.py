"""Weight sets at the centre: the one that counts, a proposed one beside it, and its adoption by a person.

`match fit` proposes; an administrator adopts, with a reason, as an ordinary setting that every laptop receives with its
directory. A set that is malformed or out of bounds is refused by name. Earlier scores keep their version.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import orjson
from sqlalchemy import Connection

from casework.book import CaseBook
from casework.matching.profile import Profile
from casework.matching.profile_reading import profile_of_dossier
from casework.matching.score import score
from casework.matching.weights import WeightSet, to_json, where_all_are_counted
from casework.matching.weights_in_force import WEIGHT_SET, WEIGHTS
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.rules.reading import answer
from sync_server.server import Server
from sync_server.services.comparing import read_compared
from sync_server.services.dossiers import show_rows
from sync_server.services.matching import EveryRecord
from sync_server.services.programme import save_setting
from sync_server.store.records import list_page

BANDS = ("likely", "possible", "unlikely")
MOST_PAIRS, _AT_ONCE = 100, 500
PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class LevelBits:
    """What a level of a field is worth in two sets, in tenths of a bit."""

    field: str
    level: str
    present: int
    proposed: int


@dataclass(frozen=True, slots=True)
class Effect:
    """How the same open pairs fall into bands under two sets; `pairs` = how many were looked at."""

    pairs: int
    before: Mapping[str, int]
    after: Mapping[str, int]


def beside(present: WeightSet, proposed: WeightSet) -> tuple[LevelBits, ...]:
    """Every level of every field, present and proposed."""
    return tuple(
        LevelBits(of, level, present.bits(of, level), bits)
        for of, levels in proposed.levels.items()
        for level, bits in levels.items()
    )


def effect_of(server: Server, present: WeightSet, proposed: WeightSet) -> Effect:
    """The open pairs that the matcher proposed, at most 100, scored with both sets: counts alone, of nobody in
    particular."""
    before, after = Counter[str](), Counter[str]()
    sets = where_all_are_counted(present), where_all_are_counted(proposed)
    with server.database.snapshot() as connection:
        pairs = list(_open_pairs(server, connection))
    for one, other in pairs:
        before[score(one, other, sets[0]).band] += 1
        after[score(one, other, sets[1]).band] += 1
    return Effect(len(pairs), before, after)


def adopt_weights(book: CaseBook, proposed: WeightSet, *, from_on: date, reason: str, new_id: Callable[[], Id]) -> None:
    """The set counts from a day on, everywhere. Raises `weights.reason_needed`, `setting.code_taken` for a version that
    was adopted before, `record.not_found` without the right."""
    if not reason.strip():
        raise HomewardError("weights.reason_needed")
    values = {
        "setting_type": WEIGHT_SET,
        "code": proposed.version,
        "value": proposed.fitted_on or 0,
        "from_on": from_on.isoformat(),
        WEIGHTS: orjson.dumps(to_json(proposed), option=orjson.OPT_SORT_KEYS).decode(),
    }
    save_setting(book, values, shown=None, new_id=new_id, reason=reason.strip())


def _open_pairs(server: Server, connection: Connection) -> Iterator[tuple[Profile, Profile]]:
    rows = list_page(connection, kind="match", homes=None, after=None, limit=_AT_ONCE)
    open_ones = [one for one in show_rows(server, rows).values() if _is_open(one)][:MOST_PAIRS]
    named = [(str(answer(one, "case_id")), str(answer(one, "inquiry_id"))) for one in open_ones]
    held = read_compared(server, EveryRecord(server, connection), _homes(named))
    profiles = {home: profile_of_dossier(dossier) for home, dossier in held.items()}
    for case, inquiry in named:
        one, other = profiles.get(case), profiles.get(inquiry)
        if one is not None and other is not None:
            yield one, other


def _is_open(one: Shown) -> bool:
    return not one.is_retracted and answer(one, "state") == PROPOSED and answer(one, "inquiry_id") is not None


def _homes(named: Sequence[tuple[str, str]]) -> list[Id]:
    return list(dict.fromkeys(home for pair in named for home in pair))
