"""Sums of open dossiers say what the lines say, whoever writes them and whatever day it is."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from shared_schema.identifiers import uuid7
from sync_server.store.standing_counts import count_loads, count_not_seen, count_places, count_punctuality
from sync_server.store.standing_lists import Reach, Sought, count_standings, list_homes, list_standings
from sync_server.store.standing_places import sum_places
from sync_server.store.standing_sums import (
    count_again,
    is_counted,
    narrowed,
    sum_follow_ups,
    sum_loads,
    sum_standings,
)
from sync_server.store.standings import Standing, drop_standings, put_standings, read_standings
from tests.builders.records import an_id
from tests.builders.town import Town

DAYS = [None, *(f"2026-11-{day:02d}" for day in range(10, 28))]
WORKERS = [None, *(an_id(f"worker {n}") for n in range(4))]
OFFICES = [None, an_id("here"), an_id("there")]
TODAY, SOON, TOMORROW = "2026-11-18", "2026-11-25", "2026-11-19"
QUARTER = {"since": "2026-10-01", "until": "2026-12-31"}
STATES = (
    "open",
    "due",
    "overdue",
    "escalated",
    "tried",
    "lost",
    "twice",
    "alerts",
    "matches",
    "reunified",
    "closed",
    "all",
)
NARROWED = ({"office": OFFICES[1]}, {"province": "02"}, {"worker": WORKERS[1], "kind": None})
RETURNS = (None, None, "2026-09-30", "2026-10-01", "2026-12-31", "2027-01-01")


def a_line(chance: random.Random, home: str) -> Standing:
    attempts, due_on = chance.choice((0, 0, 2)), chance.choice(DAYS)
    late = None if due_on is None else date.fromisoformat(due_on) + timedelta(days=1 + chance.choice((3, 7)))
    return Standing(
        home=home,
        kind=chance.choice(("case", "case", "case", "tracing_inquiry")),
        worker=chance.choice(WORKERS),
        office=chance.choice(OFFICES),
        other_worker=chance.choice((*WORKERS, None, None, None)),
        other_office=chance.choice((*OFFICES, None, None, None)),
        status=chance.choice(("open", "open", "transfer_pending", "closed", "duplicate")),
        stage=chance.choice((None, "assessment", "monitoring_support")),
        risk=chance.choice((None, "high", "medium", "low")),
        province=chance.choice((None, "02", "24")),
        due_on=due_on,
        overdue_on=late and late.isoformat(),
        escalated_on=chance.choice(DAYS),
        last_seen_on=chance.choice((None, "2026-10-01")),
        attempts=attempts,
        not_seen_reason=chance.choice((None, "at_work", "refused")) if attempts else None,
        reunified_on=chance.choice(RETURNS),
        open_alerts=chance.choice((0, 0, 3)),
        open_matches=chance.choice((0, 0, 2)),
        is_lost=chance.choice((True, False)),
        made_at=1,
    )


def in_any_order(rows):
    return sorted(rows, key=repr)


def all_agree(town: Town, today: str) -> None:
    soon = f"{today[:-2]}{int(today[-2:]) + 7}"
    town.server.database.run(lambda tx: count_again(tx, today=today, soon=soon, **QUARTER))
    reaches = (
        Reach(frozenset(filter(None, OFFICES)), WORKERS[1] or ""),
        Reach(frozenset(OFFICES[1:2]), ""),  # type: ignore[arg-type]
        Reach(frozenset(), WORKERS[2] or ""),
    )
    with town.server.database.snapshot() as connection:
        assert is_counted(connection, today=today)
        for reach in reaches:
            loads = count_loads(connection, reach, today=today, soon=soon)
            assert in_any_order(sum_loads(connection, reach)) == in_any_order(loads)
            places = count_places(connection, reach, Sought(today=today, **QUARTER))
            assert in_any_order(sum_places(connection, reach)) == in_any_order(places)
            for state in STATES:
                sought = Sought(today=today, soon=soon, state=state, **QUARTER)
                asked = narrowed(connection, sought)
                counted = count_standings(connection, reach, sought)
                assert sum_standings(connection, reach, asked) == counted
                listed = list_standings(connection, reach, asked, first=0, limit=100)
                assert len(listed) == counted
                for by in ("due", "seen") if reach is reaches[0] and state == "all" else ():
                    asked_for = [list_homes(connection, reach, asked, first=n, limit=7, by=by) for n in range(0, 70, 7)]
                    pages = [home for page in asked_for for home in page]
                    whole = list_homes(connection, reach, asked, first=0, limit=100, by=by)
                    assert pages == whole and set(whole) == {one.home for one in listed}
                for less in NARROWED if reach is reaches[0] and state in ("open", "overdue", "closed") else ():
                    some = replace(sought, **less)
                    assert sum_standings(connection, reach, some) == count_standings(connection, reach, some)
            for less in ({}, {"worker": WORKERS[1]}, {"risk": "high"}, {"stage": "assessment"}, {"province": "02"}):
                sought = Sought(today=today, soon=soon, **less)  # type: ignore[arg-type]
                reasons = count_not_seen(connection, reach, sought)
                for by in ("office", "worker", "stage"):
                    counted = count_punctuality(connection, reach, sought, by=by)
                    groups, not_seen = sum_follow_ups(connection, reach, sought, by=by)
                    assert in_any_order(groups) == in_any_order(counted)
                    assert in_any_order(not_seen) == in_any_order(reasons)
                    assert [number for _reason, number in not_seen] == sorted((n for _r, n in reasons), reverse=True)


@pytest.mark.parametrize("seed", [1, 2])
def test_sums_are_those_of_the_lines_after_any_writes_and_on_another_day(town: Town, seed: int) -> None:
    chance = random.Random(seed)
    homes = [uuid7(n, chance.randbytes(10)) for n in range(60)]
    server = town.server
    server.database.run(lambda tx: put_standings(tx, [a_line(chance, home) for home in homes]))
    all_agree(town, TODAY)
    for _turn in range(2):
        changed = chance.sample(homes, 9)
        server.database.run(lambda tx, some=changed: put_standings(tx, [a_line(chance, home) for home in some[:6]]))
        server.database.run(lambda tx, some=changed: drop_standings(tx, some[6:]))
        with server.database.snapshot() as connection:
            assert not is_counted(connection, today=TODAY)
        all_agree(town, TODAY)
    with server.database.snapshot() as connection:
        assert not is_counted(connection, today=TOMORROW)
    all_agree(town, TOMORROW)


def test_only_who_was_touched_is_counted_anew(town: Town) -> None:
    one, other = Standing(home=an_id("one"), kind="case", worker=WORKERS[1]), Standing(home=an_id("two"), kind="case")
    server = town.server
    server.database.run(lambda tx: put_standings(tx, [one, other]))
    assert server.database.run(lambda tx: count_again(tx, today=TODAY, soon=SOON, **QUARTER)) == 2
    server.database.run(lambda tx: put_standings(tx, [replace(one, risk="high")]))
    assert server.database.run(lambda tx: count_again(tx, today=TODAY, soon=SOON, **QUARTER)) == 1
    assert server.database.run(lambda tx: count_again(tx, today=TODAY, soon=SOON, **QUARTER)) == 0


def test_a_line_that_says_the_same_is_dated_anew_and_nothing_is_counted(town: Town) -> None:
    one, server = Standing(home=an_id("one"), kind="case", worker=WORKERS[1], due_on="2026-11-20"), town.server
    server.database.run(lambda tx: put_standings(tx, [one]))
    server.database.run(lambda tx: count_again(tx, today=TODAY, soon=SOON, **QUARTER))
    server.database.run(lambda tx: put_standings(tx, [replace(one, made_at=7)]))
    with server.database.snapshot() as connection:
        assert read_standings(connection, [one.home])[one.home] == replace(one, made_at=7)
        assert is_counted(connection, today=TODAY)
