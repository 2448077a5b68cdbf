"""Sticks between a hub and its centre, for tests: bundles read, answers made, a whole round."""

import pytest

from shared_schema.errors import HomewardError
from sync_server.hub.stick import AnswerRead, read_answer
from sync_server.hub.stick_packing import make_bundles
from sync_server.services.courier import BundleRead, open_carried, take_in
from sync_server.services.courier_answer import MadeAnswer, make_answer
from sync_server.store.devices import find_device
from sync_server.store.upstream import read_heads
from tests.builders.town import Town
from tests.sync_server.hub.hubs import Hub


def refused(code: str, call) -> HomewardError:  # type: ignore[no-untyped-def]
    """The refusal of this code."""
    with pytest.raises(HomewardError) as caught:
        call()
    assert caught.value.code == code
    return caught.value


def read_at_centre(town: Town, data: bytes, *, in_part: bool = False) -> BundleRead:
    """A bundle is read in Phnom Penh."""
    return take_in(town.server, open_carried(town.server, data), in_part=in_part)


def answer_for(town: Town, hub: Hub, *, receipt_only: bool = False) -> MadeAnswer:
    """The answer of Phnom Penh to what was read of this hub."""
    with town.server.database.snapshot() as connection:
        device = find_device(connection, hub.server.identity.own_device)
    assert device is not None
    return make_answer(town.server, device, receipt_only=receipt_only)


def go_round(town: Town, hub: Hub) -> AnswerRead:
    """Up, read, answered, down, read."""
    for made in make_bundles(hub.server):
        read_at_centre(town, made.data)
    return read_answer(hub.server, answer_for(town, hub).data)


def read_heads_of(hub: Hub) -> dict[str, int]:
    """How far the centre is, as the hub knows it."""
    with hub.server.database.snapshot() as connection:
        return read_heads(connection)
