"""Laptops for tests: a real SQLCipher store, steered clock and randomness, an anchor kept in memory."""

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from casework.book import Edit, Person, Saved
from casework.place_search import keys_named
from field_client.files import Files
from field_client.store.book import LocalCaseBook
from field_client.store.database import open_store
from field_client.store.identity import Identity
from field_client.store.local_store import LocalStore, open_local_store
from field_client.store.save import Rules
from field_client.vault.anchor import Anchor, AnchorFile
from shared_schema.identifiers import Id, random_id
from shared_schema.merge.state import RecordState
from shared_schema.records.kinds import KINDS
from shared_schema.wire.compact import read_state, state_body
from shared_schema.wire.messages import StateFrame
from tests.builders.records import OFFICE, START_MS, WORKER, an_id
from tests.field_client.store.applying import use_scopes

DB_KEY = bytes(range(32))
VAULT = bytes(16)
CENTRE = an_id("centre")
HUB = an_id("hub")
RULES = Rules()


@dataclass
class SteeredClock:
    """A clock that stands still until it is moved."""

    now: int = START_MS

    def __call__(self) -> int:
        return self.now

    def move(self, ms: int) -> None:
        self.now += ms


@dataclass
class CountedRandom:
    """Bytes that differ at each call and are the same in each run."""

    seed: str = "random"
    calls: int = 0

    def __call__(self, size: int) -> bytes:
        self.calls += 1
        return sha256(f"{self.seed}/{self.calls}".encode()).digest()[:size].ljust(size, b"\0")


@dataclass
class AnchorInMemory:
    """Keeps the last anchor, as the file beside the store would."""

    last: Anchor | None = None

    def __call__(self, anchor: Anchor) -> None:
        self.last = anchor


@dataclass
class ALaptop:
    """One enrolled laptop with its book; `sign` is its device key."""

    store: LocalStore
    book: LocalCaseBook
    clock: SteeredClock
    random: CountedRandom
    anchor: AnchorInMemory
    key: Ed25519PrivateKey
    path: Path
    person: Person = field(default=WORKER)

    @property
    def public_key(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    def sign(self, data: bytes) -> bytes:
        return self.key.sign(data)

    def save(self, *edits: Edit) -> Saved:
        """Saves and insists that it stood."""
        self.clock.move(1000)
        saved = self.book.save(edits)
        assert isinstance(saved, Saved), saved
        return saved

    def state(self, record: Id) -> RecordState:
        state = self.store.records.shown_state(record)
        assert state is not None
        return state


def a_laptop(
    folder: Path,
    *,
    name: str = "K7",
    person: Person = WORKER,
    rules: Rules = RULES,
    scopes: tuple[str, ...] = (),
    files: Files | None = None,
) -> ALaptop:
    """A laptop enrolled at the centre, with the scopes of its person."""
    folder.mkdir(parents=True, exist_ok=True)
    key = Ed25519PrivateKey.from_private_bytes(sha256(name.encode()).digest())
    laptop = reopen(folder, key=key, name=name, person=person, rules=rules, files=files)
    store = laptop.store
    store.identity.put(
        Identity(
            device=an_id("device " + name),
            serial=1,
            code=name,
            keys=bytes(64),
            certificate=b"certificate",
            root_key=bytes(32),
            worker=person.worker,
            role=person.role,
            clearance=person.clearance,
            office=OFFICE,
            office_code="PNH",
        )
    )
    store.log.begin(
        random_id(sha256(b"incarnation" + name.encode()).digest()[:16]), public_key=laptop.public_key, code=name
    )
    store.cursors.put_server(CENTRE, kind="centre", url="https://centre", certificate=b"", tls_authority=b"")
    held = scopes or (f"worker/{person.worker}", f"office/{OFFICE}/book", "directory")
    use_scopes(store, CENTRE, held, now=laptop.clock())
    store.write_anchor(now=laptop.clock())
    return laptop


def reopen(
    folder: Path,
    *,
    key: Ed25519PrivateKey,
    name: str = "K7",
    person: Person = WORKER,
    rules: Rules = RULES,
    files: Files | None = None,
) -> ALaptop:
    """Opens the store of a folder again; with `files` the anchor is the real file beside it."""
    clock, random, anchor = SteeredClock(), CountedRandom(name), AnchorInMemory()
    database = open_store(folder / "store.db", db_key=DB_KEY)
    seal = anchor if files is None else anchor_file(folder, files).write
    store = open_local_store(database, kinds=KINDS, seal_anchor=seal)
    book = LocalCaseBook(store, rules=rules, clock=clock, random=random, find_places=keys_named)
    return ALaptop(store, book, clock, random, anchor, key, folder, person)


def anchor_file(folder: Path, files: Files | None = None) -> AnchorFile:
    """The sealed anchor of a test's folder."""
    return AnchorFile(files=files or Files(), folder=folder, key=bytes(32), vault=VAULT, random=CountedRandom("anchor"))


def full(state: RecordState, *scopes: str) -> StateFrame:
    """The frame in which a server sends a whole state."""
    return StateFrame(scopes or (f"worker/{WORKER.worker}",), state_body(state))


def received(laptop: ALaptop, record: Id, *, server: Id = CENTRE) -> RecordState | None:
    """What the laptop holds as received from a server."""
    row = laptop.store.records.received(server, [record]).get(record)
    return None if row is None else read_state(row.state)
