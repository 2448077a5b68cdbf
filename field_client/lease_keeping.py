"""The lease of an open laptop: renewed at each contact, as long as the programme says, with the secret of the office.

Promise: how long it is follows from the settings in the store, not from the file alone: a file that was put back makes
no lease longer. Refused: a date from anywhere but a server of ours.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from field_client.files import Files
from field_client.store.identity import HIGHEST_CLOCK
from field_client.store.local_store import LocalStore
from field_client.store.settings import settings_of
from field_client.vault import lease as leases
from shared_schema.identifiers import Clock
from shared_schema.rules.lease_days import lease_days


def days_allowed(store: LocalStore, *, at: int) -> int:
    """How long a lease lasts at a time (ms), as the settings that reached this laptop say."""
    day = datetime.fromtimestamp(at / 1000, UTC).date().isoformat()
    return lease_days(settings_of(store), day=day)


@dataclass(frozen=True, slots=True)
class LeaseKeeper:
    """Changes the file `lease` of one open laptop."""

    store: LocalStore
    files: Files
    folder: Path
    clock: Clock

    def keep_secret(self, secret: bytes) -> None:
        """A new secret beside the old one, until the next unlock."""
        self._write(leases.with_new_secret(self._held(), secret))

    def note_contact(self, server_time: int) -> None:
        """A server of ours answered: renewed, and its time is believed."""
        self._write(leases.at_contact(self._held(), server_time=server_time, now=self.clock()))
        self.store.identity.put_fact(HIGHEST_CLOCK, str(server_time))  # its word mends a clock that ran ahead

    def note_delivery(self, made_at: int) -> None:
        """An answer came by hand: renewed up to when it was made."""
        self._write(leases.at_delivery(self._held(), server_time=made_at))

    def take_policy(self) -> None:
        """After anything was received: the lease is as long as the settings say now."""
        held = self._held()
        if held.days != days_allowed(self.store, at=held.highest):
            self._write(held)

    def _held(self) -> leases.Lease:
        return leases.read_lease(self.files, self.folder)

    def _write(self, lease: leases.Lease) -> None:
        days = days_allowed(self.store, at=lease.highest)
        leases.write_lease(self.files, self.folder, replace(lease, days=days))
