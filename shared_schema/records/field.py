"""The declaration of one field: everything a form, a validator, the merge, sealing and an export need to know."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared_schema.canonical import Json
from shared_schema.records.policy import Ask, MergePolicy
from shared_schema.records.types import FieldType
from shared_schema.words.tongue import own_label

NOT_ASKED, DECLINED, UNKNOWN = "not_asked", "declined", "unknown"
NON_ANSWERS = (NOT_ASKED, DECLINED, UNKNOWN)


class Privacy(StrEnum):
    """Privacy class: identity and account are sealed and never leave in an aggregate; coded and operational are."""

    IDENTITY = "I"
    ACCOUNT = "A"
    CODED = "C"
    OPERATIONAL = "O"


IDENTITY, ACCOUNT, CODED, OPERATIONAL = Privacy  # as the declarations write them


@dataclass(frozen=True, slots=True)
class When:
    """A condition over the values of one record: `field` holds one of `values` (any answer where `values` is empty)."""

    field: str
    values: tuple[Json, ...] = ()
    also: "When | None" = None

    def holds(self, values: Mapping[str, Json]) -> bool:
        """Whether the condition holds; an absent field and a non-answer fulfil nothing."""
        value = values.get(self.field)
        if not has_answer(value):
            return False
        if isinstance(value, list) and self.values:
            met = any(item in self.values for item in value)
        else:
            met = not self.values or value in self.values
        return met and (self.also is None or self.also.holds(values))


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind.

    `required` = always; `required_when` and `asked_when` = conditions within the record (those over a dossier are
    rules); `asked` = always asked. What is required wants a value, what is asked is content with a non-answer.
    Records written under a schema older than `required_since` do not miss it.
    `non_answers` lists which of not_asked, declined, unknown a person may choose instead of a value.
    `projected` fields (class C and O of unrestricted kinds) stand in clear on the server for queries.
    """

    name: str
    type: FieldType
    en: str
    km: str
    privacy: Privacy
    policy: MergePolicy = Ask()  # noqa: RUF009 - frozen value
    short: bool = False
    required: bool = False
    required_when: When | None = None
    asked: bool = False
    asked_when: When | None = None
    non_answers: tuple[str, ...] = ()
    home_only: bool = False
    future_ok: bool = False
    default: Json = None
    required_since: int = 1

    def label(self, language: str) -> str:
        """The screen label in `en` or `km`, as the office words it."""
        return own_label(self, language) or (self.km if language == "km" else self.en)

    def is_required(self, values: Mapping[str, Json], schema: int | None = None) -> bool:
        """Whether a record of these values, written under number `schema` (None: the present), needs this field."""
        if schema is not None and schema < self.required_since:
            return False
        return self.required or (self.required_when is not None and self.required_when.holds(values))

    @property
    def is_coded(self) -> bool:
        """Class C or O: may stand in a projection of an unrestricted kind."""
        return self.privacy in (Privacy.CODED, Privacy.OPERATIONAL)


def is_non_answer(value: Json) -> bool:
    """Whether `value` is `{"none": "not_asked" | "declined" | "unknown"}`."""
    return isinstance(value, dict) and len(value) == 1 and value.get("none") in NON_ANSWERS


def has_answer(value: Json) -> bool:
    """Whether a rule, a gate or a figure may use `value`: neither empty nor a non-answer."""
    return value is not None and value != "" and value != [] and not is_non_answer(value)


def is_answered(value: Json) -> bool:
    """Whether a question counts as answered for completion: a value or a non-answer."""
    return has_answer(value) or is_non_answer(value)
