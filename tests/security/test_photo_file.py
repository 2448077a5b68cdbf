"""Finder or forger of a stick with photos (security.md 4.11): flipped, cut, foreign, altered, oversized files of photos
are refused by name or bring exactly the chunks that the signed head lists; memory stays small.
"""

import os
import shutil
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pyrage
import pytest

from field_client.app import Laptop
from field_client.carrying import photos_for
from shared_schema import canonical
from shared_schema.age_text import recipient_of
from shared_schema.errors import HomewardError
from shared_schema.identifiers import random_id
from shared_schema.wire.chunks import Want, name_of
from shared_schema.wire.manifest import ANSWER, UP
from shared_schema.wire.photo_file import CONTEXT, MAGIC, OpenedHead, plain_photos, read_photos
from shared_schema.wire.photo_head import ALL, MAX_HEAD_BYTES, Listed, PhotoHead, read_head, write_head
from sync_server.keys.server_keys import pouring_to, sealer_to
from sync_server.services.courier import open_carried
from sync_server.services.courier_photo_answer import make_photos_answer
from sync_server.services.courier_photos import PhotosRead, take_photos
from sync_server.store.devices import find_device
from tests.builders.photos import Photo, a_photo
from tests.central import Central, a_central
from tests.field_client.sync.laptops import enrol_field
from tests.field_client.sync.photos import a_case_here, add
from tests.integration.test_bundles import pack, read_at
from tests.stores import StoreUrls

REFUSALS = ("bundle.", "wire.")


@dataclass
class Stick:
    """A centre that holds the records of a photo but not its chunks, the laptop, and the plain file of its photos."""

    central: Central
    laptop: Laptop
    other: Laptop
    photo: Photo
    head: PhotoHead
    plain: bytes

    def seal(self, plain: bytes) -> bytes:
        """Sealed to the centre, as anybody can who knows its public key."""
        return sealer_to(self.central.server.keys.age_recipient)(plain)

    def read(self, plain: bytes) -> PhotosRead:
        return take_photos(self.central.server, BytesIO(self.seal(plain)))

    def stored(self) -> set[str]:
        return set(self.central.server.chunks.names())

    def refuses(self, data: bytes) -> str:
        """The code by which a sealed file is refused; nothing is stored."""
        try:
            take_photos(self.central.server, BytesIO(data))
        except HomewardError as error:
            assert error.code.startswith(REFUSALS) and not self.stored(), error.code
            return error.code
        raise AssertionError("read as if nothing were wrong")

    def signed(self, laptop: Laptop | None = None, **changes: object) -> bytes:
        """The plain file with another head, truly signed by a laptop."""
        maker = laptop or self.laptop
        head = replace(self.head, id=random_id(os.urandom(16)), **changes)  # type: ignore[arg-type]
        return everything(plain_photos(head, sign=maker.keys.signer(), take=self.laptop.store.chunks.take))

    def forget(self) -> None:
        """The centre has nothing again."""
        for name in self.stored():
            self.central.server.chunks.remove(name)


def everything(readable: object) -> bytes:
    return b"".join(iter(lambda: readable.read(65_536), b""))  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Stick]:
    folder = tmp_path_factory.mktemp("photos")
    for line in ("records", "keyset"):
        shutil.copy(sqlite_template / f"{line}.db", folder / f"{line}.db")
    urls = StoreUrls("sqlite", f"sqlite:///{folder / 'records.db'}", f"sqlite:///{folder / 'keyset.db'}", None)
    central = a_central(urls, folder)
    office = central.office("PNH")
    for login in ("sokha", "dara"):
        central.person(login, office=office)
    laptop, other = (enrol_field(central, folder / "laptops", login).open() for login in ("sokha", "dara"))
    laptop.sync(), other.sync()
    photo = a_photo()
    add(laptop, a_case_here(laptop), photo)
    read_at(central, pack(laptop))
    (made,) = photos_for(laptop, laptop.centre()).make(ALL)
    plain = everything(plain_photos(made.head, sign=laptop.keys.signer(), take=laptop.store.chunks.take))
    yield Stick(central, laptop, other, photo, made.head, plain)
    for one in (laptop, other):
        one.close()
    central.close()


@pytest.fixture
def stick(house: Stick) -> Iterator[Stick]:
    yield house
    house.forget()


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def test_every_byte_flipped_is_refused_or_costs_that_chunk_alone(stick: Stick) -> None:
    length = int.from_bytes(stick.plain[4:8], "big")
    begin, end = 8 + length + 64, 8 + length + 64 + stick.head.bytes
    for at in range(begin):
        assert not head_passes(flipped(stick.plain, at), stick.laptop.keys.signing_public), at
    for at in range(0, begin, 97):
        stick.refuses(stick.seal(flipped(stick.plain, at)))
    for at in (begin, begin + 70_000, end - 1):
        read = stick.read(flipped(stick.plain, at))
        assert (read.seen.whole, read.seen.of, read.is_all_taken) == (3, 4, False), at
    stick.forget()
    assert not stick.read(flipped(stick.plain, end)).seen.is_whole  # padding too
    sealed = stick.seal(stick.plain)
    stick.forget()
    for at in (*range(0, 220, 7), 300):
        assert stick.refuses(flipped(sealed, at)) in ("bundle.damaged", "bundle.for_another", "bundle.not_a_bundle")


def head_passes(plain: bytes, key: bytes) -> bool:
    """Whether what lies inside begins with a head of the holder of this key."""

    def begin(opened: OpenedHead) -> Callable[[Listed, bytes], None]:
        opened.require_signed_by(key)
        return lambda _listed, _sealed: None

    def pour(_file: object, sink: object) -> bool:
        return bool(sink.write(plain))  # type: ignore[attr-defined]

    try:
        read_photos(BytesIO(b"age-encryption.org/v1"), opener=pour, begin=begin)
    except HomewardError as error:
        assert error.code.startswith("bundle."), error.code
        return False
    return True


def test_every_cut_brings_whole_chunks_or_nothing(stick: Stick) -> None:
    sealed = stick.seal(stick.plain)
    for size in (0, 10, 200, 5000, 65_000):
        stick.refuses(sealed[:size])
    for size in range(70_000, len(sealed), 23_456):
        read = take_photos(stick.central.server, BytesIO(sealed[:size]))
        assert not read.is_all_taken and read.seen.whole < 4 and stick.stored() < set(stick.photo.chunks)
    assert take_photos(stick.central.server, BytesIO(sealed)).is_all_taken and stick.stored() == set(stick.photo.chunks)


def test_files_of_others_are_refused_by_name(stick: Stick) -> None:
    seal, other = stick.seal, stick.other
    assert stick.refuses(seal(stick.signed(to=other.identity.device))) == "bundle.for_another"
    assert stick.refuses(seal(stick.signed(kind=ANSWER))) == "bundle.wrong_kind"
    assert stick.refuses(seal(stick.signed(maker=random_id(os.urandom(16))))) == "bundle.from_unknown"
    assert stick.refuses(seal(stick.signed(other))) == "bundle.forged"
    assert stick.refuses(sealer_to("age1" + other_recipient())(stick.plain)) == "bundle.for_another"
    assert stick.refuses(b"Dear all, ") == "bundle.not_a_bundle"
    assert stick.refuses(seal(b"HWB3" + stick.plain[4:])) == "bundle.not_a_bundle"
    with pytest.raises(HomewardError, match=r"bundle\.not_a_bundle"):
        open_carried(stick.central.server, seal(stick.plain))  # nor does it pass for a bundle of records


def other_recipient() -> str:
    return str(pyrage.x25519.Identity.generate().to_public()).removeprefix("age1")


def test_a_colleague_cannot_send_chunks_for_a_record_that_is_not_hers(stick: Stick) -> None:
    read = stick.read(stick.signed(stick.other, maker=stick.other.identity.device))
    assert (read.kept, read.unknown) == (0, 4) and not stick.stored()
    junk = b"x" * 1000
    head = replace(stick.head, chunks=(Listed(stick.head.chunks[0].record, name_of(junk), 1000),))
    plain = everything(plain_photos(head, sign=stick.laptop.keys.signer(), take=lambda _name: junk))
    assert stick.read(plain).unknown == 1 and not stick.stored()  # nor anybody what no record names


def test_an_answer_for_one_laptop_brings_another_nothing_and_holds_what_its_scopes_name(stick: Stick) -> None:
    stick.read(stick.plain)
    record, part = stick.head.chunks[0].record, stick.photo.value.chunks[0]
    curious = stick.signed(
        stick.other, maker=stick.other.identity.device, wants=(Want(record, part),), asks=(record,), chunks=()
    )
    stick.read(curious)
    with stick.central.server.database.snapshot() as connection:
        device = find_device(connection, stick.other.identity.device)
    assert device is not None
    answer = make_photos_answer(stick.central.server, device)
    assert answer is not None and answer.head.chunks == () and not answer.head.lacks
    file = BytesIO()
    answer.write_into(file)
    for laptop, code in ((stick.laptop, "bundle.for_another"), (stick.other, "")):
        file.seek(0)
        photos = photos_for(laptop, laptop.centre())
        if code:
            with pytest.raises(HomewardError, match=code):
                photos.read(file)
        else:
            assert photos.read(file).arrived == 0
    own = BytesIO()
    pouring_to(stick_recipient(stick.laptop))(BytesIO(stick.signed(kind=UP, to=stick.laptop.identity.device)), own)
    own.seek(0)
    with pytest.raises(HomewardError, match=r"bundle\.not_an_answer"):
        photos_for(stick.laptop, stick.laptop.centre()).read(own)


def stick_recipient(laptop: Laptop) -> str:
    return recipient_of(laptop.keys.receiving_public)


@pytest.mark.parametrize(
    ("wrong", "value"),
    [
        ("v", 2), ("kind", "receipt"), ("photos", "some"), ("from", "me"), ("made", -1), ("asks", ["x"]),
        ("wants", [["x", "y", 0, 1]]), ("chunks", [["x", []]]), ("lacks", [[1, []]]), ("certificate", []), ("epoch", 5),
        ("cursors", {"office/x": -1}), ("answers", "no id"),
    ],
)  # fmt: skip
def test_whatever_is_not_exactly_a_head_is_damaged(stick: Stick, wrong: str, value: object) -> None:
    body = {**canonical.loads(write_head(stick.head), max_depth=8), wrong: value}
    with pytest.raises(HomewardError, match=r"bundle\.damaged"):
        read_head(canonical.dumps(body))


def test_a_head_may_not_lie_about_sizes_and_numbers(stick: Stick) -> None:
    listed = stick.head.chunks[0]
    for size in (-1, 0, 16, 65_553, 2**40):
        with pytest.raises(HomewardError, match=r"bundle\.damaged"):
            read_head(write_head(replace(stick.head, chunks=(listed._replace(size=size),))))
    huge = MAGIC + (MAX_HEAD_BYTES + 1).to_bytes(4, "big") + bytes(100)
    assert stick.refuses(stick.seal(huge)) == "bundle.damaged"
    assert stick.refuses(stick.seal(MAGIC + (2**32 - 1).to_bytes(4, "big") + bytes(300_000))) == "bundle.damaged"


def test_reading_and_writing_hold_a_chunk_at_a_time(stick: Stick) -> None:
    """64 MB through the file, in less than 2 MB of memory."""
    sealed = bytes(65_552)
    listed = tuple(Listed(stick.head.chunks[0].record, name_of(sealed), len(sealed)) for _ in range(1024))
    head = replace(stick.head, chunks=listed)
    seen: list[int] = []

    def begin(_opened: OpenedHead) -> Callable[[Listed, bytes], None]:
        return lambda _listed, data: seen.append(len(data))

    def pour(_file: object, sink: object) -> bool:
        while piece := plain.read(8192):
            sink.write(piece)  # type: ignore[attr-defined]
        return True

    plain = plain_photos(head, sign=lambda data: bytes(64), take=lambda _name: sealed)
    tracemalloc.start()
    found = read_photos(BytesIO(b"age-encryption.org/v1"), opener=pour, begin=begin)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.is_whole and len(seen) == 1024 and peak < 2 * 2**20
    assert CONTEXT.endswith(b"\0")
