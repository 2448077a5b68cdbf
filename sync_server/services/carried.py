"""What a bundle asked and what became of it: values that reading and answering share, for laptops and hubs alike."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.wire.bodies import write_body
from shared_schema.wire.messages import MAX_CARRIED_NOTES, MAX_WANTED, Compare, Verdicts

MAX_QUESTIONS = 64  # scopes compared, statements, checkpoints given back in one bundle


@dataclass(slots=True)
class Told:
    """What became of the changes: how many stand now, stood already, wait for a person, or wait for others before them;
    `waits_after` = the highest counter held of an incarnation whose next changes are missing; `refused` = incarnations
    that a hub brought and of which nothing was taken in."""

    applied: int = 0
    repeated: int = 0
    set_aside: int = 0
    waits_after: dict[Id, int] = field(default_factory=dict)
    refused: int = 0

    @property
    def is_all_taken(self) -> bool:
        """Whether reading it again could bring nothing more."""
        return not (self.waits_after or self.refused)

    def add(self, verdicts: Verdicts) -> None:
        """Counts the answer to one step."""
        self.applied += sum(last - first + 1 for _one, first, last in verdicts.applied)
        self.repeated += sum(last - first + 1 for _one, first, last in verdicts.duplicate)
        self.set_aside += len(verdicts.set_aside)
        for incarnation, n in verdicts.waits_for:
            self.waits_after[incarnation] = n - 1


@dataclass(slots=True)
class Questions:
    """What else the bundle says: questions to be answered, checkpoints given back, how many changes there are, and how
    many notes of acts."""

    compares: list[Compare] = field(default_factory=list)
    want: list[Id] = field(default_factory=list)
    checkpoints: list[bytes] = field(default_factory=list)
    changes: int = 0
    notes: int = 0

    def require_few(self, *, statements: int = 0) -> None:
        """`request.too_large` for more than one bundle may ask."""
        most = max(len(self.compares), statements, len(self.checkpoints))
        if most > MAX_QUESTIONS or len(self.want) > MAX_WANTED:
            raise HomewardError("request.too_large", limit=MAX_WANTED)
        if self.notes > MAX_CARRIED_NOTES:
            raise HomewardError("request.too_large", limit=MAX_CARRIED_NOTES)

    def to_details(self) -> dict[str, Json]:
        """As they are kept until the answer is made."""
        compares: Sequence[Json] = [write_body(one) for one in self.compares]
        return {"compares": list(compares), "want": list(dict.fromkeys(self.want))}
