"""The catalogue of errors: a stable code, what happened, what is safe, what to do next, in both languages.

Raise with facts, not prose: `raise HomewardError("vault.slots_damaged", slot="a1b2")`. Facts are codes,
identifiers and counts, never a name, an answer, a passphrase or a key. The words live in `words/`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

import shared_schema.words as words_package

EXIT_NOT_DONE = 1


@dataclass(frozen=True, slots=True)
class Sentences:
    """What happened, what is safe, what to do next; each may hold `%(fact)s` placeholders."""

    happened: str
    safe: str
    next: str


@dataclass(frozen=True, slots=True)
class ErrorWords:
    """One entry of the catalogue: `code`, the words in both languages, and the exit code of a command."""

    code: str
    en: Sentences
    km: Sentences
    exit_code: int = EXIT_NOT_DONE


class _Facts(dict[str, object]):
    """Placeholders whose fact was not given stay visible as an ellipsis instead of failing twice."""

    def __missing__(self, key: str) -> str:
        return "…"


class HomewardError(Exception):
    """Something the caller cannot continue from; `code` is in the catalogue, `facts` hold no values of cases."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    @property
    def exit_code(self) -> int:
        """Exit code of a command that ends with this error (interface.md section 5)."""
        return words_of(self.code).exit_code

    def sentences(self, language: str) -> Sentences:
        """The three sentences in `en` or `km`, with the facts filled in."""
        entry = words_of(self.code)
        words = entry.km if language == "km" else entry.en
        facts = _Facts(self.facts)
        return Sentences(words.happened % facts, words.safe % facts, words.next % facts)


class RecordInvalid(HomewardError):
    """A record that its declaration or a rule refuses; `problems` name field and code."""

    def __init__(self, *, kind: str, problems: Iterable[object]) -> None:
        self.problems = tuple(problems)
        super().__init__("record.invalid", kind=kind, count=len(self.problems))


def words_of(code: str) -> ErrorWords:
    """The entry of `code`; raises KeyError for a code that is not in the catalogue."""
    return CATALOGUE[code]


def _read_catalogue() -> Mapping[str, ErrorWords]:
    catalogue: dict[str, ErrorWords] = {}
    for module in iter_modules(words_package.__path__, words_package.__name__ + "."):
        for entry in getattr(import_module(module.name), "ERRORS", ()):
            if entry.code in catalogue:
                raise ValueError(f"two entries for error code {entry.code}")
            catalogue[entry.code] = entry
    return catalogue


CATALOGUE: Mapping[str, ErrorWords] = _read_catalogue()
