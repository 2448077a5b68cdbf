"""Passwords, second factors and recovery codes of people who sign in."""

import os
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from argon2 import extract_parameters
from argon2.exceptions import VerifyMismatchError

from shared_schema.errors import HomewardError
from sync_server.keys.passwords import (
    LANES,
    MEMORY_KIB,
    PASSES,
    Passwords,
    new_recovery_codes,
    new_totp_secret,
    open_totp,
    recovery_hash,
    recovery_hashes,
    seal_totp,
    totp_address,
    totp_step,
)
from sync_server.store import people
from tests.central import Central, a_central
from tests.stores import StoreUrls

GOOD = "seven quiet rivers"
NOW = 1_795_000_000_000


@pytest.fixture
def passwords() -> Passwords:
    return Passwords(memory_kib=1024, passes=1, lanes=1)


@pytest.fixture
def central(store_urls: StoreUrls, tmp_path: Path) -> Iterator[Central]:
    made = a_central(store_urls, tmp_path)
    yield made
    made.close()


def test_a_password_is_right_however_the_keyboard_wrote_it(passwords: Passwords) -> None:
    stored = passwords.hash(GOOD)
    assert stored.startswith("$argon2id$")
    assert passwords.is_right("  seven\u200b quiet  rivers", stored)
    assert not passwords.is_right("seven quiet river", stored)


def test_an_unknown_account_does_the_same_work_and_is_no(passwords: Passwords) -> None:
    assert extract_parameters(passwords._nobody) == extract_parameters(passwords.hash(GOOD))
    with pytest.raises(VerifyMismatchError):  # well formed: it is not turned away before the work is done
        passwords._hasher.verify(passwords._nobody, GOOD)
    assert not passwords.is_right(GOOD, None)
    assert not passwords.is_right(GOOD, "not a hash")


def test_short_long_and_common_passwords_are_refused(passwords: Passwords) -> None:
    for password, code in (("short", "passphrase.too_short"), ("x" * 200, "passphrase.too_long")):
        with pytest.raises(HomewardError) as caught:
            passwords.hash(password)
        assert caught.value.code == code


def test_the_parameters_are_those_of_the_design_and_a_weaker_hash_is_noticed(passwords: Passwords) -> None:
    assert (MEMORY_KIB, PASSES, LANES) == (65536, 3, 4)
    assert passwords.renewed(GOOD, passwords.hash(GOOD)) is None
    stronger = Passwords(memory_kib=2048, passes=1, lanes=1)
    assert stronger.is_right(GOOD, stronger.renewed(GOOD, passwords.hash(GOOD)))


def test_six_digits_count_one_step_around_now() -> None:
    secret = new_totp_secret()
    totp = pyotp.TOTP(secret)
    present = NOW // 30_000
    for step in (present - 1, present, present + 1):
        assert totp_step(secret, totp.generate_otp(step), now_ms=NOW) == step
    for step in (present - 2, present + 2):
        assert totp_step(secret, totp.generate_otp(step), now_ms=NOW) is None
    assert pyotp.parse_uri(totp_address(secret, login="dara")).secret == secret


def test_a_time_step_and_a_recovery_code_are_used_once(central: Central) -> None:
    person = central.person("dara", office=None, role="coordinator")
    codes = new_recovery_codes(os.urandom)
    with central.server.database.transaction() as connection:
        people.set_credentials(
            connection,
            person.id,
            password_hash="x",
            totp_sealed=seal_totp(central.server.sealing, person.id, "JBSWY3DPEHPK3PXP"),
            recovery_hashes=recovery_hashes(person.id, codes),
            now_ms=1,
        )
    with central.server.database.transaction() as connection:
        assert [people.take_totp_step(connection, person.id, step) for step in (7, 7, 6, 8)] == [
            True,
            False,
            False,
            True,
        ]
        used = recovery_hash(person.id, codes[3].lower().replace("-", " "))
        assert [people.take_recovery_code(connection, person.id, used, now_ms=2) for _ in range(2)] == [True, False]
        assert not people.take_recovery_code(connection, person.id, recovery_hash("someone", codes[4]), now_ms=2)


def test_a_second_factor_is_sealed_to_its_person(central: Central) -> None:
    sealing = central.server.sealing
    sealed = seal_totp(sealing, "A" * 22, "JBSWY3DPEHPK3PXP")
    assert b"JBSWY3DPEHPK3PXP" not in sealed
    assert open_totp(sealing, "A" * 22, sealed) == "JBSWY3DPEHPK3PXP"
    with pytest.raises(HomewardError):
        open_totp(sealing, "B" * 21 + "A", sealed)


def test_ten_codes_of_eighty_bits() -> None:
    codes = new_recovery_codes(os.urandom)
    assert len(set(codes)) == 10
    assert all(len(code.replace("-", "")) == 16 for code in codes)
