"""The end of the lease: without contact for 30 days the passphrase alone opens nothing more (security.md 2.6).

Promise: `lease` is deleted before a passphrase is asked for; a code read out by the supervisor brings it back.
"""

from pathlib import Path

from field_client.files import Files
from field_client.vault import lease as leases
from field_client.vault.recovery import read_lease_code
from shared_schema.errors import HomewardError

LEASE_DAYS = 30


def has_ended(files: Files, folder: Path, *, now: int) -> bool:
    """Whether a lease code is needed; an expired lease file is deleted by the way."""
    try:
        held = leases.read_lease(files, folder)
    except HomewardError as error:
        if error.code == "vault.lease_missing":
            return True
        if error.code != "vault.lease_damaged":
            raise
        return True
    if leases.at_unlock(held, now=now, high_water=0).elapsed_ms <= LEASE_DAYS * leases.DAY_MS:
        return False
    files.unlink(folder / leases.LEASE_NAME)
    return True


def days_left(lease: leases.Lease) -> int:
    """Whole days until the lease ends."""
    return int(max(0, LEASE_DAYS - lease.elapsed_ms // leases.DAY_MS))


def renew_by_code(files: Files, folder: Path, code: str, *, now: int) -> None:
    """Writes the lease that a code from the telephone stands for; `vault.code_mistyped`."""
    leases.write_lease(files, folder, leases.new_lease(read_lease_code(code), now=now))


def take_back(files: Files, folder: Path) -> None:
    """Removes a lease that a code made and that did not open."""
    files.unlink(folder / leases.LEASE_NAME)
