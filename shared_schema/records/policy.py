"""How one field merges: the declared policy, and the registers that follow from it (sync.md section 1)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from shared_schema.canonical import Json


class Policy(StrEnum):
    """Merge policies of a register. `ELEMENT` is one choice of an `elements` field; groups merge as `ASK`."""

    ASK = "ask"
    LATEST = "latest"
    PROTECTIVE = "protective"
    ELEMENT = "element"
    ONCE = "once"


@dataclass(frozen=True, slots=True)
class Ask:
    """Both values stay; a person decides."""


@dataclass(frozen=True, slots=True)
class Latest:
    """The later `at + offset` is shown; no review item."""


@dataclass(frozen=True, slots=True)
class Elements:
    """One register per choice, true or false; add wins over a concurrent removal."""


@dataclass(frozen=True, slots=True)
class Group:
    """Fields of one name share one register that holds an object; policy ask as one unit."""

    name: str


@dataclass(frozen=True, slots=True)
class Once:
    """Set at creation; a later value is a correction and always opens a review item."""


@dataclass(frozen=True, slots=True)
class Protective:
    """The value of the highest rank holds until somebody who has seen it lowers it with a reason.

    `order` lists values from safest to least safe; `earliest` ranks dates, an earlier one higher; `set_first`
    ranks any value over none. Unset ranks lowest, unless `unset_as` names the value that unset stands for.
    """

    order: tuple[Json, ...] = ()
    earliest: bool = False
    set_first: bool = False
    unset_as: Json = None
    first_answers: tuple[str, ...] = ("not_assessed", "not_checked")

    def rank(self, value: Json) -> int:
        """Higher is safer; unset, non-answers and values that this version does not know are 0."""
        if value is None or isinstance(value, dict):
            if self.unset_as is None:
                return 0
            value = self.unset_as
        if self.earliest:
            return _date_rank(value)
        if self.set_first:
            return 1
        return len(self.order) - self.order.index(value) if value in self.order else 0

    def is_lowering(self, old: Json, new: Json) -> bool:
        """Whether `new` in place of `old` lowers it; a first answer in place of "not assessed" does not (rule 4)."""
        if old in self.first_answers and new is not None and not isinstance(new, dict):
            return False
        return self.rank(new) < self.rank(old)


def _date_rank(value: Json) -> int:
    digits = value.replace("-", "") if isinstance(value, str) else ""
    return 100_000_000 - int(digits) if len(digits) == 8 and digits.isascii() and digits.isdigit() else 0


ASK, LATEST, ELEMENTS, ONCE = Ask(), Latest(), Elements(), Once()  # as the declarations write them

MergePolicy: TypeAlias = Ask | Latest | Elements | Group | Once | Protective


@dataclass(frozen=True, slots=True)
class Register:
    """What merges: its name, policy, the fields of its object (empty for a plain value), rank, and who may see it."""

    name: str
    policy: Policy
    fields: tuple[str, ...]
    is_object: bool = False
    protective: Protective | None = None
    home_only: bool = False
