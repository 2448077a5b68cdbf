"""What of a record stands in the candidate index: its names with their ready-made forms, features, commune and year.

From the declaration: text fields that name somebody. Of a case and of the sought person of an inquiry the names are
the person's; inquirers, relatives and family members are people around her. Restricted kinds are never indexed.
Where two people wrote a name apart, both are found. Pure.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import orjson

from casework.matching.features import commune_feature, name_features, year_feature
from casework.names.part import NamePart
from casework.names.whole import read_name
from shared_schema.canonical import Json
from shared_schema.records.field import Field, is_non_answer
from shared_schema.records.kind import Kind
from shared_schema.records.types import Text

PERSON, AROUND = "p", "r"
INDEXED = frozenset({"case", "tracing_inquiry", "family_member"})
FORMS_VERSION = "1"  # raised whenever features or forms of the same name change
MAX_PARTS, MAX_NAMES = 8, 24
REMEMBERED = 8192
_NAME_WORDS = frozenset({"name", "names", "nickname", "named"})
_SOUGHT = "sought_"
_SEVERAL = re.compile(r"[,;/\n\u17d4\u17d6]+")

PartForms = tuple[str, str, str, str]  # plain, folded, vowel form, skeleton
Variant = tuple[str, tuple[PartForms, ...]]  # role, parts in the order in which they were written


@dataclass(frozen=True, slots=True)
class Entry:
    """One record in the index: 32-bit features, sorted, and the packed forms of its names."""

    features: tuple[int, ...]
    forms: bytes


@dataclass(frozen=True)
class Indexed:
    """Makes entries for records of the declared kinds; remembers a bounded number of names."""

    kinds: Mapping[str, Kind]
    made: dict[str, tuple[NamePart, ...]] = field(default_factory=dict, repr=False)

    @cached_property
    def _registers(self) -> Mapping[str, Mapping[str, "_Source"]]:
        return {name: _sources(self.kinds[name]) for name in INDEXED & self.kinds.keys()}

    def entry_of(self, kind: str, registers: Iterable[tuple[str, Json]]) -> Entry | None:
        """The entry of a record, None where nothing of it is indexed.

        `registers` = (register, value), more than once where two people wrote it apart.
        """
        sources = self._registers.get(kind)
        if not sources:
            return None
        features: set[int] = set()
        variants: dict[Variant, None] = {}
        for register, value in registers:
            source = sources.get(register)
            if source is None or is_non_answer(value):
                continue
            features.update(source.facts(value))
            for text in source.texts(value):
                parts = self._parts(text)
                if parts and len(variants) < MAX_NAMES:
                    features.update(name_features(parts))
                    variants.update(dict.fromkeys(variants_of(source.role, parts)))
        if not features:
            return None
        return Entry(tuple(sorted(features)), pack_forms(variants))

    def _parts(self, text: str) -> tuple[NamePart, ...]:
        known = self.made.get(text)
        if known is None:
            if len(self.made) >= REMEMBERED:
                self.made.clear()
            name = read_name(text)
            known = self.made[text] = () if name is None else name.parts[:MAX_PARTS]
        return known


@dataclass(frozen=True, slots=True)
class _Source:
    """One register: which members name somebody, whom, and which of it is a year or a place."""

    role: str
    names: tuple[str, ...]  # "" = the value itself
    is_list: bool = False
    fact: str = ""  # "birth" or "place"

    def texts(self, value: Json) -> list[str]:
        """The names that a value holds; members of one register (family and given name) are one name."""
        if not self.names:
            return []
        if self.names == ("",):
            texts = _SEVERAL.split(value) if self.is_list and isinstance(value, str) else [value]
        elif isinstance(value, dict):
            texts = [" ".join(part for name in self.names if isinstance(part := value.get(name), str))]
        else:
            return []
        return [text for text in texts if isinstance(text, str) and text.strip()]

    def facts(self, value: Json) -> list[int]:
        """The features of a year of birth or of a commune."""
        if not isinstance(value, dict):
            return []
        if self.fact == "place":
            return [commune_feature(str(value["commune"]))] if value.get("commune") else []
        if self.fact == "birth":
            year = birth_year(value)
            return [] if year is None else [year_feature(year)]
        return []


def birth_year(group: Mapping[str, Json]) -> int | None:
    """The year of birth that a birth group says or lets compute (of a case or of a sought person), else None."""
    values = {name.removeprefix(_SOUGHT): value for name, value in group.items()}
    born = values.get("date_of_birth")
    if isinstance(born, str) and born[:4].isdigit():
        return int(born[:4])
    age, on = values.get("age_stated"), values.get("age_stated_on")
    if isinstance(age, int) and isinstance(on, str) and on[:4].isdigit():
        return int(on[:4]) - age
    return None


def variants_of(role: str, parts: Sequence[NamePart]) -> list[Variant]:
    """The forms of a name as written, and once more for each part that has another reading."""
    first = tuple((one.plain, one.folded, one.vowels, one.skeleton) for one in parts)
    found: list[Variant] = [(role, first)]
    for at, part in enumerate(parts):
        for other in part.also:
            forms = (other.plain, other.folded, other.vowels, other.skeleton)
            found.append((role, (*first[:at], forms, *first[at + 1 :])))
    return found


def pack_forms(variants: Iterable[Variant]) -> bytes:
    """Variants as bytes."""
    return orjson.dumps(list(variants))


def unpack_forms(data: bytes) -> list[Variant]:
    """Variants from the bytes of `pack_forms`."""
    return [(role, tuple((*part,) for part in parts)) for role, parts in orjson.loads(data)]


def _sources(kind: Kind) -> Mapping[str, _Source]:
    found: dict[str, _Source] = {}
    for register in kind.registers.values():
        fields = [kind.fields[name] for name in register.fields]
        naming = [one for one in fields if _names_somebody(one)]
        role = _role(kind.name, register.fields[0])
        if naming:
            members = tuple(one.name for one in naming) if register.is_object else ("",)
            is_list = bool({"names", "named"} & set(naming[0].name.split("_")))
            found[register.name] = _Source(role, members, is_list)
        elif role == PERSON and (fact := _fact(register.fields)):
            found[register.name] = _Source(role, (), fact=fact)
    return found


def _names_somebody(declared: Field) -> bool:
    return isinstance(declared.type, Text) and bool(_NAME_WORDS & set(declared.name.split("_")))


def _role(kind: str, name: str) -> str:
    return PERSON if kind == "case" or name.startswith(_SOUGHT) else AROUND


def _fact(names: Sequence[str]) -> str:
    if any(name.endswith("date_of_birth") for name in names):
        return "birth"
    return "place" if names[0].endswith("home_place") else ""
