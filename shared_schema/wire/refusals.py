"""What a server answered instead of a reply, as an error of the catalogue."""

import orjson

from shared_schema.errors import CATALOGUE, HomewardError

MAX_ERROR_BYTES = 64 * 1024


def read_refusal(status: int, data: bytes) -> HomewardError:
    """The error that the body names; `sync.refused` where it names none that this program knows."""
    try:
        value = orjson.loads(data)
        code, facts = value["code"], value.get("facts") or {}
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        return HomewardError("sync.refused", status=status, answer="none")
    if not isinstance(code, str) or code not in CATALOGUE or not isinstance(facts, dict):
        return HomewardError("sync.refused", status=status, answer=str(code)[:60])
    return HomewardError(code, **{str(name): fact for name, fact in facts.items()})
