"""Values of a register in words, as the pages of review print them: elements of a list, groups, single answers."""

from casework.web.form_around import Surroundings
from casework.web.history import value_words
from casework.web.today import register_words
from shared_schema.canonical import Json
from shared_schema.records.kinds import KINDS
from shared_schema.records.policy import Policy, Register
from sync_server.console.phrases import say

NOTHING = "–"


def register_of(kind: str, name: str) -> Register | None:
    """The register as this edition declares it."""
    known = KINDS.get(kind)
    return known.register_of(name) if known is not None else None


def words_of_register(kind: str, name: str, around: Surroundings) -> str:
    """What it is called; of one element of a list the list's own label."""
    register, language = register_of(kind, name), around.wording.language
    if register is None:
        return name
    if register.is_object:
        return ", ".join(KINDS[kind].fields[field].label(language) for field in register.fields[:3])
    return register_words(kind, name, language)


def words_of_value(kind: str, name: str, value: Json, around: Surroundings) -> str:
    """A value of the register: every member of a group that has one, and of a list what was put in or taken out."""
    register = register_of(kind, name)
    if register is None:
        return NOTHING if value is None else str(value)
    if register.policy is Policy.ELEMENT:
        return _element(kind, register, name, value, around)
    if not register.is_object:
        return value_words(kind, register.fields[0], value, around)
    members = value if isinstance(value, dict) else {}
    said = [(field, value_words(kind, field, members.get(field), around)) for field in register.fields]
    language = around.wording.language
    named = [f"{KINDS[kind].fields[field].label(language)}: {words}" for field, words in said if words != NOTHING]
    return " · ".join(named) or NOTHING


def _element(kind: str, register: Register, name: str, value: Json, around: Surroundings) -> str:
    if not isinstance(value, bool):
        return value_words(kind, register.fields[0], value, around)
    said = value_words(kind, register.fields[0], [name.rpartition(".")[2]], around)
    language = around.wording.language
    return say(language, "with %(answer)s", answer=said) if value else say(language, "without %(answer)s", answer=said)
