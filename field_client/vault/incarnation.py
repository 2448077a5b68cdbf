"""The incarnation file, in the machine's other per-user folder and outside every backup (security.md 2.5).

Promise: a data folder that was copied to another machine or account, or brought back with a backup, is noticed.
Refused: the machine id itself on disk; only its SHA-256 is kept.
"""

import hashlib
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from field_client.files import Files
from field_client.vault.fields import Reader, with_check
from shared_schema.identifiers import Id, Random, is_id, random_id

INCARNATION_NAME = "incarnation"
FORMAT = "homeward-incarnation"
LIMIT_BYTES = 4096
_READER = Reader("vault.incarnation_damaged")


@dataclass(frozen=True, slots=True)
class Incarnation:
    """Incarnation id, vault id (16 bytes), SHA-256 of the machine id (32 bytes)."""

    id: Id
    vault: bytes
    machine: bytes


class Verdict(Enum):
    """What the file says about this laptop; all but `SAME` call for a new incarnation."""

    SAME = "same"
    MISSING = "file_missing"
    DAMAGED = "file_damaged"
    OTHER_VAULT = "other_vault"
    OTHER_MACHINE = "other_machine"
    OTHER_INCARNATION = "other_incarnation"


def new_incarnation(*, vault: bytes, machine_id: bytes, random: Random) -> Incarnation:
    """A fresh incarnation of `vault` on this machine."""
    return Incarnation(random_id(random(16)), vault, hashlib.sha256(machine_id).digest())


def judge_incarnation(found: Incarnation | None, *, expected: Id, vault: bytes, machine_id: bytes) -> Verdict:
    """Compares the file with the vault, the machine and the incarnation that the store goes by."""
    if found is None:
        return Verdict.MISSING
    if found.vault != vault:
        return Verdict.OTHER_VAULT
    if found.machine != hashlib.sha256(machine_id).digest():
        return Verdict.OTHER_MACHINE
    return Verdict.SAME if found.id == expected else Verdict.OTHER_INCARNATION


def read_incarnation(files: Files, path: Path) -> Incarnation | None:
    """The file at `path`, or None if there is none; `vault.incarnation_damaged` if it was torn or flipped."""
    data = files.read(path, limit=LIMIT_BYTES)
    if data is None:
        return None
    read = _READER
    document = read.members(
        read.checked(data, limit=LIMIT_BYTES), "check", "format", "incarnation", "machine", "v", "vault"
    )
    read.constant(document, "format", FORMAT)
    read.constant(document, "v", 1)
    if not is_id(document["incarnation"]):
        raise read.refusal("incarnation")
    return Incarnation(document["incarnation"], read.hex(document, "vault", 16), read.hex(document, "machine", 32))


def write_incarnation(files: Files, path: Path, incarnation: Incarnation) -> None:
    """Replaces the file durably."""
    document = {
        "format": FORMAT,
        "v": 1,
        "incarnation": incarnation.id,
        "vault": incarnation.vault.hex(),
        "machine": incarnation.machine.hex(),
    }
    files.write_durably(path, with_check(document))
