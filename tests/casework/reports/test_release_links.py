"""Releases of figures side by side: of all grants and of one, and of more quarters than the last few."""

from dataclasses import replace

from casework.reports.release import Published, hidden_places, publish
from casework.reports.report import Beside, report
from tests.casework.reports.caseloads import ASKED, a_dossier, a_service

MANY, FEW = 22, 3
WHOLE = "F1.period"


def caseload():
    """Twenty-two people whom one grant paid for, three whom another did."""
    paid = [("unicef", n) for n in range(MANY)] + [("usaid", n) for n in range(FEW)]
    return [a_dossier(f"{g}{n}", a_service(f"{g}s{n}", "2026-05-05", grant_code=g)) for g, n in paid]


def figures(asked):
    """F1 as it is asked for."""
    return [report(caseload(), Beside(), asked)["F1"]]


def released(asked, earlier=()) -> Published:
    """What is kept of a release."""
    found = figures(asked)
    return publish(found, asked, hidden_places(found, asked, earlier))


def test_all_less_one_grant_gives_no_small_count() -> None:
    whole, one = ASKED, replace(ASKED, grant="unicef")
    alone = released(one)
    assert WHOLE in alone.told and alone.counts[WHOLE] == MANY
    both = released(one, [released(whole)])
    assert WHOLE not in both.told
    assert WHOLE not in released(whole, [alone]).told


def test_two_grants_beside_each_other_hide_nothing_of_each_other() -> None:
    other = released(replace(ASKED, grant="usaid"))
    assert released(replace(ASKED, grant="unicef"), [other]).told == released(replace(ASKED, grant="unicef")).told
