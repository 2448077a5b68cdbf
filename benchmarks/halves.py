"""The half of the village names that may be used for rules, tests and figures (matching.md section 8): the odd one."""

import unicodedata
from hashlib import sha256

_LEFT_OUT = dict.fromkeys((*range(0x200B, 0x200E), 0x2060, 0xFEFF))


def is_ours(khmer: str) -> bool:
    """Whether a pair with this Khmer side is in the odd half: the last bit of SHA-256 of it in NFC without blanks."""
    plain = "".join(unicodedata.normalize("NFC", khmer).translate(_LEFT_OUT).split())
    return bool(sha256(plain.encode()).digest()[-1] & 1)
