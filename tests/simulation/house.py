"""A centre, two hubs and five laptops on real stores, in one process, for random histories of what happens in a month.

The house is furnished once (enrolment, joining, a first caseload) and copied for each history: files, as a disk image
would. Lines are calls of the real applications; everything between them is the product.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import Connection

from field_client.app import Laptop
from field_client.sync.enrol import enrol
from field_client.sync.line import Answered, Posted, Traffic
from shared_schema.certificates import IncarnationStatement, make_incarnation_statement
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, random_id
from sync_server.app import create_app
from sync_server.config import Config
from sync_server.server import Server
from sync_server.services.incarnations import accept_incarnation
from sync_server.store.devices import find_device, find_incarnation
from sync_server.store.people import set_epoch
from tests.builders.town import Town, a_town
from tests.central import Central, SteeredClock, reopen
from tests.field_client.sync.laptops import PASSPHRASE, Field, a_field
from tests.field_client.sync.lines import CutLine, WsgiLine
from tests.stores import StoreUrls
from tests.sync_server.hub import hubs as hub_room
from tests.sync_server.hub.hubs import Hub, a_hub

PEOPLE = ("sokha", "dara", "chenda", "mony", "rith")
CENTRE, HUBS = "http://127.0.0.1:8443", {"BTB": "http://127.0.0.3:8444", "PLN": "http://127.0.0.4:8444"}


@dataclass
class Switch:
    """A laptop's line to one address: whatever application stands there now, cut as the history says."""

    house: "House"
    address: str
    reply_bytes: int | None = None
    lose_reply: bool = False
    traffic: Traffic = field(default_factory=Traffic)

    @contextmanager
    def post(self, posted: Posted) -> Iterator[Answered]:
        """See `Line.post`."""
        line = WsgiLine(create_app(self.house.server_at(self.address), with_console=False), self.address)
        cut = CutLine(line, lose_reply=self.lose_reply, reply_bytes=self.reply_bytes)
        with cut.post(posted) as answered:
            yield answered

    def close(self) -> None:
        """Nothing is held."""


@dataclass
class House:
    """Everything that is open; `fields` = laptops by login, `open` = those opened."""

    folder: Path
    town: Town
    hubs: dict[str, Hub]
    fields: dict[str, Field] = field(default_factory=dict)
    open: dict[str, Laptop] = field(default_factory=dict)

    @property
    def centre(self) -> Server:
        """The centre."""
        return self.town.server

    def server_at(self, address: str) -> Server:
        """Who stands at an address now."""
        for code, url in HUBS.items():
            if address == url:
                return self.hubs[code].server
        return self.centre

    def laptop(self, login: str) -> Laptop:
        """Somebody's laptop, opened when first asked for."""
        if login not in self.open:
            self.open[login] = self.fields[login].open()
        return self.open[login]

    def close_laptop(self, login: str) -> None:
        """The lid goes down."""
        laptop = self.open.pop(login, None)
        if laptop is not None:
            laptop.close()

    def servers_of(self, laptop: Laptop) -> list[Id]:
        """The servers that this laptop knows, the centre first."""
        return [row.server for row in laptop.store.cursors.servers()]

    def sync(self, laptop: Laptop, server: Id, *, lose_reply: bool = False, reply_bytes: int | None = None) -> bool:
        """One sending and receiving; whether it went to its end."""
        engine = laptop.engine(server)
        line = engine.carrier.line  # type: ignore[attr-defined]
        line.lose_reply, line.reply_bytes = lose_reply, reply_bytes
        try:
            laptop.sync(server=server, photos="none")
        except HomewardError as error:
            if error.code not in ("sync.cut", "sync.no_contact", "wire.checksum", "wire.malformed"):
                raise
            return False
        finally:
            line.lose_reply, line.reply_bytes = False, None
        return True

    def close(self) -> None:
        """Closes every store."""
        for login in list(self.open):
            self.close_laptop(login)
        for hub in self.hubs.values():
            hub.close()
        self.town.close()


def furnish(folder: Path, template: Path) -> House:
    """A new house: people, hubs that have joined, laptops that have met everybody once. `template` = the folder of
    migrated stores."""
    place = folder / "centre"
    place.mkdir(parents=True)
    for line in ("records", "keyset"):
        shutil.copy(template / f"{line}.db", place / f"{line}.db")
    urls = StoreUrls("sqlite", f"sqlite:///{place / 'records.db'}", f"sqlite:///{place / 'keyset.db'}", None)
    town = a_town(urls, place)
    hubs = {
        code: a_hub(town.central, folder / code, offices=(code,), template=template, name=code, urls=(HUBS[code],))
        for code in HUBS
    }
    house = House(folder, town, hubs)
    for login in PEOPLE:
        house.fields[login] = _field(house, folder, login)
        enrol(house.fields[login].config, house.fields[login].tools, town.central.slip(login), passphrase=PASSPHRASE)
    for hub in hubs.values():
        hub.relay()
    for login in PEOPLE:
        laptop = house.laptop(login)
        laptop.sync(server=laptop.centre().server, photos="none")  # learns of the hub
        for server in house.servers_of(laptop):
            laptop.sync(server=server, photos="none")
    return house


def copy_house(template: House, folder: Path, *, seed: int) -> House:
    """The same house elsewhere, as disk images of all its machines would be."""
    shutil.copytree(template.folder, folder)
    clock = SteeredClock(template.town.central.clock.now_ms)
    town = replace(template.town, central=_moved(template.town.central, folder / "centre", clock), laptops={})
    town.client = town.central.client()
    hubs = {}
    for code, hub in template.hubs.items():
        hubs[code] = Hub(
            _moved(hub.central, folder / code, clock),
            hub_room.WsgiLine(create_app(town.server, with_console=False).test_client()),
        )
    house = House(folder, town, hubs)
    for login in PEOPLE:
        house.fields[login] = _field(house, folder, login, seed=seed)
    return house


def restore(house: House, name: str, backup: Path, *, epoch: str) -> None:
    """The records of a server as they were, with a new epoch and a new incarnation of its own device."""
    central = house.town.central if name == "centre" else house.hubs[name].central
    config, folder, clock = central.server.config, central.folder, central.clock
    central.close()
    for end in ("", "-wal", "-shm"):
        (folder / f"records.db{end}").unlink(missing_ok=True)
    shutil.copy(backup, folder / "records.db")
    opened = reopen(config, folder, clock)
    opened.server.database.run(_settling(opened.server, epoch))
    opened.close()
    opened = reopen(config, folder, clock)
    if name == "centre":
        house.town.central = opened
        house.town.client = opened.client()
        for hub in house.hubs.values():
            hub.line = hub_room.WsgiLine(create_app(opened.server, with_console=False).test_client())
    else:
        house.hubs[name].central = opened


def back_up(house: House, name: str, to: Path) -> Path:
    """A consistent copy of a server's records, as the nightly backup makes it."""
    folder = house.town.central.folder if name == "centre" else house.hubs[name].central.folder
    source, target = sqlite3.connect(folder / "records.db"), sqlite3.connect(to)
    source.backup(target)
    source.close()
    target.close()
    return to


def _settling(server: Server, epoch: str) -> Callable[[Connection], None]:
    def settle(connection: Connection) -> None:
        own = find_device(connection, server.identity.own_device)
        assert own is not None
        left = find_incarnation(connection, own.newest_incarnation)
        assert left is not None
        statement = IncarnationStatement(own.serial, random_id(os.urandom(16)), left.id, left.head_n, "server_restored")
        signed = make_incarnation_statement(statement, sign=server.keys.sign_own)
        accept_incarnation(connection, own, signed, now_ms=server.clock())
        set_epoch(connection, epoch)

    return settle


def _field(house: House, folder: Path, login: str, *, seed: int = 0) -> Field:
    made = a_field(folder / "laptops", name=login, open_line=lambda url, _pem: Switch(house, url))
    made.tools.random.seed = f"{login}/{seed}"  # type: ignore[attr-defined]
    return made


def _moved(central: Central, folder: Path, clock: SteeredClock) -> Central:
    old = central.server.config
    config: Config = replace(
        old,
        database=f"sqlite:///{folder / 'records.db'}",
        keyset=f"sqlite:///{folder / Path(old.keyset).name}",
        key_file=folder / old.key_file.name,
        server_key_file=folder / old.server_key_file.name,
    )
    return reopen(config, folder, clock)


def digests_agree(house: House, logins: Sequence[str]) -> list[str]:
    """Where a full comparison of a laptop with a server finds a difference; empty for none."""
    found = []
    for login in logins:
        laptop = house.laptop(login)
        for server in house.servers_of(laptop):
            with laptop.store.transaction():
                laptop.store.word.remember_differing(server, laptop.store.cursors.of(server))
            report = laptop.sync(server=server, photos="none")
            if report.requests > 1 or report.arrived or laptop.store.word.differing(server):
                found.append(f"{login} and {server}: {report}")
    return found
