"""Numbers in the names of places, in digits and in Khmer words of either script: ១, 1, muoy, មួយ. Pure.

Khmer counts in fives: six is five-one. Latin spellings glue and shorten (Dabprampir 17, Sampram 35).
"""

import re
from collections.abc import Iterable, Iterator, Mapping

_UNITS: Mapping[str, int] = {
    **dict.fromkeys(("muoy", "mouy", "muy", "muoi", "មួយ"), 1),
    **dict.fromkeys(("pir", "pii", "pi", "ពីរ"), 2),
    **dict.fromkeys(("bei", "bey", "ber", "បី"), 3),
    **dict.fromkeys(("buon", "boun", "buom", "បួន"), 4),
    **dict.fromkeys(("prampil", "ប្រាំពិល"), 7),  # as it is said; ពិល alone is no number
}
_FIVE = frozenset(("pram", "bram", "ប្រាំ"))
_TENS: Mapping[str, int] = {
    **dict.fromkeys(("dab", "dop", "dob", "ដប់"), 10),
    **dict.fromkeys(("muoyphei", "mphei", "mphey", "maphei", "mophei", "ម្ភៃ"), 20),
    **dict.fromkeys(("samseb", "samsep", "សាមសិប"), 30),
    **dict.fromkeys(("saeseb", "saesep", "សែសិប"), 40),
    **dict.fromkeys(("haseb", "hasep", "ហាសិប"), 50),
    **dict.fromkeys(("hokseb", "hoksep", "ហុកសិប"), 60),
    **dict.fromkeys(("chetseb", "chetsep", "ចិតសិប"), 70),
    **dict.fromkeys(("paetseb", "paetsep", "ប៉ែតសិប"), 80),
    **dict.fromkeys(("kavseb", "kavsep", "កៅសិប"), 90),
}
_SHORT_TENS: Mapping[str, int] = {  # only with a unit glued to them
    "sam": 30, "sae": 40, "ha": 50, "hok": 60, "chet": 70, "paet": 80, "kav": 90,
}  # fmt: skip
_HUNDRED = frozenset(("roy", "រយ"))
_PIECES = re.compile("|".join(sorted((*_UNITS, *_FIVE, *_TENS, *_SHORT_TENS, *_HUNDRED), key=len, reverse=True)))
_SMALL = "|".join(sorted((*_UNITS, *_FIVE), key=len, reverse=True))
_LONE = "|".join(sorted((*_UNITS, *_FIVE, *_TENS), key=len, reverse=True))
_HUNDREDS = "|".join(sorted(_HUNDRED))
_WORD = re.compile(f"[0-9]+|(?:(?:{_LONE})(?:{_HUNDREDS})?)+|(?:{'|'.join(_SHORT_TENS)})(?:{_SMALL})+")
_MAX_DIGITS = 6
_KHMER = sorted((word for word in (*_UNITS, *_FIVE, *_TENS) if not word.isascii()), key=len, reverse=True)
KHMER_NUMBER_TAIL = f"(?:{'|'.join(_KHMER)})(?:{'|'.join((*_KHMER, 'រយ'))})*"


def is_number_word(token: str) -> bool:
    """Whether a token in comparison form is a number: digits, or words of numbers and nothing else."""
    return token in _HUNDRED or _WORD.fullmatch(token) is not None


def numbers_of(tokens: Iterable[str]) -> Iterator[int]:
    """The numbers that tokens in comparison form hold, in order; words that follow each other are read as one."""
    pieces: list[str] = []
    for token in tokens:
        if token.isdecimal():
            yield from _counted(pieces)
            pieces = []
            yield int(token[:_MAX_DIGITS])
        elif is_number_word(token):
            pieces += _PIECES.findall(token)
        else:
            yield from _counted(pieces)
            pieces = []
    yield from _counted(pieces)


def _counted(pieces: list[str]) -> Iterator[int]:
    total: int | None = None
    takes = 0  # what may follow: a unit after a ten or after five
    for piece in pieces:
        value, follows = _value(piece)
        if total is not None and piece in _HUNDRED:
            total, takes = total * 100, 99
        elif total is not None and value <= takes:
            total, takes = total + value, follows if value >= 5 else 0
        elif total == 10 and value % 10 == 0:
            total, takes = value, follows  # the national list writes "Dab Mphei" for twenty
        else:
            if total is not None:
                yield total
            total, takes = value, follows
    if total is not None:
        yield total


def _value(piece: str) -> tuple[int, int]:
    """What a piece counts, and the highest that may be added to it."""
    if piece in _UNITS:
        return _UNITS[piece], 0
    if piece in _FIVE:
        return 5, 4
    if piece in _HUNDRED:
        return 100, 99
    return _TENS.get(piece) or _SHORT_TENS[piece], 9
