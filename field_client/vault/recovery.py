"""Codes that people read from paper or hear on the telephone: 26 characters and two that check them.

Used for the recovery code (130 random bits) and for the lease secret (128 bits). Promise: every single wrong
character and every exchange of two is caught (the check is the number modulo 1021, a prime in which 32 has order
68, so 32^i differs from 32^j and both from 1). Other slips pass once in 1,021 times and then fail to unwrap.
"""

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Random

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32
CODE_CHARACTERS = 26
CHECK_CHARACTERS = 2
GROUP = 4
MODULUS = 1021
LEASE_BYTES = 16
_BASE = len(ALPHABET)
_CODE_BITS = 5 * CODE_CHARACTERS


def new_recovery_code(random: Random) -> str:
    """A fresh code of 130 random bits, printed as seven groups of four."""
    return print_code(int.from_bytes(random(17), "big") >> (17 * 8 - _CODE_BITS))


def recovery_secret(text: str) -> bytes:
    """What is derived from: the 26 characters of the code that `text` shows; raises `vault.code_mistyped`."""
    return _characters(read_code(text), CODE_CHARACTERS).encode()


def print_lease_code(secret: bytes) -> str:
    """The 16-byte lease secret in the same 28 characters."""
    if len(secret) != LEASE_BYTES:
        raise ValueError("a lease secret has 16 bytes")
    return print_code(int.from_bytes(secret, "big"))


def read_lease_code(text: str) -> bytes:
    """The 16 bytes of a lease code; raises `vault.code_mistyped`."""
    number = read_code(text)
    if number >= 1 << (8 * LEASE_BYTES):
        raise HomewardError("vault.code_mistyped")
    return number.to_bytes(LEASE_BYTES, "big")


def print_code(number: int) -> str:
    """`number` (below 2^130) as 26 characters and its check, in groups of four with hyphens."""
    code = _characters(number, CODE_CHARACTERS) + _characters(number % MODULUS, CHECK_CHARACTERS)
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def read_code(text: str) -> int:
    """The number of a code in any case, with O, I, L, Khmer digits, spaces and hyphens; `vault.code_mistyped`."""
    digits = [_VALUES.get(character) for character in text.upper() if character not in _IGNORED]
    if len(digits) != CODE_CHARACTERS + CHECK_CHARACTERS or None in digits:
        raise HomewardError("vault.code_mistyped")
    values = [digit for digit in digits if digit is not None]
    number, check = _number(values[:CODE_CHARACTERS]), _number(values[CODE_CHARACTERS:])
    if number % MODULUS != check:
        raise HomewardError("vault.code_mistyped")
    return number


def _characters(number: int, length: int) -> str:
    if not 0 <= number < _BASE**length:
        raise ValueError("number out of range")
    return "".join(ALPHABET[number >> 5 * (length - 1 - at) & 31] for at in range(length))


def _number(values: list[int]) -> int:
    number = 0
    for value in values:
        number = number * _BASE + value
    return number


_VALUES = (
    {character: value for value, character in enumerate(ALPHABET)}
    | {chr(0x17E0 + digit): digit for digit in range(10)}  # Khmer digits
    | {"O": 0, "I": 1, "L": 1}
)
_IGNORED = frozenset(" -\u2010\u2011\u2012\u2013\u2014\u200b\u200c\u200d\ufeff\t\r\n\u00a0")
