"""Identifiers: made of a clock and random bytes handed in, sorted by time, 22 characters."""

import pytest

from shared_schema.canonical import encode_bytes
from shared_schema.errors import HomewardError
from shared_schema.identifiers import id_bytes, is_id, random_id, uuid7


def test_a_record_id_is_a_version_7_uuid_of_its_moment() -> None:
    raw = id_bytes(uuid7(0x0123456789AB, b"\xff" * 10))
    assert raw.hex() == "0123456789ab" + "7fff" + "bf" + "ff" * 7
    assert id_bytes(uuid7(0x0123456789AB, b"\0" * 10)).hex() == "0123456789ab" + "7000" + "80" + "00" * 7


def test_all_but_two_of_the_random_bits_reach_the_id() -> None:
    seen = {uuid7(1, bit.to_bytes(10, "big")) for bit in (1 << place for place in range(80))}
    assert len(seen) == 75  # 74 bits differ from the id of no bit set, and 6 bits make way for version and variant


def test_ids_have_the_form_of_ids() -> None:
    assert is_id(uuid7(1_760_000_000_000, b"0123456789"))
    assert is_id(random_id(bytes(range(16))))


@pytest.mark.parametrize(
    "value",
    ["", "A" * 21, "A" * 23, "A" * 21 + "B", "A" * 21 + "=", "+" * 22, "ក" * 22, None, 7, b"A" * 22, "A" * 21 + "\n"],
)
def test_anything_else_is_no_id(value: object) -> None:
    assert not is_id(value)
    with pytest.raises(HomewardError, match=r"canonical\.not_base64"):
        id_bytes(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("length", [0, 15, 17, 32])
def test_an_id_of_another_length_is_no_id(length: int) -> None:
    with pytest.raises(HomewardError, match=r"canonical\.not_base64"):
        id_bytes(encode_bytes(bytes(length)))


def test_too_few_random_bytes_make_no_id() -> None:
    with pytest.raises(ValueError, match="10 random bytes"):
        uuid7(1, b"short")
    with pytest.raises(ValueError, match="16 random bytes"):
        random_id(b"short")
