"""A person as matching sees her: what one dossier, one relative or one form says about her, and where it stands.

Only answers are here: what is empty or a non-answer is absent. Nothing is compared and nothing is looked up.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shared_schema.identifiers import Id

MAIN, NICKNAME, OTHER = "main", "nickname", "other"
MOTHER, FATHER, SIBLING, RELATIVE, UNKNOWN = "mother", "father", "sibling", "relative", "unknown"
ORIGIN, HOME, NOW, LAST = "origin", "home", "now", "last"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact stands: record and field. Values are read there, by whoever may read them."""

    record: Id
    field: str


@dataclass(frozen=True, slots=True)
class WrittenName:
    """One name as somebody wrote it, in either script.

    `family` and `given` are set where they were asked apart ("" = that one is not known); None where the text is
    whole and only its order may tell them apart. `role` is main, nickname or other.
    """

    text: str
    role: str
    source: Source
    family: str | None = None
    given: str | None = None


@dataclass(frozen=True, slots=True)
class Coded:
    """An answer from a list: a code, and where it stands."""

    code: str
    source: Source


@dataclass(frozen=True, slots=True)
class Birth:
    """When she was born: a year, `margin` years to either side; `day` (`2010-05-02`) only where full and sure."""

    year: int
    margin: int
    day: str | None
    source: Source


@dataclass(frozen=True, slots=True)
class PlaceFact:
    """A place of her life: `area` is the code of the smallest coded area, "" abroad or where only a country is known.

    `kind`: origin (where she is from), home (where her family lives), now (where she lives), last (last known).
    """

    kind: str
    country: str
    area: str
    source: Source


@dataclass(frozen=True, slots=True)
class When:
    """A day of precision day, month or year, as written (`2015-03`)."""

    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark on the body: kind and part are codes of `marks.py`; side is left, right or "" where not told."""

    kind: str
    part: str
    side: str
    source: Source


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone (E.164) or identity number."""

    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody of the family: mother, father, sibling, another relative, or unknown (named without saying whom)."""

    relation: str
    names: tuple[WrittenName, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of one person. `record` is the record it was made of, `home` its dossier.

    `sex` is female or male, None for anything else: other answers are no evidence.
    """

    record: Id
    home: Id
    kind: str
    names: tuple[WrittenName, ...] = ()
    sex: Coded | None = None
    birth: Birth | None = None
    animal_year: Coded | None = None
    places: tuple[PlaceFact, ...] = ()
    relatives: tuple[Relative, ...] = ()
    separated_on: When | None = None
    separated_at: PlaceFact | None = None
    marks: tuple[Mark, ...] = ()
    phones: tuple[Number, ...] = ()
    id_numbers: tuple[Number, ...] = ()

    @property
    def name_texts(self) -> tuple[str, ...]:
        """Her names as written."""
        return tuple(name.text for name in self.names)

    @property
    def relative_texts(self) -> tuple[str, ...]:
        """The names of people around her as written."""
        return tuple(name.text for relative in self.relatives for name in relative.names)

    def named(self, *relations: str) -> tuple[WrittenName, ...]:
        """Every name written for her mother, her father and so on."""
        return tuple(_names_of(self.relatives, relations))

    @property
    def is_usable(self) -> bool:
        """Whether there is enough to ask for duplicates while typing: a name, and sex or year of birth."""
        return bool(self.names) and (self.sex is not None or self.birth is not None)


def _names_of(relatives: Iterable[Relative], relations: tuple[str, ...]) -> Iterator[WrittenName]:
    for relative in relatives:
        if relative.relation in relations:
            yield from relative.names
