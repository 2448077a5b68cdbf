"""Edits that propose, start and reject matches, and that hold two cases apart. They write codes and levels alone.

Words go into the one register that stays in the home dossier. Who may save what, and what is missing for it, is judged
by the rules (`shared_schema/rules/steps.py`), not here. Nothing is saved here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from casework.book import Edit, Person
from casework.matching.evidence import Scored, evidence_codes
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS


@dataclass(frozen=True, slots=True)
class Pair:
    """The two sides of a match: a case, and an inquiry or a located family member of the case (one of the two)."""

    case: Id
    inquiry: Id | None = None
    family_member: Id | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """Who decides what on which day: `why` is a code of match_why, `words` stay in the home dossier (None = none)."""

    by: Person
    on: date
    why: str | None = None
    words: str | None = None


def propose_match(
    pair: Pair,
    *,
    record: Id,
    found_by: str,
    scored: Scored | None = None,
    step: str | None = None,
    why: str | None = None,
) -> Edit:
    """A new match in state proposed; `found_by` = laptop, server, person, located; `step` = verify or reject.

    Raises `match.same_dossier` where both sides are one.
    """
    return _new_match(pair, record, {"found_by": found_by, "state": "proposed", **_step(step, why), **_levels(scored)})


def propose_step(match: Shown, *, step: str, why: str | None = None, scored: Scored | None = None) -> Edit:
    """What a worker proposes to those who decide: verify, or reject because of `why`. The pair stays open."""
    return _changed(match, {**_step(step, why), **_levels(scored)})


def renew_levels(match: Shown, scored: Scored) -> Edit:
    """Puts the band, score and levels of today into a match; what people wrote in it stays."""
    return _changed(match, _levels(scored))


def start_verification(match: Shown, judgement: Judgement, *, scored: Scored | None = None) -> Edit:
    """Puts a match under verification (S, C)."""
    return _changed(match, {**_state("under_verification", judgement), **_levels(scored)})


def reject_match(match: Shown, judgement: Judgement, *, scored: Scored | None = None) -> Edit:
    """Rejects a match (S, C): remembered for the pair with the score and the levels of that day."""
    return _changed(match, {**_state("rejected", judgement), **_levels(scored)})


def reject_pair(pair: Pair, judgement: Judgement, *, record: Id, found_by: str, scored: Scored | None = None) -> Edit:
    """Rejects a pair for which no match stands yet (S, C)."""
    return _new_match(pair, record, {"found_by": found_by, **_state("rejected", judgement), **_levels(scored)})


def start_pair(pair: Pair, judgement: Judgement, *, record: Id, found_by: str, scored: Scored | None = None) -> Edit:
    """Puts a pair for which no match stands yet under verification (S, C)."""
    state = _state("under_verification", judgement)
    return _new_match(pair, record, {"found_by": found_by, **state, **_levels(scored)})


def propose_link(one: Id, other: Id, *, record: Id, scored: Scored | None = None) -> Edit:
    """Two cases that may be one person, for those who decide; its home is the lower id."""
    return _new_link(one, other, record, {"state": "proposed", **_link_levels(scored)})


def not_duplicate(one: Id, other: Id, judgement: Judgement, *, record: Id, scored: Scored | None = None) -> Edit:
    """Two cases that are not one person: remembered for the pair, in either order."""
    return _new_link(one, other, record, {**_not_duplicate(judgement), **_link_levels(scored)})


def settle_not_duplicate(link: Shown, judgement: Judgement, *, scored: Scored | None = None) -> Edit:
    """The same for a link that was proposed before."""
    return _changed(link, {**_not_duplicate(judgement), **_link_levels(scored)})


def _new_match(pair: Pair, record: Id, values: Mapping[str, Json]) -> Edit:
    other = pair.inquiry or pair.family_member
    if other is None or other == pair.case:
        raise HomewardError("match.same_dossier", record=record)
    side = "inquiry_id" if pair.inquiry else "family_member_id"
    return _new("match", record, pair.case, {"case_id": pair.case, side: other, **values})


def _new_link(one: Id, other: Id, record: Id, values: Mapping[str, Json]) -> Edit:
    if one == other:
        raise HomewardError("match.same_dossier", record=record)
    low, high = sorted((one, other))
    return _new("case_link", record, low, {"case_a": low, "case_b": high, **values})


def _new(kind: str, record: Id, home: Id, values: Mapping[str, Json]) -> Edit:
    return Edit(record, kind, home, KINDS[kind].to_registers(_given(values), {}))


def _changed(shown: Shown, values: Mapping[str, Json]) -> Edit:
    registers = KINDS[shown.kind].to_registers(_given(values), shown.before())
    return Edit(shown.record_id, shown.kind, shown.home, registers, shown.seen)


def _given(values: Mapping[str, Json]) -> dict[str, Json]:
    """Without what is not given; an earlier `why` is emptied where none is given now."""
    return {name: value for name, value in values.items() if value is not None or name == "why"}


def _step(step: str | None, why: str | None) -> dict[str, Json]:
    return {"proposed_step": step, "proposed_why": why}


def _state(state: str, judgement: Judgement) -> dict[str, Json]:
    return {
        "state": state,
        "why": judgement.why,
        "decided_by": judgement.by.worker,
        "decided_on": judgement.on.isoformat(),
        "state_reason": judgement.words,
    }


def _not_duplicate(judgement: Judgement) -> dict[str, Json]:
    return {
        "state": "not_duplicate",
        "decided_by": judgement.by.worker,
        "decided_on": judgement.on.isoformat(),
        "reason": judgement.words,
    }


def _levels(scored: Scored | None) -> dict[str, Json]:
    if scored is None:
        return {}
    return {"weights_version": scored.weights_version, **_link_levels(scored)}


def _link_levels(scored: Scored | None) -> dict[str, Json]:
    if scored is None:
        return {}
    return {"band": scored.band, "score": scored.total, "evidence": list[Json](evidence_codes(scored))}
