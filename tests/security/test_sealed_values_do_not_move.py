"""What lies sealed in the database opens only where it was put, and not at all once its key is destroyed."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, select, text, update

from shared_schema.errors import HomewardError
from sync_server.store.engine import Database, open_database
from sync_server.store.keyring import KeyRing, new_keyring
from sync_server.store.keyset import HomeKey, KeySet, home_keys
from sync_server.store.sealing import CHANGES, RESTRICTED, STATES, Sealing, Version
from tests.stores import StoreUrls

HOME, OTHER = "A" * 22, "B" * 21 + "A"
PLACE: dict[str, object] = {"table": "records", "column": "state", "record": "R" * 21 + "A", "version": 3}


class Room:
    """A sealing room on one key set, and a second one as another process would have it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.ring = new_keyring(random=os.urandom, now_ms=0)
        self.sealing = self.another()

    def another(self, ring: KeyRing | None = None) -> Sealing:
        return Sealing(KeySet(self.database, ring=ring or self.ring, random=os.urandom), random=os.urandom)


@pytest.fixture
def room(store_urls: StoreUrls) -> Iterator[Room]:
    database = open_database(store_urls.keyset, schema=store_urls.keyset_schema)
    yield Room(database)
    database.dispose()


def seal(sealing: Sealing, plain: bytes = b"words", home: str = HOME, use: str = STATES) -> bytes:
    return sealing.seal(home, use, plain, table="records", column="state", record="R" * 21 + "A", version=3)


def opened(sealing: Sealing, envelope: bytes, home: str = HOME, use: str = STATES, **moved: object) -> bytes:
    place = PLACE | moved
    return sealing.open_sealed(home, use, envelope, **place)  # type: ignore[arg-type]


def refused(sealing: Sealing, envelope: bytes, home: str = HOME, use: str = STATES, **moved: object) -> str:
    with pytest.raises(HomewardError) as caught:
        opened(sealing, envelope, home, use, **moved)
    return caught.value.code


def test_a_sealed_value_opens_where_it_was_put(room: Room) -> None:
    assert opened(room.sealing, seal(room.sealing)) == b"words"
    assert opened(room.another(), seal(room.sealing)) == b"words"


@pytest.mark.parametrize(
    "moved",
    [
        {"table": "changes"},
        {"column": "body"},
        {"record": "S" * 21 + "A"},
        {"version": 4},
        {"version": ("R" * 21 + "A", 3)},
        {"home": OTHER},
        {"use": CHANGES},
        {"use": RESTRICTED},
    ],
)
def test_a_sealed_value_that_was_moved_does_not_open(room: Room, moved: dict[str, object]) -> None:
    room.sealing.prepare([HOME, OTHER])
    assert refused(room.sealing, seal(room.sealing), **moved) == "sealing.does_not_open"  # type: ignore[arg-type]


def test_every_flipped_byte_and_every_cut_is_noticed(room: Room) -> None:
    envelope = seal(room.sealing)
    for at in range(len(envelope)):
        flipped = envelope[:at] + bytes([envelope[at] ^ 1]) + envelope[at + 1 :]
        assert refused(room.sealing, flipped) in ("sealing.does_not_open", "sealing.key_missing")
        assert refused(room.sealing, envelope[:at]) in ("sealing.does_not_open", "sealing.key_missing")


def test_a_wrapped_key_moved_to_another_home_does_not_open(room: Room) -> None:
    room.sealing.prepare([HOME, OTHER])
    with room.database.transaction() as connection:
        wrapped = connection.scalar(select(home_keys.c.wrapped).where(home_keys.c.home == HOME))
        connection.execute(update(home_keys).where(home_keys.c.home == OTHER).values(wrapped=wrapped))
    with pytest.raises(HomewardError) as caught:
        room.another().load([OTHER])
    assert caught.value.code == "sealing.does_not_open"


def test_no_key_lies_in_the_key_set_unwrapped(room: Room) -> None:
    room.sealing.prepare([HOME])
    [key] = [one.key for one in room.sealing.keyset.load([HOME])]
    with room.database.snapshot() as connection:
        wrapped = connection.scalar(select(home_keys.c.wrapped))
    assert wrapped is not None
    assert len(wrapped) == 60
    assert key not in wrapped


def test_ten_thousand_new_homes_are_one_transaction(room: Room) -> None:
    begun: list[str] = []
    original = room.database.transaction

    def counted(*, is_durable: bool = True) -> AbstractContextManager[Connection]:
        begun.append("write")
        return original(is_durable=is_durable)

    room.database.transaction = counted  # type: ignore[method-assign,assignment]
    homes = [f"{number:021d}A" for number in range(10_000)]
    room.sealing.prepare(homes)
    assert begun == ["write"]
    with room.database.snapshot() as connection:
        assert len(connection.execute(select(home_keys.c.home)).all()) == 10_000


def test_two_processes_that_make_a_key_at_once_agree(room: Room) -> None:
    other = room.another()
    other.refresh()
    room.sealing.prepare([HOME])
    assert opened(other, seal(room.sealing)) == b"words"
    assert [one.key_no for one in other.keyset.create([HOME])] == [1]
    assert opened(room.sealing, seal(other)) == b"words"


def test_a_destroyed_key_opens_nothing_any_more_in_any_process(room: Room) -> None:
    envelope = seal(room.sealing)
    other = room.another()
    other.load([HOME])
    assert opened(other, envelope) == b"words"
    room.sealing.destroy_keys([HOME], now_ms=1)
    assert refused(room.sealing, envelope) == "sealing.key_missing"
    other.refresh()
    assert refused(other, envelope) == "sealing.key_missing"
    with pytest.raises(HomewardError) as caught:
        other.prepare([HOME])
    assert caught.value.code == "sealing.key_destroyed"
    assert other.is_destroyed(HOME)


def test_a_new_key_of_a_home_leaves_the_former_envelopes_readable(room: Room) -> None:
    former = seal(room.sealing)
    other = room.another()
    assert room.sealing.replace_keys([HOME]) == {HOME: 2}
    newer = seal(room.sealing)
    assert (former[4], newer[4]) == (1, 2)
    assert opened(room.sealing, former) == opened(room.sealing, newer) == b"words"
    assert opened(other, former) == opened(other, newer) == b"words"
    assert other.key_no(HOME) == 2


def test_a_value_sealed_anew_opens_under_the_new_number_at_its_own_place_alone(room: Room) -> None:
    former = seal(room.sealing)
    room.sealing.replace_keys([HOME, OTHER])
    place = {"table": "records", "column": "state", "record": "R" * 21 + "A", "version": 3}
    newer = room.sealing.reseal(HOME, STATES, former, **place)  # type: ignore[arg-type]
    assert (former[4], newer[4]) == (1, 2)
    assert opened(room.another(), newer) == b"words"
    renumbered = newer[:1] + former[1:5] + newer[5:]
    assert refused(room.sealing, renumbered) == "sealing.does_not_open"
    assert refused(room.sealing, newer, version=4) == "sealing.does_not_open"
    with pytest.raises(HomewardError, match=r"^sealing\.does_not_open$"):
        room.sealing.reseal(HOME, STATES, newer, **(place | {"version": 4}))  # type: ignore[arg-type]


def test_two_who_replace_a_key_at_once_do_so_one_after_the_other(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.sealing.prepare([HOME])
    other, wrapped, beside = room.another(), KeySet._wrapped, ThreadPoolExecutor(1)
    second: list[Future[dict[str, int]]] = []

    def overtaken(keyset: KeySet, home: str, key_no: int) -> tuple[dict[str, object], HomeKey]:
        if not second:  # the first has read which number comes next, and has written nothing yet
            second.append(beside.submit(other.replace_keys, [HOME]))
            wait(second, timeout=0.2)
        return wrapped(keyset, home, key_no)

    monkeypatch.setattr(KeySet, "_wrapped", overtaken)
    assert room.sealing.replace_keys([HOME]) == {HOME: 2}
    assert second[0].result() == {HOME: 3}
    beside.shutdown()
    assert [one.key_no for one in room.sealing.keyset.load([HOME]) if one.is_current] == [3]


def test_keys_that_were_read_before_a_change_are_not_taken_for_the_newest(room: Room) -> None:
    room.sealing.prepare([HOME])
    other = room.another()
    other.refresh()
    read = other.keyset.load

    def overtaken(homes: Iterable[str]) -> list[HomeKey]:
        keys = read(homes)
        if len(keys) == 1:  # between the reading and the remembering: a new key, and another thread that notices
            room.sealing.replace_keys([HOME])
            other.refresh()
        return keys

    other.keyset.load = overtaken  # type: ignore[method-assign]
    other.load([HOME])
    assert seal(other)[4] == 2


def test_what_another_process_sealed_tells_of_its_new_key(room: Room) -> None:
    other = room.another()
    assert seal(other)[4] == 1
    room.sealing.replace_keys([HOME])
    assert seal(other)[4] == seal(other, use=CHANGES)[4] == 1, "nothing has told it yet"
    assert opened(other, seal(room.sealing)) == b"words"
    assert seal(other)[4] == seal(other, use=CHANGES)[4] == 2


def test_rotating_rewraps_every_key_and_then_the_old_ring_key_is_not_needed(room: Room) -> None:
    envelopes = {home: seal(room.sealing, home=home) for home in (f"{n:021d}A" for n in range(7))}
    rotated = room.ring.rotated(now_ms=1)
    keyset = KeySet(room.database, ring=rotated, random=os.urandom)
    assert [keyset.rewrap_some(limit=3) for _ in range(4)] == [3, 3, 1, 0]
    assert keyset.counts() == {rotated.active: 7}
    left = room.another(rotated.without(room.ring.active))
    for home, envelope in envelopes.items():
        assert opened(left, envelope, home) == b"words"
    with pytest.raises(HomewardError) as caught:
        room.another().load(envelopes)
    assert caught.value.code == "sealing.ring_key_missing"


def test_the_key_set_says_which_schema_it_lives_in(room: Room) -> None:
    room.sealing.prepare([HOME])
    if room.database.is_sqlite:
        return
    with room.database.snapshot() as connection:
        assert connection.scalar(text("SELECT count(*) FROM keys.home_keys")) == 1
        assert connection.scalar(text("SELECT to_regclass('public.home_keys')")) is None


@given(st.binary(max_size=200), st.one_of(st.integers(0, 2**53), st.tuples(st.just(OTHER), st.integers(1, 2**40))))
def test_any_bytes_come_back_as_they_were(plain: bytes, version: Version) -> None:
    keyset = _FixedKeySet()
    sealing = Sealing(keyset, random=os.urandom)  # type: ignore[arg-type]
    place = {"table": "changes", "column": "body", "record": HOME, "version": version}
    envelope = sealing.seal(HOME, CHANGES, plain, **place)  # type: ignore[arg-type]
    assert len(envelope) == len(plain) + 33
    assert sealing.open_sealed(HOME, CHANGES, envelope, **place) == plain  # type: ignore[arg-type]


class _FixedKeySet:
    def version(self) -> int:
        return 0

    def load(self, homes: object) -> list[object]:
        return [HomeKey(HOME, 1, bytes(32), True)]
