"""Argon2id: the right function, its bounds, and the cost that a machine bears."""

import pytest
from argon2.low_level import Type, hash_secret_raw

from field_client.vault.argon2id import FLOOR, Cost, Kdf, calibrate, derive, raised
from tests.field_client.vault.building import refused

MUCH_MEMORY = 64 * 1024 * 1024  # KiB


def test_the_derivation_agrees_with_another_implementation() -> None:
    salt = bytes(range(16))
    other = hash_secret_raw(
        b"five small boats", salt, time_cost=2, memory_cost=19456, parallelism=1, hash_len=32, type=Type.ID
    )
    assert derive(b"five small boats", Kdf(FLOOR, salt)) == other


@pytest.mark.parametrize(
    "kdf",
    [
        Kdf(Cost(19455, 2, 1), bytes(16)),
        Kdf(Cost(1048577, 2, 1), bytes(16)),
        Kdf(Cost(19456, 1, 1), bytes(16)),
        Kdf(Cost(19456, 11, 1), bytes(16)),
        Kdf(Cost(19456, 2, 0), bytes(16)),
        Kdf(Cost(19456, 2, 5), bytes(16)),
        Kdf(FLOOR, bytes(15)),
        Kdf(FLOOR, bytes(17)),
    ],
)
def test_parameters_out_of_bounds_are_refused_before_deriving(kdf: Kdf) -> None:
    with refused("vault.slots_damaged"):
        derive(b"secret", kdf)


@pytest.mark.parametrize(
    ("seconds_per_gib_round", "memory_kib", "chosen"),
    [
        (1.0, MUCH_MEMORY, Cost(262144, 3, 1)),
        (1.0, 262144 * 16 - 1, Cost(131072, 3, 1)),
        (1.5, MUCH_MEMORY, Cost(131072, 3, 1)),
        (5.0, MUCH_MEMORY, Cost(65536, 3, 1)),
        (10.0, MUCH_MEMORY, Cost(65536, 3, 1)),
        (20.0, MUCH_MEMORY, Cost(32768, 3, 1)),
        (1.0, 65536 * 16 - 1, Cost(32768, 3, 1)),
        (40.0, MUCH_MEMORY, FLOOR),
    ],
)
def test_the_first_cost_that_the_machine_bears_is_taken(
    seconds_per_gib_round: float, memory_kib: int, chosen: Cost
) -> None:
    def measure(cost: Cost) -> float:
        return cost.m_kib / 2**20 * cost.t * seconds_per_gib_round

    assert calibrate(measure=measure, memory_kib=memory_kib) == chosen


def test_the_better_of_two_runs_counts() -> None:
    runs = iter([9.0, 0.9])
    assert calibrate(measure=lambda cost: next(runs), memory_kib=MUCH_MEMORY) == Cost(262144, 3, 1)


def test_a_cost_that_finds_no_memory_is_passed_over() -> None:
    def measure(cost: Cost) -> float:
        if cost.m_kib > 100_000:
            raise MemoryError
        return 0.1

    assert calibrate(measure=measure, memory_kib=MUCH_MEMORY) == Cost(65536, 3, 1)


def test_a_later_calibration_may_only_raise() -> None:
    assert raised(Cost(65536, 3, 1), FLOOR) == Cost(65536, 3, 1)
    assert raised(FLOOR, Cost(65536, 3, 1)) == Cost(65536, 3, 1)
