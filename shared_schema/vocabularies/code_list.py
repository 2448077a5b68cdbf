"""A vocabulary: codes with a label in English and Khmer, report forms and the codes of other systems."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from shared_schema.words.tongue import own_label

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Code:
    """One entry: `code`, screen labels, report labels where they differ, external codes by system (P, O, H)."""

    code: str
    en: str
    km: str
    report_en: str = ""
    report_km: str = ""
    external: Mapping[str, str] = field(default_factory=dict)

    def label(self, language: str) -> str:
        """The screen label in `en` or `km`, as the office words it."""
        return own_label(self, language) or (self.km if language == "km" else self.en)

    def report_label(self, language: str) -> str:
        """The label of ministry, donor and HTCDS output."""
        return (self.report_km or self.km) if language == "km" else (self.report_en or self.en)


class CodeList:
    """An ordered vocabulary. `open_ended` (†) lists hold `other`; `offers_unknown` (‡) fields offer *Not known*."""

    __slots__ = ("_by_code", "name", "offers_unknown", "open_ended")

    def __init__(
        self, name: str, codes: tuple[Code, ...], *, open_ended: bool = False, offers_unknown: bool = False
    ) -> None:
        if open_ended and all(code.code != OTHER for code in codes):
            codes = (*codes, Code(OTHER, "Other", "ផ្សេងទៀត"))
        self.name = name
        self.open_ended = open_ended
        self.offers_unknown = offers_unknown
        self._by_code = {code.code: code for code in codes}
        if len(self._by_code) != len(codes):
            raise ValueError(f"a code stands twice in {name}")

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[Code]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def __getitem__(self, code: str) -> Code:
        return self._by_code[code]

    @property
    def codes(self) -> frozenset[str]:
        """All codes of the list."""
        return frozenset(self._by_code)
