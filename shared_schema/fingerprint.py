"""Four words that two people compare by telephone or on paper: the fingerprint of an organisation's root key.

Promise: the same key gives the same words everywhere; 51 bits of SHA-256 over the key's hash, in words of the EFF's
long list. A slip that was forged for another root shows other words than the office's own.
"""

from functools import lru_cache
from hashlib import sha256
from importlib.resources import files

WORDS = 4
LIST_WORDS = 7776


def office_words(root_sha256: bytes) -> str:
    """The words of a root key, given its SHA-256 as it stands on the slip."""
    number = int.from_bytes(sha256(b"homeward/1/office-words/" + root_sha256).digest(), "big")
    chosen = []
    for _ in range(WORDS):
        number, at = divmod(number, LIST_WORDS)
        chosen.append(_list()[at])
    return " ".join(chosen)


@lru_cache(maxsize=1)
def _list() -> tuple[str, ...]:
    return tuple(files("xkcdpass").joinpath("static/eff-long").read_text("utf-8").split())
