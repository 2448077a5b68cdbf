"""What a process hands in to everybody: time, randomness, files, key derivation, lines to servers, the machine."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from casework.wire_dictionary import read_dictionary
from field_client.files import Files
from field_client.machine import machine_id, memory_kib
from field_client.sync.line import Line
from field_client.vault.argon2id import Cost, Derive, calibrate, derive, measure_on
from field_client.vault.vault import VaultTools
from shared_schema.identifiers import Clock, Id, Random, uuid7


@dataclass(frozen=True, slots=True)
class Tools:
    """What a process hands in: time, randomness, files, key derivation, lines to servers, the machine."""

    clock: Clock
    random: Random
    files: Files
    derive: Derive
    choose_cost: Callable[[], Cost]
    open_line: Callable[[str, str | None], Line]  # address, PEM of the authority
    machine: bytes
    environment: Mapping[str, str]
    pause: Callable[[float], None]
    dictionary: bytes | None = None  # of homeward-zstd; without one that coding is not offered

    def new_id(self) -> Id:
        """A fresh record id."""
        return uuid7(self.clock(), self.random(10))

    def today(self) -> date:
        """The device's day."""
        return datetime.fromtimestamp(self.clock() / 1000, UTC).astimezone().date()

    def vault_tools(self, folder: Path) -> VaultTools:
        """What the vault works with, in a folder."""
        return VaultTools(files=self.files, folder=folder, random=self.random, derive=self.derive)


def real_tools() -> Tools:
    """The tools of a real process."""
    return Tools(
        clock=lambda: time.time_ns() // 1_000_000,
        random=os.urandom,
        files=Files(),
        derive=derive,
        choose_cost=lambda: calibrate(measure=measure_on(time.monotonic), memory_kib=memory_kib()),
        open_line=open_http_line,
        machine=machine_id(),
        environment=dict(os.environ),
        pause=time.sleep,
        dictionary=read_dictionary(),
    )


def open_http_line(address: str, authority_pem: str | None) -> Line:
    """A line over HTTP(S) that trusts the given authority alone; what speaks HTTP is loaded with the first one."""
    from field_client.sync.http_line import HttpLine
    from field_client.sync.tls import pinned_session, require_allowed

    require_allowed(address)
    return HttpLine(address.rstrip("/"), pinned_session(authority_pem))
