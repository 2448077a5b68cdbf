"""How matching did: of the pairs that people decided, how many of each band were confirmed. Counts alone, no values.

Below 200 decisions nothing is said about other thresholds: too few would decide it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from casework.matching.weights import TENTHS
from shared_schema.merge.policy import Shown
from shared_schema.rules.reading import answer

ENOUGH = 200
BANDS = ("likely", "possible", "unlikely")
THRESHOLDS = tuple(bits * TENTHS for bits in (-6, -4, -2, 0, 2, 3, 4, 5, 6, 8, 10))
_YES, _NO = ("confirmed", "reunited", "merged"), ("rejected", "not_duplicate")


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair that people decided: its score in tenths and band on the day, whether they are one person."""

    score: int
    band: str
    is_confirmed: bool
    weights_version: str


@dataclass(frozen=True, slots=True)
class BandCount:
    """Of one band (or one threshold): how many pairs were decided, how many confirmed."""

    name: str
    decided: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class Measured:
    """`bands` in order; `thresholds` = pairs at or above so many bits, empty below 200 decisions."""

    bands: tuple[BandCount, ...]
    thresholds: tuple[BandCount, ...]

    @property
    def decided(self) -> int:
        """All decisions."""
        return sum(band.decided for band in self.bands)


def judged_of(records: Iterable[Shown]) -> Iterator[Judged]:
    """The decided ones among match and case_link records that hold a score."""
    for record in records:
        state, score, band = answer(record, "state"), answer(record, "score"), answer(record, "band")
        if not record.is_retracted and state in (*_YES, *_NO) and isinstance(score, int) and band in BANDS:
            yield Judged(score, str(band), state in _YES, str(answer(record, "weights_version") or ""))


def measure(judged: Iterable[Judged]) -> Measured:
    """Counts per band, and per threshold where there are enough decisions."""
    every = tuple(judged)
    bands = tuple(_count(name, [one for one in every if one.band == name]) for name in BANDS)
    if len(every) < ENOUGH:
        return Measured(bands, ())
    thresholds = (
        _count(f"{least / TENTHS:+.0f}", [one for one in every if one.score >= least]) for least in THRESHOLDS
    )
    return Measured(bands, tuple(thresholds))


def _count(name: str, judged: Sequence[Judged]) -> BandCount:
    return BandCount(name, len(judged), sum(one.is_confirmed for one in judged))
