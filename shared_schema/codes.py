"""Codes that people type from paper: characters of base 32 without I, L, O, U, and two that check them.

The check is the number modulo 1021 (a prime in which 32 has order 68): every single wrong character and every
exchange of two is caught; other slips pass once in 1,021 times (security.md 2.3).
"""

from shared_schema.errors import HomewardError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK_CHARACTERS = 2
ENROLMENT_CHARACTERS = 10  # 50 bits
LEASE_CHARACTERS = 26  # a lease secret of 128 bits, read by telephone
_MODULUS = 1021
_IGNORED = frozenset(" -\u2010\u2011\u2012\u2013\u2014\u200b\u200c\u200d\ufeff\t\r\n\u00a0")


def print_code(number: int, *, characters: int, group: int = 4) -> str:
    """`number` (below 32^characters) as a code with its check, in groups with hyphens."""
    if not 0 <= number < 32**characters:
        raise ValueError("number out of range")
    code = _write(number, characters) + _write(number % _MODULUS, CHECK_CHARACTERS)
    return "-".join(code[at : at + group] for at in range(0, len(code), group))


def read_code(text: str, *, characters: int) -> str:
    """The code's own characters without check, from any case, O I L, Khmer digits, spaces; `slip.code_mistyped`."""
    values = [_VALUES.get(character, -1) for character in text.upper() if character not in _IGNORED]
    if len(values) != characters + CHECK_CHARACTERS or -1 in values:
        raise HomewardError("slip.code_mistyped")
    number, check = _number(values[:characters]), _number(values[characters:])
    if number % _MODULUS != check:
        raise HomewardError("slip.code_mistyped")
    return _write(number, characters)


def _write(number: int, characters: int) -> str:
    return "".join(ALPHABET[number >> 5 * (characters - 1 - at) & 31] for at in range(characters))


def _number(values: list[int]) -> int:
    number = 0
    for value in values:
        number = number * 32 + value
    return number


_VALUES = (
    {character: value for value, character in enumerate(ALPHABET)}
    | {chr(0x17E0 + digit): digit for digit in range(10)}  # Khmer digits
    | {"O": 0, "I": 1, "L": 1}
)
