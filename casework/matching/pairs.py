"""Who was found for a dossier and how each pair scored, at one moment: what may be kept, and its one written form.

Promise: no value of a record, only ids, levels and bits. Gates and earlier decisions are no part of it; they are asked
whenever candidates are shown. Pure.
"""

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import orjson

from casework.matching.evidence import Evidence, Scored
from casework.matching.indexed import FORMS_VERSION
from casework.matching.profile import Source
from casework.matching.weights import WeightSet
from shared_schema.canonical import Json
from shared_schema.identifiers import Id

KEPT = 60  # of the best pairs: 40 are shown, the others stand in where a gate has closed since
_EDITION = 1  # rises when scores of the same records change


@dataclass(frozen=True, slots=True)
class Pairs:
    """`scores` = dossiers that were found, best first; None where a gate was closed then and nothing was compared.

    `rivals` = {another inquiry: {case: total}} for the best cases of an inquiry; `made_at` in milliseconds.
    """

    made_at: int
    scores: Mapping[Id, Scored | None]
    rivals: Mapping[Id, Mapping[Id, int]] = field(default_factory=dict)


def edition_of(weights: WeightSet) -> str:
    """Under what pairs are kept: another edition was scored otherwise and is made again."""
    return f"{_EDITION}/{FORMS_VERSION}/{weights.version}"


def in_order(scores: Mapping[Id, Scored | None]) -> dict[Id, Scored | None]:
    """The best of `scores` first, then those that were not compared; not more than KEPT of the compared."""
    compared = sorted((-scored.total, home) for home, scored in scores.items() if scored is not None)
    best: dict[Id, Scored | None] = {home: scores[home] for _total, home in compared[:KEPT]}
    return best | {home: None for home, scored in scores.items() if scored is None}


def write_pairs(pairs: Pairs) -> bytes:
    """Pairs as bytes."""
    scores = [[home, None if one is None else _write_scored(one)] for home, one in pairs.scores.items()]
    return zlib.compress(orjson.dumps([pairs.made_at, scores, pairs.rivals]), 1)


def read_pairs(data: bytes) -> Pairs:
    """Pairs from the bytes of `write_pairs`."""
    made_at, scores, rivals = orjson.loads(zlib.decompress(data))
    return Pairs(made_at, {home: None if one is None else _read_scored(one) for home, one in scores}, rivals)


def _write_scored(one: Scored) -> list[Json]:
    lines = [[e.field, e.level, e.bits, e.words, e.args, *_places(e.left, e.right)] for e in one.evidence]
    return [one.total, one.band, lines, one.held, one.weights_version, one.prior]


def _read_scored(read: list[Json]) -> Scored:
    total, band, lines, held, version, prior = read
    return Scored(total, band, tuple(_read_line(line) for line in lines), tuple(held), version, prior)


def _read_line(line: list[Json]) -> Evidence:
    name, level, bits, words, args, left, right = line
    return Evidence(name, level, bits, words, args, _source(left), _source(right))


def _places(*sources: Source | None) -> Iterable[Json]:
    return (None if one is None else [one.record, one.field] for one in sources)


def _source(read: Json) -> Source | None:
    return None if read is None else Source(read[0], read[1])
