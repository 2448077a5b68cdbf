"""JSON lines on stderr: event codes, identifiers, counts and durations; never values, bodies, queries or headers.

An exception is its type, its code, file and line: never its message, arguments or locals (security.md 2.8).
"""

import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import IO

import orjson

LOGGER = "homeward.server"
_FACTS = "facts"


class JsonLines(logging.Formatter):
    """One JSON object a line. Messages of other libraries are reduced to where they come from: they may hold values."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        is_ours = record.name.startswith(LOGGER)
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.msg if is_ours else "library",
        }
        if not is_ours:
            line |= {"library": record.name.split(".")[0], "where": f"{record.module}:{record.lineno}"}
        line |= getattr(record, _FACTS, {})
        if record.exc_info and record.exc_info[1] is not None:
            line |= describe(record.exc_info[1])
        return orjson.dumps(line, option=orjson.OPT_SORT_KEYS, default=str).decode()


def describe(error: BaseException) -> dict[str, object]:
    """Type, code of the catalogue, and the innermost three places of our own code or a library; no message."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    places = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames]
    facts: dict[str, object] = {"error": type(error).__name__, "places": places}
    code = getattr(error, "code", None)
    if isinstance(code, str):
        facts["code"] = code
    return facts


def server_logger(stream: IO[str] | None = None) -> logging.Logger:
    """The logger of this program, handed to the rest at composition; everything else that logs goes the same way."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logger = logging.getLogger(LOGGER)
    logger.setLevel(logging.INFO)
    return logger


def log_event(logger: logging.Logger, event: str, **facts: object) -> None:
    """One line with an event code and facts (identifiers, counts, milliseconds)."""
    logger.info(event, extra={_FACTS: facts})


def log_error(logger: logging.Logger, event: str, error: BaseException, **facts: object) -> None:
    """One line about an unexpected error."""
    logger.error(event, extra={_FACTS: facts | describe(error)})
