"""The passphrase: six offered words, a person's own sentence, and the pause after wrong ones.

Promise: six words of the EFF's long list (7,776 words, 77 bits), drawn evenly. Refused: anything that wipes.
"""

from functools import lru_cache
from importlib.resources import files

from shared_schema.identifiers import Random
from shared_schema.passphrases import PASSPHRASE_LEAST, normalise_passphrase, read_blocklist, require_passphrase

OFFERED_WORDS = 6
LIST_WORDS = 7776
FREE_FAILURES = 5
LONGEST_DELAY_SECONDS = 60


def offer_passphrase(random: Random) -> str:
    """Six words, each drawn evenly from the list."""
    words = _read_words()
    return " ".join(words[_draw(random)] for _ in range(OFFERED_WORDS))


def require_own_passphrase(text: str) -> str:
    """The normal form of a person's own passphrase; raises `passphrase.too_short`, `.too_long`, `.common`."""
    return require_passphrase(text, least=PASSPHRASE_LEAST, blocklist=read_blocklist())


def passphrase_bytes(text: str) -> bytes:
    """What is derived from: the normal form in UTF-8."""
    return normalise_passphrase(text).encode()


def delay_seconds(failures: int) -> int:
    """How long the next try waits after so many wrong ones in a row: none up to four, then 1, 2, 4 … 60."""
    if failures < FREE_FAILURES:
        return 0
    return int(min(LONGEST_DELAY_SECONDS, 2 ** min(failures - FREE_FAILURES, 8)))


def _draw(random: Random) -> int:
    limit = 0x10000 - 0x10000 % LIST_WORDS  # numbers above it would favour the first words
    while (number := int.from_bytes(random(2), "big")) >= limit:
        continue
    return number % LIST_WORDS


@lru_cache(maxsize=1)
def _read_words() -> tuple[str, ...]:
    text = files("xkcdpass").joinpath("static/eff-long").read_text("utf-8")
    words = tuple(text.split())
    if len(set(words)) != LIST_WORDS:
        raise ValueError("the word list does not hold 7,776 different words")
    return words
