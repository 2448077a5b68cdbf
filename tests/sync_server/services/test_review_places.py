"""Where dossiers with open items lie is noted whatever opens, moves, comes or goes; a row too many shows nothing."""

import random
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import exists, insert, select

from shared_schema.identifiers import Id
from shared_schema.merge.state import RecordState, Written
from shared_schema.scopes import office_scope, worker_scope
from shared_schema.wire.compact import write_state
from shared_schema.wire.messages import Witness
from sync_server.services.book import make_books
from sync_server.services.dossier_rules import check_queue
from sync_server.services.review_queue import queue_page, reach_of
from sync_server.services.witness import take_witness
from sync_server.store.forgetting import forget_homes
from sync_server.store.let_go import let_records_go
from sync_server.store.review_items import ReviewItem, put_items
from sync_server.store.review_queue import Wanted
from sync_server.store.review_totals import count_lines, oldest_line
from sync_server.store.tables_records import feed, review_items, review_places
from tests.asking import asked_of
from tests.builders.records import a_visit, an_id
from tests.builders.town import Town, a_town
from tests.integration.test_server_concurrency import PATIENCE_SECONDS, device_of, pushing
from tests.stores import StoreUrls

STEPS, WRONG = 25, {"same_caregiver": "no", "care_change_reason": None}


def places(town: Town) -> set[tuple[str, Id]]:
    """What is noted."""
    with town.server.database.snapshot() as connection:
        return {(row.scope, row.home) for row in connection.execute(select(review_places))}


def lying(town: Town) -> set[tuple[str, Id]]:
    """Where dossiers with open items lie by the feed itself."""
    is_open = exists().where(review_items.c.home == feed.c.record, review_items.c.is_open.is_(True))
    query = select(feed.c.scope, feed.c.record).where(feed.c.is_gone.is_(False), is_open)
    with town.server.database.snapshot() as connection:
        return {(row.scope, row.record) for row in connection.execute(query)}


def none_is_missing(town: Town) -> None:
    """The promise."""
    assert lying(town) - places(town) == set()


def counted(town: Town, login: str) -> int:
    """Lines of her strip, which are as many as her queue shows."""
    actor = make_books(town.server).of(town.people[login].id).actor
    with town.server.database.snapshot() as connection:
        count = count_lines(connection, reach_of(actor), at_most=100)
        oldest = oldest_line(connection, reach_of(actor))
    rows = queue_page(town.server, actor, Wanted()).rows
    assert (len(rows), oldest is not None) == (count, count > 0)
    return count


def an_item(case: Id, *, is_open: bool = True) -> ReviewItem:
    """A broken rule of a case."""
    return ReviewItem("rule_broken", case, "rule_26", "case", case, frozenset({(an_id("d"), 1)}), is_open=is_open)


def put(town: Town, *items: ReviewItem) -> None:
    """Write items, as whoever merges or checks does."""
    town.server.database.run(lambda connection: put_items(connection, items))


def a_copy(home: Id) -> bytes:
    """A task of a case whose author and server are lost."""
    dot = (an_id("a lost device"), 4)
    words = {"title": {dot: Written("call", 1, 0, an_id("w"))}}
    return write_state(RecordState(an_id("a task"), "task", home, {dot[0]: dot[1]}, words))


def handed_to(town: Town, login: str, office: Id) -> dict[str, object]:
    """The assignment of a case to her."""
    return {"group:assignment": {"case_worker": town.people[login].id, "office": office}}


def test_what_opens_is_noted_where_its_case_lies_and_forgotten_when_nothing_is_open(town: Town) -> None:
    case = town.saved_case("sokha")
    sokha = worker_scope(town.people["sokha"].id)
    assert places(town) == set()
    put(town, an_item(case), replace(an_item(case), item="rule_27"))
    assert places(town) == {(office_scope(town.battambang), case), (sokha, case)}
    assert counted(town, "sokha") == counted(town, "chenda") == 1
    put(town, an_item(case, is_open=False))
    assert len(places(town)) == 2  # the other is open
    put(town, replace(an_item(case, is_open=False), item="rule_27"))
    assert places(town) == lying(town) == set()


def test_a_case_that_is_handed_over_takes_what_waits_along(town: Town) -> None:
    chenda = town.laptop("chenda")
    case = town.saved_case("sokha")
    put(town, an_item(case))
    chenda.settle()
    chenda.change(case, handed_to(town, "dara", town.battambang))
    chenda.exchange()
    none_is_missing(town)
    assert (counted(town, "sokha"), counted(town, "dara"), counted(town, "chenda")) == (0, 1, 1)


def test_a_row_too_many_shows_nobody_a_line(town: Town) -> None:
    case, other = town.saved_case("sokha"), town.saved_case("sokha")
    sokha, dara = (worker_scope(town.people[login].id) for login in ("sokha", "dara"))
    put(town, an_item(case))
    with town.server.database.transaction() as connection:
        rows = [{"scope": dara, "home": case}, {"scope": sokha, "home": other}]
        connection.execute(insert(review_places), rows)
    assert (counted(town, "sokha"), counted(town, "dara")) == (1, 0)


def test_what_a_laptop_alone_knew_waits_where_its_case_lies_once_that_has_come(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.case_of("sokha")
    task = a_copy(case.record)
    assert sokha.exchange(Witness(task)).end.witnessed == (0,)
    assert places(town) == set()
    sokha.save(case)
    sokha.exchange()
    assert len(places(town)) == 2
    none_is_missing(town)


def test_an_edit_that_opens_nothing_and_moves_nothing_asks_nothing_of_these_rows(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    put(town, an_item(case))
    sokha.change(case, {"nickname": "ស្រីពៅ"})
    with asked_of(town.server.database) as asked:
        sokha.exchange()
    assert any("feed" in one for one in asked)
    assert not any("review_places" in one for one in asked)


@pytest.mark.parametrize("goes", ["erased", "left"])
def test_nothing_is_noted_of_what_is_gone(town: Town, goes: str) -> None:
    case = town.saved_case("sokha")
    put(town, an_item(case))
    assert places(town)
    with town.server.database.transaction() as connection:
        if goes == "erased":
            forget_homes(connection, [case], now_ms=1)
        else:
            let_records_go(connection, [case], why="reassigned", now_ms=1)
    assert places(town) == set()


def test_whatever_people_write_no_row_is_missing(town: Town) -> None:
    chance = random.Random(7)
    sokha, chenda = town.laptop("sokha"), town.laptop("chenda")
    cases = [town.saved_case("sokha", case_number="BTB-26-K1-1") for _ in range(3)]
    chenda.settle()
    for _ in range(STEPS):
        case = chance.choice(cases)
        step = chance.randrange(4)
        if step == 0:
            chenda.change(case, handed_to(town, chance.choice(("sokha", "dara")), town.battambang))
        elif step == 1:
            sokha.save(a_visit(home=case, **WRONG))
        elif step == 2:
            sokha.change(case, {"nickname": chance.choice("កខគ")})
            chenda.change(case, {"nickname": chance.choice("ឃងច")})
        else:
            check_queue(town.server)
        for laptop in (sokha, chenda):
            laptop.settle()
        none_is_missing(town)
    assert len(lying(town)) > 2


@pytest.fixture
def on_postgres(postgres_urls: StoreUrls, tmp_path: Path) -> Iterator[Town]:
    """Two offices around one centre on PostgreSQL."""
    stage = a_town(postgres_urls, tmp_path)
    yield stage
    stage.close()


@pytest.mark.postgres
@pytest.mark.parametrize("opens", ["a rule", "a number", "a copy"])
def test_an_item_that_opens_while_its_case_moves_is_found_where_the_case_has_come(
    on_postgres: Town, opens: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hand-over has written everything and not committed when the item is opened by another connection."""
    town = on_postgres
    sokha, chenda = town.laptop("sokha"), town.laptop("chenda")
    case = town.saved_case("sokha", case_number="BTB-26-K1-1")
    sokha.save(a_visit(home=case, **WRONG))
    sokha.exchange()
    task = a_copy(case)
    chenda.settle()
    second = town.case_of("sokha", case_number="BTB-26-K1-1")
    sokha.save(second)
    chenda.change(case, handed_to(town, "dara", town.battambang))
    device = device_of(town, sokha)
    doing = {
        "a rule": lambda: check_queue(town.server),
        "a number": pushing(town, sokha, after=sokha.device.n - 1),
        "a copy": lambda: take_witness(town.server, device, task),
    }[opens]
    written, may_commit = threading.Event(), threading.Event()
    moving = pushing(town, chenda, after=chenda.device.n - 1, before_commit=(written, may_commit), patch=monkeypatch)
    threads = [threading.Thread(target=moving), threading.Thread(target=doing)]
    threads[0].start()
    assert written.wait(PATIENCE_SECONDS)
    threads[1].start()
    threads[1].join(1.0)  # without the lock it would be through by now, and have seen the case where it lay
    may_commit.set()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    if opens == "a rule":  # the hand-over has touched the case again
        check_queue(town.server)
    assert any(home == case for _scope, home in lying(town))
    none_is_missing(town)


@pytest.mark.postgres
def test_a_copy_and_its_case_that_come_at_once_do_not_miss_one_another(
    on_postgres: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No row of the case is there that could be locked."""
    town = on_postgres
    sokha = town.laptop("sokha")
    case = town.case_of("sokha")
    sokha.save(case)
    task = a_copy(case.record)
    device = device_of(town, sokha)
    written, may_commit = threading.Event(), threading.Event()
    coming = pushing(town, sokha, before_commit=(written, may_commit), patch=monkeypatch)
    threads = [
        threading.Thread(target=coming),
        threading.Thread(target=lambda: take_witness(town.server, device, task)),
    ]
    threads[0].start()
    assert written.wait(PATIENCE_SECONDS)
    threads[1].start()
    threads[1].join(1.0)
    may_commit.set()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    assert len(lying(town)) == 2
    none_is_missing(town)
