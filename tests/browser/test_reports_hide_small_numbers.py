"""Reports in a real browser: real counts, marked internal, for who may list the cases; `–` for a small number in what
leaves, on paper, and for every other reader. Both languages.
"""

import pytest

from tests.sync_server.console.test_reports import PERIOD, a_reached_case, settle

REAL = "For the first time 3"


@pytest.fixture(scope="module")
def reports(stage):
    """Three people were reached in November."""
    for _case in range(3):
        a_reached_case(stage.console)
    settle(stage.console)
    return stage


def said(words: str) -> str:
    return " ".join(words.split())


def test_who_lists_the_cases_sees_real_counts_marked_internal(reports):
    words = said(reports.opens("supervisor", f"/reports?{PERIOD}", shot="console-report"))
    assert REAL in words and "internal" in words


def test_what_leaves_shows_the_mark_and_says_why(reports):
    words = said(reports.opens("supervisor", f"/reports?{PERIOD}&view=external", is_checked=False))
    assert REAL not in words and "For the first time –" in words
    assert "Numbers below 11 are not shown" in words
    khmer = reports.opens(
        "supervisor", f"/reports?{PERIOD}&view=external", language="km", shot="console-report-external"
    )
    assert "ចំនួនតិចជាង 11" in khmer


def test_the_same_cells_are_hidden_in_every_table_so_that_nothing_follows_by_subtraction(reports):
    """Whoever leaves out the totals that are told finds no cell that one subtraction gives."""
    reports.opens("supervisor", f"/reports?{PERIOD}&view=external", is_checked=False)
    rows = reports.browser.execute_script(
        "return [...document.querySelectorAll('main table')].flatMap((table) =>"
        " [...table.rows].map((row) => [...row.cells].slice(1).map((cell) => cell.textContent.trim())))"
    )
    small = [cell for row in rows for cell in row if cell.isdecimal() and 1 <= int(cell) <= 10]
    assert not small, small
    assert any("–" in row for row in rows)


def test_another_office_reads_none_of_it(reports):
    asked = f"/reports?{PERIOD}&office={reports.console.town.battambang}"
    words = said(reports.opens("other_supervisor", asked, is_checked=False))
    assert REAL not in words


def test_an_export_asks_for_its_purpose_and_leaves_a_line(reports):
    page = reports.opens("coordinator", f"/reports/export?{PERIOD}", shot="console-export")
    assert "Purpose" in page
    refused = reports.presses("Export", passphrase="short", again="short")
    assert "There is a problem on this page" in refused
