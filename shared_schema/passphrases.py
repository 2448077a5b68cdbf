"""What both programs hold of a passphrase or password: its normal form, its least length, the blocklist.

Promise: two keyboards that show the same words give the same bytes. No other rule: no required kinds of
characters, no forced change (NIST SP 800-63B, section 3.1.1). Refused: deriving keys here.
"""

import unicodedata
from collections.abc import Set
from functools import lru_cache
from importlib.resources import files

from shared_schema.errors import HomewardError

PASSPHRASE_LEAST = 15  # characters, laptop
PASSWORD_LEAST = 12  # characters, server, where a second factor is always on
MOST = 128
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0xFEFF))  # Khmer keyboards put them where nobody sees them


def normalise_passphrase(text: str) -> str:
    """NFKC, without zero-width characters, trimmed, one space between words."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_INVISIBLE).split())


def require_passphrase(text: str, *, least: int, blocklist: Set[str]) -> str:
    """The normal form of `text`; raises `passphrase.too_short`, `passphrase.too_long` or `passphrase.common`."""
    normal = normalise_passphrase(text)
    if len(normal) < least:
        raise HomewardError("passphrase.too_short", least=least)
    if len(normal) > MOST:
        raise HomewardError("passphrase.too_long", most=MOST)
    if blocklist_form(normal) in blocklist:
        raise HomewardError("passphrase.common")
    return normal


def blocklist_form(normal: str) -> str:
    """The form in which the blocklist is kept: casefolded, letters, their marks and digits only."""
    return "".join(char for char in normal.casefold() if unicodedata.category(char)[0] in "LMN")


@lru_cache(maxsize=1)
def read_blocklist() -> frozenset[str]:
    """The vendored list of passphrases that people try first; `#` begins a remark."""
    text = files("shared_schema").joinpath("passphrase_blocklist.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))
