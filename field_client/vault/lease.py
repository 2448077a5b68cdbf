"""The lease: the secret L without which the passphrase does not open, and what the laptop knows of time.

`lease` holds one L, or two while it changes, the last contact with a server of ours and the highest date seen.
Promise: the highest date falls by a server's word alone; a broken clock (a day back, five years forward) never
moves it and counts one day for each unlock. A torn or flipped file is refused by name (`vault.lease_damaged`).
"""

from dataclasses import dataclass, replace
from pathlib import Path

from field_client.files import Files
from field_client.vault.fields import Reader, encode_b64, with_check
from field_client.vault.recovery import LEASE_BYTES
from shared_schema.errors import HomewardError
from shared_schema.rules.lease_days import LEAST, MOST, SHIPPED

LEASE_NAME = "lease"
FORMAT = "homeward-lease"
LIMIT_BYTES = 4096
DAY_MS = 86_400_000
BACK_MS = DAY_MS
FORWARD_MS = 5 * 365 * DAY_MS
LATEST_MS = 300 * 365 * DAY_MS


@dataclass(frozen=True, slots=True)
class Lease:
    """`secrets` oldest first; times in ms since 1970; `blind_days` = unlocks under a broken clock since the contact.

    `offset` = the server's clock minus the laptop's at the last contact: a clock that runs wrong by as much as ever
    counts as right. `server_knows` is false for a secret that was drawn here because the file was lost: the next
    contact asks for one. `is_new` = it came without a date that can be relied on (a code by telephone, the way back
    in): its time begins at the next unlock, by the highest date that the store knows. `days` = how long it lasts
    without contact, as the programme says.
    """

    secrets: tuple[bytes, ...]
    last_contact: int
    highest: int
    blind_days: int = 0
    server_knows: bool = True
    is_new: bool = False
    offset: int = 0
    days: int = SHIPPED

    @property
    def elapsed_ms(self) -> int:
        """Time without contact, by the highest date seen and the unlocks under a broken clock."""
        return max(0, self.highest - self.last_contact) + self.blind_days * DAY_MS


def new_lease(secret: bytes, *, now: int, server_knows: bool = True, is_new: bool = False) -> Lease:
    """The lease of an enrolment (`now` by the server), or one that `is_new` (`now` by the laptop)."""
    if len(secret) != LEASE_BYTES:
        raise ValueError("a lease secret has 16 bytes")
    return Lease(secrets=(secret,), last_contact=now, highest=now, server_knows=server_knows, is_new=is_new)


def is_clock_broken(lease: Lease, *, now: int) -> bool:
    """Whether `now`, as it is and as the last contact would correct it, lies more than a day behind or five years
    ahead of the highest date seen."""
    return _believed(lease, now) is None


def _believed(lease: Lease, now: int) -> int | None:
    """The date that `now` stands for: of those that can be right, the lowest."""
    can_be = [one for one in (now, now + lease.offset) if lease.highest - BACK_MS <= one <= lease.highest + FORWARD_MS]
    return min(can_be, default=None)


def at_unlock(lease: Lease, *, now: int, high_water: int) -> Lease:
    """The lease after an unlock at wall clock `now`; `high_water` is the highest in anchor and log, or 0."""
    known = replace(lease, highest=max(lease.highest, high_water))
    if lease.is_new and high_water:
        begun = max(high_water, now) if now <= high_water + FORWARD_MS else high_water
        return replace(lease, last_contact=begun, highest=begun, blind_days=0, is_new=False)
    believed = _believed(known, now)
    if believed is None:
        return replace(known, blind_days=known.blind_days + 1)
    return replace(known, highest=max(known.highest, believed))


def at_contact(lease: Lease, *, server_time: int, now: int | None = None) -> Lease:
    """The lease after an exchange with a server of ours: renewed, and its time is believed; `now` by the laptop."""
    offset = 0 if now is None else server_time - now
    return replace(lease, last_contact=server_time, highest=server_time, blind_days=0, is_new=False, offset=offset)


def at_delivery(lease: Lease, *, server_time: int) -> Lease:
    """The lease after the answer of a server came by hand: made at `server_time`, delivered later. It renews up to then
    and no further, so that an old answer read again renews nothing and moves no clock back."""
    if server_time <= lease.last_contact:
        return lease
    return replace(lease, last_contact=server_time, highest=max(lease.highest, server_time))


def with_new_secret(lease: Lease, secret: bytes) -> Lease:
    """Both secrets, until the slot is rewritten at the next unlock; a later new one replaces an unused new one."""
    if len(secret) != LEASE_BYTES:
        raise ValueError("a lease secret has 16 bytes")
    if secret in lease.secrets:
        return lease
    return replace(lease, secrets=(lease.secrets[0], secret))


def with_only(lease: Lease, secret: bytes) -> Lease:
    """The new secret alone, after the slot was rewritten with it."""
    return replace(lease, secrets=(secret,), server_knows=True)


def read_lease(files: Files, folder: Path) -> Lease:
    """The lease of a data folder; `vault.lease_missing`, or `vault.lease_damaged` if torn or flipped."""
    data = files.read(folder / LEASE_NAME, limit=LIMIT_BYTES)
    if data is None:
        raise HomewardError("vault.lease_missing")
    read = Reader("vault.lease_damaged")
    names = (
        "blind_days",
        "check",
        "days",
        "format",
        "highest",
        "is_new",
        "last_contact",
        "offset",
        "secrets",
        "server_knows",
        "v",
    )
    document = read.members(read.checked(data, limit=LIMIT_BYTES), *names)
    read.constant(document, "format", FORMAT)
    read.constant(document, "v", 1)
    for name in ("server_knows", "is_new"):
        if not isinstance(document[name], bool):
            raise read.refusal(name)
    return Lease(
        secrets=tuple(
            read.b64_value(item, "secrets", LEASE_BYTES) for item in read.array(document, "secrets", least=1, most=2)
        ),
        last_contact=read.integer(document, "last_contact"),
        highest=read.integer(document, "highest"),
        blind_days=read.integer(document, "blind_days"),
        server_knows=document["server_knows"],
        is_new=document["is_new"],
        offset=read.integer(document, "offset", least=-LATEST_MS),
        days=read.integer(document, "days", least=LEAST, most=MOST),
    )


def write_lease(files: Files, folder: Path, lease: Lease) -> None:
    """Replaces the file durably."""
    document = {
        "format": FORMAT,
        "v": 1,
        "secrets": [encode_b64(secret) for secret in lease.secrets],
        "last_contact": lease.last_contact,
        "highest": lease.highest,
        "blind_days": lease.blind_days,
        "server_knows": lease.server_knows,
        "is_new": lease.is_new,
        "offset": lease.offset,
        "days": lease.days,
    }
    files.write_durably(folder / LEASE_NAME, with_check(document))
