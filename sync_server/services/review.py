"""The review queue as one person may see it, and its decisions: written as ordinary changes, or as a judgement.

The queue is derived: answers with two versions, what merges did, broken rules, numbers held twice, what was set aside.
A judgement (record of the kind review_decision) changes no value; a dot that it does not cover opens its item again.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from casework.book import Edit, Problems, Saved
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError, RecordInvalid
from shared_schema.identifiers import Id, uuid7
from shared_schema.merge.state import Dot
from shared_schema.records.kinds import KINDS
from sync_server.server import Server
from sync_server.services.access import Action, Actor, Target, decide
from sync_server.services.book import CentralCaseBook
from sync_server.services.book_review import may_see_waiting
from sync_server.services.release import Decided, reject, release
from sync_server.services.review_events import POSSIBLE_DUPLICATE, TWO_VERSIONS
from sync_server.services.review_marks import KEEP, judgement, verdict_on
from sync_server.services.sight import Sight
from sync_server.store.records import Dossier, read_dossiers, read_records
from sync_server.store.review_items import (
    CODE_CHARACTERS,
    LONG_CODE_CHARACTERS,
    ReviewItem,
    item_code,
    items_with_code,
    open_items,
)
from sync_server.store.waiting import WaitingRow, all_waiting

SET_ASIDE = "set_aside"
WRITE, RELEASE = "write", "release"
WITNESS = "witness"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the queue; `code` is what people type, `why` the register, the rule, or why it was set aside.

    Where two lines would have the same short code, `code` is the long one.
    """

    code: str
    long_code: str
    item_kind: str
    record: Id
    kind: str
    home: Id
    why: str
    opened_at: int
    is_warning: bool = False
    is_raise: bool = False
    is_restricted: bool = False


def review_lines(
    server: Server, connection: Connection, actor: Actor | None, *, item_kind: str | None = None
) -> list[Line]:
    """Open lines that she may see: raises of safety answers first, then assignments apart, then the oldest.

    Without an actor (the server's own shell): every line that is not about a restricted record.
    """
    if actor is None:
        found = [_line_of_waiting(row) for row in all_waiting(connection) if row.own_code is not None]
        found += [_line_of_item(one) for one in open_items(connection)]
        found = [line for line in found if not line.is_restricted]
    else:
        sight = Sight(server, connection, actor)
        found = [_line_of_waiting(row) for row in _waiting_for(sight)]
        found += [_line_of_item(one) for one in _visible_items(sight, open_items(connection))]
    shared = Counter(line.code for line in found)
    told = [replace(line, code=line.long_code) if shared[line.code] > 1 else line for line in found]
    return sorted((line for line in told if item_kind is None or line.item_kind == item_kind), key=_urgency)


def decide_line(
    book: CentralCaseBook, server: Server, code: str, *, decision: str, reason: str, value: Json = None
) -> Saved | Decided:
    """Decide a line as the person of `book`.

    keep = the value as shown, or the former value of what was set aside; write = another value (two versions alone);
    release = let stand what was set aside. Raises `review.item_unknown`, `review.code_too_short`,
    `review.for_who_leads`, `review.decision_does_not_fit`, `review.reason_needed`, `review.cannot_release`,
    `record.invalid`.
    """
    if not reason.strip():
        raise HomewardError("review.reason_needed")
    with server.database.snapshot() as connection:
        waiting = _waiting_with(connection, book.actor, server, code)
        items = [one for one in items_with_code(connection, code) if one.is_open]
    meant = [waiting_code(one.dot, is_long=True) for one in waiting] + [one.long_code for one in items]
    if not meant:
        raise HomewardError("review.item_unknown", item=code)
    if len(meant) > 1:
        raise HomewardError("review.code_too_short", item=code, codes=", ".join(sorted(meant)))
    if waiting:
        return _decide_waiting(server, book, waiting[0], decision=decision, reason=reason)
    return _decide_item(book, server, items[0], decision=decision, reason=reason, value=value)


def waiting_code(dot: Dot, *, is_long: bool = False) -> str:
    """The code of a change that was set aside, or its long form."""
    characters = LONG_CODE_CHARACTERS if is_long else CODE_CHARACTERS
    return item_code(SET_ASIDE, dot[0], str(dot[1]), characters=characters)


def _decide_waiting(server: Server, book: CentralCaseBook, row: WaitingRow, *, decision: str, reason: str) -> Decided:
    if decision == RELEASE:
        return release(server, row.dot, by=book.person.worker)
    if decision == KEEP:
        return reject(server, row.dot, by=book.person.worker, reason=reason)
    raise HomewardError("review.decision_does_not_fit", kind=SET_ASIDE)


def _decide_item(
    book: CentralCaseBook, server: Server, item: ReviewItem, *, decision: str, reason: str, value: Json
) -> Saved:
    fits = decision in (KEEP, WRITE) if item.item_kind == TWO_VERSIONS else decision == KEEP
    fits = fits and item.item_kind != POSSIBLE_DUPLICATE  # decided where the two cases stand side by side
    if not fits:
        raise HomewardError("review.decision_does_not_fit", kind=item.item_kind)
    if item.item_kind == WITNESS and _is_lost(server, book.actor, item):
        return _saved(book.save([judgement(item, verdict_on(item), reason, record=_new_id(server))]), item)
    shown = book.open(item.record, reason=reason)
    if item.item_kind != TWO_VERSIONS:
        return _saved(book.save([judgement(item, verdict_on(item), reason, record=_new_id(server))]), item)
    conflict = next((one for one in shown.conflicts if one.register == item.item), None)
    if conflict is None:
        raise HomewardError("review.item_unknown", item=item.code)
    chosen = value if decision == WRITE else shown.written[item.item][1].value
    edit = Edit(item.record, item.kind, item.home, {item.item: chosen}, dict(shown.seen), reason, resolves=(item.item,))
    return _saved(book.save([edit]), item)


def _is_lost(server: Server, actor: Actor, item: ReviewItem) -> bool:
    """Whether the centre has nothing of the record, so that nobody can open it, and it is hers to look at."""
    with server.database.snapshot() as connection:
        row = read_records(connection, [item.record]).get(item.record)
        is_hers = bool(_visible_items(Sight(server, connection, actor), [item]))
    return is_hers and (row is None or row.version == 0)


def may_decide(actor: Actor, item: ReviewItem, dossier: Dossier | None, *, is_reasoned: bool = True) -> bool:
    """Whether she decides about an item of this dossier; None: it lies in the directory or an office book."""
    if dossier is None:
        return decide(actor, Action.EDIT_PROVIDERS)
    target = Target(dossier.holders, is_restricted=item.is_restricted, is_reasoned=is_reasoned)
    return decide(actor, Action.DECIDE, target)


def _new_id(server: Server) -> Id:
    return uuid7(server.clock(), server.random(10))


def _saved(answer: Saved | Problems, item: ReviewItem) -> Saved:
    if isinstance(answer, Problems):
        raise RecordInvalid(kind=item.kind, problems=answer.problems)
    return answer


def _visible_items(sight: Sight, items: Iterable[ReviewItem]) -> list[ReviewItem]:
    found = list(items)
    rows = read_records(sight.connection, {one.record for one in found})
    visible = {row.id for row in sight.visible(rows.values())}
    dossiers = read_dossiers(sight.connection, {one.home for one in found})
    stored = {row.id for row in rows.values() if row.version > 0}
    lost = {one.record for one in found if one.item_kind == WITNESS and one.record not in stored}
    seen = visible | lost  # what the centre lost wholly is known from copies alone, and still a person's to look at
    return [one for one in found if one.record in seen and may_decide(sight.actor, one, dossiers.get(one.home))]


def _waiting_for(sight: Sight) -> list[WaitingRow]:
    rows = [row for row in all_waiting(sight.connection) if row.own_code is not None]
    dossiers = read_dossiers(sight.connection, {row.home for row in rows if row.home})
    found = []
    for row in rows:
        dossier = dossiers.get(row.home or "")
        if may_see_waiting(sight, row, dossier.holders if dossier else None):
            found.append(row)
    return found


def _waiting_with(connection: Connection, actor: Actor, server: Server, code: str) -> list[WaitingRow]:
    """The waiting changes that people may mean by `code`, as far as she may decide them: usually one or none.

    Raises `review.for_who_leads` where she may see what is meant and another decides it.
    """
    sight = Sight(server, connection, actor)
    found, meant = [], 0
    for row in _waiting_for(sight):
        if len(code) >= CODE_CHARACTERS and waiting_code(row.dot, is_long=True).startswith(code.upper()):
            meant += 1
            dossier = read_dossiers(connection, [row.home] if row.home else []).get(row.home or "")
            target = Target(
                dossier.holders if dossier else Target().home,
                frozenset({row.office}) if row.office else frozenset(),
                is_restricted=bool((kind := KINDS.get(row.kind or "")) and kind.restricted),
                is_reasoned=True,
            )
            if decide(actor, Action.DECIDE_SET_ASIDE, target):
                found.append(row)
    if meant and not found:
        raise HomewardError("review.for_who_leads", item=code)
    return found


def _line_of_waiting(row: WaitingRow) -> Line:
    kind = KINDS.get(row.kind or "")
    return Line(
        waiting_code(row.dot),
        waiting_code(row.dot, is_long=True),
        SET_ASIDE,
        row.record or "",
        row.kind or "",
        row.home or "",
        row.code,
        row.since,
        is_raise=row.is_raise,
        is_restricted=kind is None or kind.restricted,
    )


def _line_of_item(item: ReviewItem) -> Line:
    return Line(
        item.code,
        item.long_code,
        item.item_kind,
        item.record,
        item.kind,
        item.home,
        item.item,
        item.opened_at,
        is_warning=item.is_warning,
        is_restricted=item.is_restricted,
    )


def _urgency(line: Line) -> tuple[bool, bool, bool, int, str]:
    is_assignment = line.item_kind == TWO_VERSIONS and line.why == "group:assignment"
    return (not line.is_raise, not is_assignment, line.is_warning, line.opened_at, line.code)
