"""Judgements: decisions that change no value, kept as records; and the mark of what a reviewer was shown. Pure.

A mark names the items of a line with all their dots, so that a press judges what stood on the page and nothing that
came meanwhile.
"""

from collections.abc import Iterable
from hashlib import sha256

from casework.book import Edit
from shared_schema import canonical
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from sync_server.store.review_items import ReviewItem

KEEP, ACCEPT, CONFIRM = "keep", "accept", "confirm"
LOWERING = "lowering"
ACCEPTED = frozenset(
    {"soft_merge", "safety_kept", "replaced_early"}
)  # nothing is to be explained to take these as they are
_CHARACTERS = 12


def verdict_on(item: ReviewItem) -> str:
    """What somebody says who leaves an item as it stands, with a reason."""
    return CONFIRM if item.item_kind == LOWERING else KEEP


def mark_of(items: Iterable[ReviewItem]) -> str:
    """What a page shows of these items, in a few characters; another one after anything new."""
    shown: list[Json] = [[*one.place, [list(dot) for dot in sorted(one.dots)]] for one in items]
    return sha256(canonical.dumps(sorted(shown, key=canonical.dumps))).hexdigest()[:_CHARACTERS]


def judgement(item: ReviewItem, decision: str, reason: str, *, record: Id) -> Edit:
    """The record (a new one, `record`) that says so about everything the item is about; `reason` may be empty for
    accept alone."""
    registers: dict[str, Json] = {
        "item_kind": item.item_kind,
        "record_id": item.record,
        "item": item.item,
        "dots": [list(dot) for dot in sorted(item.dots)],
        "decision": decision,
    }
    if reason:
        registers["reason"] = reason
    return Edit(record, "review_decision", item.home, registers, {}, reason or None)
