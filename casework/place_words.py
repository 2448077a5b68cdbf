"""The words of a typed place: which level each part names, its number, and the words that tell twin places apart.

Words for a level (phum, khum, sangkat, srok, khan, krong, khaet and their Khmer forms) are set aside. Numbers are read
in digits and in words of both scripts (matching.md section 7). Nothing here knows any place.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from casework.names.forms import comparison_form, stored_form
from casework.place_numbers import KHMER_NUMBER_TAIL, is_number_word, numbers_of

MAX_WORDS = 16

_LEVEL_WORDS: Mapping[str, str] = {
    "village": "phum phumi phoum poum phuum pum phm ភូមិ ភុមិ ភូមី ភូម",
    "commune": "khum sangkat sangkath sangat ឃុំ សង្កាត់ សង្កាត",
    "district": "srok sruk srock khan khand khann ស្រុក ខណ្ឌ ខ័ណ្ឌ",
    "district province": "krong ក្រុង",  # Phnom Penh, Kep, Pailin and Sihanoukville were called so as provinces
    "province": "khaet khet khett reachtheani ខេត្ត ខែត្រ ខេត រាជធានី",
    "country": "ប្រទេស",
}
_LEVEL_WORDS_AFTER: Mapping[str, str] = {  # English puts them behind the name
    "village": "village",
    "commune": "commune quarter",
    "district": "district",
    "district province": "city municipality town",
    "province": "province capital",
}
_BEFORE = {
    comparison_form(word): frozenset(levels.split()) for levels, words in _LEVEL_WORDS.items() for word in words.split()
}
_AFTER = {word: frozenset(levels.split()) for levels, words in _LEVEL_WORDS_AFTER.items() for word in words.split()}
_SHORT_LEVEL = {  # as written with a full stop: ភ.ថ្មី
    "ភ.": frozenset(("village",)),
    "ឃ.": frozenset(("commune",)),
    "ស.": frozenset(("commune", "district")),
    "ខ.": frozenset(("district", "province")),
    "ក.": frozenset(("district", "province")),
}
_SHORT_FIRST = re.compile("([ភឃសខក])\\.(?![0-9០-៩])")
_KHMER_LEVEL = "|".join(sorted((word for word in _BEFORE if not word.isascii()), key=len, reverse=True))
_GLUED_LEVEL = re.compile(f"(?<=[^ ])(?=(?:{_KHMER_LEVEL}))|(?<=[0-9])(?=[\u1780-\u17b3])")
_KHMER_LEVEL_FIRST = re.compile(f"({_KHMER_LEVEL})(?![\u17b6-\u17d3])(.*)")
_STREET = re.compile(  # an address within a place: it names no area
    r"(?i)(\b(?:house|street|st|road|rd|room|floor|no)\b\.?\s*(?:no\.?\s*)?[#№]?\s*[0-9០-៩]+\w*|[#№]\s*[0-9០-៩]+\w*"
    "|(?:ផ្ទះ|ផ្លូវ)(?:\\s*(?:លេខ))?\\s*[0-9០-៩]+)"
)
_BREAKS = re.compile(r"[,;\n\r\t|>/•·។៕\[\]]+")

_MARKS: Mapping[str, str] = {  # words that tell places of one name apart
    "north": "cheung choeung jeung cheoung chheung ជើង",
    "south": "tboung tbong thboung thbong tbaung ត្បូង",
    "east": "kaeut keut koeut koet kaet កើត",
    "west": "lech lich laech លិច",
    "above": "leu loeu ler lue លើ",
    "below": "kraom krom kroam kroum ក្រោម",
    "old": "chas chah jas chass ចាស់",
    "new": "thmei thmey tmei tmey thmay thmai ថ្មី",
}
_MARK_OF = {comparison_form(word): mark for mark, words in _MARKS.items() for word in words.split()}
_KHMER_MARKS = "|".join(word for word in _MARK_OF if not word.isascii())
_MARK_TAIL = re.compile(f"(.*?[^\u17d2])??(?:ខាង)?({_KHMER_MARKS})")
_NUMBER_TAIL = re.compile(f"(.*?[^\u17d2])??(?:ទី|លេខ)?({KHMER_NUMBER_TAIL})")
_ORDINAL_TAIL = re.compile("(.*?[^\u17d2])(ទី|លេខ)")
_DIGITS = re.compile("([0-9]+)")
_QUOTES = str.maketrans(dict.fromkeys("\"'“”„‘’«»", " "))
_SIDE = frozenset(("khang", "ខាង"))
_POINT = frozenset(("choch", "slas", "ចុច"))  # between two numbers: 10.8
_ORDINAL = frozenset(("ti", "tii", "ទី", "lekh", "លេខ", "no", "nr", "number"))
_BUFFALO = "ក្រ"  # ក្របី ends like the number three
_SPELLINGS = {"kompong": "kampong", "kompung": "kampong", "kg": "kampong", "kpg": "kampong", "kp": "kampong"}


@dataclass(frozen=True, slots=True)
class Word:
    """A word as compared, and as it was written ("" where it is a later piece of the same written word)."""

    plain: str
    written: str


@dataclass(frozen=True, slots=True)
class Segment:
    """Words that belong together: between commas or after a word for a level; `levels` = what that word allows."""

    words: tuple[Word, ...]
    levels: frozenset[str]
    written: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """What stands between commas, in segments; `words` = all of it, words for levels inside it too."""

    segments: tuple[Segment, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceName:
    """`text` = the words joined, without level words and numbers; `marks` = old, new, north …; `numbers` in order."""

    text: str
    marks: frozenset[str]
    numbers: tuple[int, ...]


def read_chunks(text: str) -> tuple[Chunk, ...]:
    """The parts of a typed place, in the order they stand; words beyond MAX_WORDS are kept as written, not looked up.

    So is a house or street number: a part without words.
    """
    found: list[Chunk] = []
    left = MAX_WORDS
    for piece in _pieces(text):
        written = stored_form(piece)
        if _STREET.fullmatch(written):
            found.append(Chunk((Segment((), frozenset(), written),), ()))
            continue
        words = [word for one in written.split() for word in _words(one)] if left else []
        segments = [*_segments(words[:left])]
        beyond = _joined(word.written for word in words[left:]) if left else written
        if beyond:
            segments.append(Segment((), frozenset(), beyond))
        if segments:
            found.append(Chunk(tuple(segments), tuple(word.plain for word in words[:left])))
        left = max(0, left - len(words))
    return tuple(found)


def _pieces(text: str) -> Iterator[str]:
    for part in _BREAKS.split(text):
        yield from _STREET.split(part)


def read_place_name(text: str) -> PlaceName:
    """The name of one area without the level word in front of it (`ភូមិ ១`, `Phum Muoy`: number 1 and no text)."""
    words = [word.plain for written in stored_form(text).split() for word in _words(written)]
    return name_of(without_level(words))


def without_level(words: Sequence[str]) -> Sequence[str]:
    """Words without the level word that they begin or, in English, end with; the same where nothing would be left."""
    if not words:
        return words
    levels, rest = _level_before(Word(words[0], ""))
    if levels is not None:
        return [rest.plain, *words[1:]] if rest else words[1:] or words
    return words[:-1] if len(words) > 1 and words[-1] in _AFTER else words


def tells_apart(word: str) -> bool:
    """Whether a word in comparison form is a number, or old, new, north …, and nothing else."""
    return is_number_word(word) or word in _MARK_OF


def name_of(words: Iterable[str]) -> PlaceName:
    """The name that words (in comparison form, level words set aside) make together."""
    tokens = [token for word in words for token in _tokens(word)]
    numbers = tuple(numbers_of(tokens))
    rest = [token for place, token in enumerate(tokens) if not _is_of_a_number(tokens, place)]
    plain = [token for place, token in enumerate(rest) if not _is_side(rest, place)]
    return PlaceName("".join(plain), _marks(plain), numbers)


def _words(written: str) -> Iterator[Word]:
    short = _SHORT_FIRST.match(written)
    rest = written[short.end() :] if short else written
    plain = _GLUED_LEVEL.sub(" ", comparison_form(rest).translate(_QUOTES)).split()
    if short:
        plain.insert(0, short[0])
    for place, word in enumerate(plain):
        yield Word(_SPELLINGS.get(word, word), written if place == 0 else "")


def _segments(words: list[Word]) -> Iterator[Segment]:
    current: list[Word] = []
    levels: frozenset[str] = frozenset()
    written: list[str] = []
    for word in words:
        before, rest = _level_before(word)
        after = _AFTER.get(word.plain)
        if before is not None or (after is not None and not current):
            if current:
                yield Segment(tuple(current), levels, _joined(written))
            current, levels, written = ([rest] if rest else []), before or after or levels, [word.written]
        elif after is not None:
            yield Segment(tuple(current), levels or after, _joined([*written, word.written]))
            current, levels, written = [], frozenset(), []
        else:
            current.append(word)
            written.append(word.written)
    if current:
        yield Segment(tuple(current), levels, _joined(written))


def _level_before(word: Word) -> tuple[frozenset[str] | None, Word | None]:
    """The levels a word names and what is left of it: ភូមិថ្មី is a level and a name in one word."""
    levels = _BEFORE.get(word.plain) or _SHORT_LEVEL.get(word.plain)
    if levels is not None:
        return levels, None
    found = _KHMER_LEVEL_FIRST.fullmatch(word.plain)
    if found is None:
        return None, None
    return _BEFORE[found[1]], Word(found[2], "")


def _joined(written: Iterable[str]) -> str:
    return " ".join(piece for piece in written if piece)


def _tokens(word: str) -> list[str]:
    """A word as tokens: digits apart, and what a Khmer word ends with (a number, then north, old …) apart."""
    if word.isascii() and not _DIGITS.search(word):
        return [word]
    return [token for piece in _DIGITS.split(word) if piece for token in _khmer_tokens(piece)]


def _khmer_tokens(piece: str) -> list[str]:
    tail: list[str] = []
    while not piece.isascii():
        found = _NUMBER_TAIL.fullmatch(piece) or _MARK_TAIL.fullmatch(piece) or _ORDINAL_TAIL.fullmatch(piece)
        if found is None or (found[1] or "").endswith(_BUFFALO):
            break
        tail.insert(0, found[2])
        piece = found[1] or ""
    return [piece, *tail] if piece else tail


def _is_of_a_number(tokens: list[str], place: int) -> bool:
    token = tokens[place]
    if is_number_word(token):
        return True
    if place + 1 == len(tokens) or not is_number_word(tokens[place + 1]):
        return False
    return token in _ORDINAL or (token in _POINT and place > 0 and is_number_word(tokens[place - 1]))


def _is_side(tokens: list[str], place: int) -> bool:
    return tokens[place] in _SIDE and place + 1 < len(tokens) and tokens[place + 1] in _MARK_OF


def _marks(tokens: list[str]) -> frozenset[str]:
    """The marks at the end of a name: only there do they tell twins apart."""
    found: set[str] = set()
    for token in reversed(tokens):
        mark = _MARK_OF.get(token) or _MARK_OF.get(token.removeprefix("khang"))
        if mark is None:
            break
        found.add(mark)
    return frozenset(found)
