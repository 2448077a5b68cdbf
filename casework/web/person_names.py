"""The names of a person as they are shown: Khmer first in Khmer, Latin first in English, family name first in both."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

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
    scripts = ("km", "latin") if language == "km" else ("latin", "km")
    found = [_whole(values, prefix, script) for script in scripts] or [""]
    if not any(found):
        found = [_text(values, f"{prefix}name"), _text(values, f"{prefix}nickname")][:2]
        found = [next((name for name in found if name), "")]
    return tuple(Named(name, script_of(name)) for name in found if name)


def initials_of(name: str) -> str:
    """What a frame shows of who is signed in: three Latin initials, or the first word in Khmer; empty for no name."""
    return "".join(part[0].upper() for part in name.split()[:3] if part.isascii()) or name.partition(" ")[0][:12]


def script_of(text: str) -> str:
    """`km` where a Khmer letter stands in the text, else `en`."""
    return "en" if text.isascii() or _KHMER.search(text) is None else "km"


def _whole(values: Mapping[str, Json], prefix: str, script: str) -> str:
    parts = [_text(values, f"{prefix}{name}_{script}") for name in ("family_name", "given_name")]
    return " ".join(part for part in parts if part) or _text(values, f"{prefix}name_{script}")


def _text(values: Mapping[str, Json], name: str) -> str:
    value = values.get(name)
    return value.strip() if isinstance(value, str) else ""
