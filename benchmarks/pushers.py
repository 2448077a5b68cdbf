"""Devices that push prepared, signed requests over HTTP: what laptops would send, made beforehand, answers checked."""

import http.client
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from flask.testing import FlaskClient

from benchmarks.workload import START_MS, Sample, samples
from casework.book import Person
from shared_schema.change import SALT_BYTES, Change, link_zero, make_batch, next_link, write_body
from shared_schema.change import hash_body as hash_of
from shared_schema.identifiers import Id, random_id
from shared_schema.records.kinds import SCHEMA_VERSION
from shared_schema.scopes import worker_scope
from shared_schema.slip import Slip
from shared_schema.wire.coding import ZSTD, Codings
from shared_schema.wire.enrolment import CONTENT_TYPE, PATH, EnrolRequest, read_enrol_answer, write_enrol_request
from shared_schema.wire.exchange import ReplyReader, write_message
from shared_schema.wire.frames import read_frames
from shared_schema.wire.messages import RequestHello, Verdicts
from shared_schema.wire.signature_fields import EXCHANGE_TYPE, sign_request

EXCHANGE = "/api/v1/exchange"
SECONDS = 120
REPLY_BYTES = 32 * 1024


@dataclass(frozen=True, slots=True)
class Prepared:
    """One signed request, and how many changes it holds."""

    headers: dict[str, str]
    body: bytes
    changes: int


@dataclass(slots=True)
class Pusher:
    """An enrolled device without a store; it knows its person, keys and scopes."""

    device: Id
    incarnation: Id
    key: Ed25519PrivateKey
    server: Id
    person: Person
    scopes: tuple[str, ...]

    def prepare(self, *, count: int, each: int, number: int) -> list[Prepared]:
        """Requests of `each` new records, `count` in all, with the cursors that this laptop would have by then."""
        found: list[Prepared] = []
        records = samples(count, person=self.person, start=number * count)
        n, link = 0, link_zero(self.incarnation, self.key.public_key().public_bytes_raw())
        while part := list(islice(records, each)):
            bodies = [self._body(sample, n + place) for place, sample in enumerate(part, start=1)]
            batch = make_batch(
                incarnation=self.incarnation, n_before=n, link_before=link, items=bodies, signer=self.key.sign
            )
            data = write_message(self._hello(n)) + write_message(batch)
            found.append(self.signed(Codings().encode(data, ZSTD), nonce=len(found) + 1, changes=len(part)))
            for body in bodies:
                link = next_link(link, hash_of(body))
            n += len(part)
        return found

    def push(self, address: str, prepared: Sequence[Prepared]) -> int:
        """Sends the requests one after the other; gives how many changes were applied."""
        applied = 0
        connection = http.client.HTTPConnection(address, timeout=SECONDS)
        for request in prepared:
            connection.request("POST", EXCHANGE, body=request.body, headers=request.headers)
            answer = connection.getresponse()
            data = answer.read()
            if answer.status != 200:
                raise RuntimeError(f"refused: {answer.status} {data[:300]!r}")
            applied += self.applied_in(data)
        connection.close()
        return applied

    def applied_in(self, reply: bytes) -> int:
        """How many changes a reply says were taken in, by this request or by one whose reply was lost."""
        taken = (both for one in self._verdicts(reply) for both in (*one.applied, *one.duplicate))
        return sum(last - first + 1 for _life, first, last in taken)

    def _verdicts(self, data: bytes) -> Iterator[Verdicts]:
        reader = ReplyReader(scopes=self.scopes)
        for frame in read_frames(Codings().decode(data, ZSTD)):
            message = reader.read(frame)
            if isinstance(message, Verdicts):
                yield message

    def _body(self, sample: Sample, n: int) -> bytes:
        change = Change(
            device=self.incarnation,
            n=n,
            version=SCHEMA_VERSION,
            record=sample.record,
            kind=sample.kind,
            home=sample.home,
            at=START_MS + n * 60_000,
            offset=0,
            by=self.person.worker,
            seen={},
            set=dict(sample.edit().registers),
            reason=None,
            resolves=(),
            corrects=None,
            set_of=None,
        )
        return write_body(change, salt=os.urandom(SALT_BYTES))

    def _hello(self, n: int) -> RequestHello:
        cursors = {scope: n if scope == worker_scope(self.person.worker) else 2**40 for scope in self.scopes}
        confirmed = {self.incarnation: n} if n else {}
        return RequestHello(SCHEMA_VERSION, None, cursors, confirmed, {}, REPLY_BYTES, START_MS)

    def signed(self, body: bytes, *, nonce: int, changes: int) -> Prepared:
        """A compressed body with the headers of a request under this number."""
        headers = sign_request(
            method="POST",
            url=f"http://homeward{EXCHANGE}",
            body=body,
            coding=ZSTD,
            content_type=EXCHANGE_TYPE,
            server=self.server,
            device=self.device,
            nonce=nonce,
            created_ms=START_MS,
            sign=self.key.sign,
        )
        return Prepared(dict(headers), body, changes)


def enrolled_pusher(slip: Slip, address: str) -> Pusher:
    """A device enrolled with the slip at the running server."""

    def post(body: bytes) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(address, timeout=SECONDS)
        connection.request("POST", PATH, body=body, headers={"Content-Type": CONTENT_TYPE})
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer.status, data

    return _enrol(slip, post)


def enrolled_within(slip: Slip, client: FlaskClient, *, address: str) -> Pusher:
    """The same in the server's own process, as if from `address`: so many come from one address in no office."""

    def post(body: bytes) -> tuple[int, bytes]:
        answer = client.post(PATH, data=body, content_type=CONTENT_TYPE, environ_base={"REMOTE_ADDR": address})
        return answer.status_code, answer.get_data()

    return _enrol(slip, post)


def _enrol(slip: Slip, post: Callable[[bytes], tuple[int, bytes]]) -> Pusher:
    signing, box = Ed25519PrivateKey.generate(), X25519PrivateKey.generate()
    request = EnrolRequest(
        invitation=slip.invitation,
        code=slip.code,
        device=random_id(os.urandom(16)),
        incarnation=random_id(os.urandom(16)),
        signing_key=signing.public_key().public_bytes_raw(),
        box_key=box.public_key().public_bytes_raw(),
    )
    status, data = post(write_enrol_request(request, sign=signing.sign))
    if status != 200:
        raise RuntimeError(f"not enrolled: {data[:300]!r}")
    enrolled = read_enrol_answer(data, root_sha256=slip.root, request=request)
    told = enrolled.answer
    person = Person(told.worker, told.role, told.office, told.clearance)
    return Pusher(request.device, request.incarnation, signing, enrolled.server.server, person, told.scopes)
