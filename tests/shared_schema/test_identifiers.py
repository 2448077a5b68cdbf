"""Identifiers: made of a clock and random bytes handed in, 22 characters, put in order by the time inside them."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_schema.canonical import encode_bytes
from shared_schema.errors import HomewardError
from shared_schema.identifiers import by_age, id_bytes, is_id, random_id, uuid7

PRODUCT = ("shared_schema", "casework", "field_client", "sync_server")
BY_TEXT = re.compile(r"(m(ax|in)\(.*key=lambda (\w+): .*(?<!by_age\()\b\3\.record(_id)?\b)|(record_id [<>] )")
MOMENTS = st.integers(0, 2**48 - 1)
CHANCE = st.binary(min_size=10, max_size=10)


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


@given(st.lists(st.binary(min_size=16, max_size=16)))
def test_ids_stand_in_the_order_of_their_bytes(every: list[bytes]) -> None:
    ids = [encode_bytes(raw) for raw in every]
    assert [id_bytes(one) for one in sorted(ids, key=by_age)] == sorted(every)


@given(MOMENTS, MOMENTS, CHANCE, CHANCE)
def test_of_two_records_the_one_begun_later_is_the_newer_one(a: int, b: int, one: bytes, other: bytes) -> None:
    if a != b:
        assert (by_age(uuid7(a, one)) < by_age(uuid7(b, other))) is (a < b)


def test_the_text_of_ids_says_nothing_about_time() -> None:
    moments = [1_763_700_000_000 + 86_400_000 * day for day in range(400)]
    ids = [uuid7(moment, bytes(10)) for moment in moments]
    assert sorted(ids, key=by_age) == ids
    assert sorted(ids) != ids


def test_no_code_takes_the_greatest_text_of_an_id_for_the_newest() -> None:
    root = Path(__file__).resolve().parents[2]
    lines = [
        f"{path.relative_to(root)}:{number}: {line.strip()}"
        for folder in PRODUCT
        for path in (root / folder).rglob("*.py")
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if BY_TEXT.search(line)
    ]
    assert not lines, "by_age(id) puts records in order of time: " + "\n".join(lines)
