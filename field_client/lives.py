"""A new incarnation of this laptop: a new series of counters, stated by the device key, offline (security.md 2.5).

Promise: what was written before stays under its own dots, and no counter is used twice.
"""

from pathlib import Path

from field_client.files import Files
from field_client.store.local_store import LocalStore
from field_client.vault.incarnation import new_incarnation, write_incarnation
from field_client.vault.keys import DeviceKeys
from field_client.vault.vault import Vault
from shared_schema.certificates import IncarnationStatement, make_incarnation_statement
from shared_schema.identifiers import Id, Random

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def take_new_life(
    store: LocalStore,
    *,
    vault: Vault,
    keys: DeviceKeys,
    files: Files,
    incarnation_file: Path,
    machine_id: bytes,
    random: Random,
    reason: str,
    now: int,
) -> Id:
    """Begins a new incarnation in store, anchor and file; `reason` is one of certificates.INCARNATION_REASONS."""
    identity, old = store.identity.read(), store.log.current()
    incarnation = new_incarnation(vault=vault.id, machine_id=machine_id, random=random)
    statement = IncarnationStatement(identity.serial, incarnation.id, old.id, old.n, reason)
    letter = letter_of(len(store.log.incarnations()) + 1)
    store.log.begin(
        incarnation.id,
        public_key=keys.signing_public,
        code=identity.code + letter,
        reason=reason,
        statement=make_incarnation_statement(statement, sign=keys.signer()),
    )
    write_incarnation(files, incarnation_file, incarnation)
    store.write_anchor(now=now)
    return incarnation.id


def letter_of(number: int) -> str:
    """What the n-th incarnation puts behind the device code: nothing, B, C … Z, AA, AB …"""
    if number == 1:
        return ""
    letters = ""
    left = number
    while left > 0:
        left, at = divmod(left - 1, 26)
        letters = _LETTERS[at] + letters
    return letters
