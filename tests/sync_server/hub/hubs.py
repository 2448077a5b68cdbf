"""A provincial hub for tests: made, admitted by a centre and joined as in the field, with stores of its own.

hub = a_hub(town.central, tmp_path / "hub", offices=("BTB",), template=sqlite_template)
hub.relay()                      one turn with the centre (in process; `line=` for another way)
hub.laptop("sokha")              a laptop enrolled at the hub;   hub.meet(laptop) lets any laptop talk to it
hub.central                      the same face as `Central`: server, clock, client(), slip(), enrol(), close()
"""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from flask.testing import FlaskClient

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.state import RecordState
from shared_schema.wire.hub_joining import REQUEST_FILE, read_join_request
from sync_server.app import create_app
from sync_server.config import Config
from sync_server.hub.joining import initialise_hub, join
from sync_server.hub.line import Answered, Line
from sync_server.hub.upstream import Relayed, relay
from sync_server.keys.root_key import read_root_key
from sync_server.server import Server
from sync_server.services.hubs import admit
from sync_server.store.devices import find_device
from sync_server.store.feed import ScopeHead, read_heads
from sync_server.store.records import open_state, read_records
from sync_server.store.upstream_states import Cursors, read_cursors
from sync_server.store.waiting import WaitingRow, all_waiting
from tests.builders.field import FieldLaptop, a_laptop
from tests.central import Central, reopen


@dataclass(slots=True)
class WsgiLine:
    """To a centre in the same process; `lose_reply_after` = bytes of a reply before the line breaks, None never."""

    client: FlaskClient
    is_up: bool = True
    lose_reply_after: int | None = None
    lost: bool = False
    sizes: list[tuple[int, int]] = field(default_factory=list)  # bytes up and down of each request

    @contextmanager
    def post(self, path: str, headers: Mapping[str, str], body: bytes) -> Iterator[Answered]:
        """See `Line.post`."""
        if not self.is_up:
            raise HomewardError("sync.no_contact")
        answer = self.client.post(path, data=body, headers=dict(headers))
        data = answer.get_data()
        self.sizes.append((len(body), len(data)))
        yield Answered(answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, self._chunks(data))

    def _chunks(self, data: bytes) -> Iterator[bytes]:
        if self.lose_reply_after is None or len(data) <= self.lose_reply_after:
            yield data
            return
        self.lost = True
        yield data[: self.lose_reply_after]
        raise HomewardError("sync.cut")


@dataclass(slots=True)
class Hub:
    """The composed hub and its line to the centre."""

    central: Central
    line: WsgiLine
    laptops: dict[str, FieldLaptop] = field(default_factory=dict)

    @property
    def server(self) -> Server:
        """This hub."""
        return self.central.server

    def relay(self, *, line: Line | None = None) -> Relayed:
        """One turn with the centre."""
        return relay(self.server, line=line or self.line)

    def client(self) -> FlaskClient:
        """What laptops of the office reach."""
        return self.central.client()

    def laptop(self, login: str) -> FieldLaptop:
        """Somebody's laptop, enrolled here when first asked for."""
        if login not in self.laptops:
            self.laptops[login] = a_laptop(self.central, login)
        return self.laptops[login]

    def meet(self, laptop: FieldLaptop) -> FieldLaptop:
        """The same laptop as it speaks with this hub: cursors, confirmations, received states of its own. The hub has
        heard of it from the centre."""
        with self.server.database.snapshot() as connection:
            is_known = find_device(connection, laptop.laptop.device) is not None
        if not is_known:
            self.relay()
        device = laptop.laptop.device
        if device not in self.laptops:
            there = replace(laptop.laptop, server=self.server.identity.server, nonce=0)
            self.laptops[device] = FieldLaptop(laptop.device, there, self.client())
        return self.laptops[device]

    def state(self, record: Id) -> RecordState | None:
        """The merged state here, None where nothing stands."""
        with self.server.database.snapshot() as connection:
            row = read_records(connection, [record]).get(record)
        return open_state(self.server.sealing, row).state() if row is not None and row.sealed is not None else None

    def received(self) -> Cursors:
        """Cursors and digests of what came from the centre."""
        with self.server.database.snapshot() as connection:
            return read_cursors(connection)

    def waiting(self) -> list[WaitingRow]:
        """What waits for a person here."""
        with self.server.database.snapshot() as connection:
            return all_waiting(connection)

    def restart(self) -> None:
        """Another process, or the same after a restart."""
        self.server.close()
        self.central = reopen(self.server.config, self.central.folder, self.central.clock)

    def close(self) -> None:
        """Close the stores."""
        self.central.close()


def a_hub(
    centre: Central,
    folder: Path,
    *,
    offices: Sequence[str],
    template: Path | None = None,
    name: str = "Battambang office",
    is_relayed: bool = True,
    **settings: object,
) -> Hub:
    """A hub of these offices (by code) under `centre`. `template` = the folder of migrated stores (fixture
    `sqlite_template`): quicker; `is_relayed` = it has had its first turn, so it knows its people."""
    folder.mkdir(parents=True, exist_ok=True)
    for line in ("records", "keyset") if template is not None else ():
        shutil.copy(template / f"{line}.db", folder / f"{line}.db")  # type: ignore[operator]
    config = Config(
        database=f"sqlite:///{folder / 'records.db'}",
        keyset=f"sqlite:///{folder / 'keyset.db'}",
        key_file=folder / "keys.json",
        server_key_file=folder / "server-keys.json",
        listen="127.0.0.1:8444",
    )
    config = replace(config, **settings)  # type: ignore[arg-type]
    request = initialise_hub(config, name=name, clock=centre.clock, random=os.urandom)
    (folder / REQUEST_FILE).write_bytes(request)
    root = read_root_key(centre.folder / "root.key")
    admitted = admit(centre.server, read_join_request(request), offices=offices, root=root)
    fresh = reopen(config, folder, centre.clock)
    join(fresh.server, admitted.answer, request=read_join_request(request))
    fresh.close()
    hub = Hub(
        reopen(config, folder, centre.clock),
        WsgiLine(create_app(centre.server, with_console=False).test_client()),
    )
    if is_relayed:
        hub.relay()
    return hub


def heads_of(server: Server, scopes: Sequence[str]) -> dict[str, int]:
    """Digest of each of these scopes, as a server serves them."""
    with server.database.snapshot() as connection:
        found = read_heads(connection, scopes)
    return {scope: found.get(scope, ScopeHead(0, 0)).digest for scope in scopes}


def are_equal(centre: Server, hub: Hub) -> bool:
    """Whether every scope of the hub has the same digest at the centre, as received and as served here."""
    received = hub.received()
    scopes = sorted(received.seqs)
    theirs = heads_of(centre, scopes)
    return {scope: received.digest(scope) for scope in scopes} == theirs == heads_of(hub.server, scopes)
