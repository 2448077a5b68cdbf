"""What a sending and receiving did, counted in records that a worker recognises, and said in words.

Promise: "received" is said of what a server committed, never of what was sent. Refused: names and answers.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from field_client.sync.photo_report import NOTHING_MOVED, PhotoReport
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.records.kind import Kind
from shared_schema.words import cli as words


@dataclass(frozen=True, slots=True)
class SyncReport:
    """`sent` and `arrived` = {kind: number of records}; `waiting` = own changes that the server does not hold yet."""

    sent: Mapping[str, int]
    arrived: Mapping[str, int]
    left: int
    waiting: int
    set_aside: int
    two_versions: int
    requests: int
    bytes_up: int
    bytes_down: int
    alerts: tuple[str, ...] = ()
    is_office: bool = False  # it was a hub of the office that answered, not the centre
    photos: PhotoReport = NOTHING_MOVED

    @property
    def waits_for_person(self) -> bool:
        """Whether the command ends with exit code 6."""
        return bool(self.set_aside or self.two_versions or self.alerts)

    def as_json(self) -> dict[str, Json]:
        """The `result` object of `sync --json`; the names are part of the public interface."""
        return {
            "sent": dict(self.sent),
            "arrived": dict(self.arrived),
            "left": self.left,
            "waiting": self.waiting,
            "set_aside": self.set_aside,
            "two_versions": self.two_versions,
            "requests": self.requests,
            "bytes_up": self.bytes_up,
            "bytes_down": self.bytes_down,
            "alerts": list(self.alerts),
            "by": "office" if self.is_office else "centre",
            "photos": self.photos.as_json(),
        }

    def sentences(self, language: str, *, centre: str, kinds: Mapping[str, Kind]) -> tuple[str, ...]:
        """The report in words, what matters most first."""
        nothing = words.NOTHING.say(language)
        what = _listed(self.sent, kinds, language) or nothing
        received = words.RECEIVED_BY_OFFICE if self.is_office else words.RECEIVED
        lines = [
            received.say(language, centre=centre, what=what),
            words.WAITING.say(language, what=str(self.waiting) if self.waiting else nothing),
        ]
        if self.arrived:
            lines.append(words.ARRIVED.say(language, what=_listed(self.arrived, kinds, language)))
        if self.left:
            lines.append(words.LEFT.say(language, n=self.left))
        lines += self.photos.sentences(language)
        if self.set_aside:
            lines.append(words.SET_ASIDE.say(language, n=self.set_aside))
        if self.two_versions:
            lines.append(words.TWO_VERSIONS.say(language, n=self.two_versions))
        return tuple(lines)


@dataclass(slots=True)
class Tally:
    """Counts different records while an exchange goes on."""

    _sent: dict[Id, str] = field(default_factory=dict)
    _arrived: dict[Id, str] = field(default_factory=dict)
    _left: set[Id] = field(default_factory=set)
    alerts: list[str] = field(default_factory=list)

    def add_sent(self, records: Mapping[Id, str]) -> None:
        """Own records ({id: kind}) that the server has taken."""
        self._sent.update(records)

    def add_arrived(self, records: Mapping[Id, str]) -> None:
        """Records ({id: kind}) that are new here or were changed by others."""
        self._arrived.update(records)

    def add_left(self, records: Iterable[Id]) -> None:
        """Records that are no longer held."""
        self._left.update(records)

    @property
    def sent(self) -> dict[str, int]:
        """{kind: number of records}."""
        return dict(Counter(self._sent.values()))

    @property
    def arrived(self) -> dict[str, int]:
        """{kind: number of records}."""
        return dict(Counter(self._arrived.values()))

    @property
    def left(self) -> int:
        """How many records left."""
        return len(self._left)


def _listed(counts: Mapping[str, int], kinds: Mapping[str, Kind], language: str) -> str:
    parts = []
    for name, number in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        kind = kinds.get(name)
        label = name if kind is None else (kind.km if language == "km" else kind.en)
        parts.append(f"{label} {number}")
    return ", ".join(parts)
