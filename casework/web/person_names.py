"""The names of a person as they are shown: Khmer first in Khmer, Latin first in English, family name first in both."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from shared_schema.canonical import Json

_PREFIXES = {"tracing_inquiry": "sought_"}
_KHMER = re.compile("[\u1780-\u17ff]")


@dataclass(frozen=True, slots=True)
class Named:
    """A name in one script: its text and its language, `km` or `en`."""

    text: str
    language: str


def names_of(kind: str, values: Mapping[str, Json], language: str, *, part: str | None = None) -> tuple[Named, ...]:
    """The names a record holds, the reader's script first; empty where it holds none.

    `part` = `inquirer` asks for the other person of an inquiry, whose default is the person sought.
    """
    prefix = _PREFIXES.get(kind, "") if part is None else f"{part}_"
    in_khmer, in_latin, of_any_script = _fields(prefix)
    first, second = (in_khmer, in_latin) if language == "km" else (in_latin, in_khmer)
    found = (_whole(values, *first), _whole(values, *second))
    if not any(found):
        found = (next((name for field in of_any_script if (name := _text(values, field))), ""), "")
    return tuple(Named(name, script_of(name)) for name in found if name)


def initials_of(name: str) -> str:
    """What a frame shows of who is signed in: three Latin initials, or the first word in Khmer; empty for no name."""
    return "".join(part[0].upper() for part in name.split()[:3] if part.isascii()) or name.partition(" ")[0][:12]


def script_of(text: str) -> str:
    """`km` where a Khmer letter stands in the text, else `en`."""
    return "en" if text.isascii() or _KHMER.search(text) is None else "km"


@cache
def _fields(prefix: str) -> tuple[tuple[str, str, str], tuple[str, str, str], tuple[str, str]]:
    """The fields that hold names: (family name, given name, the whole) in Khmer, in Latin; then those of any script."""
    names = ("family_name", "given_name", "name")
    khmer, latin = (tuple(f"{prefix}{name}_{script}" for name in names) for script in ("km", "latin"))
    return (khmer[0], khmer[1], khmer[2]), (latin[0], latin[1], latin[2]), (f"{prefix}name", f"{prefix}nickname")


def _whole(values: Mapping[str, Json], family: str, given: str, whole: str) -> str:
    if family not in values and given not in values:
        return _text(values, whole)
    parts = (_text(values, family), _text(values, given))
    return " ".join(part for part in parts if part) or _text(values, whole)


def _text(values: Mapping[str, Json], name: str) -> str:
    value = values.get(name)
    return value.strip() if isinstance(value, str) else ""
