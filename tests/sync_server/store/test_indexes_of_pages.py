"""What every page counts, and the list of cases closed long ago, are read from an index alone, in its order."""

from functools import partial

import pytest
from sqlalchemy import event, insert

from sync_server.store.engine import open_database
from sync_server.store.not_accepted import homes_with_a_no
from sync_server.store.retention import closed_before
from sync_server.store.review_queue import Reach
from sync_server.store.review_totals import count_lines, oldest_line
from sync_server.store.standing_lists import Reach as Listed
from sync_server.store.standing_lists import Sought
from sync_server.store.standing_places import sum_cases
from sync_server.store.tables_records import review_items
from sync_server.store.tables_standings import standing_places

OFFICE, LEADER = "office", "leader"


@pytest.fixture
def connection(sqlite_urls):
    """A store that knows how many of its items are open: nearly all, as in a queue that nobody works off."""
    database = open_database(sqlite_urls.records)
    with database.transaction() as connection:
        connection.execute(insert(review_items), [an_item(n) for n in range(400)])
        connection.execute(insert(standing_places), [a_sum(n) for n in range(400)])
        connection.exec_driver_sql("ANALYZE")
    database.dispose()  # what was counted is read by a connection that is opened afterwards
    with database.snapshot() as connection:
        yield connection
    database.dispose()


def an_item(n):
    dots = {"dots": "[]", "decided": "[]", "is_restricted": False, "is_warning": False}
    named = {"item_kind": "two_versions", "record": f"r{n}", "item": "sex", "code": f"c{n}", "kind": "case"}
    return named | dots | {"home": f"h{n}", "is_open": n % 10 > 0, "opened_at": n, "urgency": 2}


def a_sum(n):
    """Of an office and a worker, nothing of which anybody else holds."""
    zero = dict.fromkeys(("active", "closed", "overdue", "escalated", "reunified", "alerts", "matches", "lost"), 0)
    return zero | {"worker": f"w{n}", "office": f"o{n % 25}", "other_worker": "", "other_office": "", "province": "02"}


def plan_of(connection, ask):
    """What SQLite does for the last question that `ask` asks."""
    asked = []

    def note(_connection, _cursor, statement, parameters, _context, _many):
        asked.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    ask(connection)
    event.remove(connection, "before_cursor_execute", note)
    words, values = asked[-1]
    return [row[3] for row in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + words, values)]


def test_what_waits_in_many_offices_is_counted_from_open_items_in_the_order_of_their_dossiers(connection):
    reach = Reach(worker=LEADER, offices=frozenset(f"{OFFICE}{n}" for n in range(25)))
    plan = plan_of(connection, lambda tx: count_lines(tx, reach, at_most=100))
    assert "SCAN review_items USING COVERING INDEX ix_review_items_open" in plan


@pytest.mark.parametrize("ask", [partial(count_lines, at_most=100), oldest_line])
def test_what_waits_in_few_offices_is_counted_from_the_dossiers_that_lie_there(connection, ask):
    reach = Reach(worker=LEADER, offices=frozenset({OFFICE}))
    plan = plan_of(connection, lambda tx: ask(tx, reach))
    assert any(step.startswith("SEARCH review_places") for step in plan)
    assert not any(step.startswith("SCAN review_items") for step in plan)


def test_cases_closed_long_ago_are_found_in_their_order_and_not_sorted(connection):
    reach = Listed(frozenset({OFFICE}), LEADER)
    plan = plan_of(connection, lambda tx: closed_before(tx, reach, day="2019-01-01", limit=101))
    assert any("USING COVERING INDEX ix_standings_closed_on" in step for step in plan)
    assert not any("TEMP B-TREE" in step for step in plan)


@pytest.mark.parametrize("offices", [frozenset(), frozenset({OFFICE})])
def test_cases_of_few_are_summed_from_those_that_they_hold(connection, offices):
    reach = Listed(offices, LEADER)
    plan = plan_of(connection, lambda tx: sum_cases(tx, reach, Sought(today="2026-11-23", state="all")))
    assert not any(step.startswith("SCAN") for step in plan)


def test_what_the_intake_did_not_accept_is_found_without_reading_every_judgement(connection):
    assert plan_of(connection, homes_with_a_no) == ["SCAN records USING INDEX ix_records_not_accepted"]
