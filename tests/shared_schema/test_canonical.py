"""One value, one sequence of bytes; everything else is refused by name."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_schema.canonical import Json, decode_bytes, dumps, encode_bytes, loads, nfc
from shared_schema.errors import HomewardError

_TEXT = st.text(st.characters(exclude_categories=["Cs"])).map(lambda text: unicodedata.normalize("NFC", text))
_SCALARS = st.none() | st.booleans() | st.integers(min_value=-(2**63), max_value=2**63 - 1) | _TEXT
_VALUES = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4), max_leaves=12
)


@given(_VALUES)
def test_what_is_written_is_read_again_as_the_same_bytes(value: Json) -> None:
    data = dumps(value)
    assert loads(data, max_depth=16) == value
    assert dumps(loads(data, max_depth=16)) == data


def test_keys_are_sorted_and_khmer_is_not_escaped() -> None:
    value = {"ឈ្មោះ": "សុខ", "b": [1, None, True], "a": {}}
    assert dumps(value) == '{"a":{},"b":[1,null,true],"ឈ្មោះ":"សុខ"}'.encode()


REFUSED = {
    "float": b'{"a":1.5}',
    "float that is whole": b"[1.0]",
    "exponent": b"[1e5]",
    "float deep inside": b'{"a":[{"b":[2.5]}]}',
    "number beyond 64 bits": b"[18446744073709551616]",
    "endless number": b"[" + b"9" * 5000 + b"]",
    "minus nothing": b"[-0]",
    "infinity": b"[Infinity]",
    "not a number": b"[NaN]",
    "decomposed letter": '["e\u0301"]'.encode(),
    "decomposed key": '{"e\u0301":1}'.encode(),
    "key twice": b'{"a":1,"a":2}',
    "same key twice": b'{"a":1,"a":1}',
    "keys not sorted": b'{"b":1,"a":2}',
    "space": b'{"a": 1}',
    "line feed at the end": b"[1]\n",
    "escaped letter": b'["\\u0041"]',
    "escaped slash": b'["\\/"]',
    "half a surrogate": b'["\\ud800"]',
    "half a surrogate as bytes": b'["\xed\xa0\x80"]',
    "bytes that are no text": b'["\xff"]',
    "overlong letter": b'["\xc1\x81"]',
    "byte order mark": b"\xef\xbb\xbf[1]",
    "nothing": b"",
    "half": b'{"a":',
    "two values": b"1 2",
    "raw line feed in a text": b'["a\nb"]',
    "single quotes": b"{'a':1}",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_homeward_would_write_otherwise_is_refused(name: str) -> None:
    with pytest.raises(HomewardError) as caught:
        loads(REFUSED[name])
    assert caught.value.code == "canonical.not_canonical"


@pytest.mark.parametrize("depth", [9, 10, 200, 254, 255, 300, 1023, 5000, 100_000])
@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_deep_values_are_refused_at_any_depth(depth: int, opening: str) -> None:
    closing = "]" if opening == "[" else "}"
    data = (opening * (depth - 1) + ("[]" if opening == "[" else "{}") + closing * (depth - 1)).encode()
    with pytest.raises(HomewardError) as caught:
        loads(data)
    assert caught.value.code in ("canonical.too_deep", "canonical.not_canonical")
    assert loads(b"[" * 8 + b"]" * 8) == [[[[[[[[]]]]]]]]


@pytest.mark.parametrize("value", [1 << 64, {1: 2}, {"a": object()}])
def test_what_is_no_json_of_ours_is_never_written(value: Json) -> None:
    with pytest.raises(TypeError):
        dumps(value)


def test_composing_reaches_every_text_and_key() -> None:
    assert nfc({"e\u0301": ["e\u0301", ("e\u0301",), 1, None]}) == {"é": ["é", ["é"], 1, None]}


@given(st.binary(max_size=64))
def test_bytes_come_back_from_base64(data: bytes) -> None:
    assert decode_bytes(encode_bytes(data)) == data


@pytest.mark.parametrize("text", ["A", "AB=", "AA==", "A+8_", "A/8_", "AB", "AAAA ", "AAAA\n", "ក", 7, None, ["AA"]])
def test_only_the_one_spelling_of_base64_is_read(text: str) -> None:
    with pytest.raises(HomewardError) as caught:
        decode_bytes(text)
    assert caught.value.code == "canonical.not_base64"
