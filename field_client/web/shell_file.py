"""`shell.json`: what the locked program may know. Language, text size, idle minutes, drop key; no case data.

Promise: members this program does not know are kept; a damaged file is an empty one. `attempts.py` counts in it too.
"""

from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TypeVar, cast

import orjson

from casework.web.desk import TEXT_SIZES
from field_client.config import LANGUAGES
from field_client.files import Files
from field_client.web.idle import DEFAULT_MINUTES, LEAST_MINUTES, MOST_MINUTES
from shared_schema.canonical import Json, dumps

LANGUAGE, TEXT_SIZE, MOTION, IDLE_MINUTES, NICKNAME = "language", "text_size", "motion", "idle_minutes", "nickname"
DROP_KEY = "drop_key"
Kept = TypeVar("Kept", int, str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How this laptop speaks and looks. `nickname` is the device code (such as K7): no names."""

    language: str = "en"
    text_size: int = 100
    motion: bool = True
    idle_minutes: int = DEFAULT_MINUTES
    nickname: str = ""
    drop_key: str = ""  # X25519 public key, base64url


class ShellFile:
    """Reads the file at each look, so that two programs never disagree for long."""

    def __init__(self, files: Files, path: Path, *, language: str) -> None:
        self._files, self._path, self._language = files, path, language
        self.lock = Lock()  # shared with `attempts.py`

    def read(self) -> Settings:
        """The settings; each member that is missing or nonsense has its default."""
        found = self._document()
        return Settings(
            language=_one_of(found.get(LANGUAGE), LANGUAGES, self._language),
            text_size=_one_of(found.get(TEXT_SIZE), TEXT_SIZES, 100),
            motion=found.get(MOTION) is not False,
            idle_minutes=_one_of(found.get(IDLE_MINUTES), range(LEAST_MINUTES, MOST_MINUTES + 1), DEFAULT_MINUTES),
            nickname=str(found.get(NICKNAME) or ""),
            drop_key=str(found.get(DROP_KEY) or ""),
        )

    def write(self, **members: Json) -> None:
        """Changes some members durably."""
        with self.lock:
            found = self._document()
            if any(found.get(name) != value for name, value in members.items()):
                self._files.make_folder(self._path.parent)
                self._files.write_durably(self._path, dumps({**found, **members}))

    def _document(self) -> dict[str, Json]:
        data = self._files.read(self._path)
        try:
            found = {} if data is None else orjson.loads(data)
        except orjson.JSONDecodeError:
            return {}
        return found if isinstance(found, dict) else {}


def _one_of(value: Json, allowed: Container[Kept], default: Kept) -> Kept:
    return cast(Kept, value) if not isinstance(value, bool) and value in allowed else default
