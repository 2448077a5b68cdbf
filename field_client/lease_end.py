"""The end of the lease: after days without contact the passphrase alone opens nothing more (security.md 2.6).

How many days is a setting of the programme, 7 to 90; as shipped 30.

Promise: `lease` is deleted before a passphrase is asked for; a code read out by the supervisor brings it back. What the
locked program cannot see (a file put back, a clock set back) the open store knows: then it closes again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from field_client.files import Files
from field_client.vault import lease as leases
from field_client.vault.recovery import read_lease_code
from shared_schema.errors import HomewardError
from shared_schema.rules.lease_days import SHIPPED

LEASE_DAYS = SHIPPED  # where the programme says nothing else
WARNING_DAYS = 7
ENDED, CLOCK_WRONG = "lease.ended", "lease.clock_wrong"


def has_ended(files: Files, folder: Path, *, now: int) -> bool:
    """Whether a lease code is needed; an expired lease file is deleted by the way."""
    held = _held(files, folder)
    if held is None:
        return True
    if not is_over(leases.at_unlock(held, now=now, high_water=0)):
        return False
    files.destroy(folder / leases.LEASE_NAME)
    return True


def is_over(lease: leases.Lease) -> bool:
    """Whether more days have passed without contact than it lasts."""
    return lease.elapsed_ms > lease.days * leases.DAY_MS


def is_clock_wrong(files: Files, folder: Path, *, now: int) -> bool:
    """Whether the laptop's date cannot be right, so that the person should set it."""
    held = _held(files, folder)
    return held is not None and not held.is_new and leases.is_clock_broken(held, now=now)


def days_left(lease: leases.Lease) -> int:
    """Whole days until the lease ends."""
    return int(max(0, lease.days - lease.elapsed_ms // leases.DAY_MS))


@contextmanager
def by_code(files: Files, folder: Path, code: str, *, now: int) -> Iterator[None]:
    """The lease that a code from the telephone stands for, while the laptop is opened with it; without a code nothing
    is done. Where it does not open, the lease goes again. Raises `vault.code_mistyped`."""
    if not code:
        yield
        return
    leases.write_lease(files, folder, leases.new_lease(read_lease_code(code), now=now, is_new=True))
    try:
        yield
    except BaseException:
        files.destroy(folder / leases.LEASE_NAME)
        raise


def _held(files: Files, folder: Path) -> leases.Lease | None:
    try:
        return leases.read_lease(files, folder)
    except HomewardError as error:
        if error.code not in ("vault.lease_missing", "vault.lease_damaged"):
            raise
        return None
