"""The codes that are read from paper and heard on the telephone."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from field_client.vault.recovery import (
    ALPHABET,
    new_recovery_code,
    print_code,
    print_lease_code,
    read_code,
    read_lease_code,
    recovery_secret,
)
from shared_schema.errors import HomewardError
from tests.field_client.vault.building import refused, seeded

numbers = st.integers(min_value=0, max_value=2**130 - 1)


def is_caught(characters: list[str]) -> bool:
    try:
        read_code("".join(characters))
    except HomewardError as error:
        return error.code == "vault.code_mistyped"
    return False


@settings(max_examples=25, deadline=None)
@given(numbers)
def test_every_single_wrong_character_is_caught(number: int) -> None:
    code = list(print_code(number).replace("-", ""))
    for at, right in enumerate(code):
        for wrong in ALPHABET:
            if wrong != right:
                assert is_caught([*code[:at], wrong, *code[at + 1 :]]), (number, at, wrong)


@settings(max_examples=100, deadline=None)
@given(numbers)
def test_every_exchange_of_two_characters_is_caught(number: int) -> None:
    code = list(print_code(number).replace("-", ""))
    for one, other in combinations(range(len(code)), 2):
        if code[one] != code[other]:
            exchanged = code.copy()
            exchanged[one], exchanged[other] = exchanged[other], exchanged[one]
            assert is_caught(exchanged), (number, one, other)


@given(numbers)
def test_a_printed_code_reads_back(number: int) -> None:
    assert read_code(print_code(number)) == number


def test_a_code_is_printed_as_seven_groups_of_four() -> None:
    groups = new_recovery_code(seeded()).split("-")
    assert [len(group) for group in groups] == [4] * 7


@pytest.mark.parametrize(
    "typed",
    [
        "o1il 0000 0000 0000 0000 0000 00{check}",
        "O1IL-0000-0000-0000-0000-0000-00{check}",
        "០១១១ ០០០០ ០០០០ ០០០០ ០០០០ ០០០០ ០០{check}",
        " o1il\u200b000000000000000000 0000\u00a0{check}\n",
    ],
)
def test_codes_are_read_in_any_case_with_khmer_digits_and_the_usual_confusions(typed: str) -> None:
    code = print_code(32**24 + 32**23 + 32**22)
    assert code.startswith("0111-0000")
    assert recovery_secret(typed.format(check=code[-2:].lower())) == b"0111" + b"0" * 22


def test_a_code_of_another_length_or_alphabet_is_refused() -> None:
    code = new_recovery_code(seeded())
    for wrong in ("", code[:-1], code + "0", code.replace(code[0], "U"), code.replace(code[0], "!")):
        with refused("vault.code_mistyped"):
            read_code(wrong)


def test_a_lease_secret_travels_by_telephone() -> None:
    secret = seeded()(16)
    assert read_lease_code(print_lease_code(secret).lower()) == secret


def test_a_code_too_large_for_a_lease_secret_is_refused() -> None:
    with refused("vault.code_mistyped"):
        read_lease_code(print_code(2**128))
