"""Whose word counts where a hub hands on what concerns the laptop itself."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from field_client.app import Laptop
from field_client.sync.lists import CERTIFICATE, LEASE, PENDING_LEASE, Lists
from shared_schema import canonical
from shared_schema.canonical import encode_bytes
from shared_schema.certificates import (
    ServerCertificate,
    make_device_certificate,
    read_device_certificate,
    read_server_certificate,
)
from shared_schema.errors import HomewardError
from shared_schema.signed import Signer
from shared_schema.wire.messages import Notice
from tests.central import Central
from tests.field_client.sync.laptops import Field, closing
from tests.field_client.sync.test_engine import HUB

HUB_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
SECRET = bytes(range(16))


@pytest.fixture
def opened(laptop: Field) -> Iterator[Laptop]:
    with closing(laptop) as (one,):
        yield one


def from_hub(laptop: Laptop, kept: list[bytes]) -> Lists:
    """What the laptop does with notices of a hub of its office."""
    known = read_server_certificate(laptop.centre().certificate, root_key=laptop.identity.root_key)
    hub = ServerCertificate(HUB, "hub", HUB_KEY.public_key().public_bytes_raw(), "age1hub", (), b"", 9, 1)
    return Lists(laptop.store, hub, known, kept.append, laptop.tools.clock)


def renewed(laptop: Laptop, centre: Central, *, sign: Signer, by: int = 1) -> Notice:
    held = laptop.store.identity.read()
    says = read_device_certificate(held.certificate, server_key=centre.server.keys.signing_key)
    signed = make_device_certificate(replace(says, serial=held.serial + by), sign=sign)
    return Notice({CERTIFICATE: canonical.loads(signed)})


def take(laptop: Laptop, notice: Notice, kept: list[bytes] | None = None) -> None:
    with laptop.store.transaction():
        from_hub(laptop, [] if kept is None else kept).take(notice)


def test_a_certificate_that_the_centre_renewed_comes_by_way_of_a_hub(opened: Laptop, centre: Central) -> None:
    before = opened.store.identity.read().serial
    notice = renewed(opened, centre, sign=centre.server.keys.sign)
    older = renewed(opened, centre, sign=centre.server.keys.sign, by=0)
    take(opened, notice)
    assert opened.store.identity.read().serial == before + 1
    take(opened, older)
    assert opened.store.identity.read().serial == before + 1, "a lower number replaces no higher one"


def test_a_certificate_of_the_hubs_own_making_is_not_believed(opened: Laptop, centre: Central) -> None:
    before = opened.store.identity.read()
    with pytest.raises(HomewardError, match=r"certificate\.not_valid"):
        take(opened, renewed(opened, centre, sign=HUB_KEY.sign, by=1000))
    assert opened.store.identity.read() == before


def test_a_hub_changes_no_lease_it_gives_again_what_was_lost(opened: Laptop) -> None:
    kept: list[bytes] = []
    for generation in (1, 2, 2**40):
        take(opened, Notice({LEASE: {"generation": generation, "secret": encode_bytes(SECRET)}}), kept)
    assert kept == [] and opened.store.identity.read_list(PENDING_LEASE) is None
    with opened.store.transaction():  # as after a lost lease file
        opened.store.identity.remove_list(LEASE)
    take(opened, Notice({LEASE: {"generation": 2, "secret": encode_bytes(SECRET)}}), kept)
    assert kept == []
    take(opened, Notice({LEASE: {"generation": 1, "secret": encode_bytes(SECRET)}}), kept)
    assert kept == [SECRET]
