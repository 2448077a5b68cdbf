"""Judging what the page showed: items of one record with a reason, or many lines accepted at once, each by itself.

What came after the page was drawn is judged by nobody: the caller is told, and shows the page again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from casework.book import Edit, Problems
from shared_schema.errors import HomewardError, RecordInvalid
from shared_schema.identifiers import Id, uuid7
from sync_server.server import Server
from sync_server.services.access import Actor
from sync_server.services.book import CentralCaseBook
from sync_server.services.review import may_decide
from sync_server.services.review_events import POSSIBLE_DUPLICATE, TWO_VERSIONS
from sync_server.services.review_marks import ACCEPT, ACCEPTED, judgement, mark_of, verdict_on
from sync_server.services.review_questions import withdrawals
from sync_server.services.sight import Sight
from sync_server.store.records import read_dossiers, read_records
from sync_server.store.review_claims import drop_claims
from sync_server.store.review_items import ReviewItem, items_of_records

BY_A_VALUE = frozenset({TWO_VERSIONS, POSSIBLE_DUPLICATE})  # settled by an ordinary change alone
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Accepted:
    """How many lines were accepted, and the records of those that were left because something came meanwhile."""

    count: int
    left: tuple[Id, ...]


def items_to_decide(server: Server, actor: Actor, record: Id, *, is_reasoned: bool = False) -> list[ReviewItem]:
    """Open items of a record that she decides, most urgent first. `record.not_found` for one that is not hers."""
    with server.database.snapshot() as connection:
        sight = Sight(server, connection, actor)
        row = read_records(connection, [record]).get(record)
        items = [one for one in items_of_records(connection, [record]).values() if one.is_open]
        dossiers = read_dossiers(connection, {one.home for one in items})
        is_lost = row is None or row.version == 0
        found = [one for one in items if may_decide(actor, one, dossiers.get(one.home), is_reasoned=is_reasoned)]
        if not is_lost and not sight.visible([row] if row else [], is_reasoned=is_reasoned):
            raise HomewardError("record.not_found", record=record)
    if is_lost and not found:
        raise HomewardError("record.not_found", record=record)
    return sorted(found, key=lambda item: (item.urgency, item.opened_at, item.code))


def require_decidable(server: Server, actor: Actor, record: Id, register: str) -> None:
    """Whether she may see the record and, where versions of this answer wait, decide them: else `record.not_found`."""
    hers = {one.place for one in items_to_decide(server, actor, record)}
    with server.database.snapshot() as connection:
        item = items_of_records(connection, [record]).get((TWO_VERSIONS, record, register))
    if item is not None and item.is_open and item.place not in hers:
        raise HomewardError("record.not_found", record=record)


def is_restricted(server: Server, record: Id) -> bool:
    """Whether the record is restricted, or about one that is: its pages ask for passphrase and code again."""
    with server.database.snapshot() as connection:
        row = read_records(connection, [record]).get(record)
    return row is not None and row.is_restricted


def judge_items(
    book: CentralCaseBook, server: Server, record: Id, codes: Iterable[str], *, mark: str, reason: str
) -> int:
    """Leave items as they stand, with a reason (a lowered safety answer: confirm it). How many were judged.

    Raises `review.reason_needed`, `review.changed_meanwhile` where `mark` is not of what stands open now,
    `review.decision_does_not_fit` for what only a value settles, `record.invalid`.
    """
    items = items_to_decide(server, book.actor, record)
    if mark != mark_of(items):
        raise HomewardError("review.changed_meanwhile")
    wanted = set(codes)
    chosen = [one for one in items if one.long_code in wanted]
    if not chosen:
        raise HomewardError("review.nothing_chosen")
    for item in chosen:
        if item.item_kind in BY_A_VALUE:
            raise HomewardError("review.decision_does_not_fit", kind=item.item_kind)
        if not reason and item.item_kind not in ACCEPTED:
            raise HomewardError("review.reason_needed")
    _judge(book, server, chosen, reason)
    return len(chosen)


def accept_lines(book: CentralCaseBook, server: Server, chosen: Sequence[tuple[Id, str]]) -> Accepted:
    """Accept lines as (record, mark that was shown); each is judged by itself, and what changed is left."""
    left = []
    done = 0
    for record, mark in chosen[:AT_ONCE]:
        if _accept(book, server, record, mark):
            done += 1
        else:
            left.append(record)
    return Accepted(done, tuple(left))


def _accept(book: CentralCaseBook, server: Server, record: Id, mark: str) -> bool:
    try:
        items = items_to_decide(server, book.actor, record)
    except HomewardError:
        return False
    if not items or mark != mark_of(items) or any(one.item_kind not in ACCEPTED for one in items):
        return False
    _judge(book, server, items, "")
    return True


def _judge(book: CentralCaseBook, server: Server, items: Sequence[ReviewItem], reason: str) -> None:
    edits: list[Edit] = []
    for item in items:
        decision = ACCEPT if item.item_kind in ACCEPTED else verdict_on(item)
        edits.append(judgement(item, decision, reason, record=uuid7(server.clock(), server.random(10))))
    answer = book.save([*edits, *withdrawals(book, items)])
    if isinstance(answer, Problems):
        raise RecordInvalid(kind=items[0].kind, problems=answer.problems)
    server.database.run(lambda tx: drop_claims(tx, {one.record for one in items}))
