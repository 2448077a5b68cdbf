"""A weight set: how many bits each level of each field is worth (matching.md section 4). Pure data and its checks.

Bits are whole tenths everywhere (112 = +11.2), so that printed parts add up to the printed total. A set is never
changed: scores keep its version. Source of the model: Fellegi and Sunter, A Theory for Record Linkage, 1969.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from itertools import pairwise

from shared_schema.canonical import Json
from shared_schema.errors import HomewardError

TENTHS = 10
WHOLE = 10_000  # m of names are 10,000ths
LIKELY, POSSIBLE = 34, -56  # 10 to 1 for; 1 to 50 against
HELD_AT = -40  # a field this far against holds a pair down
MOST_BITS = 140

# levels of each field, best first; bits may not rise from one to the next
ORDERED_LEVELS: Mapping[str, tuple[str, ...]] = {
    "sex": ("equal", "differs"),
    "birth_day": ("same_day", "exchanged", "one_digit", "same_year"),
    "birth_years": ("years_0", "years_1", "years_2", "years_3_4", "years_5_7", "years_more"),
    "birth_margin": ("within", "beyond_1", "beyond_2", "beyond_3_4", "beyond_more"),
    "animal_year": ("equal", "neighbour", "differs"),
    "place": ("village", "commune", "district", "province", "large_province", "neighbour", "other"),
    "relatives": ("shared", "none_shared"),
    "separated_on": ("same_month", "months_6", "years_2", "years_5", "more"),
    "marks": ("same", "same_kind", "different"),
    "phone": ("same",),
    "id_number": ("same", "differs"),
}


@dataclass(frozen=True, slots=True)
class NameWeights:
    """Of one part of a name: m of the levels that rest on how frequent the part is, in 10,000ths, and tenths of the
    others."""

    same: int = 6000
    sound: int = 2500
    across: int = 8500  # sound, between scripts: nothing can be the same there
    close: int = 20
    partly: int = -10
    differs: int = -55
    joined_same: int = 110
    joined_sound: int = 90
    joined_across: int = 100
    joined_close: int = 40
    other_order: int = 5
    left_over: int = 5
    without_family: int = 10


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How many of `people` bear a family or a given name of each sound key; a key that is not listed is rarer.

    A key not listed counts as one in `usual_family` (`usual_given`), and as one in 2,000 where `is_complete`: on the
    server, which counted everybody.
    """

    people: int = 0
    family: Mapping[str, int] = field(default_factory=dict)
    given: Mapping[str, int] = field(default_factory=dict)
    usual_family: int = 60
    usual_given: int = 150
    is_complete: bool = False

    def of(self, sound_key: str, *, is_family: bool) -> float:
        """The share of people whose family (given) name sounds like this; never below 1/2000."""
        counted = (self.family if is_family else self.given).get(sound_key)
        if counted is not None:
            return max(1 / RAREST, counted / self.people)
        return 1 / (RAREST if self.is_complete else self.usual_family if is_family else self.usual_given)


RAREST = 2000  # no name counts as rarer than one in so many
_DEFAULT_LEVELS: Mapping[str, Mapping[str, int]] = {
    "sex": {"equal": 10, "differs": -46},
    "birth_day": {"same_day": 90, "exchanged": 70, "one_digit": 25, "same_year": 15},
    "birth_years": {"years_0": 33, "years_1": 23, "years_2": 10, "years_3_4": -10, "years_5_7": -30, "years_more": -60},
    "birth_margin": {"within": 18, "beyond_1": 8, "beyond_2": -5, "beyond_3_4": -20, "beyond_more": -50},
    "animal_year": {"equal": 23, "neighbour": 8, "differs": -15},
    "place": {
        "village": 100,
        "commune": 75,
        "district": 52,
        "province": 29,
        "large_province": 19,
        "neighbour": 0,
        "other": -20,
    },
    "relatives": {"shared": 30, "none_shared": -10},
    "separated_on": {"same_month": 30, "months_6": 15, "years_2": 0, "years_5": -5, "more": -20},
    "marks": {"same": 50, "same_kind": 20, "different": -10},
    "phone": {"same": 60},
    "id_number": {"same": 120, "differs": -30},
}
_DEFAULT_LIMITS: Mapping[str, tuple[int, int]] = {
    "name": (-60, 140),
    "nickname": (-10, 20),
    "mother": (-25, 90),
    "father": (-20, 90),
    "relatives": (-10, 70),
}


@dataclass(frozen=True, slots=True)
class WeightSet:
    """A prior and the bits of every level, in tenths; `limits` = within which the sum of a field is held.

    `fitted_on` people, `fitted_at` (milliseconds) and `fitted_by` are empty for the defaults, which are judgement.
    """

    version: str
    prior: int = -166  # one in 100,000
    names: NameWeights = NameWeights()
    levels: Mapping[str, Mapping[str, int]] = field(default_factory=lambda: _DEFAULT_LEVELS)
    limits: Mapping[str, tuple[int, int]] = field(default_factory=lambda: _DEFAULT_LIMITS)
    frequencies: Frequencies = Frequencies()
    fitted_on: int | None = None
    fitted_at: int | None = None
    fitted_by: str | None = None

    def bits(self, of: str, level: str) -> int:
        """Tenths of a level of a field."""
        return self.levels[of][level]

    def held(self, of: str, tenths: int) -> int:
        """The sum of a field, held within its limits."""
        low, high = self.limits[of]
        return max(low, min(high, tenths))


DEFAULT_WEIGHTS = WeightSet("default-1")


def where_all_are_counted(weights: WeightSet) -> WeightSet:
    """The set as the server uses it: where it holds a table, a sound key not in it counts as one in 2,000."""
    counted = weights.frequencies
    if not counted.people:
        return weights
    return replace(weights, frequencies=replace(counted, is_complete=True))


def find_problems(weights: WeightSet) -> tuple[str, ...]:
    """What is wrong with a set: `<field>` whose levels are missing, out of order, or beyond 14 bits."""
    wrong = [of for of, order in ORDERED_LEVELS.items() if not _is_ordered(weights.levels.get(of, {}), order)]
    names = weights.names
    parts = [names.close, names.partly, names.differs]
    joined = [names.joined_same, names.joined_sound, names.joined_close]
    shares = 0 < names.sound <= names.same <= WHOLE and 0 < names.across <= WHOLE
    if not (_falls(parts) and _falls(joined) and shares):
        wrong.append("name")
    if not weights.version or not -400 <= weights.prior <= 0:
        wrong.append("prior")
    counted = weights.frequencies
    kept = [*counted.family.values(), *counted.given.values()]
    if min(counted.usual_family, counted.usual_given) < 1 or any(not 0 < people <= counted.people for people in kept):
        wrong.append("frequencies")
    return tuple(wrong)


def to_json(weights: WeightSet) -> dict[str, Json]:
    """A weight set as it is stored and proposed: whole numbers alone."""
    counted = weights.frequencies
    return {
        "version": weights.version,
        "prior": weights.prior,
        "names": {one.name: getattr(weights.names, one.name) for one in fields(weights.names)},
        "levels": {of: dict(levels) for of, levels in weights.levels.items()},
        "limits": {of: list(limits) for of, limits in weights.limits.items()},
        "frequencies": {
            "people": counted.people,
            "family": dict(counted.family),
            "given": dict(counted.given),
            "usual_family": counted.usual_family,
            "usual_given": counted.usual_given,
        },
        "fitted_on": weights.fitted_on,
        "fitted_at": weights.fitted_at,
        "fitted_by": weights.fitted_by,
    }


def from_json(stored: Json) -> WeightSet:
    """A weight set as it was stored; raises `weights.not_valid` with the field at fault."""
    try:
        weights = _read(stored)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise HomewardError("weights.not_valid", field="form") from problem
    wrong = find_problems(weights)
    if wrong:
        raise HomewardError("weights.not_valid", field=wrong[0])
    return weights


def _read(stored: Json) -> WeightSet:
    if not isinstance(stored, dict):
        raise TypeError("not an object")
    counted = stored["frequencies"]
    return WeightSet(
        str(stored["version"]),
        _whole(stored["prior"]),
        NameWeights(**{one.name: _whole(stored["names"][one.name]) for one in fields(NameWeights)}),
        {of: {level: _whole(bits) for level, bits in stored["levels"][of].items()} for of in ORDERED_LEVELS},
        {of: (_whole(stored["limits"][of][0]), _whole(stored["limits"][of][1])) for of in _DEFAULT_LIMITS},
        Frequencies(
            _whole(counted["people"]),
            {key: _whole(people) for key, people in counted["family"].items()},
            {key: _whole(people) for key, people in counted["given"].items()},
            _whole(counted["usual_family"]),
            _whole(counted["usual_given"]),
        ),
        stored["fitted_on"],
        stored["fitted_at"],
        stored["fitted_by"],
    )


def _whole(value: Json) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("not whole tenths")
    return value


def _is_ordered(levels: Mapping[str, int], order: tuple[str, ...]) -> bool:
    return levels.keys() == set(order) and _falls([levels[level] for level in order])


def _falls(bits: list[int]) -> bool:
    within = all(-MOST_BITS <= one <= MOST_BITS for one in bits)
    return within and all(one >= following for one, following in pairwise(bits))
