"""All figures of a report: one pass over the dossiers gathers small facts, the figures are made of them.

No dossier is kept: 100,000 cases leave a few facts each. The office, grant and period that were asked for hold in
every figure; what an author who is not verified wrote is in none.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from casework.reports import after_return, coordination, learning, tracing_success, visits_on_time
from casework.reports.asked import Asked
from casework.reports.breakdowns import breakdowns, leading_services
from casework.reports.data_quality import Known, Quality, data_quality, known
from casework.reports.families import secondary
from casework.reports.figure import Figure
from casework.reports.learning import Training
from casework.reports.people import Beneficiary, counted, joined
from casework.reports.providers import providers_by_standard
from casework.reports.reached import reached, reintegrated
from casework.reports.stage import cases_by_stage, staged
from casework.reports.stories import Story, story_of
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier

Facts = Callable[[Dossier, Beneficiary, Asked], Iterable[Any]]
_OF_CASE: Mapping[str, Facts] = {
    "F6": visits_on_time.due_visits,
    "F7": visits_on_time.due_now,
    "F8": after_return.followed,
    "F9": after_return.signs,
    "F10": after_return.returns_after_a_year,
    "F11": tracing_success.of_case,
    "F12": coordination.referrals_sent,
    "F13": coordination.decisions_due,
    "F14": learning.study_pairs,
    "F16": known,
    "stage": staged,
}
_MADE: Mapping[str, Callable[[Iterable[Any], Asked], Figure]] = {
    "F6": visits_on_time.punctuality,
    "F7": visits_on_time.overdue,
    "F8": after_return.lost,
    "F9": after_return.new_trafficking,
    "F10": after_return.sustained,
    "F11": tracing_success.tracing,
    "F12": coordination.referrals,
    "F13": coordination.decisions,
    "F14": learning.study,
    "stage": cases_by_stage,
}
NUMBERS = tuple(f"F{number}" for number in range(1, 17))
PROVIDERS = "providers"
STAGE = "stage"  # cases per stage by province: in the ministry's edition alone


@dataclass(frozen=True, slots=True)
class Beside:
    """What is no dossier: trainings, targets {F1, F2, F3: number}, what the centre knows of its data, and of the
    directory the active providers and their services."""

    trainings: tuple[Training, ...] = ()
    targets: Mapping[str, int] = field(default_factory=dict)
    quality: Quality = field(default_factory=Quality)
    providers: tuple[Shown, ...] = ()
    provider_services: tuple[Shown, ...] = ()


def report(dossiers: Iterable[Dossier], beside: Beside, asked: Asked) -> dict[str, Figure]:
    """Every figure by number, in order, then `stage` and `providers`."""
    stories: list[Story] = []
    facts: dict[str, list[Any]] = {number: [] for number in _OF_CASE}
    for dossier in joined(dossiers, asked):
        if dossier.head is not None and dossier.head.kind == "tracing_inquiry":
            facts["F11"] += tracing_success.of_inquiry(dossier, asked)
            continue
        person = counted(dossier, asked)
        if person is None:
            continue
        stories.append(story_of(dossier, person, asked))
        for number, gather in _OF_CASE.items():
            facts[number] += gather(dossier, person, asked)
    return _figures(stories, facts, beside, asked)


def _figures(stories: list[Story], facts: Mapping[str, list[Any]], beside: Beside, asked: Asked) -> dict[str, Figure]:
    targets = beside.targets
    found = {
        "F1": reached(stories, asked, target=targets.get("F1")),
        "F2": reintegrated(stories, asked, target=targets.get("F2")),
        "F3": secondary(stories, asked, target=targets.get("F3")),
        "F5": leading_services(stories, asked),
        "F15": learning.trainings_held(beside.trainings, asked),
    }
    found["F4"] = breakdowns(stories, (found["F1"], found["F2"], found["F3"]), asked)
    found |= {number: make(facts[number], asked) for number, make in _MADE.items()}
    quality: list[Known] = facts["F16"]
    found["F16"] = data_quality(quality, beside.quality, asked)
    found[PROVIDERS] = providers_by_standard(beside.providers, beside.provider_services)
    return {number: found[number] for number in (*NUMBERS, STAGE, PROVIDERS)}
