"""Who this laptop is: its device identity, the numbered lists it holds, and small facts of the store.

Private keys lie here as the opaque bytes that the vault made; no code of this room uses them.
"""

from dataclasses import dataclass, replace

from casework.book import Person
from field_client.store.database import Database
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id

SLOT_GENERATION = "slot_generation"
CLOCK_OFFSET = "clock_offset"
HIGHEST_CLOCK = "highest_clock"
NONE_LACKING = "none_lacking"  # every record in a scope has its received row (migrations/client/m0011)


@dataclass(frozen=True, slots=True)
class Identity:
    """Device, its certificate (bytes, serial, code), keys as `DeviceKeys.to_bytes` gives them, and its person."""

    device: Id
    serial: int
    code: str
    keys: bytes
    certificate: bytes
    root_key: bytes
    worker: Id
    role: str
    clearance: str
    office: Id
    office_code: str

    @property
    def person(self) -> Person:
        """The person whose laptop this is."""
        return Person(self.worker, self.role, self.office, self.clearance)


class IdentityTable:
    """The tables `identity`, `lists` and `meta`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self) -> Identity:
        """The identity; `store.not_enrolled` before enrolment."""
        row = self._database.row(f"SELECT {_COLUMNS} FROM identity")
        if row is None:
            raise HomewardError("store.not_enrolled")
        return Identity(*row)

    def is_enrolled(self) -> bool:
        """Whether this store belongs to a device."""
        return self._database.value("SELECT 1 FROM identity") is not None

    def put(self, identity: Identity) -> None:
        """Writes the identity (enrolment, a new certificate, a changed role)."""
        values = tuple(getattr(identity, name) for name in Identity.__slots__)
        marks = ", ".join("?" * len(values))
        self._database.execute(f"INSERT OR REPLACE INTO identity (one, {_COLUMNS}) VALUES (1, {marks})", values)

    def put_certificate(self, certificate: bytes, *, serial: int) -> None:
        """A renewed certificate for the same device."""
        self.put(replace(self.read(), certificate=certificate, serial=serial))

    def list_numbers(self) -> dict[str, int]:
        """{name: number} of the lists held (revocations, custodians, certificate, lease, checkpoint)."""
        return dict(self._database.rows("SELECT name, number FROM lists"))

    def read_list(self, name: str) -> tuple[int, bytes] | None:
        """(number, payload) of a list."""
        row = self._database.row("SELECT number, payload FROM lists WHERE name = ?", (name,))
        return None if row is None else (row[0], row[1])

    def put_list(self, name: str, number: int, payload: bytes) -> bool:
        """Keeps a list; a lower number never replaces a higher one. Says whether it was kept."""
        held = self.read_list(name)
        if held is not None and held[0] > number:
            return False
        self._database.execute("INSERT OR REPLACE INTO lists VALUES (?, ?, ?)", (name, number, payload))
        return True

    def remove_list(self, name: str) -> None:
        """Forgets a list that has served (a pending lease)."""
        self._database.execute("DELETE FROM lists WHERE name = ?", (name,))

    def fact(self, name: str) -> str | None:
        """A small fact of this store."""
        value: str | None = self._database.value("SELECT value FROM meta WHERE name = ?", (name,))
        return value

    def put_fact(self, name: str, value: str) -> None:
        """Writes a small fact."""
        self._database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def number(self, name: str) -> int:
        """A fact that is a whole number; 0 where it was never written."""
        return int(self.fact(name) or 0)

    def next_number(self, name: str) -> int:
        """Counts a fact up and gives the new number, durably."""
        with self._database.transaction():
            number = self.number(name) + 1
            self.put_fact(name, str(number))
        return number


_COLUMNS = ", ".join(Identity.__slots__)
