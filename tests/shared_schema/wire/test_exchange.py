"""Messages of the exchange: each is read as it was written; anything else is malformed, never half read."""

from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared_schema.canonical import dumps, encode_bytes, loads
from shared_schema.change import Batch, BodyHash, Head
from shared_schema.errors import HomewardError
from shared_schema.wire.compact import write_state
from shared_schema.wire.exchange import Checksum, ReplyReader, read_request, write_message, write_state_frame
from shared_schema.wire.frames import Frame, read_frames, stream_frames, write_frame
from shared_schema.wire.messages import (
    ACTS,
    ActNote,
    Checkpoint,
    Compare,
    End,
    Gone,
    IncarnationStatement,
    Message,
    Notice,
    ReplyHello,
    ReplyMessage,
    RequestHello,
    SeenCheckpoint,
    SetAside,
    StateFrame,
    Verdicts,
    Want,
    Witness,
)
from tests.shared_schema.merge.sample import A, B, C, a_change, all_applied

SCOPES = ("directory", "worker/one")
_IDS = st.sampled_from([A, B, C])
_COUNTS = st.integers(0, 2**62)
_NAMES = st.text("abc/", max_size=6)
_CURSORS = st.dictionaries(_NAMES, _COUNTS, max_size=3)
_HASHES = st.binary(min_size=32, max_size=32)
_DOTS = st.tuples(_IDS, _COUNTS)
_BODIES = st.binary(max_size=20).map(lambda data: data.replace(b"\n", b" "))
_BATCHES = st.builds(
    Batch, _IDS, _COUNTS, _HASHES, st.lists(_BODIES | _HASHES.map(BodyHash), max_size=4).map(tuple),
    st.builds(Head, _COUNTS, st.binary(max_size=64)),
)  # fmt: skip
_DIGESTS = st.integers(0, 2**64 - 1)
_COMPARES = st.builds(
    Compare, _NAMES, st.lists(_DIGESTS, max_size=4).map(tuple),
    st.dictionaries(st.integers(0, 255), st.dictionaries(_IDS, _DIGESTS, min_size=1, max_size=2), max_size=2),
)  # fmt: skip
_JSON = st.dictionaries(_NAMES, st.integers(0, 9) | _NAMES, max_size=3)
_PAYLOADS = _JSON.map(dumps)
_REQUESTS = (
    st.builds(RequestHello, st.integers(1, 99), st.none() | _NAMES, _CURSORS, st.dictionaries(_IDS, _COUNTS), _CURSORS,
              _COUNTS, st.integers(-(2**62), 2**62), st.integers(1, 9))
    | st.builds(IncarnationStatement, _PAYLOADS) | _BATCHES | _COMPARES
    | st.builds(Want, st.lists(_IDS, max_size=3).map(tuple))
    | st.builds(Witness, _PAYLOADS) | st.builds(SeenCheckpoint, _PAYLOADS)
    | st.builds(ActNote, _IDS, st.sampled_from(ACTS), st.sampled_from(["trafficking_account", "route_list"]), _COUNTS,
                st.none() | _IDS, _COUNTS)
)  # fmt: skip
_RANGES = st.lists(st.tuples(_IDS, _COUNTS, _COUNTS), max_size=3).map(tuple)
_REPLIES = (
    st.builds(ReplyHello, _NAMES, st.integers(1, 9), _COUNTS, st.none() | st.lists(_NAMES, max_size=3).map(tuple),
              st.dictionaries(_IDS, st.tuples(_COUNTS, _HASHES), max_size=2), st.integers(1, 9))
    | st.builds(Notice, _JSON) | _BATCHES | _COMPARES
    | st.builds(Verdicts, _RANGES, _RANGES,
                st.lists(st.builds(SetAside, _DOTS, _NAMES, st.none() | _DOTS), max_size=3).map(tuple),
                st.lists(_DOTS, max_size=2).map(tuple))
    | st.builds(Gone, _NAMES, st.sampled_from(["reassigned", "revoked", "erased"]),
                st.lists(_IDS, max_size=2).map(tuple), st.none() | _IDS)
    | st.builds(End, _CURSORS, st.dictionaries(_NAMES, _DIGESTS, max_size=2), st.booleans(), st.none() | _COUNTS,
                st.none() | _JSON)
)  # fmt: skip


def written(messages: Iterable[Message]) -> bytes:
    return b"".join(write_message(message) for message in messages)


def read_reply(data: bytes, *, scopes: Iterable[str] = SCOPES) -> list[ReplyMessage]:
    reader = ReplyReader(scopes=scopes)
    found = (reader.read(frame) for frame in stream_frames([data]))
    return [message for message in found if message is not None]


@given(st.lists(_REQUESTS, max_size=5))
@settings(deadline=None)
def test_a_request_is_read_as_it_was_written(messages: list[Message]) -> None:
    assert list(read_request(read_frames(written(messages)))) == messages


@given(st.lists(_REPLIES, max_size=5))
@settings(deadline=None)
def test_a_reply_is_read_as_it_was_written(messages: list[Message]) -> None:
    assert read_reply(written(messages)) == messages


def test_a_states_stored_bytes_travel_as_they_are() -> None:
    compact = write_state(all_applied(a_change(A, 1, {"name": "សុខ"})))
    frame = write_state_frame([1, 0], compact)
    assert compact in frame
    assert read_reply(frame) == [StateFrame(("worker/one", "directory"), loads(compact, max_depth=12))]
    delta = read_reply(write_state_frame([0], b'{"i":1}', is_delta=True))
    assert delta == [StateFrame(("directory",), {"i": 1}, is_delta=True)]


def test_scopes_of_the_hello_hold_for_what_follows() -> None:
    hello = ReplyHello("epoch", 1, 5, scopes=("z", "office/x"))
    data = write_message(hello) + write_state_frame([1], b"{}")
    assert read_reply(data)[1] == StateFrame(("z",), {})


def test_checkpoints_prove_the_frames_before_them() -> None:
    frames = [write_state_frame([0], b'{"i":%d}' % number) for number in range(4)]
    checksum = Checksum()
    for frame in frames[:2]:
        checksum.add(frame)
    first = write_message(Checkpoint({"directory": 2}, *checksum.take()))
    for frame in frames[2:]:
        checksum.add(frame)
    second = write_message(Checkpoint({"directory": 4}, *checksum.take()))
    found = read_reply(b"".join([*frames[:2], first, *frames[2:], second]))
    assert [type(message) for message in found] == [StateFrame, StateFrame, Checkpoint] * 2
    for damaged in (
        [frames[0], first],
        [*frames[:2], frames[2], first],
        [frames[1], frames[0], first],
        [*frames[:2], first, *frames[:2], second],
    ):
        with pytest.raises(HomewardError, match=r"wire\.checksum"):
            read_reply(b"".join(damaged))


def test_cut_at_every_byte_never_gives_a_message_that_was_not_written() -> None:
    batch = Batch(A, 3, bytes(32), (b'{"x":1}', BodyHash(b"\1" * 32), b"{}"), Head(6, b"s" * 64))
    messages: list[Message] = [ReplyHello("e", 1, 2), batch, Gone("directory", "revoked"), End({}, {}, False)]
    data = written(messages)
    for cut in range(len(data) + 1):
        found = read_reply(data[:cut])
        assert found == messages[: len(found)], cut
    for cut in range(len(data)):
        request = written([batch, Want((A,))])[: cut + 1]
        try:
            assert len(list(read_request(read_frames(request)))) in (1, 2)
        except HomewardError as error:
            assert error.code == "wire.malformed"


def frames_of(*lines: tuple[str, bytes]) -> bytes:
    return b"".join(write_frame(letter, payload) for letter, payload in lines)


_HEADER = ("B", dumps({"i": A, "l": encode_bytes(bytes(32)), "n": 0}))
_HEAD = ("S", dumps({"n": 1, "s": ""}))
_HELLO = {"c": {}, "e": None, "h": {}, "k": {}, "m": 1, "p": 1, "t": 1, "v": 1}
MALFORMED_REQUESTS: dict[str, Sequence[tuple[str, bytes]]] = {
    "unknown letter": [("Y", b"{}")],
    "a body outside a batch": [("C", b"{}")],
    "a head outside a batch": [_HEAD],
    "a batch without its head": [_HEADER, ("C", b"{}")],
    "a batch within a batch": [_HEADER, _HEADER, _HEAD],
    "a hello within a batch": [_HEADER, ("H", dumps(_HELLO)), _HEAD],
    "a statement within a batch": [_HEADER, ("I", b"{}"), _HEAD],
    "a hash too short": [_HEADER, ("X", b"AAAA"), _HEAD],
    "a hash that is no base64": [_HEADER, ("X", "ក".encode()), _HEAD],
    "a hash that is no text": [_HEADER, ("X", b"\xff"), _HEAD],
    "an incarnation that is no id": [("B", dumps({"i": "me", "l": encode_bytes(bytes(32)), "n": 0})), _HEAD],
    "a counter below nothing": [("B", dumps({"i": A, "l": encode_bytes(bytes(32)), "n": -1})), _HEAD],
    "a counter that is true": [("B", dumps({"i": A, "l": encode_bytes(bytes(32)), "n": True})), _HEAD],
    "a counter beyond 63 bits": [("B", dumps({"i": A, "l": encode_bytes(bytes(32)), "n": 2**63})), _HEAD],
    "a link too short": [("B", dumps({"i": A, "l": "", "n": 0})), _HEAD],
    "a head that is no object": [_HEADER, ("S", b"[]")],
    "a head without its number": [_HEADER, ("S", b'{"s":""}')],
    "a hello that is a list": [("H", b"[]")],
    "a hello that is nothing": [("H", b"null")],
    "a hello with a space": [("H", b'{"c": {}}')],
    "a hello too deep": [("H", b'{"c":' * 60 + b"1" + b"}" * 60)],
    "cursors that are a list": [("H", dumps(_HELLO | {"c": []}))],
    "a cursor that is a text": [("H", dumps(_HELLO | {"c": {"directory": "1"}}))],
    "a cursor below nothing": [("H", dumps(_HELLO | {"c": {"directory": -1}}))],
    "an epoch that is a number": [("H", dumps(_HELLO | {"e": 7}))],
    "a version that is a text": [("H", dumps(_HELLO | {"v": "1"}))],
    "a limit that is true": [("H", dumps(_HELLO | {"m": True}))],
    "wanting what is no id": [("W", dumps({"i": ["x"]}))],
    "wanting a number": [("W", dumps({"i": 3}))],
    "comparing sums that are no numbers": [("Q", dumps({"b": ["x"], "s": "directory"}))],
    "comparing without a scope": [("Q", dumps({"b": []}))],
    "comparing ids that are a list": [("Q", dumps({"i": [1], "s": "directory"}))],
}
MALFORMED_REPLIES: dict[str, Sequence[tuple[str, bytes]]] = {
    "a state of no scope of ours": [("s", b'{"c":[2],"s":{}}')],
    "a state of a scope below nothing": [("s", b'{"c":[-1],"s":{}}')],
    "a state of scope true": [("s", b'{"c":[true],"s":{}}')],
    "a state without a body": [("s", b'{"c":[0]}')],
    "verdicts over half a dot": [("v", dumps({"q": [[A]]}))],
    "verdicts with a long tail": [("v", dumps({"q": [[A, 1, "code", B, 1, 1]]}))],
    "verdicts over no id": [("v", dumps({"a": [["x", 1, 2]]}))],
    "waiting for no dot": [("v", dumps({"w": [[A, "1"]]}))],
    "gone without a reason": [("g", dumps({"s": "directory"}))],
    "a checkpoint without a checksum": [("k", b'{"c":{},"n":0}')],
    "a digest that is no number": [("e", dumps({"c": {}, "d": {"x": "y"}, "m": False}))],
    "known with a short link": [("h", dumps({"e": "e", "k": {A: [1, "AA"]}, "p": 1, "t": 1, "v": 1}))],
    "notices that are a list": [("n", b"[]"), ("n", b"[1]")],
}


@pytest.mark.parametrize("name", MALFORMED_REQUESTS)
def test_a_malformed_request_is_refused_by_one_name(name: str) -> None:
    with pytest.raises(HomewardError) as caught:
        list(read_request(read_frames(frames_of(*MALFORMED_REQUESTS[name]))))
    assert caught.value.code == "wire.malformed"


@pytest.mark.parametrize("name", MALFORMED_REPLIES)
def test_a_malformed_reply_is_refused_by_one_name(name: str) -> None:
    with pytest.raises(HomewardError) as caught:
        read_reply(frames_of(*MALFORMED_REPLIES[name]))
    assert caught.value.code == "wire.malformed"


@given(st.sampled_from("HIBCXSQWZKhnvsgke"), st.binary(max_size=40) | _JSON.map(dumps))
@settings(max_examples=300, deadline=None)
def test_noise_is_read_or_refused_by_name_and_never_crashes(letter: str, payload: bytes) -> None:
    frame = Frame(letter, payload.replace(b"\n", b""))
    for read in (lambda: list(read_request([frame])), lambda: [ReplyReader(scopes=SCOPES).read(frame)]):
        try:
            read()
        except HomewardError as error:
            assert error.code in ("wire.malformed", "wire.checksum")
