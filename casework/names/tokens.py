"""The tokens under which a record is found: whole name tokens, codes, telephone digits, places. From the declaration.

A query token finds every token that begins with it. The index sees ASCII only: other letters are escaped in a way
that keeps "begins with" (SQLite's unicode61 would drop Khmer vowels and coeng).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from casework.names.forms import comparison_form
from casework.places import place_keys
from shared_schema.canonical import Json, dumps
from shared_schema.records.field import is_non_answer
from shared_schema.records.kind import Kind
from shared_schema.records.types import Phone, Place, Text
from shared_schema.vocabularies.registry import VOCABULARIES

Tokeniser: TypeAlias = Callable[[Json], Iterable[str]]

SEARCHED = frozenset({"case", "tracing_inquiry", "family_member", "contact_point"})
MAX_QUERY_TOKENS = 8
REMEMBERED = 8192  # texts whose tokens are kept
_COUNTRY_CODE = "855"
_NAME_WORDS = frozenset({"name", "names", "nickname"})
_CODE_WORDS = frozenset({"number", "no", "id", "ids", "code"})
_KHMER = {0x1780 + place: f"_{place:02x}" for place in range(128)}
_OTHER = re.compile("[^0-9a-z_ ]")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of records of every kind in `kinds`; `sources` = {kind: {register: [(member or "", tokeniser)]}}."""

    kinds: Mapping[str, Kind]
    sources: dict[str, Mapping[str, tuple[tuple[str, Tokeniser], ...]]] = field(default_factory=dict, repr=False)
    made: dict[tuple[Tokeniser, str | bytes], tuple[str, ...]] = field(default_factory=dict, repr=False)

    def sources_of(self, kind: str) -> Mapping[str, tuple[tuple[str, Tokeniser], ...]]:
        """Which registers of a kind give tokens; empty for kinds that are not searched."""
        found = self.sources.get(kind)
        if found is None:
            declared = self.kinds.get(kind)
            found = self.sources[kind] = {} if declared is None else _sources(declared)
        return found

    def of(self, kind: str, registers: Iterable[tuple[str, Json]]) -> str:
        """The tokens of a record, escaped, separated by spaces; "" where it is not searched.

        `registers` = (register, value), more than once where two people wrote it apart: all of them are found.
        """
        sources = self.sources_of(kind)
        found: dict[str, None] = {}
        for register, value in registers:
            for member, tokenise in sources.get(register, ()):
                part = value.get(member) if member and isinstance(value, dict) else value
                if part and not is_non_answer(part):
                    found.update(dict.fromkeys(self._tokens(tokenise, part)))
        return " ".join(found)

    def _tokens(self, tokenise: Tokeniser, part: Json) -> tuple[str, ...]:
        """Escaped tokens. Family names and places repeat; what one gives is made once."""
        key = (tokenise, part if isinstance(part, str) else dumps(part))
        known = self.made.get(key)
        if known is None:
            if len(self.made) >= REMEMBERED:
                self.made.clear()
            known = self.made[key] = tuple(map(escape_token, tokenise(part)))
        return known


def name_tokens(text: Json) -> list[str]:
    """The parts of a name in comparison form."""
    return comparison_form(text).split() if isinstance(text, str) else []


def phone_tokens(number: Json) -> list[str]:
    """The digits of a number as they are dialled in Cambodia (012…); others as they are."""
    return [_national(digits)] if isinstance(number, str) and (digits := _digits(number)) else []


def place_tokens(place: Json) -> list[str]:
    """The key of the area, the province's names in both languages, and the words of the free detail."""
    if not isinstance(place, dict):
        return []
    found = [*place_keys(place), *_PROVINCE_TOKENS.get(place.get("province"), ())]
    return found + name_tokens(place.get("detail") or "")


def query_tokens(text: str) -> list[str]:
    """The tokens of what a person typed: a telephone number is one token, else words in comparison form."""
    plain = comparison_form(text)
    digits = _digits(plain)
    if digits and not any(char.isalpha() for char in plain) and len(digits) > 4:
        return [_national(digits)]
    return plain.split()[:MAX_QUERY_TOKENS]


def escape_token(token: str) -> str:
    """ASCII form of a token; prefixes stay prefixes, different tokens stay different."""
    token = token.translate(_KHMER)
    return _OTHER.sub(lambda found: f"__{ord(found.group()):06x}", token) if _OTHER.search(token) else token


def _sources(kind: Kind) -> Mapping[str, tuple[tuple[str, Tokeniser], ...]]:
    if kind.name not in SEARCHED:
        return {}
    found: dict[str, tuple[tuple[str, Tokeniser], ...]] = {}
    for register in kind.registers.values():
        members = tuple(
            (name if register.is_object else "", tokenise)
            for name in register.fields
            if (tokenise := _tokeniser(name, kind.fields[name].type)) is not None
        )
        if members:
            found[register.name] = members
    return found


def _tokeniser(name: str, kind_of_field: object) -> Tokeniser | None:
    if isinstance(kind_of_field, Phone):
        return phone_tokens
    if isinstance(kind_of_field, Place):
        return place_tokens
    words = set(name.split("_"))
    if isinstance(kind_of_field, Text) and not kind_of_field.lines and words & (_NAME_WORDS | _CODE_WORDS):
        return name_tokens
    return None


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit() and char.isascii())


def _national(digits: str) -> str:
    return "0" + digits.removeprefix(_COUNTRY_CODE) if digits.startswith(_COUNTRY_CODE) else digits


_PROVINCE_TOKENS: Mapping[Json, list[str]] = {
    code.code: [*name_tokens(code.en), *name_tokens(code.km)] for code in VOCABULARIES["province"]
}
