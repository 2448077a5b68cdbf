"""What a push brings, read before any transaction: signatures and chain verified, each body parsed once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import orjson

from shared_schema.change import Batch, Linked, read_body, verify_batch
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.state import Change, Dot
from sync_server.store.devices import Incarnation

LOG_DAMAGED = "device.log_damaged"


class Arrival(NamedTuple):
    """One entry of a verified batch. `change` is None where the body is hidden (`code` None) or cannot be used."""

    incarnation: Id
    linked: Linked
    change: Change | None
    code: str | None

    @property
    def dot(self) -> Dot:
        """(incarnation, n)."""
        return (self.incarnation, self.linked.n)


@dataclass(frozen=True, slots=True)
class Verified:
    """A batch whose signature fits, with its entries."""

    batch: Batch
    arrivals: tuple[Arrival, ...]


def verify_all(batches: Iterable[Batch], incarnations: Mapping[Id, Incarnation]) -> dict[Id, list[Verified]]:
    """Batches by incarnation in order. Raises `device.unknown`, `device.signature_wrong`, `device.batch_malformed`."""
    found: dict[Id, list[Verified]] = {}
    for batch in sorted(batches, key=lambda one: (one.incarnation, one.n_before)):
        incarnation = incarnations.get(batch.incarnation)
        if incarnation is None:
            raise HomewardError("device.unknown")
        found.setdefault(batch.incarnation, []).append(verify(batch, incarnation))
    return found


def verify(batch: Batch, incarnation: Incarnation) -> Verified:
    """One batch: one signature, every link, every body."""
    entries = verify_batch(batch, public_key=incarnation.public_key)
    return Verified(batch, tuple(read_arrival(batch.incarnation, one) for one in entries))


def read_arrival(incarnation: Id, linked: Linked) -> Arrival:
    """An entry with its change, or with the code under which its bytes are kept."""
    if linked.body is None:
        return Arrival(incarnation, linked, None, None)
    try:
        return Arrival(incarnation, linked, read_body(linked.body, device=incarnation, n=linked.n), None)
    except HomewardError as error:
        code = error.code
    if code == "change.unreadable" and not _is_json(linked.body):
        code = LOG_DAMAGED
    return Arrival(incarnation, linked, None, code)


def first_damaged(arrivals: Sequence[Arrival]) -> int | None:
    """The counter at which the log stops being readable."""
    return next((one.linked.n for one in arrivals if one.code == LOG_DAMAGED), None)


def _is_json(body: bytes) -> bool:
    try:
        orjson.loads(body)
    except orjson.JSONDecodeError:
        return False
    return True
