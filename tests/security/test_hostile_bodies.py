"""Bodies of the exchange made to harm: bombs, endless frames, deep JSON, cuts, noise.

Refused by name, with bounded memory, and nothing is stored. The sender is an enrolled laptop whose signature is
right: only then is anything read at all.
"""

import gzip
import json
import os
import random
import tracemalloc
import zlib

import orjson
import pytest
import zstandard
from sqlalchemy import func, select

from shared_schema.records.kinds import SCHEMA_VERSION
from shared_schema.wire.coding import GZIP, ZSTD, Codings
from shared_schema.wire.exchange import write_message
from shared_schema.wire.frames import write_frame
from shared_schema.wire.messages import RequestHello
from sync_server.store.metadata import METADATA
from tests.builders.field import a_laptop
from tests.builders.records import a_case
from tests.central import a_central
from tests.soak import SOAK, trials

MIB = 1024 * 1024
FUZZED = trials(150, soak=10_000)
HELLO = write_message(RequestHello(SCHEMA_VERSION, None, {}, {}, {}, 1_000_000, 0))


@pytest.fixture
def central(sqlite_urls, tmp_path):
    whole = a_central(sqlite_urls, tmp_path)
    whole.person("sophea", office=whole.office("BTB"))
    yield whole
    whole.close()


@pytest.fixture
def laptop(central, monkeypatch):
    monkeypatch.setattr("sync_server.services.limits.EXCHANGES", 1_000_000)
    return a_laptop(central, "sophea")


def post(laptop, body, coding=ZSTD, **other):
    headers = laptop.laptop.headers(body, coding=coding, **other)
    return laptop.client.post("/api/v1/exchange", data=body, headers=headers)


def zstd(data):
    return zstandard.ZstdCompressor(level=3).compress(data)


def stored(central):
    """Rows by table, but for the counters of requests."""
    with central.server.database.snapshot() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table))
            for table in METADATA.sorted_tables
            if table.name != "rate_counters"
        }


def refused(central, laptop, body, coding=ZSTD, *, status, codes, megabytes=64):
    before = stored(central)
    tracemalloc.start()
    try:
        answer = post(laptop, body, coding)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (answer.status_code, answer.json["code"]) in [(status, code) for code in codes], answer.json
    assert peak < megabytes * MIB, f"{peak / MIB:.0f} MiB"
    assert stored(central) == before
    assert laptop.client.get("/healthz").status_code == 200


BOMBS = {
    "gzip of zeros": (lambda: gzip.compress(bytes(256 * MIB), 9), GZIP),
    "zstd of zeros": (lambda: zstd(bytes(256 * MIB)), ZSTD),
    "zstd of zeros behind a whole hello": (lambda: zstd(HELLO + bytes(256 * MIB)), ZSTD),
    "dense text beyond 32 MiB": (lambda: zstd(os.urandom(200_000) * 200), ZSTD),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_decompression_bomb_is_given_up_early(central, laptop, name):
    make, coding = BOMBS[name]
    refused(central, laptop, make(), coding, status=413, codes=["wire.too_large"])


def endless(line, *, bytes_in_all=24 * MIB):
    """Compressible to under 1 MiB, but not so dense that the ratio alone refuses it."""
    noise = write_frame("K", os.urandom(200_000).hex().encode())
    return zstd(HELLO + noise + line * (bytes_in_all // len(line)))


@pytest.mark.parametrize(
    ("line", "status", "codes"),
    [
        (b"\n", 400, ["wire.malformed"]),
        (b"a\n", 400, ["wire.malformed"]),
        (b"H\t{}\n", 400, ["wire.malformed"]),
        (b"?\t{}\n", 400, ["wire.malformed"]),
        (b"Z\t{}\n", 413, ["request.too_large"]),
        (b"K\t{}\n", 413, ["request.too_large"]),
        (b"X\tAA\n", 400, ["wire.malformed", "request.too_large"]),
        (b"C\t{}\n", 400, ["wire.malformed", "request.too_large"]),
    ],
)
def test_endless_frames_are_counted_while_they_are_read(central, laptop, line, status, codes):
    refused(central, laptop, endless(line), status=status, codes=codes)


def test_endless_changes_in_one_batch_are_counted_while_they_are_read(central, laptop):
    laptop.save(a_case())
    whole = write_message(laptop.device.batch())
    first, _, _rest = whole.partition(b"\n")
    noise = write_frame("K", os.urandom(200_000).hex().encode())
    body = zstd(HELLO + noise + first + b"\n" + b"C\t{}\n" * 4_000_000)
    refused(central, laptop, body, status=413, codes=["request.too_large"])


def test_a_frame_of_more_than_a_megabyte_is_refused(central, laptop):
    body = zstd(HELLO + write_frame("K", os.urandom(300_000).hex().encode() * 2))
    refused(central, laptop, body, status=413, codes=["wire.frame_too_large"])


def test_a_body_of_more_than_a_megabyte_is_not_even_read(central, laptop):
    refused(central, laptop, os.urandom(MIB + 1), status=413, codes=["request.too_large"])


HELLOS = {
    "not JSON": b"nonsense",
    "deep": b"[" * 100_000,
    "deep and closed": b"[" * 50_000 + b"]" * 50_000,
    "deep objects": b'{"a":' * 30_000 + b"1" + b"}" * 30_000,
    "a huge number": b'{"protocol":' + b"9" * 400_000 + b"}",
    "infinity": b'{"protocol":1e999}',
    "not a number": b'{"protocol":NaN}',
    "a float": b'{"protocol":1.5}',
    "beyond 64 bits": b'{"protocol":18446744073709551616}',
    "bad UTF-8": b'{"protocol":"\xff\xfe"}',
    "a lone surrogate": b'{"protocol":"\\ud800"}',
    "twice the same key": b'{"a":1,"a":2}',
    "a list": b"[]",
    "null": b"null",
    "empty": b"",
    "a tab": b"\t",
}


@pytest.mark.parametrize("name", HELLOS)
def test_a_hello_that_is_not_one_is_refused(central, laptop, name):
    body = zstd(write_frame("H", HELLOS[name]))
    refused(central, laptop, body, status=400, codes=["wire.malformed"])


@pytest.mark.parametrize(
    "change",
    [
        {"m": -1},
        {"m": 2**70},
        {"m": "many"},
        {"c": {"worker/x": -1}},
        {"c": {"worker/x": 2**64}},
        {"c": ["worker/x"]},
        {"c": {"worker/x": "1"}},
        {"k": {"x": 1}},
        {"k": {"A" * 22: -1}},
        {"h": {"lease": "x"}},
        {"e": 5},
        {"v": "new"},
        {"v": -1},
        {"t": 2**80},
    ],
)
def test_a_hello_with_a_wrong_answer_never_ends_in_an_error_of_the_server(central, laptop, change):
    names = orjson.loads(HELLO[2:])
    assert set(change) <= set(names)
    text = json.dumps({**names, **change}, separators=(",", ":"), sort_keys=True)
    body = zstd(write_frame("H", text.encode()))
    before = stored(central)
    answer = post(laptop, body)
    assert answer.status_code in (200, 400), answer.get_data(as_text=True)
    assert stored(central) | HEARD_OF == before | HEARD_OF


HEARD_OF = {"device_contacts": 0}  # that the laptop was heard of is noted also where the rest of its hello is nonsense


def cut(data, at):
    return data[: int(len(data) * at)]


@pytest.mark.parametrize("at", [0.01, 0.3, 0.7, 0.999])
@pytest.mark.parametrize("coding", [ZSTD, GZIP])
def test_a_truncated_body_has_no_effect(central, laptop, coding, at):
    laptop.save(a_case())
    whole = Codings().encode(HELLO + write_message(laptop.device.batch()), coding)
    refused(central, laptop, cut(whole, at), coding, status=400, codes=["wire.malformed"])


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (HELLO, ZSTD),
        (HELLO, GZIP),
        (gzip.compress(HELLO), ZSTD),
        (zstd(HELLO), GZIP),
        (zlib.compress(HELLO), GZIP),
        (gzip.compress(HELLO) + b"more", GZIP),
        (zstd(HELLO) + b"more", ZSTD),
        (b"\x28\xb5\x2f\xfd" + b"\x00" * 40, ZSTD),
        (b"\x28\xb5\x2f\xfd\x80\xf8" + b"\xff" * 12, ZSTD),
        (b"\x50\x2a\x4d\x18" + b"\xff\xff\xff\x7f" + b"x" * 100, ZSTD),
    ],
    ids=[f"body-{number}" for number in range(10)],
)
def test_a_body_in_another_coding_than_it_says_is_refused(central, laptop, body, coding):
    refused(central, laptop, body, coding, status=400, codes=["wire.malformed"])


@pytest.mark.parametrize("coding", ["br", "deflate", "identity", "gzip, zstd", "zstd-homeward", ""])
def test_a_coding_that_is_not_read_here_is_named(central, laptop, coding):
    refused(central, laptop, zstd(HELLO), coding, status=415, codes=["request.coding_unknown"])


def test_another_type_of_body_is_named(central, laptop):
    answer = post(laptop, zstd(HELLO), content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (415, "request.type_unknown")


def test_frames_of_a_reply_and_a_second_hello_are_not_a_request(central, laptop):
    for more in (HELLO, b's\t{"c":[0],"s":{}}\n', b"E\t{}\n"):
        refused(central, laptop, zstd(HELLO + more), status=400, codes=["wire.malformed"])
    laptop.save(a_case())
    headless = write_message(laptop.device.batch()).rsplit(b"\n", 2)[0] + b"\n"
    refused(central, laptop, zstd(HELLO + headless), status=400, codes=["wire.malformed"])


def test_noise_in_a_good_body_never_ends_in_an_error_of_the_server(central, laptop):
    laptop.save(a_case())
    good = HELLO + write_message(laptop.device.batch())
    seed = 7 if not SOAK else int.from_bytes(os.urandom(4), "big")
    chance = random.Random(seed)
    for _turn in range(FUZZED):
        body = bytearray(good)
        for _change in range(chance.choice([1, 1, 2, 5])):
            at = chance.randrange(len(body))
            match chance.randrange(4):
                case 0:
                    body[at] ^= 1 << chance.randrange(8)
                case 1:
                    del body[at : at + chance.randrange(1, 30)]
                case 2:
                    body[at:at] = body[at : at + chance.randrange(1, 60)]
                case 3:
                    body[at:at] = chance.choice([b"\n", b"null", b"-1", b"[]", b"9999999999999999999", b'"', b"{"])
        answer = post(laptop, zstd(bytes(body)))
        assert answer.status_code < 500, f"seed {seed}: {bytes(body)!r}"
    assert "request.failed" not in central.log.getvalue()
