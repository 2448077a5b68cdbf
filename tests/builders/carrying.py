"""A laptop of `builders/field.py` that also sends and fetches chunks over the real routes."""

from dataclasses import dataclass

from werkzeug.test import TestResponse

from shared_schema.identifiers import Id
from shared_schema.wire.chunks import (
    CHUNKS_TYPE,
    GET_PATH,
    LACKING_PATH,
    PUT_PATH,
    PartLacks,
    Piece,
    Want,
    read_lacking,
    read_pieces,
    write_put,
    write_question,
    write_wants,
)
from shared_schema.wire.coding import ZSTD, Codings
from tests.builders.field import FieldLaptop


@dataclass(frozen=True, slots=True)
class Carrying:
    """What a laptop asks about chunks."""

    laptop: FieldLaptop

    def post(self, path: str, body: bytes, **other: object) -> TestResponse:
        """A signed request; arguments of `sign_request` may be replaced."""
        packed = Codings().encode(body, ZSTD)
        headers = self.laptop.laptop.headers(packed, path=path, **other)
        return self.laptop.client.post(path, data=packed, headers=headers)

    def lacking(self, *records: Id) -> dict[Id, tuple[PartLacks, ...]]:
        """What the server says it lacks."""
        return read_lacking(_good(self.post(LACKING_PATH, write_question(records), content_type=CHUNKS_TYPE)))

    def put(self, record: Id, sealed: bytes) -> str:
        """Sends a chunk; "" where it was taken, else the code of the refusal."""
        answer = self.post(PUT_PATH, write_put(record, sealed), content_type=CHUNKS_TYPE)
        return "" if answer.status_code == 200 else str(answer.json["code"])  # type: ignore[index]

    def get(self, *wants: Want, max_bytes: int = 8_000_000) -> list[Piece]:
        """The chunks that come."""
        return list(read_pieces([_good(self.ask_for(*wants, max_bytes=max_bytes))]))

    def ask_for(self, *wants: Want, max_bytes: int = 8_000_000) -> TestResponse:
        """The answer to a fetch, as it is."""
        return self.post(GET_PATH, write_wants(wants, max_bytes=max_bytes), content_type=CHUNKS_TYPE)


def _good(answer: TestResponse) -> bytes:
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data()
