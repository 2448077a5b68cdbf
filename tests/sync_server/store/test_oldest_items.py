"""The first items of a kind in somebody's scopes are those that the feed alone would give, few scopes or many."""

import random

import pytest

from shared_schema.scopes import DIRECTORY, book_scope, office_scope, restricted_scope, worker_scope
from sync_server.store.engine import open_database
from sync_server.store.feed import Placing, place
from sync_server.store.review_items import ReviewItem, oldest_open, put_items

OFFICES = [f"office{n}" for n in range(6)]
WORKERS = [f"worker{n}" for n in range(6)]
DOSSIERS, KIND = 60, "two_versions"


def some_dossiers(chance):
    """(item, scopes of its record), and the scopes of the heads."""
    items, heads = {}, {}
    for n in range(DOSSIERS):
        home, worker, office = f"h{n}", chance.choice(WORKERS), chance.choice(OFFICES)
        heads[home] = {worker_scope(worker), office_scope(office)}
        elsewhere = {office_scope(chance.choice(OFFICES))}
        restricted = {worker_scope(worker), restricted_scope(office)}
        lying = {"case": heads[home], "perpetrator": restricted, "match": heads[home] | elsewhere}
        lying |= {"referral": heads[home] | elsewhere, "study_response": {office_scope(office)}}
        for kind, scopes in lying.items():
            items[f"{kind}{n}" if kind != "case" else home] = (kind, home, scopes)
    items["provider1"] = ("provider", DIRECTORY, {DIRECTORY})
    items["training1"] = ("training", OFFICES[0], {book_scope(OFFICES[0])})
    return items, heads


def reaches():
    """Of a worker, of leaders of one, two and all offices, and of nobody."""
    for worker in WORKERS[:3]:
        yield [DIRECTORY, worker_scope(worker), book_scope(OFFICES[0])]
    for count in (1, 2, len(OFFICES)):
        leaves = [leaf(one) for one in OFFICES[:count] for leaf in (office_scope, restricted_scope, book_scope)]
        yield [DIRECTORY, worker_scope(WORKERS[0]), *leaves]
    yield [restricted_scope(OFFICES[1])]
    yield [DIRECTORY]


@pytest.mark.parametrize("seed", range(3))
def test_the_first_items_are_those_whose_records_lie_in_these_scopes(store_urls, seed):
    chance = random.Random(seed)
    items, heads = some_dossiers(chance)
    database = open_database(store_urls.records)
    told = [
        ReviewItem(KIND, record, "sex", kind, home, frozenset({("d", 1)}), is_open=chance.random() > 0.2, opened_at=n)
        for n, (record, (kind, home, _scopes)) in enumerate(items.items())
    ]
    told += [ReviewItem("rule_broken", "h0", "rule_1", "case", "h0", frozenset({("d", 1)}))]
    with database.transaction() as connection:
        lying = {record: scopes for record, (_kind, _home, scopes) in items.items()} | heads
        place(connection, [Placing(scope, one, 1, 1) for one, scopes in lying.items() for scope in sorted(scopes)], {})
        put_items(connection, told)
    with database.snapshot() as connection:
        for scopes in reaches():
            waiting = [one for one in told if one.is_open and one.item_kind == KIND]
            hers = [one for one in waiting if not lying[one.record].isdisjoint(scopes)]
            wanted = [one.record for one in sorted(hers, key=lambda one: (one.urgency, one.opened_at, one.code))]
            for first, limit in ((0, 5), (5, 7), (0, 500)):
                found = oldest_open(connection, KIND, scopes=scopes, first=first, limit=limit)
                assert [one.record for one in found] == wanted[first : first + limit]
    database.dispose()
