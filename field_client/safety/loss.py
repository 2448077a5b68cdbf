"""What would be gone for good if this laptop were emptied now: changes that no server has received, and drafts.

Promise: counted in records that a worker recognises. Refused: calling anything safe that only this laptop holds.
"""

from collections import Counter
from dataclasses import dataclass

from field_client.app import Laptop
from shared_schema.identifiers import Id

VISIT = "visit"


@dataclass(frozen=True, slots=True)
class Loss:
    """Own changes that nobody else holds; the different visits and other records among them; forms not finished; photos
    and papers that no server holds whole."""

    changes: int
    visits: int
    records: int
    drafts: int
    files: int = 0


def loss_of(laptop: Laptop) -> Loss:
    """What exists on this laptop alone, read now."""
    store = laptop.store
    found: set[Id] = set()
    for life in store.log.incarnations():
        first = store.cursors.highest_confirmed(life.id) + 1
        last = life.n if life.ends_at is None else min(life.n, life.ends_at)
        if first <= last:
            found.update(store.log.records_between(life.id, first=first, last=last))
    kinds = Counter(row.kind for row in store.records.shown(sorted(found)).values())
    visits = kinds.get(VISIT, 0)
    files = sum(store.chunks.waits(one.record) for one in store.chunks.names.all())
    return Loss(store.outbox.waiting_anywhere(), visits, len(found) - visits, len(laptop.book.drafts()), files)
