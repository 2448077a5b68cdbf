"""What was decided about a pair before: it is not proposed again unless new facts say much more. Pure.

A decision holds for the pair in either order, follows aliases to the survivor of joined cases, and says nothing about
third records. It never hides a record from a person who searches for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from casework.matching.evidence import Scored, band_of, evidence_codes
from shared_schema.identifiers import Id, by_age
from shared_schema.merge.policy import Shown
from shared_schema.rules.reading import answer, choices
from shared_schema.rules.transfer import survivor_chain

RISEN_BY = 40  # tenths
BANDS = ("unlikely", "possible", "likely")
REJECTED, NOT_DUPLICATE = "rejected", "not_duplicate"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision about a pair: the record that holds it, why, who, when, and score and evidence of that day."""

    record: Id
    pair: frozenset[Id]
    state: str
    why: str | None
    decided_by: Id | None
    decided_on: str | None
    score: int | None
    band: str | None
    evidence: frozenset[str]


@dataclass(frozen=True, slots=True)
class Remembered:
    """A decision beside today's score: whether the pair is proposed again, and what is new (`field:level` codes)."""

    decision: Decision
    is_proposed_again: bool
    news: tuple[str, ...]


def decisions_of(records: Iterable[Shown], aliases: Mapping[Id, Id]) -> dict[frozenset[Id], Decision]:
    """The latest decision against each pair among match and case_link records; `aliases` = {joined: survivor}."""
    found: dict[frozenset[Id], Decision] = {}
    for record in sorted(records, key=lambda one: (str(answer(one, "decided_on") or ""), by_age(one.record_id))):
        decision = _decision(record, aliases)
        if decision is not None:
            found[decision.pair] = decision
    return found


def recall(decision: Decision, scored: Scored) -> Remembered:
    """Proposed again only where the score rose by 4 bits and into a higher band because of facts entered since."""
    now = frozenset(evidence_codes(scored))
    news = tuple(sorted(now - decision.evidence)) if decision.evidence else ()
    if decision.score is None:
        return Remembered(decision, False, news)
    before = decision.band or band_of(decision.score)
    is_higher = BANDS.index(scored.band) > BANDS.index(before)
    is_risen = scored.total >= decision.score + RISEN_BY
    return Remembered(decision, is_higher and is_risen and bool(news), news)


def survivor_of(record: Id, aliases: Mapping[Id, Id]) -> Id:
    """The case that a joined case lives on in, the record itself where it was not joined."""
    return survivor_chain(aliases, record)[0][-1]


def _decision(record: Shown, aliases: Mapping[Id, Id]) -> Decision | None:
    if record.is_retracted or answer(record, "state") not in (REJECTED, NOT_DUPLICATE):
        return None
    sides = ("case_a", "case_b") if record.kind == "case_link" else ("case_id", "inquiry_id", "family_member_id")
    named = [side for name in sides if isinstance(side := answer(record, name), str)]
    pair = frozenset(survivor_of(side, aliases) for side in named)
    if len(pair) != 2:
        return None
    score, band = answer(record, "score"), answer(record, "band")
    return Decision(
        record.record_id,
        pair,
        str(answer(record, "state")),
        _text(answer(record, "why")),
        _text(answer(record, "decided_by")),
        _text(answer(record, "decided_on")),
        score if isinstance(score, int) else None,
        band if band in BANDS else None,
        frozenset(choices(record, "evidence")),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
