"""What of photos and papers is to be sent and fetched: pure, from what is named, what is here and what the server says.

Thumbnails come before everything else, both ways. What the person chose not to move is not moved.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from field_client.store.chunk_names import Named
from shared_schema.identifiers import Id
from shared_schema.records.file_value import TAG_BYTES, FileValue
from shared_schema.wire.chunks import MAX_SEALED_BYTES, PartLacks, Want, part_of
from shared_schema.wire.photo_head import ALL, CHOICES, NONE, THUMBNAILS

__all__ = ["ALL", "CHOICES", "NONE", "THUMBNAILS"]


@dataclass(frozen=True, slots=True)
class Amount:
    """So many photos, together so many bytes as they travel."""

    photos: int = 0
    bytes: int = 0

    @property
    def kilobytes(self) -> int:
        """Rounded up."""
        return -(-self.bytes // 1024)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Before anything is asked: what would go and come. What arrived in part before is counted whole."""

    send_small: Amount = Amount()
    send_full: Amount = Amount()
    fetch_small: Amount = Amount()
    fetch_full: Amount = Amount()

    def of(self, choice: str) -> Amount:
        """All that would move under a choice."""
        parts = {
            NONE: (),
            THUMBNAILS: (self.send_small, self.fetch_small),
            ALL: (self.send_small, self.send_full, self.fetch_small, self.fetch_full),
        }[choice]
        return Amount(max((one.photos for one in parts), default=0), sum(one.bytes for one in parts))


@dataclass(frozen=True, slots=True)
class Part:
    """One content of a record: its chunks in order, their sealed bytes together, and which of them the server lacks."""

    record: Id
    name: str
    is_thumbnail: bool
    chunks: tuple[str, ...]
    total: int
    lacks: tuple[int, ...]

    def bytes_of(self, numbers: Iterable[int]) -> int:
        """Sealed bytes of these chunks."""
        return sum(chunk_bytes(self.chunks, self.total, number) for number in numbers)

    def missing(self, here: Collection[str]) -> tuple[int, ...]:
        """What is not here and can be fetched."""
        lacked = frozenset(self.lacks)
        return tuple(n for n, name in enumerate(self.chunks) if name not in here and n not in lacked)

    def wants(self, here: Collection[str]) -> Iterator[Want]:
        """The runs of what is missing."""
        for first, last in runs(self.missing(here)):
            yield Want(self.record, self.name, first, last + 1)


def sizes_of(named: Iterable[Named], *, whole: Collection[Id], here: Collection[str]) -> Sizes:
    """`whole` = records of which the server has everything, `here` = chunks on this laptop."""
    found: dict[str, list[int]] = {"send_small": [], "send_full": [], "fetch_small": [], "fetch_full": []}
    for one in named:
        for size, chunks, total in (
            ("small", one.thumbnail, one.thumbnail_bytes),
            ("full", one.content, one.content_bytes),
        ):
            held = _bytes_of(chunks, total, among=here)
            if one.record not in whole and held:
                found[f"send_{size}"].append(held)
            if held < total and not one.is_left:
                found[f"fetch_{size}"].append(total - held)
    return Sizes(**{name: Amount(len(each), sum(each)) for name, each in found.items()})


def to_ask(named: Iterable[Named], *, whole: Collection[Id], here: Collection[str], choice: str) -> list[Id]:
    """Records about which the server is to be asked: something may have to go there, or to come from there."""
    found = []
    for one in named:
        moved = one.thumbnail if choice == THUMBNAILS else (*one.thumbnail, *one.content)
        has_some = any(name in here for name in moved)
        is_missing = not one.is_left and any(name not in here for name in moved)
        if is_missing or (has_some and one.record not in whole):
            found.append(one.record)
    return found


def parts_of(one: Named, lacking: Sequence[PartLacks]) -> list[Part] | None:
    """The parts of a record as the server tells of them; None where a record holds two versions of its file."""
    contents = ((one.thumbnail, one.thumbnail_bytes), (one.content, one.content_bytes))
    known = {chunks[0]: (chunks, total) for chunks, total in contents if chunks}
    if {(told.part, told.of) for told in lacking} != {(name, len(chunks)) for name, (chunks, _) in known.items()}:
        return None
    return [Part(one.record, told.part, told.is_thumbnail, *known[told.part], told.numbers) for told in lacking]


def parts_among(record: Id, values: Iterable[FileValue], lacking: Sequence[PartLacks]) -> list[Part]:
    """The same from the contents themselves, for a record with two versions of its file."""
    known = {part_of(value): value for value in values}
    return [
        Part(record, told.part, told.is_thumbnail, value.chunks, sealed_total(value), told.numbers)
        for told in lacking
        if (value := known.get(told.part)) is not None and len(value.chunks) == told.of
    ]


def sealed_total(value: FileValue) -> int:
    """Sealed bytes of all chunks of one content."""
    return value.size + TAG_BYTES * len(value.chunks)


def chunk_bytes(part: Sequence[str], total: int, number: int) -> int:
    """Sealed bytes of one chunk of a content of `total` sealed bytes."""
    return total - MAX_SEALED_BYTES * (len(part) - 1) if number == len(part) - 1 else MAX_SEALED_BYTES


def _bytes_of(chunks: Sequence[str], total: int, *, among: Collection[str]) -> int:
    return sum(chunk_bytes(chunks, total, number) for number, name in enumerate(chunks) if name in among)


def runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each stretch of numbers that follow one another."""
    first = last = -1
    for number in numbers:
        if first >= 0 and number == last + 1:
            last = number
            continue
        if first >= 0:
            yield first, last
        first = last = number
    if first >= 0:
        yield first, last
