"""Photos of laptops in tests: added as the page does, and lines that cut or alter them on their way."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from field_client.app import Laptop
from field_client.sync.line import Answered, Line, Posted
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.wire.chunks import GET_PATH
from tests.builders.photos import Photo
from tests.builders.records import a_case
from tests.field_client.sync.laptops import save
from tests.field_client.sync.lines import PassingLine, cut_after


def add(laptop: Laptop, home: Id, photo: Photo) -> Id:
    """Adds a photo as the page does: its chunks first, then the record."""
    for name, sealed in photo.chunks.items():
        laptop.store.chunks.keep(name, sealed)
    edit = photo.edit(home)
    save(laptop, edit)
    return edit.record


def a_case_here(laptop: Laptop) -> Id:
    """A case of hers, saved."""
    case = a_case(worker=laptop.book.person)
    save(laptop, case)
    return case.record


def has(laptop: Laptop, photo: Photo) -> str:
    """What her page says of the photo."""
    return laptop.book.attachments.state(photo.value)


def put_line(laptop: Laptop, line: Line) -> None:
    """From now on she reaches the centre by this line."""
    laptop.engine(laptop.centre().server)
    laptop._lines[laptop.centre().server] = line


def line_of(laptop: Laptop) -> Line:
    """By which she reaches the centre."""
    laptop.engine(laptop.centre().server)
    return laptop._lines[laptop.centre().server]


@dataclass
class PhotoCut(PassingLine):
    """Cuts the k-th request on `path`: before it arrives, after it was answered, or after so many bytes of the reply.

    `bodies` = what arrived on that path."""

    path: str
    at: int
    how: str  # "lost", "unanswered" or a number of bytes
    count: int = 0
    bodies: list[bytes] = field(default_factory=list)

    @contextmanager
    def post(self, posted: Posted) -> Iterator[Answered]:
        if posted.path != self.path:
            with self.inner.post(posted) as answered:
                yield answered
            return
        self.count += 1
        is_cut = self.count == self.at
        if is_cut and self.how == "lost":
            raise HomewardError("sync.no_contact")
        with self.inner.post(posted) as answered:
            self.bodies.append(posted.body)
            if is_cut and self.how == "unanswered":
                raise HomewardError("sync.cut")
            chunks = cut_after(answered.chunks, int(self.how)) if is_cut else answered.chunks
            yield Answered(answered.status, answered.headers, chunks)


@dataclass
class Altering(PassingLine):
    """Changes one byte of every reply to a fetch."""

    @contextmanager
    def post(self, posted: Posted) -> Iterator[Answered]:
        with self.inner.post(posted) as answered:
            data = bytearray(b"".join(answered.chunks))
            if posted.path == GET_PATH:
                data[100] ^= 1
            yield Answered(answered.status, answered.headers, iter([bytes(data)]))
