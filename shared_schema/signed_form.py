"""Reading what stands in signed bytes: each value exactly as its place asks for, else `certificate.not_valid`."""

from shared_schema.canonical import Json, decode_bytes
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, is_id

KEY_BYTES = 32


class Form:
    """Turns any malformed body into `certificate.not_valid` with the name of what it should have been."""

    def __init__(self, what: str) -> None:
        self.what = what

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, KeyError | ValueError | TypeError | AttributeError):
            raise HomewardError("certificate.not_valid", what=self.what) from error


def read_id(value: Json) -> Id:
    """An identifier."""
    if not is_id(value):
        raise ValueError("id")
    return str(value)


def read_text(value: Json) -> str:
    """A text of at most 200 characters."""
    if not isinstance(value, str) or len(value) > 200:
        raise ValueError("text")
    return value


def read_one_of(value: Json, allowed: tuple[str, ...]) -> str:
    """One of the codes allowed."""
    if value not in allowed:
        raise ValueError("code")
    return str(value)


def read_count(value: Json) -> int:
    """A whole number that is not negative."""
    if type(value) is not int or value < 0:
        raise ValueError("count")
    return value


def read_key(value: Json) -> bytes:
    """A public key of 32 bytes."""
    return read_bytes(value, (KEY_BYTES,))


def read_bytes(value: Json, sizes: tuple[int, ...]) -> bytes:
    """Bytes of one of these sizes."""
    if not isinstance(value, str):
        raise ValueError("bytes")
    data = decode_bytes(value)
    if len(data) not in sizes:
        raise ValueError("size")
    return data
