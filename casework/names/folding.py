"""One folded spelling for the many Latin spellings of a Khmer name, and the keys made of it (matching.md 2.2). Pure.

Folding forgets what spellings disagree about (aspiration, voice, how a vowel is written) and nothing else. It takes a
lower-case Latin text in comparison form; what it does not know it leaves as it is.
"""

import re

_CONSONANTS = (
    *(("hh", "h"), ("q", "k"), ("f", "p"), ("x", "s"), ("đ", "d"), ("w", "v")),
    *(("tch", "C"), ("ch", "C"), ("tj", "C"), ("j", "C"), ("cz", "C"), ("z", "s")),
    *(("ngk", "Nk"), ("ng", "N")),
    *(("nh", "n"), ("gn", "n"), ("ñ", "n"), *((f"ny{vowel}", f"n{vowel}") for vowel in "aeiou")),
    *((letters, "k") for letters in ("kh", "gh", "ck", "g", "c")),
    *((letters, "p") for letters in ("ph", "bh", "b")),
    *((letters, "t") for letters in ("th", "dh", "d")),
    *((letters, "s") for letters in ("sh", "ss")),
)  # single letters that stand for a digraph's first come first, so that folding twice changes nothing
_EV = re.compile("[ai]?ev(?![aeiouy])")  # before y it begins a syllable: Sevy is not Seoy
_SILENT = re.compile("(?<=[aeiou])(?:y(?![aeiou])|[vrh](?![aeiouy]))+")  # y may be a vowel: Nary, Navy
_Y = re.compile("y(?![aeiou])")
_VOWELS = re.compile("[aeiou]+")
_NO_VOWELS = str.maketrans("", "", "aeiou")
_NOT_LOOSE = str.maketrans({"N": "n", "v": None, "h": None, "y": None})
_CLASS_A = ("a", "aa", "ea", "oa", "ia", "eaa", "ua")
_CLASS_O = ("o", "u", "ou", "uo", "ao", "au", "oo", "uu", "eo", "ow", "oao", "aou")
_CLASSES = {**dict.fromkeys(_CLASS_A, "A"), **dict.fromkeys(_CLASS_O, "O")}


def fold(latin: str) -> str:
    """The folded form of a Latin spelling: `C` for ch, `N` for ng, vowels kept."""
    for letters, folded in _CONSONANTS:
        if letters in latin:
            latin = latin.replace(letters, folded)
    if "ev" in latin:
        latin = _EV.sub("eo", latin)
    latin = _SILENT.sub("", latin)
    if "y" in latin:
        latin = _Y.sub("i", latin)
    return _once(latin)


def vowel_form(folded: str) -> str:
    """The folded form with each run of vowels as its class: A, O, or E for everything else. Equal forms sound alike."""
    return _VOWELS.sub(_class_of, folded)


def skeleton(folded: str) -> str:
    """The consonants of a folded form, doubles once; `*` in front when it begins with a vowel."""
    consonants = _once(folded.translate(_NO_VOWELS))
    return "*" + consonants if folded[:1] in _VOWEL_LETTERS else consonants


def loose_skeleton(bones: str) -> str:
    """A skeleton (as `skeleton` gives it) with n for N, without v h y and without a final s; itself if none is left."""
    loose = _once(bones.translate(_NOT_LOOSE))
    return loose.removesuffix("s") or loose or bones


def _once(text: str) -> str:
    """A letter that follows itself stands once."""
    return "".join([letter for before, letter in zip(" " + text, text, strict=False) if letter != before])


_VOWEL_LETTERS = frozenset("aeiou")


def _class_of(run: re.Match[str]) -> str:
    return _CLASSES.get(run.group(), "E")
