"""A request under way, and what is made ready to follow it while the server works."""

from collections.abc import Mapping
from dataclasses import dataclass

from field_client.sync.carrier import Packed
from field_client.sync.flight import Flight
from field_client.sync.line import Traffic
from field_client.sync.request import Known, Request
from shared_schema.change import Batch
from shared_schema.identifiers import Id


@dataclass(frozen=True, slots=True)
class Sent:
    """A request on its way, and what had gone over the line before. `is_first` = sent while nothing else was to be
    done here, so that what follows it is not made ready yet."""

    known: Known
    request: Request
    before: Traffic
    flight: Flight
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """What follows where so much is confirmed: batches, compressed while the request before them is answered."""

    confirmed: Mapping[Id, int]
    batches: tuple[Batch, ...]
    packed: Packed
