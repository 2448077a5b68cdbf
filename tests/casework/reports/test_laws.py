"""What holds of every caseload: sums, unduplicated totals, the same figures from codes, nobody in two releases."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as some

from casework.reports.coded import code_dossier, read_coded
from casework.reports.figure import Figure, Place
from casework.reports.report import Beside, report
from shared_schema.rules.dossier import Dossier
from tests.casework.reports.caseloads import ASKED, BTB, SRP, a_dossier, a_relative, a_return_home, a_service, seen

DAYS = some.dates(date(2025, 1, 1), date(2026, 7, 9)).map(date.isoformat)


@some.composite
def caseloads(draw: some.DrawFn) -> list[Dossier]:
    """Up to eight people with services, returns, visits and relatives on any day."""
    return [_person(draw, f"c{number}") for number in range(draw(some.integers(0, 8)))]


def _person(draw: some.DrawFn, case: str) -> Dossier:
    def days(most: int) -> list[str]:
        return draw(some.lists(DAYS, max_size=most))

    types = some.sampled_from(("counselling", "health", "legal_assistance"))
    services = [a_service(f"{case}s{n}", day, draw(types)) for n, day in enumerate(days(3))]
    returns = [a_return_home(f"{case}r{n}", day) for n, day in enumerate(days(2))]
    signs = some.sampled_from(("none", "none", "suspected", "confirmed"))
    visits = [seen(f"{case}v{n}", day, re_trafficking=draw(signs)) for n, day in enumerate(days(4))]
    family = [a_relative(f"{case}f{n}") for n in range(draw(some.integers(0, 3)))]
    return a_dossier(
        case,
        *(*services, *returns, *visits, *family),
        sex=draw(some.sampled_from(("female", "male", "trans_woman", None))),
        office=draw(some.sampled_from((BTB, SRP))),
        date_of_birth=draw(some.sampled_from(("2005-03-01", "2015", "1960-01", None))),
        immediate_family_count=draw(some.none() | some.integers(0, 6)),
    )


def at(figure: Figure, name: str) -> int:
    return next((count for place, count in figure.counts.items() if place.name == name), 0)


@settings(max_examples=25, deadline=None)
@given(caseloads())
def test_every_sum_holds_and_every_told_count_is_there(people: list[Dossier]) -> None:
    for figure in report(people, Beside(), ASKED).values():
        assert all(figure.counts[one.whole] == sum(figure.counts[part] for part in one.parts) for one in figure.sums)
        assert all(figure.counts[place] >= 0 for place in figure.told)


@settings(max_examples=15, deadline=None)
@given(caseloads())
def test_totals_are_unduplicated_and_codes_give_the_same(people: list[Dossier]) -> None:
    found = report(people, Beside(), ASKED)
    assert at(found["F2"], "F2.ever") <= at(found["F1"], "F1.ever") <= len(people)
    assert at(found["F1"], "F1.first") <= at(found["F1"], "F1.period") <= at(found["F1"], "F1.ever")
    services = [count for place, count in found["F4"].counts.items() if _is_service(place)]
    assert max(services, default=0) <= at(found["F1"], "F1.ever") <= sum(services) or not services
    assert report([read_coded(one.home, code_dossier(one)) for one in people], Beside(), ASKED) == found


def _is_service(place: Place) -> bool:
    return place.measure == "F1.ever" and [dimension for dimension, _code in place.at] == ["service"]
