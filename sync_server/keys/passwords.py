"""Passwords, second factors and recovery codes of people who sign in to the console (security.md 4.4).

argon2id 65536 KiB / 3 / 4, at most two at once; TOTP of 6 digits each 30 s; ten recovery codes of 80 bits, hashed.
"""

import hashlib
import hmac
import threading
from collections.abc import Iterable

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shared_schema.codes import ALPHABET
from shared_schema.identifiers import Id, Random
from shared_schema.passphrases import PASSWORD_LEAST, normalise_passphrase, read_blocklist, require_passphrase
from sync_server.store.sealing import ACCOUNTS, DIRECTORY, Sealing

MEMORY_KIB, PASSES, LANES = 65536, 3, 4
STEP_SECONDS = 30
RECOVERY_CODES = 10
_RECOVERY_CHARACTERS = 16  # of 5 bits
_ISSUER = "Homeward"
_UNMADE = f"{'A' * 22}${'A' * 43}"  # salt and hash of an account that does not exist: checking them takes the same time


class Passwords:
    """Hashes and checks; one of it in a program, so that the bound of two at once holds."""

    def __init__(self, *, memory_kib: int = MEMORY_KIB, passes: int = PASSES, lanes: int = LANES) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=lanes)
        self._at_once = threading.BoundedSemaphore(2)
        self._nobody = f"$argon2id$v=19$m={memory_kib},t={passes},p={lanes}${_UNMADE}"

    def hash(self, password: str) -> str:
        """The hash of a new password; raises `passphrase.too_short`, `passphrase.too_long` or `passphrase.common`."""
        return self._hash(require_passphrase(password, least=PASSWORD_LEAST, blocklist=read_blocklist()))

    def is_right(self, password: str, stored: str | None) -> bool:
        """Whether `password` made `stored`; without one (unknown account) the same work is done and it is no."""
        try:
            with self._at_once:
                self._hasher.verify(stored or self._nobody, normalise_passphrase(password))
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None

    def renewed(self, password: str, stored: str) -> str | None:
        """The hash under the present parameters where they have risen since `stored` was made; else None."""
        return self._hash(normalise_passphrase(password)) if self._hasher.check_needs_rehash(stored) else None

    def _hash(self, normal: str) -> str:
        with self._at_once:
            return self._hasher.hash(normal)


def new_totp_secret() -> str:
    """160 random bits in base 32 (RFC 4226)."""
    return pyotp.random_base32()


def totp_address(secret: str, *, login: str, name: str = _ISSUER) -> str:
    """The otpauth address that an authenticator reads from a QR code; shown once."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=name)


def totp_step(secret: str, digits: str, *, now_ms: int) -> int | None:
    """The time step that `digits` belong to (the present one or a neighbour), or None. The caller uses it up."""
    present = now_ms // 1000 // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    found = None
    for step in (present - 1, present, present + 1):
        if hmac.compare_digest(totp.generate_otp(step), digits.strip()):
            found = step
    return found


def seal_totp(sealing: Sealing, person: Id, secret: str) -> bytes:
    """The secret as it lies in the database."""
    return sealing.seal(
        DIRECTORY, ACCOUNTS, secret.encode("ascii"), table="persons", column="totp", record=person, version=0
    )


def open_totp(sealing: Sealing, person: Id, sealed: bytes) -> str:
    """The secret again."""
    opened = sealing.open_sealed(DIRECTORY, ACCOUNTS, sealed, table="persons", column="totp", record=person, version=0)
    return opened.decode("ascii")


def new_recovery_codes(random: Random) -> tuple[str, ...]:
    """Ten codes of 80 bits in groups of four, shown once."""
    return tuple(_recovery_code(int.from_bytes(random(10), "big")) for _ in range(RECOVERY_CODES))


def recovery_hash(person: Id, code: str) -> bytes:
    """What is kept of a recovery code (80 random bits need no slow hash)."""
    plain = "".join(character for character in code.upper() if character in ALPHABET)
    return hashlib.sha256(f"homeward/1/recovery/{person}/{plain}".encode()).digest()


def recovery_hashes(person: Id, codes: Iterable[str]) -> tuple[bytes, ...]:
    """The hashes of several codes."""
    return tuple(recovery_hash(person, code) for code in codes)


def _recovery_code(number: int) -> str:
    text = "".join(ALPHABET[number >> 5 * at & 31] for at in range(_RECOVERY_CHARACTERS))
    return "-".join(text[at : at + 4] for at in range(0, _RECOVERY_CHARACTERS, 4))
