"""*No longer on this laptop*: which cases left, why, to whom as far as this laptop was told, and when.

Promise: a number and a direction, never a name of the person; of what was erased no number stands anywhere here.
"""

from dataclasses import dataclass

from casework.web.saying import message
from field_client.app import Laptop
from field_client.store.record_rows import LeftCase
from field_client.web.phrases import say
from shared_schema.identifiers import Id

WHY_LEFT = {
    "reassigned": message("It moved to somebody else."),
    "revoked": message("You may no longer open it: your office or your rights were changed."),
    "erased": message("It was erased by the office."),
}
_NUMBERS = ("case_number", "inquiry_number")


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftRow:
    """A case of which something left: its number ("" where it is not known), why in words, the record of whom it went
    to, when (ms), how many records, and whether the rest of it is still here."""

    code: str
    why: str
    towards: Id | None
    at: int
    records: int
    is_part: bool


def left_rows(laptop: Laptop, language: str) -> list[LeftRow]:
    """What left this laptop, the latest first."""
    return [_row(laptop, one, language) for one in laptop.store.records.left_cases()]


def _row(laptop: Laptop, one: LeftCase, language: str) -> LeftRow:
    held = laptop.store.records.shown([one.home, *([one.towards] if one.towards else [])])
    is_part = one.home in held
    return LeftRow(
        code=one.code or (_number(laptop, one.home) if is_part else ""),
        why=say(language, WHY_LEFT.get(one.why, WHY_LEFT["revoked"])),
        towards=one.towards if one.towards in held else None,
        at=one.at,
        records=one.records,
        is_part=is_part,
    )


def _number(laptop: Laptop, home: Id) -> str:
    values = laptop.book.open(home).values
    return next((str(values[name]) for name in _NUMBERS if values.get(name)), "")
