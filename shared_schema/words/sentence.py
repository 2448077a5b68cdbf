"""A sentence or two in both languages, as rules and gates say what to do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence or two in English and Khmer."""

    en: str
    km: str

    def say(self, language: str) -> str:
        """The sentence in `en` or `km`."""
        return self.km if language == "km" else self.en
