"""Photos on a stick: beside the bundle, both ways, as the person chose; early, twice, cut, and of a lost laptop."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from field_client.app import Laptop
from field_client.carrying import courier_for, photos_for
from field_client.sync.photo_courier import PhotosDelivered, PhotosMade
from field_client.sync.photos import still_to_send
from shared_schema.wire.photo_head import ALL, NONE, THUMBNAILS, Listed, fitting
from sync_server.services.courier_photo_answer import PhotosAnswer, make_photos_answer
from sync_server.services.courier_photos import PhotosRead, take_photos
from sync_server.services.fleet import report_lost
from sync_server.store.devices import Device, find_device
from tests.builders.photos import a_photo
from tests.central import Central, a_central
from tests.field_client.sync.laptops import Field, closing
from tests.field_client.sync.photos import a_case_here, add, has
from tests.integration.test_bundles import answer_to, pack, read_at
from tests.stores import StoreUrls

CHUNKS = 4  # of a photo here: one of the thumbnail, three of the content


@pytest.fixture
def central(sqlite_urls: StoreUrls, tmp_path: Path) -> Iterator[Central]:
    made = a_central(sqlite_urls, tmp_path)
    made.person("sokha", office=made.office("PNH"))
    yield made
    made.close()


def make(laptop: Laptop, choice: str = ALL) -> PhotosMade:
    """The one file that everything fits into."""
    (made,) = photos_for(laptop, laptop.centre()).make(choice)
    return made


def data_of(made: PhotosMade | PhotosAnswer) -> bytes:
    file = BytesIO()
    made.write_into(file)
    return file.getvalue()


def take(central: Central, data: bytes) -> PhotosRead:
    return take_photos(central.server, BytesIO(data))


def device_of(central: Central, laptop: Laptop) -> Device:
    with central.server.database.snapshot() as connection:
        device = find_device(connection, laptop.identity.device)
    assert device is not None
    return device


def answer(central: Central, laptop: Laptop, *, max_bytes: int = 10**9) -> PhotosAnswer:
    found = make_photos_answer(central.server, device_of(central, laptop), max_bytes=max_bytes)
    assert found is not None
    return found


def carry_records(central: Central, laptop: Laptop) -> None:
    """Bundle there and answer back, without photos."""
    read_at(central, pack(laptop))
    courier_for(laptop, laptop.centre()).read(answer_to(central, laptop).data)


def read_back(laptop: Laptop, data: bytes) -> PhotosDelivered:
    return photos_for(laptop, laptop.centre()).read(BytesIO(data))


def test_photos_ride_beside_the_bundle_early_cut_damaged_and_twice(central: Central, sokha: Field) -> None:
    with closing(sokha) as (laptop,):
        laptop.sync()
        photo, home = a_photo(), a_case_here(laptop)
        add(laptop, home, photo)
        made = make(laptop)
        assert (made.photos, made.bytes) == (1, sum(map(len, photo.chunks.values())))
        early = take(central, data_of(made))
        assert (early.kept, early.unknown, early.is_all_taken) == (0, CHUNKS, False)
        assert not list(central.server.chunks.names())
        read_at(central, pack(laptop))
        data = data_of(made)
        cut = take(central, data[: len(data) // 2])
        assert 0 < cut.kept < CHUNKS and not cut.is_all_taken
        whole = take(central, data)
        assert (whole.kept, whole.before, whole.is_all_taken) == (CHUNKS - cut.kept, cut.kept, True)
        assert sorted(central.server.chunks.names()) == sorted(photo.chunks)
        assert take(central, data).kept == 0
        courier_for(laptop, laptop.centre()).read(answer_to(central, laptop).data)
        server = laptop.centre().server
        assert still_to_send(laptop.store, server) == 1
        told = answer(central, laptop)
        assert (told.head.chunks, told.has_more) == ((), False)  # its own photo does not come back
        assert read_back(laptop, data_of(told)).received == 1 and read_back(laptop, data_of(told)).received == 1
        assert still_to_send(laptop.store, server) == 0 and make(laptop).photos == 0
        other = a_photo("damaged on the disk")
        add(laptop, home, other)
        read_at(central, pack(laptop))
        made = make(laptop)
        broken = laptop.config.data / "chunks" / other.value.chunks[1]
        broken.write_bytes(b"\0" + broken.read_bytes()[1:])
        read = take(central, data_of(made))
        assert (read.kept, read.seen.whole, read.seen.of, read.is_all_taken) == (CHUNKS - 1, CHUNKS - 1, CHUNKS, False)


def test_an_answer_brings_photos_with_their_records_and_what_is_asked_for_then(
    central: Central, sokha: Field, second: Field
) -> None:
    with closing(sokha, second) as (first, other):
        first.sync(), other.sync()
        home = a_case_here(other)
        photos = [a_photo(f"photo {n}") for n in range(3)]
        for photo in photos:
            add(other, home, photo)
        other.sync(photos=ALL)
        assert photos_for(first, first.centre()).make(NONE) == ()
        take(central, data_of(make(first, THUMBNAILS)))
        read_at(central, pack(first))
        records, small = answer_to(central, first), answer(central, first)
        assert read_back(first, data_of(small)).unknown == len(small.head.chunks) == 3
        courier_for(first, first.centre()).read(records.data)
        assert read_back(first, data_of(small)).arrived == 3 and read_back(first, data_of(small)).before == 3
        assert {has(first, photo) for photo in photos} == {"thumbnail"}
        assert make(first, ALL).photos == 0  # what came from there does not go back
        for at in range(3):
            take(central, data_of(make(first, ALL)))
            part = answer(central, first, max_bytes=140_000)
            assert part.has_more == (at < 2)
            assert read_back(first, data_of(part)).arrived == 1
        assert {has(first, photo) for photo in photos} == {"here"}


def test_a_lost_laptop_may_send_and_gets_nothing_but_a_receipt(central: Central, sokha: Field, second: Field) -> None:
    with closing(sokha, second) as (first, other):
        first.sync(), other.sync()
        add(other, a_case_here(other), a_photo("of the other"))
        other.sync(photos=ALL)
        carry_records(central, first)
        add(first, a_case_here(first), a_photo())
        read_at(central, pack(first))
        report_lost(central.server, first.identity.code)
        assert take(central, data_of(make(first))).kept == CHUNKS
        told = answer(central, first)
        assert told.head.chunks == () and len(told.head.lacks) == 1


def test_chunks_are_laid_into_as_many_files_as_they_take() -> None:
    chunks = [Listed("r", f"n{at}", 10) for at in range(5)]
    assert [len(some) for some in fitting(chunks, max_bytes=20)] == [2, 2, 1]
    assert fitting([], max_bytes=20) == ((),)
