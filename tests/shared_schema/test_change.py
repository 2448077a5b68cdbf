"""Bodies, the chain over them, signed batches: what was signed is what is read, and nothing else passes."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from shared_schema.canonical import Json, dumps, loads
from shared_schema.change import (
    MAX_BODY_BYTES,
    MAX_REGISTERS,
    Batch,
    BatchItem,
    BodyHash,
    Head,
    hash_body,
    link_zero,
    make_batch,
    next_link,
    own_seen,
    read_body,
    verify_batch,
    write_body,
)
from shared_schema.errors import HomewardError
from shared_schema.identifiers import id_bytes
from shared_schema.merge.state import Change
from tests.shared_schema.merge.sample import HOME, RECORD, SOK, A, B, a_change

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC = KEY.public_key().public_bytes_raw()
ZERO = link_zero(A, PUBLIC)
SALT = b"twelve bytes"

_KIND = st.from_regex(r"[a-z_]{1,40}", fullmatch=True)
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map(lambda t: unicodedata.normalize("NFC", t))
_VALUE = (
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | _TEXT | st.dictionaries(_TEXT, _TEXT, max_size=2)
)
_SEEN = st.dictionaries(st.sampled_from([B, HOME]), st.integers(1, 2**62), max_size=2)
_CHANGES = st.builds(
    Change,
    device=st.just(A), n=st.integers(1, 2**62), version=st.integers(1, 99), record=st.just(RECORD), kind=_KIND,
    home=st.sampled_from([HOME, "directory"]), at=st.integers(-(2**62), 2**62), offset=st.integers(-(2**62), 2**62),
    by=st.just(SOK), seen=_SEEN, set=st.dictionaries(_TEXT, _VALUE, max_size=4), reason=st.none() | _TEXT.filter(bool),
    resolves=st.lists(_TEXT, max_size=3).map(lambda names: tuple(sorted(names))),
    corrects=st.none() | st.tuples(st.just(B), st.integers(1, 99)),
    set_of=st.none() | st.tuples(st.integers(1, 99), st.integers(1, 50)),
)  # fmt: skip


def bodies(count: int) -> list[bytes]:
    return [write_body(a_change(A, n, {"name": f"សុខ {n}"}), salt=SALT) for n in range(1, count + 1)]


def a_batch(items: list[BatchItem], *, n_before: int = 0, link_before: bytes = ZERO) -> Batch:
    return make_batch(incarnation=A, n_before=n_before, link_before=link_before, items=items, signer=KEY.sign)


def body_with(**others: Json) -> bytes:
    value = loads(bodies(1)[0]) | others
    return dumps({key: item for key, item in value.items() if item != "absent"})


def code_of(work: Callable[[], object]) -> str:
    with pytest.raises(HomewardError) as caught:
        work()
    return caught.value.code


@given(_CHANGES)
def test_a_change_is_read_as_it_was_written(change: Change) -> None:
    body = write_body(change, salt=SALT)
    assert read_body(body, device=A, n=change.n) == change
    assert dumps(loads(body)) == body


def test_typed_letters_are_composed_before_they_are_signed() -> None:
    change = a_change(A, 1, {"name": "e\u0301", "group:address": {"street": "e\u0301"}}, reason="e\u0301")
    read = read_body(write_body(change, salt=SALT), device=A, n=1)
    assert read.set == {"name": "é", "group:address": {"street": "é"}}
    assert read.reason == "é"


def test_equal_answers_with_other_salt_have_other_hashes() -> None:
    change = a_change(A, 1, {"safety": "danger"})
    assert hash_body(write_body(change, salt=SALT)) != hash_body(write_body(change, salt=b"other  salt!"))


UNREADABLE: dict[str, dict[str, Json]] = {
    "no salt": {"salt": "absent"},
    "short salt": {"salt": "AAAA"},
    "salt that is no base64": {"salt": "ក" * 16},
    "no set": {"set": "absent"},
    "set is a list": {"set": []},
    "unknown member": {"more": 1},
    "version nothing": {"v": 0},
    "version true": {"v": True},
    "record is no id": {"record": "visit-1"},
    "home is no id": {"home": "office"},
    "by is no id": {"by": None},
    "kind is no text": {"kind": 3},
    "time is a text": {"at": "2026-11-21"},
    "time beyond 64 bits": {"at": 2**63},
    "offset missing": {"offset": "absent"},
    "seen a list": {"seen": []},
    "seen nothing of a device": {"seen": {B: 0}},
    "seen true of a device": {"seen": {B: True}},
    "seen of no id": {"seen": {"laptop": 1}},
    "reason is a number": {"reason": 1},
    "resolves is a text": {"resolves": "name"},
    "resolves numbers": {"resolves": [1]},
    "corrects half a dot": {"corrects": [B]},
    "corrects nobody": {"corrects": ["me", 1]},
    "set of nothing": {"set_of": [0, 1]},
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_body_that_is_not_as_agreed_is_unreadable_by_name(name: str) -> None:
    assert code_of(lambda: read_body(body_with(**UNREADABLE[name]), device=A, n=1)) == "change.unreadable"


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{}", b"\xff", b"[" * 4000, b'{"v":1.0}'])
def test_bytes_that_are_no_body_are_unreadable_by_name(body: bytes) -> None:
    assert code_of(lambda: read_body(body, device=A, n=1)) == "change.unreadable"


def test_bodies_beyond_the_limits_are_too_large_by_name() -> None:
    long = body_with(set={"name": "x" * MAX_BODY_BYTES})
    many = body_with(set={f"r{number}": 1 for number in range(MAX_REGISTERS + 1)})
    assert code_of(lambda: read_body(long, device=A, n=1)) == "change.too_large"
    assert code_of(lambda: read_body(many, device=A, n=1)) == "change.too_large"


def test_links_are_what_the_design_says() -> None:
    first, second = bodies(2)
    one = sha256(sha256(id_bytes(A) + PUBLIC).digest() + sha256(first).digest()).digest()
    two = sha256(one + sha256(second).digest()).digest()
    entries = verify_batch(a_batch([first, second]), public_key=PUBLIC)
    assert [entry.link for entry in entries] == [one, two]
    assert [entry.n for entry in entries] == [1, 2]
    assert next_link(one, hash_body(second)) == two


def test_a_batch_verifies_from_the_link_it_claims_to_follow() -> None:
    every = bodies(6)
    whole = verify_batch(a_batch(list(every)), public_key=PUBLIC)
    later = verify_batch(a_batch(list(every[3:]), n_before=3, link_before=whole[2].link), public_key=PUBLIC)
    assert later == whole[3:]


def test_hidden_or_erased_body_keeps_the_chain() -> None:
    every = bodies(5)
    whole = a_batch(list(every))
    entries = verify_batch(whole, public_key=PUBLIC)
    for hidden in range(5):
        items = [BodyHash(hash_body(body)) if n == hidden else body for n, body in enumerate(every)]
        seen = verify_batch(replace(whole, items=tuple(items)), public_key=PUBLIC)
        assert [entry.link for entry in seen] == [entry.link for entry in entries]
        assert [entry.body_hash for entry in seen] == [entry.body_hash for entry in entries]
        assert [n for n, entry in enumerate(seen) if entry.body is None] == [hidden]
    other = [BodyHash(bytes(32)), *every[1:]]
    assert (
        code_of(lambda: verify_batch(replace(whole, items=tuple(other)), public_key=PUBLIC)) == "device.signature_wrong"
    )


def _altered(whole: Batch) -> dict[str, Batch]:
    items, head = whole.items, whole.head
    longer = make_batch(incarnation=A, n_before=0, link_before=ZERO, items=bodies(4), signer=KEY.sign)
    return {
        "one letter": replace(whole, items=(items[0].replace("សុខ".encode(), "សោខ".encode()), *items[1:])),  # type: ignore[union-attr]
        "another order": replace(whole, items=(items[1], items[0], items[2])),
        "another incarnation": replace(whole, incarnation=B),
        "another number": replace(whole, n_before=1, head=Head(4, head.signature)),
        "another link before": replace(whole, link_before=bytes(32)),
        "another signature": replace(whole, head=Head(3, OTHER_KEY.sign(b"x"))),
        "no signature": replace(whole, head=Head(3, b"")),
        "the head of a longer batch": replace(whole, head=Head(3, longer.head.signature)),
        "a bit of the signature": replace(whole, head=Head(3, bytes([head.signature[0] ^ 1]) + head.signature[1:])),
    }


@pytest.mark.parametrize("name", list(_altered(a_batch(list(bodies(3))))))
def test_a_batch_that_was_altered_is_refused(name: str) -> None:
    batch = _altered(a_batch(list(bodies(3))))[name]
    assert code_of(lambda: verify_batch(batch, public_key=PUBLIC)) == "device.signature_wrong"


def test_a_head_that_names_another_end_is_malformed() -> None:
    whole = a_batch(list(bodies(3)))
    for wrong in (
        replace(whole, items=whole.items[:2]),
        replace(whole, head=replace(whole.head, n=4)),
        replace(whole, items=()),
    ):
        assert code_of(lambda wrong=wrong: verify_batch(wrong, public_key=PUBLIC)) == "device.batch_malformed"  # type: ignore[misc]


def test_the_key_of_another_laptop_does_not_fit() -> None:
    other = OTHER_KEY.public_key().public_bytes_raw()
    assert code_of(lambda: verify_batch(a_batch(list(bodies(1))), public_key=other)) == "device.signature_wrong"
    assert code_of(lambda: verify_batch(a_batch(list(bodies(1))), public_key=b"short")) == "device.signature_wrong"


def test_a_body_explains_its_seen_and_itself() -> None:
    assert own_seen(a_change(A, 4, {}, {A: 2, B: 7})) == {A: 4, B: 7}


@pytest.mark.parametrize("kind", ["", "k" * 41, "visit\0", "visit or not", "ករណី", "a-b"])
def test_a_kind_that_is_no_name_is_not_read(kind: str) -> None:
    change = Change(A, 1, 1, RECORD, kind, RECORD, 0, 0, RECORD, {}, {})
    with pytest.raises(HomewardError) as told:
        read_body(write_body(change, salt=bytes(12)), device=A, n=1)
    assert told.value.code == "change.unreadable"
