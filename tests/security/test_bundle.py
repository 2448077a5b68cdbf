"""Finder or forger of a stick (security.md 4.11): every byte flipped, every cut, wrong receiver, replay, foreign
signer, altered manifest, bomb. age says nothing of who sealed a file: each forgery is sealed anew to the receiver.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import func, select

from field_client.app import Laptop
from field_client.carrying import courier_for
from shared_schema.age_text import recipient_of
from shared_schema.change import make_batch
from shared_schema.errors import HomewardError
from shared_schema.identifiers import random_id
from shared_schema.wire.bundle import AGE_BEGINS, CONTEXT, MAGIC, STEP_BYTES, check_payload, open_bundle, seal_bundle
from shared_schema.wire.coding import Codings
from shared_schema.wire.exchange import Checksum, write_message
from shared_schema.wire.manifest import Manifest, read_manifest, write_manifest
from shared_schema.wire.messages import Checkpoint
from shared_schema.wire.sections import Section
from sync_server.keys.server_keys import sealer_to
from sync_server.services.courier import open_carried, take_in
from sync_server.services.courier_answer import make_answer
from sync_server.store.devices import find_device
from sync_server.store.tables_records import changes
from tests.builders.records import a_case
from tests.central import Central, a_central
from tests.field_client.sync.laptops import Field, enrol_field, refused, save
from tests.stores import StoreUrls

REFUSALS = ("bundle.", "wire.", "device.", "certificate.")


@dataclass
class Stick:
    """A centre, an open laptop, and one bundle of it, with what is inside."""

    central: Central
    laptop: Laptop
    other: Laptop
    data: bytes
    plain: bytes

    @property
    def manifest(self) -> Manifest:
        return read_manifest(self.plain[8 : 8 + self.length])

    @property
    def length(self) -> int:
        return int.from_bytes(self.plain[4:8], "big")

    @property
    def end(self) -> int:
        """Where the payload ends and zeros begin."""
        return 8 + self.length + 64 + self.manifest.size

    @property
    def payload(self) -> bytes:
        return self.plain[self.end - self.manifest.size : self.end]

    def seal(self, plain: bytes) -> bytes:
        """Sealed to the centre, as anybody can who knows its public key."""
        return sealer_to(self.central.server.keys.age_recipient)(plain)

    def read(self, data: bytes, *, in_part: bool = False) -> None:
        take_in(self.central.server, open_carried(self.central.server, data), in_part=in_part)

    def stored(self) -> int:
        """How many changes of laptops the centre holds."""
        mine = select(func.count()).select_from(changes)
        mine = mine.where(changes.c.incarnation == self.laptop.store.log.current().id)
        with self.central.server.database.snapshot() as connection:
            return int(connection.execute(mine).scalar_one())

    def refuses(self, data: bytes, *, in_part: bool = False) -> str:
        """The code by which it is refused; nothing else may come out of it, and nothing be stored."""
        try:
            self.read(data, in_part=in_part)
        except HomewardError as error:
            assert error.code.startswith(REFUSALS), error.code
            return error.code
        raise AssertionError("read as if nothing were wrong")


@pytest.fixture(scope="module")
def stick(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Stick]:
    import shutil

    folder = tmp_path_factory.mktemp("stick")
    for line in ("records", "keyset"):
        shutil.copy(sqlite_template / f"{line}.db", folder / f"{line}.db")
    urls = StoreUrls("sqlite", f"sqlite:///{folder / 'records.db'}", f"sqlite:///{folder / 'keyset.db'}", None)
    central = a_central(urls, folder)
    office = central.office("PNH")
    for login in ("sokha", "dara"):
        central.person(login, office=office)
    fields = [enrol_field(central, folder / "laptops", login) for login in ("sokha", "dara")]
    laptop, other = [opened(one) for one in fields]
    save(laptop, a_case(worker=laptop.book.person))
    data = courier_for(laptop, laptop.centre()).make()[0].data
    plain, _whole = central.server.keys.open_bundle(data)
    yield Stick(central, laptop, other, data, plain)
    for one in (laptop, other):
        one.close()
    central.close()


def opened(field: Field) -> Laptop:
    laptop = field.open()
    laptop.sync()
    return laptop


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def test_every_byte_flipped_inside_is_refused_and_nothing_is_stored(stick: Stick) -> None:
    key = stick.laptop.keys.signing_public
    for at in (*range(stick.end), *range(stick.end, STEP_BYTES, 997)):
        assert not is_taken(flipped(stick.plain, at), key), at
    for at in (*range(0, stick.end, 17), *range(stick.end, STEP_BYTES, 9973)):
        stick.refuses(stick.seal(flipped(stick.plain, at)))
    for at in range(0, stick.end - stick.manifest.size, 61):
        stick.refuses(stick.seal(flipped(stick.plain, at)), in_part=True)
    assert stick.stored() == 0


def is_taken(plain: bytes, key: bytes) -> bool:
    """Whether what lies inside passes for a whole bundle of the holder of this key."""
    try:
        sealed = open_bundle(AGE_BEGINS, opener=lambda _data: (plain, True))
        sealed.require_signed_by(key)
    except HomewardError as error:
        assert error.code.startswith("bundle."), error.code
        return False
    return check_payload(sealed).is_whole


def test_every_byte_of_the_envelope_flipped_is_refused(stick: Stick) -> None:
    for at in (*range(300), *range(300, len(stick.data), 997)):
        code = stick.refuses(flipped(stick.data, at))
        assert code in ("bundle.damaged", "bundle.for_another", "bundle.not_a_bundle"), (at, code)
    assert stick.stored() == 0


def test_every_truncation_is_refused_unless_the_person_takes_the_whole_part(stick: Stick) -> None:
    for length in (*range(300), *range(300, len(stick.data), 2003)):
        stick.refuses(stick.data[:length], in_part=True)
    key = stick.laptop.keys.signing_public
    for length in range(stick.end):
        assert not is_taken(stick.plain[:length], key), length
    for length in range(0, stick.end, 29):
        stick.refuses(stick.seal(stick.plain[:length]))
    assert stick.stored() == 0


def test_another_receiver_and_another_address_are_told_apart_from_damage(stick: Stick) -> None:
    elsewhere = sealer_to(recipient_of(bytes([9]) + bytes(31)))(stick.plain)
    assert stick.refuses(elsewhere) == "bundle.for_another"
    for_another = resealed(stick, replace(stick.manifest, to=stick.laptop.identity.device))
    assert stick.refuses(for_another) == "bundle.for_another"
    answer = courier_for(stick.laptop, stick.laptop.centre())
    refused(lambda: answer.open(stick.data), "bundle.for_another")


def resealed(stick: Stick, manifest: Manifest, *, payload: bytes | None = None, signer: Laptop | None = None) -> bytes:
    """The bundle with another manifest, signed by a laptop that is known."""
    sign = (signer or stick.laptop).keys.signer()
    return seal_bundle(manifest, stick.payload if payload is None else payload, sign=sign, seal=stick.seal)


def test_a_foreign_signer_is_no_maker(stick: Stick) -> None:
    assert stick.refuses(resealed(stick, stick.manifest, signer=stick.other)) == "bundle.forged"
    unknown = replace(stick.manifest, maker=random_id(bytes(16)))
    assert stick.refuses(resealed(stick, unknown)) == "bundle.from_unknown"
    as_other = replace(stick.manifest, maker=stick.other.identity.device)
    assert stick.refuses(resealed(stick, as_other)) == "bundle.forged"


@pytest.mark.parametrize(
    "change",
    [
        lambda m: replace(m, digest=bytes(32)),
        lambda m: replace(m, sections=()),
        lambda m: replace(m, sections=(*m.sections, Section(5, bytes(32)))),
        lambda m: replace(m, size=m.size - 1),
        lambda m: replace(m, size=m.size + 70_000),
    ],
)
def test_a_manifest_that_does_not_fit_its_payload_is_damage(
    stick: Stick, change: Callable[[Manifest], Manifest]
) -> None:
    assert stick.refuses(resealed(stick, change(stick.manifest))) == "bundle.damaged"
    assert stick.stored() == 0


def test_an_altered_manifest_is_forged_whatever_it_says(stick: Stick) -> None:
    signature = stick.plain[8 + stick.length : 8 + stick.length + 64]
    altered = write_manifest(replace(stick.manifest, made=stick.manifest.made + 1))
    plain = MAGIC + len(altered).to_bytes(4, "big") + altered + signature + stick.payload
    assert stick.refuses(stick.seal(plain + bytes(-len(plain) % STEP_BYTES))) == "bundle.forged"
    without_context = stick.laptop.keys.signer()(stick.plain[8 : 8 + stick.length])
    plain = stick.plain[: 8 + stick.length] + without_context + stick.plain[8 + stick.length + 64 :]
    assert stick.refuses(stick.seal(plain)) == "bundle.forged"
    assert CONTEXT.endswith(b"\0")


def a_payload(stick: Stick, frames: bytes) -> bytes:
    """A bundle with these frames, everything about it true but what they say."""
    payload = Codings().encode(frames, "zstd")
    cuts = range(0, len(frames), 1024 * 1024)
    sections = tuple(
        Section(len(part), sha256(part).digest()) for part in (frames[at : at + 1024 * 1024] for at in cuts)
    )
    manifest = replace(
        stick.manifest, id=random_id(sha256(frames).digest()[:16]), sections=sections, size=len(payload),
        digest=sha256(payload).digest(),
    )  # fmt: skip
    return resealed(stick, manifest, payload=payload)


def with_checkpoint(*messages: bytes) -> bytes:
    """Messages and the checkpoint that closes them."""
    checksum = Checksum()
    for data in messages:
        for frame in data.splitlines(keepends=True):
            checksum.add(frame)
    return b"".join(messages) + write_message(Checkpoint({}, *checksum.take()))


def test_a_batch_signed_by_somebody_else_is_refused_before_anything_is_stored(stick: Stick) -> None:
    life = stick.laptop.store.log.current()
    good = stick.laptop.store.outbox.next_batches(
        stick.manifest.to, max_bytes=10_000, signer=stick.laptop.keys.signer()
    )
    link = stick.laptop.store.log.link_at(life.id, 0)
    assert link is not None
    body = good[0].items[0]
    forged = make_batch(
        incarnation=life.id, n_before=0, link_before=link, items=[body], signer=stick.other.keys.signer()
    )
    frames = with_checkpoint(write_message(good[0])) + with_checkpoint(write_message(forged))
    assert stick.refuses(a_payload(stick, frames)) == "device.signature_wrong"
    unknown = make_batch(
        incarnation=random_id(bytes(16)), n_before=0, link_before=link, items=[body], signer=stick.laptop.keys.signer()
    )
    assert stick.refuses(a_payload(stick, with_checkpoint(write_message(unknown)))) == "device.unknown"
    assert stick.stored() == 0


def test_a_bomb_endless_frames_and_nonsense_are_refused_with_little_memory(stick: Stick) -> None:
    bomb = Codings().encode(bytes(64 * 1024 * 1024), "zstd")
    zero = sha256(bytes(1024 * 1024)).digest()
    manifest = replace(
        stick.manifest, sections=(Section(1024 * 1024, zero),) * 64, size=len(bomb), digest=sha256(bomb).digest()
    )
    assert stick.refuses(resealed(stick, manifest, payload=bomb)) == "wire.too_large"
    endless = b"C\t" + sha256(b"noise").digest().hex().encode() * 40_000
    assert stick.refuses(a_payload(stick, endless)) in ("wire.frame_too_large", "wire.too_large")
    for nonsense in (b"no frame\n", b"C\t{}\n", b"H\t{}\n" + with_checkpoint(), b"s\t{}\n", b"k\t{}\n"):
        assert stick.refuses(a_payload(stick, nonsense)).startswith("wire."), nonsense
    assert stick.refuses(b"age-encryption.org/v1\n" + bytes(9 * 1024 * 1024)) == "bundle.too_large"
    assert stick.stored() == 0


def test_an_answer_is_for_one_laptop_and_by_its_server_alone(stick: Stick) -> None:
    server = stick.central.server
    stick.read(courier_for(stick.other, stick.other.centre()).make()[0].data)
    with server.database.snapshot() as connection:
        device = find_device(connection, stick.other.identity.device)
    assert device is not None
    answer = make_answer(server, device).data
    mine, theirs = (courier_for(one, one.centre()) for one in (stick.laptop, stick.other))
    refused(lambda: mine.open(answer), "bundle.for_another")
    plain, _whole = stick.other.keys.open_age(answer)
    length = int.from_bytes(plain[4:8], "big")
    seal = sealer_to(recipient_of(device.box_key))
    for at in (*range(0, 8 + length + 64, 13), 8 + length + 70):
        with pytest.raises(HomewardError) as caught:
            theirs.read(seal(flipped(plain, at)))
        assert caught.value.code.startswith("bundle."), (at, caught.value.code)
    manifest = read_manifest(plain[8 : 8 + length])
    payload = plain[8 + length + 64 : 8 + length + 64 + manifest.size]
    by_laptop = seal_bundle(manifest, payload, sign=stick.laptop.keys.signer(), seal=seal)
    refused(lambda: theirs.read(by_laptop), "bundle.forged")
    to_me = seal_bundle(replace(manifest, to=stick.laptop.identity.device), payload, sign=server.keys.sign, seal=seal)
    refused(lambda: theirs.read(to_me), "bundle.for_another")
    theirs.read(answer)


def test_the_file_says_nothing_of_who_and_what(stick: Stick) -> None:
    assert (len(stick.plain) % STEP_BYTES, stick.plain[:4]) == (0, MAGIC)
    outside = stick.data[: len(stick.data) - len(stick.plain)]
    for told in (stick.laptop.identity.device, stick.laptop.identity.code, stick.manifest.to, stick.manifest.id):
        assert told.encode() not in outside or len(told) < 4
    manifest = write_manifest(stick.manifest).decode()
    assert "/home" not in manifest and "sokha" not in manifest


def test_read_at_last_and_replayed_it_changes_nothing_more(stick: Stick) -> None:
    stick.read(stick.data)
    before = stick.stored()
    assert before == 1
    again = take_in(stick.central.server, open_carried(stick.central.server, stick.data))
    assert again.already_at is not None and stick.stored() == before
