"""What figures F1 to F5 need of each counted case: its services, when it was reintegrated, its family."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from casework.reports.asked import Asked
from casework.reports.people import HOME_OR_COMMUNITY, Beneficiary, grant_of, member_age_group, services, sex_of
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.rules.alerts import alerts
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.follow_up import is_successful_visit
from shared_schema.rules.reading import answer, day

SETTLED = timedelta(days=90)
IMMEDIATE = frozenset(
    {"mother", "father", "sister", "brother", "husband", "wife", "partner", "son", "daughter", "step_parent"}
)


@dataclass(frozen=True, slots=True)
class Service:
    """One service for the beneficiary."""

    started: date
    service_type: str
    result: str | None
    grant: str | None


@dataclass(frozen=True, slots=True)
class Member:
    """A living relative of the immediate family; `same_as` = another member or a case that is the same person."""

    id: Id
    same_as: Id | None
    sex: str
    age_group: str


@dataclass(frozen=True, slots=True)
class Story:
    """A counted case as F1 to F5 see it. `declared` = the number of immediate family that the person told."""

    person: Beneficiary
    services: tuple[Service, ...]
    reintegrated_on: date | None
    declared: int
    members: tuple[Member, ...]

    @property
    def first_service(self) -> date | None:
        """The day on which the first service began."""
        return min((one.started for one in self.services), default=None)


def story_of(dossier: Dossier, person: Beneficiary, asked: Asked) -> Story:
    """The story of one counted case until the end of the period."""
    given = tuple(
        Service(started, str(answer(one, "service_type")), _text(one, "result"), grant_of(one))
        for started, one in sorted(services(dossier, asked), key=lambda pair: (pair[0], pair[1].record_id))
    )
    declared = answer(dossier.head, "immediate_family_count")
    return Story(
        person,
        given,
        reintegrated_on(dossier, given, asked.reached),
        declared if isinstance(declared, int) else 0,
        tuple(_members(dossier)),
    )


def reintegrated_on(dossier: Dossier, given: tuple[Service, ...], until: date) -> date | None:
    """The F2 date: the first day, from a first service on, of an approved closure as reintegrated or of a successful
    visit 90 days after a return that still held, while no alert was open. None where there is none by `until`."""
    first = min((one.started for one in given), default=None)
    if first is None:
        return None
    days = [*_closed_well(dossier), *_settled(dossier)]
    return min((found for found in days if first <= found <= until), default=None)


def _closed_well(dossier: Dossier) -> Iterator[date]:
    for closure in dossier.of_kind("closure"):
        approved = day(closure, "approved_on")
        outcome = str(answer(closure, "outcome") or "")
        if approved is not None and answer(closure, "approval") == "approved" and outcome.startswith("reintegrated_"):
            yield approved


def _settled(dossier: Dossier) -> Iterator[date]:
    visits = [day(one, "visited_on") for one in dossier.of_kind("visit") if is_successful_visit(one)]
    raised = alerts(dossier)
    for returned in dossier.of_kind("reunification"):
        happened, ended = day(returned, "date_reunification"), day(returned, "broke_down_on")
        state = answer(returned, "state")
        if happened is None or state not in ("done", "broken_down") or (state == "broken_down" and ended is None):
            continue
        if answer(returned, "care_arrangement") not in HOME_OR_COMMUNITY:
            continue
        settled = happened + SETTLED
        good = [one for one in visits if one is not None and one >= settled and (ended is None or one < ended)]
        yield from (one for one in good if not any(alert.is_open(one) for alert in raised))


def _members(dossier: Dossier) -> Iterator[Member]:
    registered = day(dossier.head, "registered_on")
    for member in dossier.of_kind("family_member"):
        is_near = answer(member, "relation") in IMMEDIATE or answer(member, "in_household") is True
        if is_near and answer(member, "vital_status") != "dead":
            sex, age = sex_of(answer(member, "sex")), member_age_group(member, registered)
            yield Member(member.record_id, _text(member, "same_person_as"), sex, age)


def _text(record: Shown, name: str) -> str | None:
    value = answer(record, name)
    return value if isinstance(value, str) else None
