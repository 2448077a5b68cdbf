"""Vaults for tests: seeded randomness, a derivation that costs nothing, invented custodians."""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from field_client.files import Files
from field_client.vault import hpke
from field_client.vault.argon2id import FLOOR, Kdf
from field_client.vault.lease import read_lease
from field_client.vault.vault import Vault, VaultTools, create_vault, open_vault
from field_client.vault.ways import by_passphrase, by_recovery_code
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Random
from shared_schema.signed_lists import Custodian, CustodianList, kid_of

PASSPHRASE = "the river rises before the rice is cut"
LEASE_SECRET = bytes(range(16))
ENROLLED = 1_790_000_000_000
NO_CUSTODIANS = CustodianList(number=0, suite=1, custodians=())


def seeded(seed: int = 7) -> Random:
    """Random bytes that are the same each time."""
    return random.Random(seed).randbytes


def quick_derive(secret: bytes, kdf: Kdf) -> bytes:
    """Stands in for Argon2id where that is not the subject; depends on the same things."""
    cost = kdf.cost
    return hashlib.sha256(b"%d %d %d " % (cost.m_kib, cost.t, cost.p) + kdf.salt + secret).digest()


def vault_tools(folder: Path, *, files: Files | None = None, seed: int = 7) -> VaultTools:
    """Tools with the quick derivation."""
    return VaultTools(files or Files(), folder, seeded(seed), quick_derive)


@dataclass(frozen=True, slots=True)
class Trio:
    """A list of three custodians and their private keys, in the order of the list."""

    list: CustodianList
    privates: tuple[bytes, ...]


def a_trio(*, suite: int = hpke.X25519_SUITE, number: int = 1, seed: int = 11) -> Trio:
    """Three invented custodians."""
    source = seeded(seed)
    privates = tuple(hpke.new_private_key(suite, source) for _ in range(3))
    publics = [hpke.public_key(suite, private) for private in privates]
    rows = tuple(Custodian(kid_of(public), public) for public in publics)
    return Trio(CustodianList(number, suite, rows), privates)


def a_vault(tools: VaultTools, *, custodians: CustodianList = NO_CUSTODIANS) -> tuple[Vault, str]:
    """A fresh vault with the usual passphrase and lease secret, and its recovery code."""
    return create_vault(
        tools,
        passphrase=PASSPHRASE,
        lease_secret=LEASE_SECRET,
        custodians=custodians,
        cost=FLOOR,
        now=ENROLLED,
    )


def unlock(tools: VaultTools, passphrase: str = PASSPHRASE, *, previous: bool = False) -> Vault:
    """Opens with the passphrase and whatever the lease file holds."""
    secrets = read_lease(tools.files, tools.folder).secrets
    return open_vault(tools, by_passphrase(passphrase, lease_secrets=secrets, derive=tools.derive), previous=previous)


def unlock_by_code(tools: VaultTools, code: str) -> Vault:
    """Opens with the recovery code."""
    return open_vault(tools, by_recovery_code(code, derive=tools.derive))


class refused:
    """`with refused("vault.code"):` the block must raise that HomewardError; `.facts` holds what it said."""

    def __init__(self, *codes: str) -> None:
        self.codes = codes
        self.facts: dict[str, object] = {}
        self._raises = pytest.raises(HomewardError)

    def __enter__(self) -> "refused":
        self._info = self._raises.__enter__()
        return self

    def __exit__(self, *what: object) -> bool:
        swallowed = bool(self._raises.__exit__(*what))  # type: ignore[arg-type]
        error = self._info.value
        assert error.code in self.codes, f"refused as {error.code}, not as {self.codes}"
        self.facts = error.facts
        return swallowed


def each_flip(data: bytes, *, mask: int = 0x01) -> Iterator[bytes]:
    """`data` with one byte changed, for every byte."""
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= mask
        yield bytes(changed)
