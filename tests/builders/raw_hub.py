"""A hub reduced to its keys: says whatever a test wants at /relay, honest or not. Holds no store.

hub = a_raw_hub(town, offices=("BTB",))        admitted by the root; `hub.own` = the log of its own device
answer = hub.relay(hub.own.batch(), …)         one signed request with these messages after its hello
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from flask.testing import FlaskClient
from pyrage import x25519
from werkzeug.test import TestResponse

from shared_schema.certificates import DeviceCertificate, make_device_certificate
from shared_schema.identifiers import Id, random_id
from shared_schema.records.kinds import SCHEMA_VERSION
from shared_schema.wire.coding import ZSTD, Codings
from shared_schema.wire.exchange import ReplyReader, write_message
from shared_schema.wire.frames import read_frames
from shared_schema.wire.hub_joining import Joined, JoinRequest, read_join_answer
from shared_schema.wire.messages import (
    End,
    Gone,
    HubDevice,
    Message,
    Notice,
    Refused,
    ReplyHello,
    RequestHello,
    RosterFrame,
    StateFrame,
    Verdicts,
)
from shared_schema.wire.roster import Roster, read_roster
from shared_schema.wire.signature_fields import EXCHANGE_TYPE, sign_request
from sync_server.keys.root_key import read_root_key
from sync_server.services.hubs import admit
from tests.builders.device import TestDevice, a_device
from tests.builders.town import Town
from tests.central import BASE, Central


def public(key: Ed25519PrivateKey | X25519PrivateKey) -> bytes:
    """The public half, 32 bytes."""
    return key.public_key().public_bytes_raw()


@dataclass(slots=True)
class Told:
    """What a relay answered."""

    messages: list[Message]

    @property
    def hello(self) -> ReplyHello:
        """Its hello."""
        return self.of(ReplyHello)[0]

    @property
    def end(self) -> End:
        """Its end."""
        return self.of(End)[0]

    @property
    def refused(self) -> dict[Id, str]:
        """{incarnation: code}."""
        return {one.incarnation: one.code for one in self.of(Refused)}

    @property
    def states(self) -> set[Id]:
        """Records of which a state came."""
        return {one.body["i"] for one in self.of(StateFrame)}

    @property
    def gone(self) -> set[Id]:
        """Records that left."""
        return {record for one in self.of(Gone) for record in one.ids}

    @property
    def lists(self) -> dict[str, object]:
        """The notices."""
        return {key: value for one in self.of(Notice) for key, value in one.lists.items()}

    @property
    def aside(self) -> dict[tuple[Id, int], str]:
        """{dot: code} of what was set aside."""
        return {aside.dot: aside.code for one in self.of(Verdicts) for aside in one.set_aside}

    def applied(self, incarnation: Id) -> int:
        """How many changes of an incarnation were taken in."""
        ranges = [one for verdicts in self.of(Verdicts) for one in verdicts.applied]
        return sum(last - first + 1 for found, first, last in ranges if found == incarnation)

    def of(self, kind: type) -> list:  # type: ignore[type-arg]
        """Messages of one kind."""
        return [one for one in self.messages if isinstance(one, kind)]


@dataclass(slots=True)
class RawHub:
    """Keys, a number for requests, and what it holds of the centre's scopes."""

    central: Central
    client: FlaskClient
    signing: Ed25519PrivateKey
    age: x25519.Identity
    request: JoinRequest
    own: TestDevice
    joined: Joined
    nonce: int = 0
    cursors: dict[str, int] = field(default_factory=dict)

    def roster(self, told: Told) -> Roster | None:
        """The roster of a reply, None where none came."""
        frames = told.of(RosterFrame)
        key = self.central.server.keys.signing_key
        return read_roster(frames[0].payload, server_key=key, hub=self.request.hub) if frames else None

    def relay(
        self, *messages: Message, have: dict[str, int] | None = None, confirmed: dict[Id, int] | None = None
    ) -> Told:
        """One request that is answered."""
        response = self.post(messages, have=have, confirmed=confirmed)
        assert response.status_code == 200, response.get_data(as_text=True)
        reader = ReplyReader(scopes=self.cursors)
        frames = read_frames(Codings().decode(response.get_data(), ZSTD))
        told = Told([one for frame in frames if (one := reader.read(frame)) is not None])
        if told.hello.scopes is not None:
            self.cursors = {scope: self.cursors.get(scope, 0) for scope in told.hello.scopes}
        self.cursors.update(told.end.cursors)
        return told

    def post(
        self,
        messages: Iterable[Message] = (),
        *,
        path: str = "/api/v1/relay",
        have: dict[str, int] | None = None,
        confirmed: dict[Id, int] | None = None,
    ) -> TestResponse:
        """The same as an HTTP answer."""
        hello = RequestHello(
            SCHEMA_VERSION,
            None,
            dict(self.cursors),
            confirmed or {},
            {"certificate": 10**9} | (have or {}),
            8_000_000,
            0,
        )
        body = Codings().encode(b"".join(map(write_message, [hello, *messages])), ZSTD)
        self.nonce += 1
        headers = sign_request(
            method="POST", url=BASE + path, body=body, coding=ZSTD, content_type=EXCHANGE_TYPE,
            server=self.central.server.identity.server, device=self.request.device, nonce=self.nonce,
            created_ms=1_000_000_000_000, sign=self.own.key.sign,
        )  # fmt: skip
        return self.client.post(path, data=body, headers=dict(headers))

    def enrol(self, *, user: Id, office: Id, code: str = "", **other: object) -> tuple[TestDevice, HubDevice]:
        """A laptop that this hub certifies, whoever it may be for; any field of the certificate may be another."""
        device = a_device(worker=user)
        number = int(str(other.pop("number", 1)))
        certificate = {
            "device": random_id(os.urandom(16)),
            "code": code or f"{self.joined.answer.prefix}{number}",
            "serial": self.joined.answer.first_serial + number - 1,
            "signing_key": device.public_key,
            "box_key": public(X25519PrivateKey.generate()),
            "user": user,
            "office": office,
            "issued": self.central.clock(),
            "issuer": self.request.hub,
        }
        sign = other.pop("sign", self.signing.sign)
        made = DeviceCertificate(**(certificate | other))  # type: ignore[arg-type]
        return device, HubDevice(make_device_certificate(made, sign=sign), device.incarnation)  # type: ignore[arg-type]


def a_raw_hub(
    town: Town,
    *,
    offices: Iterable[str] = ("BTB",),
    urls: tuple[str, ...] = ("https://10.0.0.2",),
    request: JoinRequest | None = None,
) -> RawHub:
    """Admitted with the root key of the town's centre; `request` = one made before."""
    signing, own, age = Ed25519PrivateKey.generate(), a_device(), x25519.Identity.generate()
    own.clock = town.central.clock
    request = request or JoinRequest(
        hub=random_id(os.urandom(16)), name="Battambang", signing_key=public(signing),
        age_recipient=str(age.to_public()), device=random_id(os.urandom(16)), incarnation=own.incarnation,
        own_signing_key=own.public_key, own_box_key=public(X25519PrivateKey.generate()),
        urls=urls, tls_authority="", made_at=town.central.clock(),
    )  # fmt: skip
    root = read_root_key(town.central.folder / "root.key")
    admitted = admit(town.server, request, offices=tuple(offices), root=root)
    joined = read_join_answer(admitted.answer, request=request)
    return RawHub(town.central, town.client, signing, age, request, own, joined)
