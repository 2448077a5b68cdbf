"""A typed place as spans of words that may each name one area, and how much of it an area and those above explain."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from casework.place_history import PROVINCE_BEFORE
from casework.place_words import Chunk, PlaceName, Segment, name_of, tells_apart, without_level
from casework.places import codes_above

LONGEST_SPAN = 5  # words of one name
SHARPER = 3  # a name .8 alike explains half of its letters: what is exact elsewhere in the text goes before it
PIECE = 0.999  # between equals, a whole part goes before some words of another
NUMBER_WEIGHT = 5  # letters that a number counts for: leaving it unexplained is to name another place


@dataclass(frozen=True, slots=True)
class Span:
    """Neighbouring words that may be one name; `mask` = their places in the text as bits, `weight` = their letters.

    `needs` = a number or mark beside them that must be explained too; `levels` = what a word for a level allows (empty:
    any); `is_whole` = all words of their part.
    """

    name: PlaceName
    mask: int
    needs: int
    weight: int
    levels: frozenset[str]
    is_whole: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class Query:
    """All parts of a typed text with the place of their first word, and the spans in them, whole parts first."""

    parts: tuple[tuple[int, Segment], ...]
    spans: tuple[Span, ...]
    weight: int


Matches = Mapping[str, Sequence[tuple[float, Span]]]


def query_of(chunks: Sequence[Chunk]) -> Query:
    """The query of chunks as `read_chunks` gives them."""
    parts: list[tuple[int, Segment]] = []
    wholes: list[tuple[int, int, Chunk]] = []
    end = 0
    for chunk in chunks:
        start = end
        for segment in chunk.segments:
            parts.append((end, segment))
            end += len(segment.words)
        if len(without_level(chunk.words)) > end - start:  # a level word inside: it may be part of a name
            wholes.append((start, end, chunk))
    weights = [_weight(word.plain) for _start, segment in parts for word in segment.words]
    spans = [span for start, segment in parts for span in _spans(start, segment, weights)]
    for first, last, chunk in wholes:
        name = name_of(without_level(chunk.words))
        spans.append(_span(name, first, last, weights, levels=frozenset(), is_whole=True))
    spans.sort(key=lambda span: (not span.is_whole, -span.weight))
    return Query(tuple(parts), tuple(spans), sum(weights))


def explain(code: str, matches: Matches) -> tuple[float, int]:
    """How much of the text an area and those above it explain together (letters, fewer for less alike), which words.

    Every word counts once and every area names itself once. Tboung Khmum is found under Kampong Cham too. (0, 0) where
    a number or a word like new, north would be left behind a name: with it, it names another place.
    """
    above = _above(code, matches)
    best, best_mask = 0.0, 0
    for quality, span in matches[code]:
        for order in (above, above[::-1]):  # the words that a name needs may stand in the part before or behind it
            gained, mask = _gain(quality, span), span.mask
            for spans in order:
                free = ((_gain(alike, other), other.mask) for alike, other in spans if _is_free(other, mask))
                more, more_mask = max(free, default=(0.0, 0))
                gained, mask = gained + more, mask | more_mask
            if gained > best and not span.needs & ~mask:
                best, best_mask = gained, mask
            if len(above) < 2:
                break
    return best, best_mask


def _is_free(span: Span, mask: int) -> bool:
    return not span.mask & mask and not span.needs & ~(mask | span.mask)


def _gain(quality: float, span: Span) -> float:
    return quality**SHARPER * span.weight * (1.0 if span.is_whole else PIECE)


def left_over(query: Query, mask: int) -> str:
    """What of the text is not explained, as it was written."""
    return ", ".join(text for start, part in query.parts if (text := _unexplained(part, mask >> start)))


def _above(code: str, matches: Matches) -> list[Sequence[tuple[float, Span]]]:
    codes = codes_above(code)[-2::-1] if len(code) > 2 else ()
    before = PROVINCE_BEFORE.get(code[:2])
    found = [matches[part] for part in codes if part in matches]
    if before in matches and code[:2] not in matches and before is not None:
        found.append(matches[before])
    return found


def _unexplained(part: Segment, mask: int) -> str:
    explained = [bool(mask >> place & 1) for place in range(len(part.words))]
    if not any(explained):
        return part.written
    left = (word.written for word, is_known in zip(part.words, explained, strict=True) if not is_known)
    return " ".join(written for written in left if written)


def _spans(start: int, part: Segment, weights: Sequence[int]) -> Iterator[Span]:
    plain = [word.plain for word in part.words]
    count = len(plain)
    for first in range(count):
        for last in range(first + 1, min(count, first + LONGEST_SPAN) + 1):
            name = name_of(plain[first:last])
            is_whole = last - first == count
            if not name.text and not (is_whole or part.levels):
                continue  # a number alone is a village only where nothing else stands with it, or phum before it
            needs = _needs(plain, first, last, name) << start
            yield _span(name, start + first, start + last, weights, levels=part.levels, is_whole=is_whole, needs=needs)
    if count > LONGEST_SPAN:
        yield _span(name_of(plain), start, start + count, weights, levels=part.levels, is_whole=True)


def _needs(plain: Sequence[str], first: int, last: int, name: PlaceName) -> int:
    """The word behind a name that tells it from its twins (Kakab 1, Thmei North), and the number before a lone mark."""
    needs = 0
    if last < len(plain):
        needs |= tells_apart(plain[last]) << last
    if first > 0 and last - first == 1 and tells_apart(plain[first]) and not name.numbers:
        needs |= tells_apart(plain[first - 1]) << (first - 1)
    return needs


def _span(
    name: PlaceName,
    first: int,
    last: int,
    weights: Sequence[int],
    *,
    levels: frozenset[str],
    is_whole: bool,
    needs: int = 0,
) -> Span:
    mask = (1 << last) - (1 << first)
    return Span(name, mask, needs, sum(weights[first:last]), levels, is_whole, last == len(weights))


def _weight(word: str) -> int:
    return max(len(word), NUMBER_WEIGHT if any(char.isdigit() for char in word) else 1)
