"""Whole laptops for tests: enrolled at a real central server as a person would, opened as the program opens them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pytest

from casework.book import Edit, Saved
from casework.wire_dictionary import read_dictionary
from field_client.app import Laptop, Tools, open_laptop
from field_client.config import Config
from field_client.files import Files
from field_client.sync.enrol import enrol
from field_client.sync.line import Line
from field_client.vault.argon2id import FLOOR, Kdf
from field_client.vault.lease import read_lease
from field_client.vault.vault import VaultTools
from field_client.vault.ways import Way, by_passphrase
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from sync_server.app import create_app
from tests.central import Central
from tests.field_client.sync.lines import WsgiLine

PASSPHRASE = "correct horse battery staple lamp river"


def quick_derive(secret: bytes, kdf: Kdf) -> bytes:
    """Stands for Argon2id where it is not the subject."""
    return sha256(b"quick" + secret + kdf.salt).digest()


@dataclass
class SteeredClock:
    """A clock that moves a second at every look, and as the test says."""

    now: int = 1_795_000_000_000

    def __call__(self) -> int:
        self.now += 1000
        return self.now


@dataclass
class CountedRandom:
    """Bytes that differ at each call and are the same in each run."""

    seed: str
    calls: int = 0

    def __call__(self, size: int) -> bytes:
        self.calls += 1
        found = b""
        while len(found) < size:
            found += sha256(f"{self.seed}/{self.calls}/{len(found)}".encode()).digest()
        return found[:size]


@dataclass
class Field:
    """One laptop's place: folders, tools, the line to the centre, which a test may replace."""

    config: Config
    tools: Tools
    clock: SteeredClock
    lines: dict[str, Line] = field(default_factory=dict)

    def open(self) -> Laptop:
        """Opens the laptop by its passphrase."""
        return open_laptop(self.config, self.tools, passphrase_way, wait_seconds=0)


def passphrase_way(tools: VaultTools) -> Way:
    """The way that every laptop of the tests opens by."""
    lease = read_lease(tools.files, tools.folder)
    return by_passphrase(PASSPHRASE, lease_secrets=lease.secrets, derive=tools.derive)


def a_field(folder: Path, *, name: str, open_line: Callable[[str, str | None], Line]) -> Field:
    """Folders and tools of a laptop that is not yet enrolled."""
    clock = SteeredClock()
    tools = Tools(
        clock=clock,
        random=CountedRandom(name),
        files=Files(),
        derive=quick_derive,
        choose_cost=lambda: FLOOR,
        open_line=open_line,
        machine=b"machine of " + name.encode(),
        environment={},
        pause=lambda _seconds: None,
        dictionary=read_dictionary(),
    )
    return Field(Config(data=folder / name / "data", state=folder / name / "state"), tools, clock)


def enrol_field(central: Central, folder: Path, login: str, *, name: str | None = None) -> Field:
    """A laptop enrolled for `login` over an in-process line; not yet opened."""
    app = create_app(central.server, with_console=False)
    made = a_field(folder, name=name or login, open_line=lambda _url, _pem: WsgiLine(app))
    enrol(made.config, made.tools, central.slip(login), passphrase=PASSPHRASE)
    return made


def save(laptop: Laptop, *edits: Edit) -> tuple[tuple[Id, int], ...]:
    """Saves and insists that it stood."""
    saved = laptop.book.save(list(edits))
    assert isinstance(saved, Saved), saved
    return saved.dots


def change(laptop: Laptop, record: Id, registers: Mapping[str, object], **other: object) -> None:
    """Changes registers of a record as it is shown now."""
    shown = laptop.book.open(record)
    edit = Edit(record, shown.kind, shown.home, dict(registers), dict(shown.seen), **other)  # type: ignore[arg-type]
    save(laptop, edit)


def values(laptop: Laptop, records: Sequence[Id]) -> dict[Id, Mapping[str, object]]:
    """What is shown of records, for comparing two laptops."""
    return {record: dict(laptop.book.open(record).values) for record in records}


@contextmanager
def closing(*fields: Field) -> Iterator[tuple[Laptop, ...]]:
    """Laptops opened for the time of a block."""
    laptops: list[Laptop] = []
    try:
        for one in fields:
            laptops.append(one.open())
        yield tuple(laptops)
    finally:
        for laptop in laptops:
            laptop.close()


def refused(action: Callable[[], object], code: str) -> HomewardError:
    """Does `action` and insists that it is refused by this name."""
    with pytest.raises(HomewardError) as caught:
        action()
    assert caught.value.code == code, caught.value.facts
    return caught.value


def same_everywhere(*laptops: Laptop) -> bool:
    """Whether every laptop holds, in every scope, what the centre says it should: by a full comparison."""
    for laptop in laptops:
        server = laptop.centre().server
        laptop.store.identity.put_fact("differs/" + server, " ".join(laptop.store.cursors.of(server)))
        report = laptop.sync()  # two requests where a copy of this laptop has used up its number
        if report.requests > 2 or report.arrived or laptop.store.identity.fact("differs/" + server):
            return False
    return True
