"""What travels of photos: what was written is read again; whatever else comes is refused by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_schema.canonical import dumps
from shared_schema.errors import HomewardError
from shared_schema.records.file_value import CHUNKS, TAG_BYTES
from shared_schema.wire.chunks import (
    MAX_ASKED,
    MAX_REPLY_BYTES,
    MAX_SEALED_BYTES,
    PartLacks,
    Piece,
    Want,
    make_bitmap,
    name_of,
    read_lacking,
    read_pieces,
    read_put,
    read_question,
    read_wants,
    write_lacking,
    write_piece,
    write_put,
    write_question,
    write_wants,
)

RECORD, OTHER = "A" * 22, "B" * 21 + "A"
PART = name_of(b"first chunk")


def malformed(read, data: bytes) -> None:
    with pytest.raises(HomewardError) as refused:
        read(data)
    assert refused.value.code in ("wire.malformed", "request.too_large")


@given(st.sets(st.integers(0, CHUNKS - 1)), st.integers(1, CHUNKS))
def test_a_bitmap_says_exactly_which_chunks_lack(numbers, of):
    fitting = {number for number in numbers if number < of}
    part = PartLacks(PART, False, of, make_bitmap(fitting, of=of))
    assert set(part.numbers) == fitting and len(part.bitmap) == -(-of // 8)
    (found,) = read_lacking(write_lacking([(RECORD, [part])]))[RECORD]
    assert found == part and all(found.lacks(number) == (number in fitting) for number in range(of))


def test_questions_wants_and_puts_come_back_as_they_were():
    assert read_question(write_question([RECORD, OTHER, RECORD])) == (RECORD, OTHER)
    wants = (Want(RECORD, PART, 3, 7), Want(OTHER, PART))
    assert read_wants(write_wants(wants, max_bytes=1000)) == (wants, 1000)
    assert read_wants(write_wants(wants, max_bytes=2**40))[1] == MAX_REPLY_BYTES
    assert read_wants(write_wants(wants, max_bytes=-5))[1] == 1
    assert read_put(write_put(RECORD, b"s" * 17)) == (RECORD, b"s" * 17)


@given(st.lists(st.integers(TAG_BYTES + 1, 300), max_size=5), st.integers(1, 50), st.integers(0, 2000))
def test_a_reply_cut_anywhere_gives_its_whole_chunks_and_nothing_else(sizes, step, cut):
    pieces = [Piece(number, number, bytes([number]) * size) for number, size in enumerate(sizes)]
    data = b"".join(map(write_piece, pieces))[:cut]
    parts = [data[at : at + step] for at in range(0, len(data), step)]
    found = list(read_pieces(parts))
    whole = [
        one for place, one in enumerate(pieces) if sum(8 + len(each.sealed) for each in pieces[: place + 1]) <= cut
    ]
    assert found == whole


def test_a_reply_with_a_length_that_no_chunk_has_is_refused():
    for size in (0, TAG_BYTES, MAX_SEALED_BYTES + 1, 2**31):
        with pytest.raises(HomewardError, match=r"^wire\.malformed$"):
            list(read_pieces([b"\0\0\0\0" + size.to_bytes(4, "big") + b"x" * 40]))


@given(st.binary(max_size=200))
def test_noise_is_refused_by_name(data):
    for read in (read_question, read_lacking, read_wants, read_put):
        try:
            read(data)
        except HomewardError as error:
            assert error.code in ("wire.malformed", "request.too_large")


def test_more_than_asked_for_at_once_and_other_shapes_are_refused():
    malformed(read_question, write_question([RECORD] * (MAX_ASKED + 1)))
    malformed(read_wants, write_wants([Want(RECORD, PART)] * (MAX_ASKED + 1), max_bytes=1))
    for value in ({"r": [RECORD + "x"]}, {"r": RECORD}, {"r": [None]}, {}, []):
        malformed(read_question, dumps(value))
    for row in (
        [RECORD, PART, 0],
        [RECORD, "short", 0, 1],
        ["x", PART, 0, 1],
        [RECORD, PART, 2, 1],
        [RECORD, PART, 0, 1000],
    ):
        malformed(read_wants, dumps({"w": [row], "m": 1}))
    for part in ([PART, 2, 1, "gA"], [PART, 0, 0, ""], [PART, 0, 9, "gA"], [PART, 0, 1, 5], ["x", 0, 1, "gA"]):
        malformed(read_lacking, dumps({"r": [[RECORD, [part]]]}))
    for data in (b"", b"A" * 22, b"A" * 22 + b"s" * TAG_BYTES, b"\xff" * 22 + b"s" * 20, b"A" * 22 + b"s" * 70_000):
        malformed(read_put, data)
