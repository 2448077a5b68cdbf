"""What somebody typed, key by key, exactly as it was posted: kept in drafts, shown again, never thrown away.

A question `name` owns the keys `name` and `name.<part>` (none, day, month, year, code, detail, country, as_typed);
questions of another kind on the same page stand under its part: `contact.number`, rows under `action.1.title`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from shared_schema.canonical import Json

NONE_PREFIX = "none:"
NONE, DAY, MONTH, YEAR, CODE, DETAIL, COUNTRY, AS_TYPED = (
    "none", "day", "month", "year", "code", "detail", "country", "as_typed",
)  # fmt: skip
CONTROL_KEYS = frozenset({"csrf", "draft"})


@dataclass(frozen=True, slots=True)
class Typed:
    """{key: texts in the order they were posted}."""

    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def first(self, name: str, part: str = "") -> str:
        """The text of one box, "" where it was not posted."""
        found = self.texts.get(f"{name}.{part}" if part else name, ())
        return found[0] if found else ""

    def all(self, name: str) -> tuple[str, ...]:
        """Every text under a key: the boxes of a list that are ticked."""
        return self.texts.get(name, ())

    def having(self, name: str, *texts: str, part: str = "") -> "Typed":
        """The same with other texts under one key."""
        return Typed({**self.texts, (f"{name}.{part}" if part else name): texts})

    def merged(self, other: "Typed") -> "Typed":
        """The same with the keys of another laid over."""
        return Typed({**self.texts, **other.texts})

    def as_json(self) -> Json:
        """As a draft keeps it."""
        return {key: list(texts) for key, texts in self.texts.items()}


def typed_of_post(posted: Iterable[tuple[str, str]]) -> Typed:
    """What was posted, without the controls of the page (keys that begin with `_` and CONTROL_KEYS)."""
    texts: dict[str, tuple[str, ...]] = {}
    for key, text in posted:
        if not key.startswith("_") and key not in CONTROL_KEYS:
            texts[key] = (*texts.get(key, ()), text.replace("\r\n", "\n").replace("\r", "\n"))
    return Typed(texts)


def typed_of_json(value: Json) -> Typed:
    """What a draft kept; whatever has another form is left out."""
    if not isinstance(value, dict):
        return Typed()
    return Typed(
        {
            key: tuple(text for text in texts if isinstance(text, str))
            for key, texts in value.items()
            if isinstance(key, str) and isinstance(texts, list)
        }
    )


def rows_typed(typed: Typed, part: str) -> tuple[int, ...]:
    """The numbers of the rows of a part under which any key was posted, in order: `action.2.title` is row 2."""
    return tuple(sorted({number for key in typed.texts if (number := _row_of(key, part)) is not None}))


def keys_of(typed: Typed, name: str) -> Iterator[str]:
    """The keys that belong to a question or a part: `name` and all under `name.`"""
    return (key for key in typed.texts if key == name or key.startswith(name + "."))


def _row_of(key: str, part: str) -> int | None:
    if not key.startswith(part + "."):
        return None
    number = key[len(part) + 1 :].partition(".")[0]
    return int(number) if number.isascii() and number.isdecimal() and len(number) <= 3 else None
