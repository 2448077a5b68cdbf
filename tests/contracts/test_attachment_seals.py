"""Laptop and centre seal a chunk to the same bytes and open each other's: a photo read here was written there."""

import pytest

from field_client.vault.attachment_seal import ChunkSealer as LaptopSealer
from shared_schema.errors import HomewardError
from sync_server.store.attachment_seal import ChunkSealer as CentralSealer

BOTH = (LaptopSealer(lambda size: b"k" * size), CentralSealer(lambda size: b"k" * size))


@pytest.mark.parametrize("number", [0, 1, 127])
@pytest.mark.parametrize("plain", [b"x", b"photo" * 13_000])
def test_both_seal_to_the_same_bytes_and_open_them(number, plain):
    laptop, central = BOTH
    key = laptop.new_key()
    assert key == central.new_key() and len(key) == 32
    sealed = laptop.seal(key, number, plain)
    assert sealed == central.seal(key, number, plain) and len(sealed) == len(plain) + 16
    for sealer in BOTH:
        assert sealer.open_sealed(key, number, sealed) == plain


@pytest.mark.parametrize("sealer", BOTH)
def test_an_altered_chunk_and_one_in_another_place_do_not_open(sealer):
    key = sealer.new_key()
    sealed = sealer.seal(key, 3, b"photo")
    for number, data in ((4, sealed), (3, sealed[:-1] + b"!"), (3, b"")):
        with pytest.raises(HomewardError) as refused:
            sealer.open_sealed(key, number, data)
        assert refused.value.code == "attachment.damaged" and refused.value.facts["chunk"] == number + 1
