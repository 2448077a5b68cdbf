"""What one compared field says for or against two records being one person, and the sum of it. Values in, values out.

Evidence never holds a value of a record: a level, bits, a message code with counts, and where the values stand.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from casework.matching.profile import Source
from casework.matching.weights import LIKELY, POSSIBLE, TENTHS

AGREE, CLOSE, DIFFER, MISSING = "agree", "close", "differ", "missing"

# every compared field in the order of its line, and the code under which `match.evidence` keeps it
EVIDENCE_CODES: Mapping[str, str] = {
    "name": "name",
    "nickname": "nickname",
    "sex": "sex",
    "birth": "birth",
    "animal_year": "animal_year",
    "place": "place",
    "mother": "relatives",
    "father": "relatives",
    "relatives": "relatives",
    "separated_on": "separation",
    "separated_at": "separation",
    "marks": "marks",
    "phone": "phone",
    "id_number": "id_number",
}
STRONGEST_FIRST = (AGREE, CLOSE, DIFFER, MISSING)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One line: `bits` in tenths, `level` agree, close, differ or missing, `words` a code of words/matching.py.

    `args` fill the words (counts and years apart, never values); `left` and `right` say where the values stand.
    """

    field: str
    level: str
    bits: int
    words: str
    args: Mapping[str, int] = dataclasses.field(default_factory=dict)
    left: Source | None = None
    right: Source | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """The score of a pair in tenths of a bit: prior + the bits of all evidence, exactly.

    `band` = likely, possible, unlikely; `held` = codes of what holds it down; `weights_version` and `prior` of the set.
    """

    total: int
    band: str
    evidence: tuple[Evidence, ...]
    held: tuple[str, ...]
    weights_version: str
    prior: int

    def of(self, name: str) -> Evidence | None:
        """The evidence of a field."""
        return next((one for one in self.evidence if one.field == name), None)


def missing(name: str) -> Evidence:
    """What is not known on both sides: no evidence at all."""
    return Evidence(name, MISSING, 0, f"{name}_not_known")


def band_of(total: int, *, is_held: bool = False) -> str:
    """The band of a total in tenths; a pair that is held down is at most possible."""
    if total >= LIKELY and not is_held:
        return "likely"
    return "possible" if total >= POSSIBLE else "unlikely"


def evidence_codes(scored: Scored) -> list[str]:
    """The codes of `match.evidence`, `<field>:<level>`, sorted; where two lines share a code the better counts."""
    found: dict[str, str] = {}
    for one in scored.evidence:
        code = EVIDENCE_CODES[one.field]
        standing = found.get(code, MISSING)
        found[code] = min(standing, one.level, key=STRONGEST_FIRST.index)
    return sorted(f"{code}:{level}" for code, level in found.items())


def in_bits(tenths: int) -> str:
    """Tenths as people read them: 112 is "+11.2", -5 is "-0.5"."""
    sign = "-" if tenths < 0 else "+"
    whole, tenth = divmod(abs(tenths), TENTHS)
    return f"{sign}{whole}.{tenth}"
