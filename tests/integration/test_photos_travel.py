"""Photos between laptops and the centre: after the records, thumbnails first, whole chunks kept at every cut."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.line import Line as TelephoneLine
from field_client.app import open_http_line
from field_client.sync.photos import photo_sizes, put_choice, still_to_send
from shared_schema.records.file_value import CHUNK_BYTES
from shared_schema.wire.chunks import GET_PATH, PUT_PATH
from sync_server.app import create_app
from sync_server.store.forgetting import forget_homes
from sync_server.store.people import set_epoch
from tests.browser.serving import served
from tests.builders.field import a_laptop
from tests.builders.photos import a_photo
from tests.central import Central, a_central, reopen
from tests.field_client.sync.laptops import Field, closing
from tests.field_client.sync.lines import WsgiLine
from tests.field_client.sync.photos import Altering, PhotoCut, a_case_here, add, has, line_of, put_line
from tests.stores import StoreUrls

CHUNKS = 3


@pytest.fixture
def central(sqlite_urls: StoreUrls, tmp_path: Path) -> Iterator[Central]:
    """On SQLite: the SQL of chunks is tried on both stores by `tests/sync_server/api/test_chunks.py`."""
    made = a_central(sqlite_urls, tmp_path)
    made.person("sokha", office=made.office("PNH"))
    yield made
    made.close()


def test_a_photo_goes_after_its_record_and_comes_small_first(sokha: Field, second: Field, central: Central) -> None:
    photo = a_photo()
    with closing(sokha, second) as (first, other):
        record = add(first, a_case_here(first), photo)
        report = first.sync(photos="thumbnails")
        assert report.sent["attachment"] == 1 and report.photos.bytes_up == len(photo.thumbnail[0])
        assert still_to_send(first.store, first.centre().server) == 1  # the small picture alone went
        assert other.sync().photos.arrived == 1 and has(other, photo) == "thumbnail"
        report = first.sync(photos="all")
        assert report.photos.sent == 1 and still_to_send(first.store, first.centre().server) == 0
        assert other.sync().photos.arrived == 0 and has(other, photo) == "thumbnail"  # as she chose
        assert other.sync(photos="all").photos.arrived == 1 and has(other, photo) == "here"
        assert b"".join(other.book.attachments.read(photo.value))
        assert record in other.store.chunks.names.whole_at(other.centre().server)


def test_what_she_chose_not_to_move_is_not_moved(sokha: Field, second: Field) -> None:
    photo = a_photo()
    with closing(sokha, second) as (first, other):
        add(first, a_case_here(first), photo)
        put_choice(first.store, "none")
        report = first.sync()
        assert report.photos.bytes_up == 0 and report.requests <= 2
        assert still_to_send(first.store, first.centre().server) == 1
        first.sync(photos="all")
        put_choice(other.store, "none")
        assert other.sync().photos.bytes_down == 0 and has(other, photo) == "not_here"


def test_a_sending_without_photos_asks_nothing_about_photos(sokha: Field) -> None:
    with closing(sokha) as (laptop,):
        a_case_here(laptop)
        laptop.sync()
        assert laptop.sync().requests == 1
        add(laptop, a_case_here(laptop), a_photo())
        laptop.sync(photos="all")
        before = line_of(laptop).traffic.requests
        laptop.sync()
        assert line_of(laptop).traffic.requests - before == 1  # everything is there: nothing is asked


def test_cut_at_every_chunk_on_the_way_up_then_resume(sokha: Field) -> None:
    with closing(sokha) as (laptop,):
        home, inner = a_case_here(laptop), line_of(laptop)
        for how in ("lost", "unanswered"):
            for at in range(1, CHUNKS + 2):
                photo = a_photo(f"{how} {at}")
                add(laptop, home, photo)
                cutting = PhotoCut(inner, PUT_PATH, at, how)
                put_line(laptop, cutting)
                report = laptop.sync(photos="all")
                assert report.photos.stopped in ("sync.cut", "sync.no_contact") and report.sent["attachment"] == 1
                assert has(laptop, photo) == "here" and still_to_send(laptop.store, laptop.centre().server) == 1
                resumed = laptop.sync(photos="all")
                assert resumed.photos.stopped is None and still_to_send(laptop.store, laptop.centre().server) == 0
                assert len(cutting.bodies) == len(set(cutting.bodies)) == CHUNKS + 1  # no chunk arrived twice


def test_cut_within_every_chunk_on_the_way_down_then_resume(sokha: Field, second: Field) -> None:
    with closing(sokha, second) as (first, other):
        home, inner = a_case_here(first), line_of(other)
        for cut in (0, 1, 7, 8, 9, CHUNK_BYTES // 2, CHUNK_BYTES + 24, CHUNK_BYTES + 30, 2 * CHUNK_BYTES + 40):
            photo = a_photo(f"cut {cut}")
            add(first, home, photo)
            first.sync(photos="all")
            put_line(other, inner)
            other.sync(photos="thumbnails")
            put_line(other, PhotoCut(inner, GET_PATH, 1, str(cut)))
            assert other.sync(photos="all").photos.stopped == "sync.cut"
            whole = sum(cut >= (number + 1) * (CHUNK_BYTES + 24) for number in range(CHUNKS))
            assert sum(name in other.store.chunks.here() for name in photo.value.chunks) == whole, cut
            before = inner.traffic
            resumed = other.sync(photos="all")
            assert resumed.photos.bytes_down == sum(len(one) for one in photo.full[whole:])
            assert inner.traffic.since(before).down - resumed.photos.bytes_down < 6_000
            assert has(other, photo) == "here"


def test_a_real_line_cut_in_the_middle_of_chunks_loses_at_most_one_chunk_a_cut(
    sokha: Field, second: Field, central: Central
) -> None:
    """HTTP over 127.x through a proxy that breaks the connection after so many bytes, again and again."""
    photo = a_photo(size=6 * CHUNK_BYTES)
    cuts, total = 0, sum(map(len, photo.chunks.values()))
    with (
        closing(sokha, second) as (laptop, other),
        served(create_app(central.server, with_console=False), host="127.0.0.2") as address,
    ):
        add(laptop, a_case_here(laptop), photo)
        host, port = address.removeprefix("http://").split(":")
        with TelephoneLine((host, int(port))) as line:
            put_line(laptop, open_http_line(f"http://{line.address}", None))
            laptop.sync(photos="none")
            line.counters.reset()
            while still_to_send(laptop.store, laptop.centre().server):
                line.cut_after_bytes = line.counters.add() + 100_000
                cuts += laptop.sync(photos="all").photos.stopped is not None
                assert cuts < 20
            line.cut_after_bytes = None
            again = line.counters.up - total
            assert cuts >= 4 and again <= cuts * CHUNK_BYTES + 60_000, (cuts, again)
            http = open_http_line(f"http://{line.address}", None)
            put_line(other, http)
            other.sync(photos="none")
            before, cuts = http.traffic, 0  # what the line lost on its way never arrived, so it was not received twice
            while has(other, photo) != "here":
                line.cut_after_bytes = line.counters.add() + 120_000
                cuts += other.sync(photos="all").photos.stopped is not None
                assert cuts < 20
            again = http.traffic.since(before).down - total
            assert cuts >= 3 and again <= cuts * CHUNK_BYTES + 60_000, (cuts, again)
    assert all(central.server.chunks.has(name) for name in photo.chunks)


def test_a_limit_of_kilobytes_holds_for_photos_too(sokha: Field) -> None:
    with closing(sokha) as (laptop,):
        home = a_case_here(laptop)
        for number in range(4):
            add(laptop, home, a_photo(f"photo {number}"))
        report = laptop.sync(photos="all", up_to_bytes=150_000)
        moved = report.bytes_up + report.bytes_down + report.photos.bytes_up
        assert 100_000 < moved < 150_000 + CHUNK_BYTES + 16 and still_to_send(laptop.store, laptop.centre().server) == 4
        assert laptop.sync(photos="all").photos.sent == 4


def test_a_wrong_chunk_from_the_server_is_not_kept(sokha: Field, second: Field, central: Central) -> None:
    photo = a_photo()
    with closing(sokha, second) as (first, other):
        add(first, a_case_here(first), photo)
        first.sync(photos="all")
        place = central.server.chunks.path(photo.value.chunks[1])
        place.write_bytes(photo.full[0])  # a server that gives something else under this name
        other.sync(photos="all")
        assert has(other, photo) == "thumbnail" and photo.value.chunks[1] not in other.store.chunks.here()


def test_a_chunk_altered_on_the_way_is_not_kept_and_ends_the_fetch(sokha: Field, second: Field) -> None:
    photo = a_photo()
    with closing(sokha, second) as (first, other):
        add(first, a_case_here(first), photo)
        first.sync(photos="all")
        other.sync(photos="none")
        put_line(other, Altering(line_of(other)))
        assert other.sync(photos="all").photos.stopped == "wire.malformed"
        assert other.store.chunks.here() == frozenset()


def test_a_damaged_chunk_on_the_laptop_is_not_sent(sokha: Field, central: Central) -> None:
    photo = a_photo()
    with closing(sokha) as (laptop,):
        add(laptop, a_case_here(laptop), photo)
        (sokha.config.data / "chunks" / photo.value.chunks[1]).write_bytes(b"x" * 500)
        report = laptop.sync(photos="all")
        assert report.photos.stopped is None and not central.server.chunks.has(photo.value.chunks[1])
        assert photo.value.chunks[1] not in laptop.store.chunks.here()  # it is asked of those who have it
        assert central.server.chunks.has(photo.value.chunks[2])


def test_a_restored_server_is_given_its_lost_photos_again(sokha: Field, central: Central) -> None:
    photo = a_photo()
    with closing(sokha) as (laptop,):
        add(laptop, a_case_here(laptop), photo)
        laptop.sync(photos="all")
        for name in photo.chunks:
            central.server.chunks.remove(name)
        laptop.sync(photos="all")
        assert not central.server.chunks.has(photo.value.chunks[0])  # nobody said that anything was lost
        central.server.database.run(lambda tx: set_epoch(tx, "00112233445566ff"))
        again = reopen(central.server.config, central.folder, central.clock)
        put_line(laptop, WsgiLine(create_app(again.server, with_console=False)))
        laptop.sync(photos="all")
        assert all(again.server.chunks.has(name) for name in photo.chunks)
        again.close()


def test_sizes_are_told_before_anything_moves(sokha: Field, second: Field) -> None:
    photo = a_photo()
    with closing(sokha, second) as (first, other):
        add(first, a_case_here(first), photo)
        server = first.centre().server
        sizes = photo_sizes(first.store, server)
        small, full = sum(map(len, photo.thumbnail)), sum(map(len, photo.full))
        assert sizes.of("thumbnails").bytes == small and sizes.of("all").bytes == small + full
        first.sync(photos="all")
        assert photo_sizes(first.store, server).of("all").bytes == 0
        other.sync(photos="none")
        sizes = photo_sizes(other.store, server)
        assert (sizes.fetch_small.bytes, sizes.fetch_full.bytes, sizes.of("none").bytes) == (small, full, 0)


def test_photos_of_a_case_that_left_go_from_the_laptop_when_they_were_received(sokha: Field, central: Central) -> None:
    photo = a_photo()
    with closing(sokha) as (laptop,):
        case = a_case_here(laptop)
        add(laptop, case, photo)
        laptop.sync(photos="none")
        chenda = central.person("chenda", office=laptop.identity.office, role="supervisor")
        dara = central.person("dara", office=laptop.identity.office)
        mover = a_laptop(central, "chenda")
        mover.settle()
        mover.change(case, {"group:assignment": {"case_worker": dara.id, "office": chenda.office}}, reason="moved")
        assert not mover.exchange().verdicts.set_aside
        laptop.sync(photos="none")
        assert set(laptop.store.chunks.here()) == set(photo.chunks)  # nobody else has them yet
        report = laptop.sync(photos="all")
        assert report.photos.sent == 1 and all(central.server.chunks.has(name) for name in photo.chunks)
        laptop.sync()
        assert laptop.store.chunks.here() == frozenset()


def test_an_erased_photo_leaves_nothing_on_the_laptop(sokha: Field, central: Central) -> None:
    photo = a_photo()
    with closing(sokha) as (laptop,):
        case = a_case_here(laptop)
        add(laptop, case, photo)
        laptop.sync(photos="all")
        central.server.sealing.destroy_keys([case], now_ms=central.clock())
        central.server.database.run(lambda tx: forget_homes(tx, [case], now_ms=central.clock()))
        laptop.sync()
        assert laptop.store.chunks.here() == frozenset()
