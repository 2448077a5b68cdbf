"""age keys as text: X25519 keys in Bech32 (BIP 173; C2SP age, section "X25519 recipient stanza").

Pure spelling: a laptop's box key, known from its certificate, is an age recipient. Nothing is opened or sealed here.
"""

RECIPIENT, IDENTITY = "age", "age-secret-key-"
KEY_BYTES = 32
_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECK_LENGTH = 6


def recipient_of(public_key: bytes) -> str:
    """`age1…` of a public X25519 key (32 bytes)."""
    return _bech32(RECIPIENT, public_key)


def identity_text(private_key: bytes) -> str:
    """`AGE-SECRET-KEY-1…` of a private X25519 key; for the rooms of keys alone."""
    return _bech32(IDENTITY, private_key).upper()


def refusal_of(message: str) -> str:
    """The code of our catalogue for what the library says of a file that it cannot begin to open."""
    return "bundle.for_another" if "No matching keys" in message else "bundle.damaged"


def _bech32(prefix: str, key: bytes) -> str:
    if len(key) != KEY_BYTES:
        raise ValueError("an X25519 key has 32 bytes")
    values = _fives(key)
    spread = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    check = _polymod([*spread, *values, *([0] * _CHECK_LENGTH)]) ^ 1
    values += [(check >> 5 * (_CHECK_LENGTH - 1 - place)) & 31 for place in range(_CHECK_LENGTH)]
    return prefix + "1" + "".join(_ALPHABET[value] for value in values)


def _fives(data: bytes) -> list[int]:
    """The bits of `data` in groups of five, the last one filled up with zeros."""
    groups = -(-len(data) * 8 // 5)
    number = int.from_bytes(data, "big") << (groups * 5 - len(data) * 8)
    return [(number >> 5 * (groups - 1 - place)) & 31 for place in range(groups)]


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place, part in enumerate(_GENERATOR):
            check ^= part if (top >> place) & 1 else 0
    return check
