"""The passphrase: what is offered, what is accepted, how long a wrong one waits."""

import pytest

from field_client.vault.passphrase import (
    delay_seconds,
    offer_passphrase,
    passphrase_bytes,
    require_own_passphrase,
)
from tests.field_client.vault.building import refused, seeded


def test_six_words_are_offered_and_accepted() -> None:
    offered = offer_passphrase(seeded())
    assert len(offered.split(" ")) == 6
    assert require_own_passphrase(offered) == offered


def test_words_are_drawn_evenly_by_leaving_the_uneven_rest_out() -> None:
    rest, first = (62208).to_bytes(2, "big"), (0).to_bytes(2, "big")
    drawn = iter([rest, first, *[b"\xff\xff", (7775).to_bytes(2, "big")], *[(7776).to_bytes(2, "big")] * 4])
    assert offer_passphrase(lambda size: next(drawn)) == "abacus zoom abacus abacus abacus abacus"


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("ខ្ញុំ\u200bស្រឡាញ់\u200cទន្លេ\u200dមេគង្គ\ufeff", "ខ្ញុំស្រឡាញ់ទន្លេមេគង្គ"),
        ("  five   small\tboats\ncome home ", "five small boats come home"),
        ("ﬁve small boats", "five small boats"),
        ("cafe\u0301 by the river", "café by the river"),
    ],
)
def test_two_keyboards_that_show_the_same_words_give_the_same_bytes(typed: str, same: str) -> None:
    assert passphrase_bytes(typed) == passphrase_bytes(same)


def test_letters_of_another_case_are_another_passphrase() -> None:
    assert passphrase_bytes("Five small boats") != passphrase_bytes("five small boats")


def test_a_short_passphrase_is_refused_however_many_invisible_characters_it_has() -> None:
    with refused("passphrase.too_short"):
        require_own_passphrase("fourteen chars" + "\u200b" * 10)


@pytest.mark.parametrize(
    "common",
    [
        "123456789012345",
        "Password Password 123",
        "correct horse battery staple",
        "qwertyuiopasdfgh",
        "ព្រះរាជាណាចក្រ កម្ពុជា",
    ],
)
def test_what_everybody_would_try_first_is_refused(common: str) -> None:
    with refused("passphrase.common"):
        require_own_passphrase(common)


def test_a_passphrase_longer_than_anybody_types_is_refused() -> None:
    with refused("passphrase.too_long"):
        require_own_passphrase("long " * 40)


def test_five_wrong_ones_are_free_and_then_the_pause_doubles_to_a_minute() -> None:
    assert [delay_seconds(failures) for failures in range(14)] == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert delay_seconds(10_000) == 60
