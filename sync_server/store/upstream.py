"""A hub and its centre: where it is, how far both are with each other, who speaks with it now.

One process speaks with the centre at a time: it holds the row under a token, and every page that it applies asks for
the token again under the row's lock. Request numbers rise strictly and are committed before they are used.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from shared_schema import canonical
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.state import Dot
from shared_schema.wire.messages import SetAside
from sync_server.store.statements import add_missing, fetch, put_rows, remove
from sync_server.store.tables_people import devices, incarnations
from sync_server.store.tables_records import changes
from sync_server.store.tables_upstream import upstream, upstream_heads, upstream_verdicts

START_BYTES = 32 * 1024


@dataclass(frozen=True, slots=True)
class Upstream:
    """The centre of this hub. Times in milliseconds; `caught_up_at` is the centre's clock, 0 where it never was."""

    server: Id
    certificate: bytes
    urls: tuple[str, ...]
    authority: str
    epoch: str | None
    batch_bytes: int
    reply_bytes: int
    roster: int
    caught_up_at: int
    contact_at: int | None
    tried_at: int | None
    failures: int
    problem: str | None
    next_at: int
    checkpoint: bytes | None


def read_upstream(connection: Connection) -> Upstream | None:
    """The centre; None at a centre, and at a hub that has not joined yet."""
    row = connection.execute(select(upstream)).one_or_none()
    return None if row is None else _upstream(row)


def require_upstream(connection: Connection) -> Upstream:
    """The same; `hub.not_joined` where there is none."""
    found = read_upstream(connection)
    if found is None:
        raise HomewardError("hub.not_joined")
    return found


@dataclass(frozen=True, slots=True)
class Block:
    """What certificates of laptops enrolled at this hub are called, so that no other server gives the same."""

    prefix: str
    last_serial: int


@dataclass(frozen=True, slots=True)
class Place:
    """Which server the centre is, and where."""

    server: Id
    certificate: bytes
    urls: tuple[str, ...]
    authority: str

    def values(self) -> dict[str, object]:
        """Columns of the row."""
        urls = canonical.dumps(list(self.urls)).decode()
        return {"server": self.server, "certificate": self.certificate, "urls": urls, "authority": self.authority}


def put_upstream(connection: Connection, place: Place) -> None:
    """The centre is somewhere else now, or has another certificate."""
    connection.execute(update(upstream).values(place.values()))


def insert_upstream(connection: Connection, place: Place, *, block: Block) -> None:
    """The hub has joined."""
    row = {"one": 1, **place.values(), "prefix": block.prefix, "last_serial": block.last_serial}
    nothing = {"last_number": 0, "roster": 0, "caught_up_at": 0, "failures": 0, "next_at": 0, "held_until": 0}
    connection.execute(insert(upstream), [row | nothing | {"batch_bytes": START_BYTES, "reply_bytes": START_BYTES}])


def read_block(connection: Connection) -> Block:
    """The codes and serials of this hub; `hub.not_joined`."""
    row = connection.execute(select(upstream.c.prefix, upstream.c.last_serial)).one_or_none()
    if row is None:
        raise HomewardError("hub.not_joined")
    return Block(row.prefix, row.last_serial)


def hold(connection: Connection, holder: Id, *, now_ms: int, until_ms: int) -> bool:
    """Take the line for this process; False while another one has it."""
    free = or_(upstream.c.holder.is_(None), upstream.c.held_until < now_ms, upstream.c.holder == holder)
    values = {"holder": holder, "held_until": until_ms, "tried_at": now_ms}
    return connection.execute(update(upstream).where(free).values(values)).rowcount == 1


def keep_holding(connection: Connection, holder: Id, *, until_ms: int) -> None:
    """First thing in every transaction of a page: the row is locked, and still ours; else `hub.busy`."""
    mine = update(upstream).where(upstream.c.holder == holder)
    if connection.execute(mine.values(held_until=until_ms)).rowcount != 1:
        raise HomewardError("hub.busy")


def let_go(connection: Connection, holder: Id, **values: object) -> None:
    """Leave the line to others, noting how it went (`failures`, `problem`, `next_at`, …)."""
    mine = update(upstream).where(upstream.c.holder == holder)
    connection.execute(mine.values(holder=None, held_until=0, **values))


def note(connection: Connection, **values: object) -> None:
    """What is known of the centre now, by the names of `Upstream`."""
    connection.execute(update(upstream).values(**values))


def take_number(connection: Connection) -> int:
    """The number of the next request."""
    raised = update(upstream).values(last_number=upstream.c.last_number + 1).returning(upstream.c.last_number)
    return int(connection.execute(raised).scalar_one())


def jump_past(connection: Connection, number: int) -> None:
    """Go on above `number`, which the centre has seen (after a restore of this hub)."""
    behind = update(upstream).where(upstream.c.last_number < number)
    connection.execute(behind.values(last_number=number))


def read_heads(connection: Connection, among: Iterable[Id] | None = None) -> dict[Id, int]:
    """{incarnation: highest n known at the centre}; incarnations that it does not know are absent."""
    if among is not None:
        found = fetch(connection, upstream_heads, ("incarnation", "n"), key="incarnation", values=among)
        return {row[0]: row[1] for row in found}
    return {row.incarnation: row.n for row in connection.execute(select(upstream_heads))}


def put_heads(connection: Connection, found: Mapping[Id, int]) -> None:
    """How far the centre is."""
    put_rows(connection, upstream_heads, ("incarnation", "n"), sorted(found.items()))


def add_heads(connection: Connection, known: Iterable[Id]) -> None:
    """Incarnations that the centre knows, how far is not yet said."""
    add_missing(connection, upstream_heads, ("incarnation", "n"), [(one, 0) for one in sorted(set(known))])


def forget_heads(connection: Connection, unknown: Iterable[Id]) -> None:
    """The centre (a restored one) does not know these."""
    remove(connection, upstream_heads, key="incarnation", values=unknown)


@dataclass(frozen=True, slots=True)
class Owed:
    """An incarnation with changes, or a life, that the centre has not heard of; `known` None: not even of itself."""

    incarnation: Id
    device: Id
    head_n: int
    known: int | None


def owed(connection: Connection, *, kinds: Iterable[str]) -> list[Owed]:
    """What is still to be told of devices of these kinds, oldest incarnation first."""
    joined = incarnations.join(devices, devices.c.id == incarnations.c.device).outerjoin(
        upstream_heads, upstream_heads.c.incarnation == incarnations.c.id
    )
    query = select(
        incarnations.c.id, incarnations.c.device, incarnations.c.head_n, upstream_heads.c.n.label("known")
    ).select_from(joined)
    behind = or_(upstream_heads.c.n.is_(None), upstream_heads.c.n < incarnations.c.head_n)
    query = query.where(devices.c.kind.in_(list(kinds)), behind)
    ordered = query.order_by(incarnations.c.created_at, incarnations.c.number, incarnations.c.id)
    return [Owed(row.id, row.device, row.head_n, row.known) for row in connection.execute(ordered)]


def put_verdicts(connection: Connection, answers: Iterable[SetAside], *, now_ms: int) -> None:
    """The centre has set these relayed changes aside."""
    listed = list(answers)
    rows = []
    for one in listed:
        found = select(changes.c.record).where(changes.c.incarnation == one.dot[0], changes.c.n == one.dot[1])
        behind = one.behind or (None, None)
        rows.append((*one.dot, one.code[:48], *behind, connection.scalar(found), now_ms))
    columns = ("incarnation", "n", "code", "behind_incarnation", "behind_n", "record", "at")
    put_rows(connection, upstream_verdicts, columns, rows)


def drop_verdicts(connection: Connection, ranges: Iterable[tuple[Id, int, int]]) -> None:
    """These stand at the centre after all: (incarnation, first, last)."""
    for incarnation, first, last in ranges:
        among = upstream_verdicts.c.n.between(first, last)
        connection.execute(delete(upstream_verdicts).where(upstream_verdicts.c.incarnation == incarnation, among))


def verdicts_of_records(connection: Connection, records: Iterable[Id]) -> list[tuple[Id, Dot, str]]:
    """(record, dot, code) of what the centre has set aside of these records."""
    columns = ("record", "incarnation", "n", "code")
    rows = fetch(connection, upstream_verdicts, columns, key="record", values=records, order_by="incarnation, n")
    return [(row[0], (row[1], row[2]), row[3]) for row in rows]


def verdicts_of(connection: Connection, incarnations_of_device: Iterable[Id]) -> tuple[SetAside, ...]:
    """What the centre has set aside of these incarnations, as it is handed on to their laptop."""
    columns = ("incarnation", "n", "code", "behind_incarnation", "behind_n")
    rows = fetch(
        connection, upstream_verdicts, columns, key="incarnation", values=incarnations_of_device,
        order_by="incarnation, n",
    )  # fmt: skip
    return tuple(SetAside((row[0], row[1]), row[2], (row[3], row[4]) if row[3] is not None else None) for row in rows)


def all_verdicts(connection: Connection, *, limit: int) -> list[tuple[Id | None, Dot, str]]:
    """(record, dot, code) of what the centre has set aside, the newest first."""
    query = select(upstream_verdicts).order_by(upstream_verdicts.c.at.desc(), upstream_verdicts.c.n.desc()).limit(limit)
    return [(row.record, (row.incarnation, row.n), row.code) for row in connection.execute(query)]


def count_verdicts(connection: Connection) -> int:
    """How many changes the centre has set aside."""
    return int(connection.scalar(select(func.count()).select_from(upstream_verdicts)) or 0)


def waits_up(connection: Connection, *, kinds: Iterable[str]) -> tuple[int, int | None]:
    """(changes that the centre has not confirmed, when the oldest of them came here or None)."""
    total, oldest = 0, None
    for one in owed(connection, kinds=kinds):
        known = one.known or 0
        if one.head_n <= known:
            continue
        total += one.head_n - known
        query = select(changes.c.received_at).where(changes.c.incarnation == one.incarnation, changes.c.n == known + 1)
        at = connection.scalar(query)
        oldest = at if oldest is None or (at is not None and at < oldest) else oldest
    return total, oldest


def laptops_heard_since(connection: Connection, since_ms: int) -> int:
    """How many laptops were in contact with this hub."""
    heard = (devices.c.kind == "laptop") & (devices.c.last_contact_at >= since_ms)
    return int(connection.scalar(select(func.count()).select_from(devices).where(heard)) or 0)


def _upstream(row: Row[Any]) -> Upstream:
    values = {name: getattr(row, name) for name in Upstream.__dataclass_fields__}
    return Upstream(**(values | {"urls": tuple(orjson.loads(row.urls))}))
