"""`keyslots.json` and its copy `keyslots.prev.json`: durable writing, and two places to read from.

Promise: at every moment at least one of the two is whole. A write goes to the first, is read back, and only then
to the second; so after a settled write both hold the same generation, and a passphrase that was replaced opens
neither of them (docs/architecture.md says why the copy does not stay one generation behind).
"""

from pathlib import Path

from field_client.files import Files
from field_client.vault.slots import LIMIT_BYTES, KeySlots, read_slots, write_slots
from shared_schema.errors import HomewardError

CURRENT_NAME = "keyslots.json"
PREVIOUS_NAME = "keyslots.prev.json"


class SlotFiles:
    """The two files of one data folder."""

    def __init__(self, files: Files, folder: Path) -> None:
        self._files = files
        self._current = folder / CURRENT_NAME
        self._previous = folder / PREVIOUS_NAME

    def read(self, *, previous: bool = False) -> KeySlots:
        """The slots of one file; `vault.slots_missing`, `vault.slots_damaged`."""
        data = self._bytes(self._previous if previous else self._current)
        if data is None:
            raise HomewardError("vault.slots_missing")
        return read_slots(data)

    def are_same(self) -> bool:
        """Whether both files hold the same bytes."""
        return self._bytes(self._current) == self._bytes(self._previous)

    def exist(self) -> bool:
        """Whether there is a vault in this folder."""
        return self._files.exists(self._current) or self._files.exists(self._previous)

    def write(self, slots: KeySlots) -> None:
        """Replaces the first file, reads it back, then replaces the second."""
        data = write_slots(slots)
        self._files.write_durably(self._current, data)
        if self._bytes(self._current) != data:
            raise HomewardError("vault.slots_damaged", part="read_back")
        self._files.write_durably(self._previous, data)

    def _bytes(self, path: Path) -> bytes | None:
        try:
            return self._files.read(path, limit=LIMIT_BYTES)
        except HomewardError as error:
            if error.code == "files.too_large":
                raise HomewardError("vault.slots_damaged", part="size") from error
            raise
