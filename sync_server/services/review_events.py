"""What a transaction leaves for people: events of the merge, answers with two versions, numbers held twice."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from shared_schema.identifiers import Id
from shared_schema.merge.apply import EventKind
from shared_schema.merge.policy import Conflict, show, versions_of
from shared_schema.merge.state import Dot
from shared_schema.records.kind import Placement
from shared_schema.records.policy import Policy
from sync_server.services.at_hand import AtHand
from sync_server.services.held import Held
from sync_server.store.records import Dossier, lock_records
from sync_server.store.review_items import (
    ReviewItem,
    asked,
    closed,
    items_of_records,
    judged,
    put_items,
    with_dots,
)

TWO_VERSIONS, NUMBER_TWICE = "two_versions", "number_twice"
SAFETY_KEPT, POSSIBLE_DUPLICATE = "safety_kept", "possible_duplicate"
JUDGEMENT, QUESTION, LINK = "review_decision", "review_question", "case_link"
ITEM_CHARACTERS = 80  # of a register or a rule; what is longer names no item
LINK_STATE = "group:state"
WHOLE = "record"  # the item of an event that is about no single register
Place = tuple[str, Id, str]
_JUDGED = frozenset({Placement.DOSSIER, Placement.DOSSIER_HEAD})  # where a judgement has a place to lie


def note_events(merging: AtHand, touched: Sequence[Held]) -> None:
    """Write the items of this transaction, close those that are no more, settle those that were judged."""
    merged = [held for held in touched if held.events or held.row is not None or _has_two(held)]
    judgements = [held for held in touched if held.kind.name == JUDGEMENT]
    questions = [held for held in touched if held.kind.name == QUESTION]
    links = [held for held in touched if held.kind.name == LINK]
    numbers = _numbers(merging, touched)
    about = {one for held in (*judgements, *questions) if (one := _text(held, "record_id")) is not None}
    records = {held.id for held in (*merged, *links)} | about | {one.id for one in numbers}
    if not records:
        return
    _lock_others(merging, numbers)
    items = items_of_records(merging.connection, records)
    before = dict(items)
    for held in merged:
        _note_record(items, held, merging.now_ms)
    for held in links:
        _note_link(items, held, merging.now_ms)
    for dossier in numbers:
        _note_number(items, dossier, merging)
    for held in judgements:
        _settle(items, held, merging)
    for held in questions:
        _note_question(items, held)
    put_items(merging.connection, [one for place, one in items.items() if before.get(place) != one])


def _note_record(items: dict[Place, ReviewItem], held: Held, now_ms: int) -> None:
    for event in held.events if held.kind.placement in _JUDGED else ():
        _add(items, held, event.kind.value, event.register or WHOLE, (event.dot,), now_ms)
    standing: dict[tuple[str, str], tuple[Dot, ...]] = {}
    if _has_two(held):
        conflicts = show(held.state, held.kind).conflicts
        standing = {(TWO_VERSIONS, one.register): one.dots for one in conflicts}
        if held.kind.placement in _JUDGED:
            standing |= {(SAFETY_KEPT, register): dots for register, dots in _kept_safe(held, conflicts)}
    for (item_kind, register), dots in standing.items():
        _add(items, held, item_kind, register, dots, now_ms)
    for place, item in list(items.items()):
        is_derived = item.record == held.id and item.item_kind in (TWO_VERSIONS, SAFETY_KEPT)
        if is_derived and item.is_open and (item.item_kind, item.item) not in standing:
            items[place] = closed(item)


def _kept_safe(held: Held, conflicts: Sequence[Conflict]) -> Iterator[tuple[str, tuple[Dot, ...]]]:
    """Protective registers in which the safer of several answers stands, and no two of them are as safe."""
    questioned = {one.register for one in conflicts}
    for name, live in held.state.registers.items():
        register = held.kind.register_of(name) if len(live) > 1 and name not in questioned else None
        if register is not None and register.policy is Policy.PROTECTIVE and len(versions_of(live)) > 1:
            yield name, tuple(sorted(live))


def _note_link(items: dict[Place, ReviewItem], held: Held, now_ms: int) -> None:
    """Two cases that may be one person's wait until somebody has decided about them."""
    shown = show(held.state, held.kind)
    place = (POSSIBLE_DUPLICATE, held.id, LINK_STATE)
    if shown.values.get("state") == "proposed" and not shown.is_retracted:
        _add(
            items, held, POSSIBLE_DUPLICATE, LINK_STATE, tuple(sorted(held.state.registers.get(LINK_STATE, {}))), now_ms
        )
    elif place in items and items[place].is_open:
        items[place] = closed(items[place])


def _note_question(items: dict[Place, ReviewItem], held: Held) -> None:
    """A question hangs on every line about the same answer."""
    record, register = _text(held, "record_id"), _text(held, "register")
    shown = show(held.state, held.kind)
    state = "withdrawn" if shown.is_retracted else str(shown.values.get("state") or "open")
    for place, item in list(items.items()):
        if (item.record, item.item) == (record, register) and item.home == held.state.home and item.is_open:
            items[place] = asked(item, held.id, state)


def _add(
    items: dict[Place, ReviewItem], held: Held, item_kind: str, item: str, dots: tuple[Dot, ...], now_ms: int
) -> None:
    place = (item_kind, held.id, item)
    former = items.get(place)
    if former is None:
        state = held.state
        former = ReviewItem(
            item_kind,
            held.id,
            item,
            state.kind,
            state.home,
            frozenset(),
            is_restricted=held.is_restricted,
            is_warning=item_kind == EventKind.SOFT_MERGE.value,
            opened_at=now_ms,
        )
    after = with_dots(former, dots)
    is_opened_again = after.is_open and not former.is_open
    items[place] = replace(after, opened_at=now_ms) if is_opened_again else after


def _note_number(items: dict[Place, ReviewItem], dossier: Dossier, merging: AtHand) -> None:
    place = (NUMBER_TWICE, dossier.id, "number")
    former = items.get(place) or ReviewItem(
        NUMBER_TWICE, dossier.id, "number", dossier.kind, dossier.id, frozenset(), opened_at=merging.now_ms
    )
    held = merging.held.get(dossier.id)
    register = "case_number" if dossier.kind == "case" else "inquiry_number"
    dots = tuple(held.state.registers.get(register, {})) if held is not None else ()
    items[place] = with_dots(former, dots) if dots or former.dots else former


def _settle(items: dict[Place, ReviewItem], held: Held, merging: AtHand) -> None:
    """A judgement covers dots of an item; where its item has not come yet it is remembered."""
    item_kind, record, item = _text(held, "item_kind"), _text(held, "record_id"), _text(held, "item")
    if item_kind is None or record is None or item is None or len(item) > ITEM_CHARACTERS:
        return
    if item_kind in (TWO_VERSIONS, POSSIBLE_DUPLICATE) or merging.home_of(record) not in (None, held.state.home):
        return  # these are settled by a value alone, and nothing is settled from another dossier
    place = (item_kind, record, item)
    kind = merging.kind_of(record)
    former = items.get(place)
    if former is None:
        if kind is None:
            return
        former = ReviewItem(
            item_kind,
            record,
            item,
            kind,
            held.state.home,
            frozenset(),
            is_open=False,
            is_restricted=held.is_restricted,
            opened_at=merging.now_ms,
        )
    items[place] = judged(former, _dots(held))


def _lock_others(merging: AtHand, dossiers: Sequence[Dossier]) -> None:
    """Those that share a number with a touched one may move at this moment, and items are opened for them too. Out of
    the order of locks: where two transactions wait for one another, PostgreSQL ends one, which is repeated."""
    others = {one.id for one in dossiers} - merging.dossiers.keys()
    if others:
        lock_records(merging.connection, others, ())


def _numbers(merging: AtHand, touched: Sequence[Held]) -> list[Dossier]:
    heads = [held for held in touched if held.kind.placement is Placement.DOSSIER_HEAD]
    return merging.numbers_twice(heads) if heads else []


def _has_two(held: Held) -> bool:
    return held.created is None and any(len(live) > 1 for live in held.state.registers.values())


def _text(held: Held, register: str) -> str | None:
    live = held.state.registers.get(register, {})
    values = [written.value for _dot, written in sorted(live.items()) if isinstance(written.value, str)]
    return values[0] if values else None


def _dots(held: Held) -> list[Dot]:
    live = held.state.registers.get("dots", {})
    return [(one[0], one[1]) for written in live.values() for one in written.value or ()]
