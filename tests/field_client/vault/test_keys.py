"""Keys of the vault and of the device."""

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from field_client.vault.keys import ANCHOR, BACKUP, DATABASE, SLOTS, DataKey, device_keys_from, new_device_keys
from tests.field_client.vault.building import seeded


def test_every_use_of_the_data_key_has_its_own_key_and_none_is_the_data_key() -> None:
    data_key = DataKey(vault=bytes(16), secret=bytes(range(32)))
    subkeys = {data_key.subkey(info) for info in (DATABASE, SLOTS, ANCHOR, BACKUP)}
    assert len(subkeys) == 4 and data_key.secret not in subkeys


def test_subkeys_are_hkdf_sha256_salted_with_the_vault_id() -> None:
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=b"v" * 16, info=b"homeward/1/db")
    assert DataKey(vault=b"v" * 16, secret=b"k" * 32).subkey(DATABASE) == hkdf.derive(b"k" * 32)


def test_two_vaults_never_share_a_key() -> None:
    assert DataKey(bytes(16), bytes(32)).subkey(DATABASE) != DataKey(b"1" * 16, bytes(32)).subkey(DATABASE)


def test_a_device_signs_and_anybody_with_its_public_key_verifies() -> None:
    keys = new_device_keys(seeded())
    public = Ed25519PublicKey.from_public_bytes(keys.signing_public)
    public.verify(keys.signer()(b"a change"), b"a change")
    with pytest.raises(InvalidSignature):
        public.verify(keys.signer()(b"a change"), b"another change")


def test_device_keys_survive_being_kept_in_the_store() -> None:
    keys = new_device_keys(seeded())
    assert device_keys_from(keys.to_bytes()) == keys
    with pytest.raises(ValueError, match="64 bytes"):
        device_keys_from(keys.to_bytes()[:-1])


def test_keys_do_not_show_themselves_in_messages() -> None:
    keys, data_key = new_device_keys(seeded()), DataKey(bytes(16), b"secret" * 5 + b"..")
    assert repr(keys.signing) not in repr(keys) and "secret" not in repr(data_key)
