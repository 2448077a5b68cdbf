"""A language as an office words it: `en` or `km`, with its own labels of declared fields and codes (`wording` records).

A `Tongue` is the language code itself, and is handed on wherever the code is; `Field.label` and `Code.label` ask it
first. What an office does not word keeps the shipped label.
"""

from collections.abc import Mapping


class Tongue(str):
    """The code of a language, with the words of an office: {id of the declared field or code: label}."""

    labels: Mapping[int, str]

    def __new__(cls, language: str, labels: Mapping[int, str]) -> "Tongue":
        """`language` is `en` or `km`; the keys are `id()` of objects of the registries, which live with the process."""
        made = super().__new__(cls, language)
        made.labels = labels
        return made


def own_label(declared: object, language: str) -> str | None:
    """What the office calls this field or code; None where it has no words of its own."""
    return language.labels.get(id(declared)) if isinstance(language, Tongue) else None
