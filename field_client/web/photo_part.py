"""The part about photos on the page of sending and receiving: the choice, and what each choice would move."""

from dataclasses import dataclass

from field_client.app import Laptop
from field_client.sync.photo_plan import ALL, NONE, THUMBNAILS, Amount, Sizes
from field_client.sync.photo_report import kilobytes
from field_client.sync.photos import choice_of, photo_sizes, still_to_send


@dataclass(frozen=True, slots=True)
class PhotoOption:
    """One choice with what it would send and fetch."""

    value: str
    is_chosen: bool
    send_kb: int
    fetch_kb: int


@dataclass(frozen=True, slots=True)
class PhotoPart:
    """The choices in their order, and how many photos are still to be sent."""

    options: tuple[PhotoOption, ...]
    to_send: int


def photo_part(laptop: Laptop) -> PhotoPart:
    """Read from what is here; no server is asked."""
    server = laptop.centre().server
    sizes, chosen = photo_sizes(laptop.store, server), choice_of(laptop.store)
    options = tuple(_option(value, sizes, is_chosen=value == chosen) for value in (THUMBNAILS, ALL, NONE))
    return PhotoPart(options, still_to_send(laptop.store, server))


def _option(value: str, sizes: Sizes, *, is_chosen: bool) -> PhotoOption:
    none = (Amount(), Amount())
    sent = {NONE: none, THUMBNAILS: (sizes.send_small, Amount()), ALL: (sizes.send_small, sizes.send_full)}[value]
    came = {NONE: none, THUMBNAILS: (sizes.fetch_small, Amount()), ALL: (sizes.fetch_small, sizes.fetch_full)}[value]
    up, down = sum(one.bytes for one in sent), sum(one.bytes for one in came)
    return PhotoOption(value, is_chosen, kilobytes(up), kilobytes(down))
