"""Sentences of the pages in the reader's language: English is the message id, Khmer stands in `words/<area>.py`.

Promise: facts go in by name (`%(n)s`), no sentence is glued from parts, a message without Khmer is shown in English
(and fails a test). Khmer has one plural form, so a counted message is looked up by its plural.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

KHMER = "km"


def message(text: str) -> str:
    """Marks a text that is said elsewhere as a message, so that its missing Khmer is noticed; gives it back."""
    return text


@dataclass(frozen=True)
class Phrasebook:
    """Messages and their Khmer."""

    khmer: Mapping[str, str]

    def translate(self, language: str, message: str) -> str:
        """The message in `en` or `km`, its placeholders still open."""
        return self.khmer.get(message, message) if language == KHMER else message

    def translate_count(self, language: str, singular: str, plural: str, n: int) -> str:
        """One of two English messages by number; the Khmer of the plural."""
        return self.translate(language, plural) if language == KHMER or n != 1 else singular

    def say(self, language: str, message: str, **facts: object) -> str:
        """The sentence with its facts: `say("km", "%(n)s days overdue", n=3)`."""
        return self.translate(language, message) % facts

    def say_count(self, language: str, singular: str, plural: str, *, n: int, **facts: object) -> str:
        """The sentence for a number: `say_count("en", "%(n)s visit", "%(n)s visits", n=1)`."""
        return self.translate_count(language, singular, plural, n) % {"n": n, **facts}


def read_phrases(*packages: str) -> Phrasebook:
    """The phrasebook of packages of word files; ValueError where two files give one message different Khmer."""
    khmer: dict[str, str] = {}
    for package in packages:
        for module in iter_modules(import_module(package).__path__):
            words: Mapping[str, str] = getattr(import_module(f"{package}.{module.name}"), "WORDS", {})
            for message, said in words.items():
                if khmer.setdefault(message, said) != said:
                    raise ValueError(f"two Khmer wordings of one message: {message}")
    return Phrasebook(khmer)


PHRASES = read_phrases("casework.web.words")
say = PHRASES.say
say_count = PHRASES.say_count
