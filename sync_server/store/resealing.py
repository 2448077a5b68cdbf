"""Everything that lies sealed under the keys of homes, and how it is sealed anew under their newest (security.md 4.7).

`PLACES` names every such column; second factors, lease secrets and sessions lie under the key of the directory, which
is never replaced. A page of rows is one transaction; what another transaction has locked is passed over and comes next.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    Row,
    Table,
    bindparam,
    func,
    select,
    tuple_,
    update,
)

from shared_schema.errors import HomewardError
from sync_server.store.sealing import CHANGES, RESTRICTED, STATES, Sealing, Version, number_bytes
from sync_server.store.tables_match import match_profile
from sync_server.store.tables_records import changes, console_drafts, early_batches, records, waiting, witnesses
from sync_server.store.tables_upstream import upstream_states

_NUMBER_AT, _NUMBER_BYTES = 2, 4  # of an envelope, counted from 1
_SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class Place:
    """A table with a sealed column; `home` = the column that names whose key, `bound` = a row's (use, record, version)
    as they are authenticated with it, `narrow` = rows of a home that an index finds (None: the table is small)."""

    table: Table
    home: str
    bound: Callable[[Row[Any]], tuple[str, str, Version]]
    narrow: tuple[Callable[[str], ColumnElement[bool]], ...] = ()

    @property
    def keys(self) -> list[Column[Any]]:
        """The primary key."""
        return list(self.table.primary_key.columns)


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a run over one home came: in which of its sources, after which primary key."""

    source: int = 0
    after: tuple[Any, ...] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What one page did: rows sealed anew, rows that do not open; `next` None at the end."""

    done: int
    broken: int
    next: Mark | None


def _state_use(row: Row[Any]) -> str:
    return RESTRICTED if row.is_restricted else STATES


def _of_records(home: str) -> ColumnElement[bool]:
    return changes.c.record.in_(select(records.c.id).where(records.c.home == home))


def _that_wait(home: str) -> ColumnElement[bool]:
    dots = select(waiting.c.incarnation, waiting.c.n).where(waiting.c.home == home)
    return tuple_(changes.c.incarnation, changes.c.n).in_(dots)


_RECORDS = Place(records, "home", lambda row: (_state_use(row), row.id, row.version))
_PROFILES = Place(match_profile, "home", lambda row: (STATES, row.record, row.version))
_RECEIVED = Place(upstream_states, "home", lambda row: (_state_use(row), row.record, 0))
_CHANGES = Place(
    changes,
    "sealed_for",
    lambda row: (row.use, row.record or "", (row.incarnation, row.n)),
    narrow=(_of_records, _that_wait),
)
_EARLY = Place(early_batches, "sealed_for", lambda row: (CHANGES, "", (row.incarnation, row.n_before)))
_DRAFTS = Place(console_drafts, "sealed_for", lambda row: (STATES, row.id, row.person))
_WITNESSES = Place(witnesses, "sealed_for", lambda row: (RESTRICTED, row.record, row.device))

CURRENT_STATES = (_RECORDS, _PROFILES, _RECEIVED)
PLACES = (*CURRENT_STATES, _CHANGES, _EARLY, _DRAFTS, _WITNESSES)


def reseal_page(
    connection: Connection,
    sealing: Sealing,
    home: str,
    *,
    mark: Mark,
    limit: int,
    places: tuple[Place, ...] = PLACES,
    is_thorough: bool = False,
) -> Page:
    """Seal up to `limit` rows of a home anew that lie under one of its former keys, from `mark` on.

    `is_thorough` looks through whole tables for bodies that no record or waiting line leads to. A home without a key
    has nothing to seal. Damaged rows stay as they are and are counted.
    """
    number = sealing.key_no(home)
    if number is None:
        return Page(0, 0, None)
    sources = list(_sources(places, home, is_thorough=is_thorough))
    done = broken = 0
    for at in range(mark.source, len(sources)):
        place, narrowed = sources[at]
        after = mark.after if at == mark.source else None
        room = limit - done - broken
        rows = _behind(connection, place, home, narrowed, number=number, after=after, limit=room)
        sealed = _resealed(sealing, place, home, rows)
        _put(connection, place, sealed)
        done, broken = done + len(sealed), broken + len(rows) - len(sealed)
        if len(rows) == room:
            return Page(done, broken, Mark(at, tuple(getattr(rows[-1], key.name) for key in place.keys)))
    return Page(done, broken, None)


def is_behind(connection: Connection, sealing: Sealing, home: str) -> bool:
    """Whether something that an index leads to still lies under a former key of the home."""
    number = sealing.key_no(home)
    if number is None:
        return False
    sources = _sources(PLACES, home, is_thorough=False)
    return any(
        connection.execute(select(place.keys[0]).where(*_older(place, home, number), *narrowed).limit(1)).first()
        for place, narrowed in sources
    )


def numbers_in_use(connection: Connection) -> dict[str, set[int]]:
    """{home: numbers of its keys under which something lies}, by reading every table once."""
    found: dict[str, set[int]] = {}
    for place in PLACES:
        home, number = place.table.c[place.home], _number(place)
        query = select(home, number).where(place.table.c[_SEALED].is_not(None), home.is_not(None)).distinct()
        for row in connection.execute(query):
            found.setdefault(row[0], set()).add(int.from_bytes(bytes(row[1]), "big"))
    return found


def _sources(
    places: tuple[Place, ...], home: str, *, is_thorough: bool
) -> Iterator[tuple[Place, tuple[ColumnElement[bool], ...]]]:
    for place in places:
        if is_thorough or not place.narrow:
            yield place, ()
        else:
            yield from ((place, (narrow(home),)) for narrow in place.narrow)


def _behind(
    connection: Connection,
    place: Place,
    home: str,
    narrowed: tuple[ColumnElement[bool], ...],
    *,
    number: int,
    after: tuple[Any, ...] | None,
    limit: int,
) -> list[Row[Any]]:
    query = select(place.table).where(*_older(place, home, number), *narrowed)
    if after is not None:
        query = query.where(tuple_(*place.keys) > after)
    query = query.order_by(*place.keys).limit(limit).with_for_update(skip_locked=True)
    return list(connection.execute(query).all())


def _older(place: Place, home: str, number: int) -> tuple[ColumnElement[bool], ...]:
    return place.table.c[place.home] == home, _number(place) < number_bytes(number)


def _number(place: Place) -> ColumnElement[bytes]:
    return func.substr(place.table.c[_SEALED], _NUMBER_AT, _NUMBER_BYTES, type_=LargeBinary)


def _resealed(sealing: Sealing, place: Place, home: str, rows: list[Row[Any]]) -> list[dict[str, Any]]:
    found = []
    for row in rows:
        use, record, version = place.bound(row)
        try:
            sealed = sealing.reseal(
                home, use, bytes(row.sealed), table=place.table.name, column=_SEALED, record=record, version=version
            )
        except HomewardError as error:
            if not error.code.startswith("sealing."):
                raise
            continue
        found.append({"resealed": sealed, **{f"key_{key.name}": getattr(row, key.name) for key in place.keys}})
    return found


def _put(connection: Connection, place: Place, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    mine = [key == bindparam(f"key_{key.name}") for key in place.keys]
    connection.execute(update(place.table).where(*mine).values(sealed=bindparam("resealed")), rows)
