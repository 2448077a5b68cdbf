"""Codings: round trips, cuts, damage, and bombs that are stopped before they fill the memory."""

import gzip
import struct
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from shared_schema.errors import HomewardError
from shared_schema.wire.coding import (
    GZIP,
    HOMEWARD_ZSTD,
    MAX_DECOMPRESSED_BYTES,
    MAX_FRAMES,
    ZSTD,
    Codings,
    accepted_coding,
)

MIB = 1024 * 1024
DICTIONARY = (
    b'{"at":1760000000000,"by":"","home":"","kind":"visit","record":"","seen":{},"set":{"safety":"danger"}}' * 3
)
CODINGS = Codings(dictionary=DICTIONARY)
PLAIN = Codings()
every_coding = pytest.mark.parametrize("coding", [GZIP, ZSTD, HOMEWARD_ZSTD])


def code_of(work: Callable[[], object]) -> str:
    with pytest.raises(HomewardError) as caught:
        work()
    return caught.value.code


@every_coding
@given(data=st.binary(max_size=300), pieces=st.lists(st.binary(max_size=50), max_size=4))
@settings(deadline=None)
def test_bodies_come_back(coding: str, data: bytes, pieces: list[bytes]) -> None:
    assert CODINGS.decode(CODINGS.encode(data, coding), coding) == data
    encoder = CODINGS.encoder(coding)
    streamed = b"".join(encoder.write(piece) + encoder.flush() for piece in pieces) + encoder.finish()
    assert CODINGS.decode(streamed, coding) == b"".join(pieces)


@every_coding
def test_what_was_flushed_can_be_read_before_the_rest_comes(coding: str) -> None:
    encoder = CODINGS.encoder(coding)
    first = encoder.write(b"before the checkpoint\n") + encoder.flush()
    torn = encoder.write(b"after it" * 1000) + encoder.finish()
    stream = CODINGS.decode_stream([first, torn[: len(torn) // 2]], coding)
    assert next(stream) == b"before the checkpoint\n"


@every_coding
def test_a_body_cut_at_any_byte_is_noticed(coding: str) -> None:
    data = CODINGS.encode(b"visit\tsafety\n" * 40 + bytes(range(256)), coding)
    for cut in range(len(data)):
        assert code_of(lambda cut=cut: CODINGS.decode(data[:cut], coding)) == "wire.malformed", cut  # type: ignore[misc]
    assert code_of(lambda: CODINGS.decode(data + b"x", coding)) == "wire.malformed"
    assert code_of(lambda: CODINGS.decode(data * (MAX_FRAMES + 1), coding)) == "wire.malformed"


@pytest.mark.parametrize("coding", [ZSTD, HOMEWARD_ZSTD])
def test_parts_that_were_compressed_apart_are_one_body(coding: str) -> None:
    parts = [b"hello\n", bytes(range(256)) * 500, b"the end\n"]
    data = b"".join(CODINGS.encode(part, coding) for part in parts)
    assert CODINGS.decode(data, coding) == b"".join(parts)
    assert code_of(lambda: CODINGS.decode(data[:-1], coding)) == "wire.malformed"
    assert code_of(lambda: CODINGS.decode(data, coding, max_bytes=sum(map(len, parts)) - 1)) == "wire.too_large"
    assert code_of(lambda: list(CODINGS.decode_stream([data], coding))) == "wire.malformed"


@every_coding
def test_a_cut_stream_gives_a_prefix_and_ends_quietly(coding: str) -> None:
    plain = b"".join(b"s\t%d\n" % number for number in range(3000))
    data = CODINGS.encode(plain, coding)
    for cut in (0, 1, 10, len(data) // 2, len(data) - 1):
        assert plain.startswith(b"".join(CODINGS.decode_stream([data[:cut]], coding)))


@every_coding
def test_a_damaged_body_is_refused_by_name(coding: str) -> None:
    plain = bytes(range(256)) * 3
    data = bytearray(CODINGS.encode(plain, coding))
    for place in range(len(data)):
        data[place] ^= 0x55
        try:
            CODINGS.decode(bytes(data), coding)  # zstd frames carry no checksum of ours: the digest of the body does
        except HomewardError as error:
            assert error.code in ("wire.malformed", "wire.too_large")
        data[place] ^= 0x55


def _nested_gzip() -> bytes:
    return gzip.compress(bytes(60 * MIB), 9)


def _zstd_of_repeated_blocks(blocks: int) -> bytes:
    header = struct.pack("<IBB", 0xFD2FB528, 0x00, 0x58)  # window of 2 MiB, size unknown
    block = ((128 * 1024) << 3 | 1 << 1).to_bytes(3, "little") + b"A"  # RLE: four bytes become 128 KiB
    return header + block * blocks


BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "gzip of nothing": (GZIP, _nested_gzip),
    "zstd of nothing": (ZSTD, lambda: zstandard.compress(bytes(200 * MIB), 19)),
    "zstd of repeated blocks": (ZSTD, lambda: _zstd_of_repeated_blocks(200_000)),
    "dictionary of nothing": (HOMEWARD_ZSTD, lambda: _with_dictionary(bytes(100 * MIB))),
    "gzip just within the ratio": (GZIP, lambda: CODINGS.encode(_dense(40 * MIB), GZIP)),
}


def _with_dictionary(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(dict_data=zstandard.ZstdCompressionDict(DICTIONARY)).compress(data)


def _dense(size: int) -> bytes:
    part = b"".join(zlib.crc32(b"%d" % number).to_bytes(4, "big") for number in range(250)) + bytes(60_000)
    return (part * (size // len(part) + 1))[:size]


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_stopped_by_name_before_it_fills_the_memory(name: str) -> None:
    coding, make = BOMBS[name]
    data = make()
    decoder = CODINGS.decoder(coding, max_bytes=MAX_DECOMPRESSED_BYTES)
    tracemalloc.start()
    assert code_of(lambda: sum(len(piece) for piece in decoder.feed(data))) == "wire.too_large"
    _now, streaming = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    assert code_of(lambda: CODINGS.decode(data, coding)) == "wire.too_large"
    _now, whole = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert streaming < 10 * MIB
    assert whole < 64 * MIB


@every_coding
def test_a_body_at_the_bound_is_read_and_one_byte_more_is_not(coding: str) -> None:
    data = CODINGS.encode(b"x" * 5000, coding)
    assert len(CODINGS.decode(data, coding, max_bytes=5000)) == 5000
    assert code_of(lambda: CODINGS.decode(data, coding, max_bytes=4999)) == "wire.too_large"


def test_ordinary_work_is_far_from_the_ratio() -> None:
    plain = b"".join(b'C\t{"at":%d,"kind":"visit"}\n' % (number * 7919) for number in range(80_000))
    for coding in CODINGS.offered:
        assert CODINGS.decode(CODINGS.encode(plain, coding), coding) == plain


def test_a_window_larger_than_agreed_is_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=27, enable_ldm=True)
    encoder = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    data = encoder.compress(bytes(2 * MIB)) + encoder.flush()
    assert code_of(lambda: PLAIN.decode(data, ZSTD)) == "wire.malformed"


@pytest.mark.parametrize("coding", ["br", "identity", "", "GZIP", HOMEWARD_ZSTD])
def test_an_unknown_coding_is_named(coding: str) -> None:
    assert code_of(lambda: PLAIN.encode(b"x", coding)) == "wire.coding_unknown"
    assert code_of(lambda: PLAIN.decode(b"x", coding)) == "wire.coding_unknown"


def test_the_dictionary_is_offered_only_where_it_is() -> None:
    assert PLAIN.offered == (ZSTD, GZIP)
    assert CODINGS.offered == (HOMEWARD_ZSTD, ZSTD, GZIP)


def test_another_dictionary_is_noticed_or_gives_other_bytes_never_a_crash() -> None:
    data = CODINGS.encode(DICTIONARY[:90], HOMEWARD_ZSTD)
    other = Codings(dictionary=bytes(reversed(DICTIONARY)))
    try:
        assert other.decode(data, HOMEWARD_ZSTD) != DICTIONARY[:90]
    except HomewardError as error:
        assert error.code == "wire.malformed"


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        (None, None),
        ("", None),
        ("br", None),
        ("gzip", GZIP),
        ("br;q=1, zstd ; q=0.5, gzip", ZSTD),
        ("homeward-zstd", None),
    ],
)
def test_the_first_coding_that_is_known_is_taken(header: str | None, wanted: str | None) -> None:
    assert accepted_coding(header, PLAIN.offered) == wanted
