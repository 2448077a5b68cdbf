"""Intake of a push: verified outside, then judged, applied, sealed and placed in one transaction (sync.md 5).

Promises an answer for every change received, given after commit; a push repeated is harmless; nothing typed is lost.
Refuses a forked device as a whole, with the way out named.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from shared_schema.canonical import encode_bytes
from shared_schema.change import Batch
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.wire.messages import SetAside, Verdicts
from sync_server.server import Server
from sync_server.services.arrivals import LOG_DAMAGED, Arrival, Verified, verify, verify_all
from sync_server.services.at_hand import News
from sync_server.services.intake import Intake, Stream
from sync_server.services.issuers import GOOD, ONLY_HANDS_IN, REVOKED, standing_of
from sync_server.services.judge import Sender
from sync_server.services.merging import Merging
from sync_server.services.own_lives import take_back_own_lives
from sync_server.services.senders import sender_of
from sync_server.services.verdicts import VerdictList
from sync_server.store import log
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.devices import (
    SERVER,
    Device,
    Incarnation,
    find_device,
    find_incarnation,
    lock_incarnation,
    set_head,
)
from sync_server.store.waiting import (
    incarnations_that_waited,
    incarnations_waiting_for,
    waiting_for_homes,
    waiting_of,
)

HOME_UNKNOWN = "change.home_unknown"
MOST_EARLY = 32  # batches of one incarnation that are kept beyond a gap; a laptop sends again what no receipt names


@dataclass(frozen=True, slots=True)
class Received:
    """The answer to a push, by record the versions that the bodies of this very push made (own echo), and by scope the
    numbers that its new records got."""

    verdicts: Verdicts
    echo: Mapping[Id, Collection[int]] = field(default_factory=dict)
    news: Mapping[str, News] = field(default_factory=dict)


NOTHING = Received(Verdicts())


def receive(server: Server, device: Device, batches: Sequence[Batch], *, standing: str = GOOD) -> Received:
    """Take in the batches of one request. `standing` is that of `device`, who brings them; what somebody else wrote is
    judged by how its author's device stands. Raises `device.forked`, `device.unknown`, `device.signature_wrong`."""
    if not batches:
        return NOTHING
    with server.database.snapshot() as connection:
        known = {one: find_incarnation(connection, one) for one in {batch.incarnation for batch in batches}}
    for one in take_back_own_lives(server, batches, [key for key, row in known.items() if row is None]):
        with server.database.snapshot() as connection:
            known[one] = find_incarnation(connection, one)
    sent = list(dict.fromkeys(batch.incarnation for batch in batches))
    verified = verify_all(batches, {key: value for key, value in known.items() if value is not None})

    def work(connection: Connection) -> _TakenIn:
        return _take_in(server, connection, device, verified, sent=sent, standing=standing)

    taken = server.database.run(work)
    if taken.new_dossiers:
        retry_unknown_homes(server, taken.new_dossiers)
    for incarnation in taken.awaited:
        server.database.run(lambda connection, one=incarnation: judge_again(server, connection, one))  # type: ignore[misc]
    return taken.received


def retry_what_waited(server: Server) -> int:
    """Judge again what waited for logs that have caught up meanwhile; how many incarnations were looked at."""
    with server.database.snapshot() as connection:
        found = incarnations_that_waited(connection)
    for incarnation in found:
        server.database.run(lambda connection, one=incarnation: judge_again(server, connection, one))  # type: ignore[misc]
    return len(found)


def retry_unknown_homes(server: Server, homes: Iterable[Id]) -> int:
    """Judge again what waited for dossiers that have arrived; how many incarnations were looked at."""
    with server.database.snapshot() as connection:
        rows = waiting_for_homes(connection, homes, code=HOME_UNKNOWN)
    incarnations = sorted({row.incarnation for row in rows})
    for incarnation in incarnations:
        server.database.run(lambda connection, one=incarnation: judge_again(server, connection, one))  # type: ignore[misc]
    return len(incarnations)


def judge_again(server: Server, connection: Connection, incarnation: Id) -> None:
    """Sort out anew what waits of one incarnation."""
    found = lock_incarnation(connection, incarnation)
    if found is None:
        return
    stream = Stream(found, sender_of(server, connection, found), ())
    merging = Merging(server, connection, now_ms=server.clock())
    intake = Intake(server, connection, merging)
    intake.add(stream)
    intake.open()
    intake.sort(stream)
    intake.write()


@dataclass(frozen=True, slots=True)
class _TakenIn:
    received: Received
    new_dossiers: tuple[Id, ...]
    awaited: tuple[Id, ...]  # incarnations of changes that had waited for what came now


def _take_in(
    server: Server,
    connection: Connection,
    device: Device,
    verified: Mapping[Id, list[Verified]],
    *,
    sent: Sequence[Id],
    standing: str,
) -> _TakenIn:
    """Logs are locked in sorted order and handled in the order in which they were `sent`: an older life of a laptop
    comes before the one that goes on where it ended."""
    now_ms = server.clock()
    merging = Merging(server, connection, now_ms=now_ms)
    intake = Intake(server, connection, merging)
    answers = VerdictList()
    repeated: list[tuple[Id, int]] = []
    for incarnation in sorted(verified):
        row = lock_incarnation(connection, incarnation)
        if row is None:
            raise HomewardError("device.unknown")
        taken = _continuation(server, connection, row, verified[incarnation], answers)
        repeated += _answer_repeated(connection, row, taken.repeated, answers)
        author = standing if row.device == device.id else _standing_behind(server, connection, row)
        intake.add(Stream(row, _sender(server, connection, row, standing=author), taken.fresh, taken.filled))
        if taken.head is not None:
            set_head(connection, incarnation, n=taken.head[0], link=taken.head[1])
            log.add_heads(connection, taken.batches)
            log.drop_early(connection, incarnation, up_to=taken.head[0])
    intake.open()
    for stream in sorted(intake.streams, key=lambda one: sent.index(one.row.id)):
        intake.sort(stream)
    echo = intake.answer(answers, repeated)
    intake.write()
    if any(stream.fresh for stream in intake.streams):
        act = AuditRow(at=now_ms, action="exchange.push", actor=device.person, device=device.id)
        append_rows(connection, [act], random=server.random)
    awaited = incarnations_waiting_for(connection, verified)
    received = Received(answers.verdicts(), echo, merging.news)
    return _TakenIn(received, intake.new_dossiers, tuple(awaited))


@dataclass(frozen=True, slots=True)
class _Continuation:
    fresh: tuple[Arrival, ...]
    repeated: tuple[Arrival, ...]
    filled: tuple[Arrival, ...]
    batches: tuple[Batch, ...]
    head: tuple[int, bytes] | None


def _continuation(
    server: Server, connection: Connection, row: Incarnation, verified: Sequence[Verified], answers: VerdictList
) -> _Continuation:
    """The gap-free continuation of what is held; what lies beyond a gap is kept and waits."""
    early = [verify(one, row) for one in log.early_batches_of(connection, server.sealing, row.id)]
    kept = {(one.batch.n_before, one.batch.head.n) for one in early}
    n, link = row.head_n, row.head_link
    fresh: list[Arrival] = []
    repeated: list[Arrival] = []
    filled: list[Arrival] = []
    batches: list[Batch] = []
    for one in sorted([*early, *verified], key=lambda each: (each.batch.n_before, each.batch.head.n)):
        batch = one.batch
        if batch.n_before > n:
            if (batch.n_before, batch.head.n) not in kept and len(kept) < MOST_EARLY:
                kept.add((batch.n_before, batch.head.n))
                home = _office_of(server, connection, row)
                server.sealing.prepare([home])
                log.keep_early(connection, server.sealing, batch, home=home, now_ms=server.clock())
            answers.wait_for((row.id, n + 1))
            continue
        _require_same_past(connection, row, one, fresh, filled)
        repeated += [entry for entry in one.arrivals if entry.linked.n <= n]
        news = [entry for entry in one.arrivals if entry.linked.n > n]
        if news:
            fresh += news
            n, link = news[-1].linked.n, news[-1].linked.link
            batches.append(batch)
    head = (n, link) if n > row.head_n else None
    return _Continuation(tuple(fresh), tuple(repeated), tuple(filled), tuple(batches), head)


def _require_same_past(
    connection: Connection, row: Incarnation, one: Verified, fresh: Sequence[Arrival], filled: list[Arrival]
) -> None:
    """What the batch says about counters that are held is what is held; bodies that were hidden are filled in."""
    batch = one.batch
    by_n = {entry.linked.n: entry.linked for entry in fresh}
    first = by_n.get(batch.n_before)
    link = (
        first.link if first is not None else log.link_at(connection, row.id, batch.n_before, first_link=row.first_link)
    )
    if link != batch.link_before:
        raise _forked(row)
    held = [entry for entry in one.arrivals if entry.linked.n <= row.head_n]
    stored = {}
    if held:
        entries = log.entries_between(connection, row.id, first=held[0].linked.n, last=held[-1].linked.n)
        stored = {entry.n: entry for entry in entries}
    for entry in one.arrivals:
        n = entry.linked.n
        known = stored[n].body_hash if n in stored else by_n[n].body_hash if n in by_n else None
        if known is not None and known != entry.linked.body_hash:
            raise _forked(row)
        if n in stored and stored[n].status == log.HIDDEN and entry.change is not None:
            filled.append(entry)


def _forked(row: Incarnation) -> HomewardError:
    return HomewardError("device.forked", incarnation=row.id, n=row.head_n, link=encode_bytes(row.head_link))


def _answer_repeated(
    connection: Connection, row: Incarnation, repeated: Sequence[Arrival], answers: VerdictList
) -> list[tuple[Id, int]]:
    """Tell what became of changes received before; (record, version) of those that stand count for own echo."""
    if not repeated:
        return []
    waits = waiting_of(connection, [row.id])
    damaged = log.damaged_at(connection, row.id)
    first, last = repeated[0].linked.n, repeated[-1].linked.n
    stored = {one.n: one for one in log.entries_between(connection, row.id, first=first, last=last)}
    standing = []
    for entry in repeated:
        waiting = waits.get(entry.dot)
        if damaged is not None and entry.linked.n >= damaged:
            answers.set_aside(SetAside(entry.dot, LOG_DAMAGED, (row.id, damaged) if entry.linked.n > damaged else None))
        elif waiting is not None:
            answers.set_aside(SetAside(entry.dot, waiting.code, waiting.behind))
        else:
            answers.duplicate(entry.dot)
            if entry.change is not None and entry.linked.n in stored:
                standing.append((entry.change.record, stored[entry.linked.n].version))
    return standing


def _standing_behind(server: Server, connection: Connection, row: Incarnation) -> str:
    """Of who wrote what another device carries; the own device of a server has no certificate that could end."""
    author = find_device(connection, row.device)
    if author is None:
        raise HomewardError("device.unknown")
    return GOOD if author.kind == SERVER else standing_of(server, connection, author)


def _sender(server: Server, connection: Connection, row: Incarnation, *, standing: str) -> Sender:
    """What a lost laptop wrote is cut by its counter; of one that only hands in, everything new waits."""
    found = sender_of(server, connection, row)
    if standing in (GOOD, REVOKED) or found.is_own_server:
        return found
    return replace(found, standing={**found.standing, row.id: (row.head_n, ONLY_HANDS_IN[standing])})


def _office_of(server: Server, connection: Connection, row: Incarnation) -> str:
    device = find_device(connection, row.device)
    return (device.office if device is not None else None) or "directory"
