"""Backups in tests: recipients, tools with a real pg_dump, an empty place to restore into."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pyrage

from sync_server.config import Config
from sync_server.services.backup import BackupTools, keep_key_set, make_backup
from sync_server.services.restore import Restored, restore_records
from tests.central import Central, reopen
from tests.postgres import PostgresServer
from tests.stores import StoreUrls


@dataclass(slots=True)
class Safe:
    """A centre, two offline keys, and a folder for backups."""

    central: Central
    folder: Path
    first: pyrage.x25519.Identity
    second: pyrage.x25519.Identity
    postgres: PostgresServer | None

    @property
    def recipients(self) -> list[str]:
        return [str(self.first.to_public()), str(self.second.to_public())]

    def tools(self, config: Config | None = None) -> BackupTools:
        server = self.central.server
        tools = BackupTools(config or server.config, server.keys, server.clock, server.random)
        if self.postgres is None:
            return tools
        return replace(tools, pg_dump=self.postgres.program("pg_dump"), pg_restore=self.postgres.program("pg_restore"))

    def make(self) -> Path:
        return make_backup(self.tools(), self.central.server.database, folder=self.folder, recipients=self.recipients)

    def keep_keys(self) -> Path:
        server = self.central.server
        return keep_key_set(
            self.tools(),
            server.database,
            server.keyset.database,
            folder=self.folder / "keys",
            recipients=self.recipients,
        )

    def empty(self, *, with_keys: bool = True) -> Config:
        """Settings with an empty store of records, and the present key set unless it was lost too."""
        config = self.central.server.config
        keyset = config.keyset_url if with_keys else ""
        if self.postgres is not None:
            return replace(config, database=self.postgres.url(self.postgres.create()), keyset=keyset)
        path = self.central.folder / f"place-{len(list(self.central.folder.iterdir()))}" / "records.db"
        path.parent.mkdir(parents=True)
        return replace(config, database=f"sqlite:///{path}", keyset=keyset)

    def restore(self, backup: Path, config: Config, **other: object) -> Restored:
        identity = str(other.pop("identity", self.first))
        ring = self.central.server.ring
        return restore_records(self.tools(config), backup, ring=ring, identity=identity, **other)  # type: ignore[arg-type]

    def open(self, config: Config) -> Central:
        return reopen(config, self.central.folder, self.central.clock)


def a_safe(central: Central, folder: Path, postgres: Callable[[], PostgresServer], urls: StoreUrls) -> Safe:
    """Fresh offline keys for this centre."""
    identity = pyrage.x25519.Identity
    return Safe(
        central, folder, identity.generate(), identity.generate(), postgres() if urls.kind == "postgres" else None
    )
