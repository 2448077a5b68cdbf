"""The dictionary that ships: it fits the program, it helps where little is sent, and it never changes."""

from hashlib import sha256

import pytest

from casework.wire_dictionary import read_dictionary
from shared_schema.change import write_body
from shared_schema.wire.coding import HOMEWARD_ZSTD, ZSTD, Codings
from shared_schema.wire.compact import write_state
from shared_schema.wire.exchange import write_message, write_state_frame
from shared_schema.wire.messages import RequestHello
from tests.shared_schema.merge.sample import SOK, A, a_change, all_applied

RELEASED = {1: "7790f96d92155488ed401bc75367ba0e539aa5859ce5bb486803419c23460c2b"}


@pytest.mark.parametrize("version", RELEASED)
def test_a_released_dictionary_never_changes(version: int) -> None:
    assert sha256(read_dictionary(version)).hexdigest() == RELEASED[version]


def test_the_dictionary_is_small_enough_to_ship() -> None:
    assert len(read_dictionary()) <= 64 * 1024


def test_a_version_without_a_dictionary_has_none() -> None:
    with pytest.raises(FileNotFoundError):
        read_dictionary(0)


def test_small_messages_shrink_by_a_quarter_at_least() -> None:
    codings = Codings(dictionary=read_dictionary())
    change = a_change(A, 1, {"safety": "concern", "d_health": "3", "person_says": "ខ្ញុំចង់រៀន"}, kind="visit")
    hello = RequestHello(1, "r9cVdq0QJ1E", {"directory": 4, f"worker/{SOK}": 9}, {A: 1}, {"lease": 2}, 32768, 5)
    for plain in (
        b"C\t" + write_body(change, salt=b"twelve bytes") + b"\n",
        write_state_frame([0], write_state(all_applied(change))),
        write_message(hello),
    ):
        with_it, without = (len(codings.encode(plain, coding)) for coding in (HOMEWARD_ZSTD, ZSTD))
        assert with_it <= without * 0.75, (with_it, without)
        assert codings.decode(codings.encode(plain, HOMEWARD_ZSTD), HOMEWARD_ZSTD) == plain
