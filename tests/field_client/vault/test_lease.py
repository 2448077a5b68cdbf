"""The lease: what is counted when clocks are wrong, and what a damaged file says."""

from dataclasses import replace
from pathlib import Path

import pytest

from field_client.files import Files
from field_client.vault.lease import (
    DAY_MS,
    LEASE_NAME,
    at_contact,
    at_unlock,
    is_clock_broken,
    new_lease,
    read_lease,
    with_new_secret,
    with_only,
    write_lease,
)
from tests.field_client.vault.building import ENROLLED, LEASE_SECRET, each_flip, refused

YEAR_MS = 365 * DAY_MS
LEASE = new_lease(LEASE_SECRET, now=ENROLLED)
OTHER, THIRD = bytes(range(16, 32)), bytes(range(32, 48))


def test_days_without_contact_are_counted_by_the_highest_date_seen() -> None:
    later = at_unlock(LEASE, now=ENROLLED + 3 * DAY_MS, high_water=0)
    assert later.elapsed_ms == 3 * DAY_MS
    assert at_unlock(later, now=ENROLLED + 3 * DAY_MS - 1000, high_water=0).elapsed_ms == 3 * DAY_MS


@pytest.mark.parametrize("jump", [-10 * YEAR_MS, -DAY_MS - 1, 5 * YEAR_MS + 1, 10 * YEAR_MS])
def test_a_broken_clock_never_moves_the_highest_date_and_counts_a_day_each_unlock(jump: int) -> None:
    lease = LEASE
    for _ in range(4):
        assert is_clock_broken(lease, now=ENROLLED + jump)
        lease = at_unlock(lease, now=ENROLLED + jump, high_water=0)
    assert lease.highest == ENROLLED
    assert lease.elapsed_ms == 4 * DAY_MS


def test_a_clock_of_1970_is_a_broken_one() -> None:
    assert is_clock_broken(LEASE, now=0)


@pytest.mark.parametrize("jump", [-DAY_MS, 0, DAY_MS, 5 * YEAR_MS])
def test_smaller_steps_are_believed(jump: int) -> None:
    assert not is_clock_broken(LEASE, now=ENROLLED + jump)


def test_the_date_in_anchor_and_log_counts_when_the_file_was_put_back() -> None:
    lease = at_unlock(LEASE, now=ENROLLED, high_water=ENROLLED + 20 * DAY_MS)
    assert lease.elapsed_ms == 21 * DAY_MS


def test_contact_with_a_server_renews_the_lease_and_mends_the_clock() -> None:
    ahead = at_unlock(LEASE, now=ENROLLED + 4 * YEAR_MS, high_water=0)
    mended = at_contact(replace(ahead, blind_days=3), server_time=ENROLLED + DAY_MS)
    assert (mended.elapsed_ms, mended.highest) == (0, ENROLLED + DAY_MS)


def test_two_secrets_are_held_while_the_lease_changes() -> None:
    changing = with_new_secret(LEASE, OTHER)
    assert changing.secrets == (LEASE_SECRET, OTHER)
    assert with_new_secret(changing, THIRD).secrets == (LEASE_SECRET, THIRD)
    assert with_new_secret(changing, OTHER) == changing
    assert with_only(changing, OTHER).secrets == (OTHER,)


def test_a_lease_file_reads_back_and_a_missing_one_is_named(tmp_path: Path) -> None:
    with refused("vault.lease_missing"):
        read_lease(Files(), tmp_path)
    lease = replace(with_new_secret(LEASE, OTHER), blind_days=2, server_knows=False)
    write_lease(Files(), tmp_path, lease)
    assert read_lease(Files(), tmp_path) == lease


def test_every_flipped_byte_and_every_torn_lease_is_refused_by_name(tmp_path: Path) -> None:
    write_lease(Files(), tmp_path, LEASE)
    path = tmp_path / LEASE_NAME
    whole = path.read_bytes()
    for changed in [*each_flip(whole), *each_flip(whole, mask=0x80), *(whole[:end] for end in range(len(whole)))]:
        path.write_bytes(changed)
        with refused("vault.lease_damaged"):
            read_lease(Files(), tmp_path)
