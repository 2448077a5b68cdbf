"""What of this laptop the centre does not hold yet, counted in records that a worker recognises."""

from collections import Counter
from collections.abc import Mapping

from field_client.app import Laptop
from shared_schema.identifiers import Id

VISIT = "visit"


def waiting_records(laptop: Laptop) -> Mapping[str, int]:
    """{kind: number of different records} with own changes of which nothing says that the centre holds them."""
    store = laptop.store
    confirmed = store.cursors.at_centre()
    found: set[Id] = set()
    for life in store.log.incarnations():
        first = confirmed.get(life.id, 0) + 1
        last = life.n if life.ends_at is None else min(life.n, life.ends_at)
        if first <= last:
            found.update(store.log.records_between(life.id, first=first, last=last))
    return Counter(row.kind for row in store.records.shown(list(found)).values())
