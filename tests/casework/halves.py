"""Which half of the village names may be used for rules and tests (matching.md section 8): the odd one is ours."""

import unicodedata
from hashlib import sha256

_LEFT_OUT = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))


def is_ours(khmer: str) -> bool:
    """Whether a Khmer name belongs to the odd half."""
    plain = "".join(unicodedata.normalize("NFC", khmer).translate(_LEFT_OUT).split())
    return bool(sha256(plain.encode()).digest()[-1] & 1)
