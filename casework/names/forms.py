"""Two forms of a name (matching.md section 2): as stored, and as compared. Both are idempotent.

The comparison form is never stored in a record and never shown.
"""

import re
import unicodedata

_ZERO_WIDTH = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, 0x17B4, 0x17B5))
_OLD_LETTERS = {0x17A3: "\u17a2", 0x17A4: "\u17a2\u17b6", 0x17A8: "\u17a7\u1780", 0x17B2: "\u17b1"}
_STORED = {**_ZERO_WIDTH, **_OLD_LETTERS}
_SPACES = re.compile(r"\s+")
_MARKS = "(?:\u17d2[\u1780-\u17b3]|[\u17b6-\u17d1\u17d3\u17dd])"
_CLUSTER = re.compile(f"[\u1780-\u17b3]{_MARKS}{_MARKS}+")  # fewer marks have no order
_MARK = re.compile("\u17d2[\u1780-\u17b3]|[\u17b6-\u17d1\u17d3\u17dd]")
_SAME_TWICE = re.compile("([\u17b6-\u17d1\u17d3\u17dd])\\1+")
_UPPER = "[\u17b7-\u17ba\u17be\u17d0]"
_WRONG_SHIFTER = re.compile(
    f"([\u1780-\u17b3])((?:\u17d2[\u1780-\u17b3])*)([\u17c9\u17ca]?)(?:\u17bb({_UPPER})|({_UPPER})\u17bb)"
)
_TAKES_TRIISAP = frozenset("\u179f\u17a0\u1794\u17a2")
_KHMER_DIGITS = {0x17E0 + digit: str(digit) for digit in range(10)}
_TO_SPACE = {ord(mark): " " for mark in "-.'’‘ʼ`_/,()\u17d4\u17d6"}
_ACCENTED = re.compile("[\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff]")
_ROBAT, _COENG_RO = "\u17cc", "\u17d2\u179a"


def stored_form(text: str) -> str:
    """What the person wrote, in NFC, without invisible characters, marks of each Khmer cluster in canonical order."""
    if text.isascii():
        return " ".join(text.split())
    plain = _CLUSTER.sub(_in_order, unicodedata.normalize("NFC", text.translate(_STORED)))
    plain = plain.replace("\u17c1\u17b8", "\u17be").replace("\u17c1\u17b6", "\u17c4")
    return _SPACES.sub(" ", plain).strip()


def comparison_form(text: str) -> str:
    """The form in which names are looked up: lower case, accents and punctuation off, Khmer look-alikes made one."""
    if text.isascii():
        return " ".join(text.lower().translate(_TO_SPACE).split())
    plain = stored_form(text).replace("\u17d2\u178a", "\u17d2\u178f")
    plain = _WRONG_SHIFTER.sub(_right_shifter, plain)
    plain = _SAME_TWICE.sub(r"\1", plain).translate(_KHMER_DIGITS).translate(_TO_SPACE).lower()
    return _SPACES.sub(" ", _without_accents(_CLUSTER.sub(_in_order, plain))).strip()


def _in_order(found: re.Match[str]) -> str:
    cluster = found.group()
    marks = _MARK.findall(cluster)
    return cluster[0] + "".join(sorted(marks, key=_place_of))


def _place_of(mark: str) -> int:
    if mark == _ROBAT:
        return 0
    if mark[0] == "\u17d2":
        return 2 if mark == _COENG_RO else 1
    if mark in "\u17c9\u17ca":
        return 3
    if "\u17b6" <= mark <= "\u17c5":
        return 4
    return 5 if "\u17c6" <= mark <= "\u17c8" else 6


def _right_shifter(found: re.Match[str]) -> str:
    base, subscripts, shifter, *vowels = found.groups("")
    return base + subscripts + (shifter or ("\u17ca" if base in _TAKES_TRIISAP else "\u17c9")) + "".join(vowels)


def _without_accents(text: str) -> str:
    if not _ACCENTED.search(text):
        return text
    parts = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(char for char in parts if not "\u0300" <= char <= "\u036f"))
