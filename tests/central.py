"""A whole central server for tests: composed as in the field, steered clock, quick passwords, invented people."""

import io
import os
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from shared_schema.identifiers import Id, random_id, uuid7
from shared_schema.slip import Slip
from shared_schema.wire.enrolment import (
    CONTENT_TYPE,
    PATH,
    Enrolled,
    EnrolRequest,
    read_enrol_answer,
    write_enrol_request,
)
from shared_schema.wire.signature_fields import EXCHANGE_TYPE, sign_request
from sync_server.app import create_app
from sync_server.config import Config
from sync_server.keys.passwords import Passwords
from sync_server.logs import server_logger
from sync_server.server import Server, open_server
from sync_server.services.invitations import invite
from sync_server.services.setup import initialise
from sync_server.store import people
from tests.stores import StoreUrls

BASE = "http://127.0.0.1:8443"
START_MS = 1_795_000_000_000


class SteeredClock:
    """A clock that stands still until it is told."""

    def __init__(self, now_ms: int = START_MS) -> None:
        self.now_ms = now_ms

    def __call__(self) -> int:
        return self.now_ms

    def advance(self, *, ms: int = 0, hours: float = 0, days: float = 0) -> None:
        """Let time pass."""
        self.now_ms += ms + int(hours * 3_600_000) + int(days * 86_400_000)


@dataclass(slots=True)
class Laptop:
    """What an enrolled laptop knows, as far as requests go."""

    device: Id
    incarnation: Id
    key: Ed25519PrivateKey
    enrolled: Enrolled
    server: Id
    nonce: int = 0

    @property
    def worker(self) -> Id:
        return self.enrolled.answer.worker

    def headers(
        self, body: bytes, *, path: str = "/api/v1/exchange", coding: str = "zstd", **other: object
    ) -> dict[str, str]:
        """Signed headers with the next request number; any argument of `sign_request` may be replaced."""
        self.nonce += 1
        arguments: dict[str, object] = {
            "method": "POST",
            "url": BASE + path,
            "body": body,
            "coding": coding,
            "content_type": EXCHANGE_TYPE,
            "server": self.server,
            "device": self.device,
            "nonce": self.nonce,
            "created_ms": 1_000_000_000_000,
            "sign": self.key.sign,
        }
        return dict(sign_request(**(arguments | other)))  # type: ignore[arg-type]


@dataclass(slots=True)
class Central:
    """The composed server, its application, and the offices and people in it."""

    server: Server
    clock: SteeredClock
    folder: Path
    log: io.StringIO

    def client(self) -> FlaskClient:
        """An in-process HTTP client."""
        return create_app(self.server, with_console=False).test_client()

    def office(self, code: str) -> Id:
        """A new office."""
        office = people.Office(uuid7(self.clock(), os.urandom(10)), code, True)
        self.server.database.run(lambda tx: people.insert_office(tx, office, now_ms=self.clock()))
        return office.id

    def person(
        self,
        login: str,
        *,
        office: Id | None,
        role: str = "social_worker",
        clearance: str = "none",
        granted: tuple[Id, ...] = (),
    ) -> people.Account:
        """A new account without credentials."""
        account = people.Account(
            uuid7(self.clock(), os.urandom(10)), login, role, office, people.ACTIVE, clearance, granted
        )
        self.server.database.run(lambda tx: people.insert_account(tx, account, now_ms=self.clock()))
        return account

    def slip(self, login: str) -> Slip:
        """An enrolment slip as the worker gets it."""
        return invite(self.server, login)

    def enrol(self, login: str, client: FlaskClient | None = None) -> Laptop:
        """A laptop enrolled over HTTP with a fresh slip."""
        return enrol_with(client or self.client(), self.slip(login))

    def close(self) -> None:
        """Close the stores."""
        self.server.close()


def a_central(urls: StoreUrls, folder: Path, *, clock: SteeredClock | None = None, **settings: object) -> Central:
    """A fresh centre on these migrated stores; its key files are in `folder`."""
    steered = clock or SteeredClock()
    config = Config(
        database=urls.records,
        keyset=urls.keyset,
        key_file=folder / "keys.json",
        server_key_file=folder / "server-keys.json",
    )
    config = replace(config, **settings)  # type: ignore[arg-type]
    initialise(config, root_key_file=folder / "root.key", custodians=(), clock=steered, random=os.urandom)
    return reopen(config, folder, steered)


def reopen(config: Config, folder: Path, clock: SteeredClock) -> Central:
    """The server as another process, or after a restart, would have it."""
    log = io.StringIO()
    quick = Passwords(memory_kib=1024, passes=1, lanes=1)
    server = open_server(config, clock=clock, random=os.urandom, logger=server_logger(log), passwords=quick)
    return Central(server, clock, folder, log)


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys that a laptop draws at enrolment."""

    signing: Ed25519PrivateKey
    box: X25519PrivateKey


def new_keys() -> Keys:
    """Fresh ones."""
    return Keys(Ed25519PrivateKey.generate(), X25519PrivateKey.generate())


def enrol_request(slip: Slip, keys: Keys, *, code: str | None = None) -> EnrolRequest:
    """A laptop's request with the code of the slip."""
    return EnrolRequest(
        invitation=slip.invitation,
        code=code or slip.code,
        device=random_id(os.urandom(16)),
        incarnation=random_id(os.urandom(16)),
        signing_key=keys.signing.public_key().public_bytes_raw(),
        box_key=keys.box.public_key().public_bytes_raw(),
    )


def post_enrol(client: FlaskClient, request: EnrolRequest, keys: Keys, *, address: str = "127.0.0.1") -> TestResponse:
    """The request over HTTP from an address."""
    body = write_enrol_request(request, sign=keys.signing.sign)
    return client.post(PATH, data=body, content_type=CONTENT_TYPE, environ_base={"REMOTE_ADDR": address})


def enrol_with(client: FlaskClient, slip: Slip) -> Laptop:
    """A laptop enrolled with this slip."""
    keys = new_keys()
    request = enrol_request(slip, keys)
    answer = post_enrol(client, request, keys)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    enrolled = read_enrol_answer(answer.get_data(), root_sha256=slip.root, request=request)
    return Laptop(request.device, request.incarnation, keys.signing, enrolled, enrolled.server.server)
