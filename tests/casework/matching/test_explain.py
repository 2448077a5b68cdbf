"""Words of a score: in both languages, with strengths by bits, and nothing of what the viewer may not read."""

import re

import pytest

from casework.matching.explain import explain, held_words, strength_of
from casework.matching.score import score
from shared_schema.words.matching import (
    BAND_WORDS,
    EVIDENCE_WORDS,
    FIELD_WORDS,
    HELD_WORDS,
    LEVEL_WORDS,
    PROOF_WORDS,
    STRENGTH_WORDS,
)
from tests.casework.matching.people import a_profile
from tests.casework.matching.test_score import PAIRS

TABLES = (BAND_WORDS, EVIDENCE_WORDS, FIELD_WORDS, HELD_WORDS, LEVEL_WORDS, STRENGTH_WORDS, {"proof": PROOF_WORDS})


@pytest.mark.parametrize(
    ("tenths", "strength"),
    [(60, "strong"), (59, "agrees"), (20, "agrees"), (19, "weak"), (1, "weak"), (0, "nothing"), (-1, "weak_against"),
     (-19, "weak_against"), (-20, "against"), (-39, "against"), (-40, "strong_against")],
)  # fmt: skip
def test_strength_goes_by_bits(tenths: int, strength: str) -> None:
    assert strength_of(tenths) == strength


def test_every_pair_is_explained_in_both_languages() -> None:
    for pair in PAIRS:
        scored = score(a_profile(pair["a"]), a_profile(pair["b"], record="B"))
        for language in ("en", "km"):
            lines = explain(scored, language)
            assert len(lines) == len(scored.evidence) and all(str(line) for line in lines)
            assert "%(" not in "".join(map(str, lines))
            assert len(held_words(scored, language)) == len(scored.held)


def test_every_sentence_stands_in_both_scripts() -> None:
    for table in TABLES:
        for code, words in table.items():
            assert re.search("[a-z]", words.en) and re.search("[\u1780-\u17ff]", words.km), code


def test_a_field_that_the_viewer_may_not_read_shows_its_level_alone() -> None:
    one = {"latin": ["Sok", "Chenda"], "sex": "f", "home": "020301-abcdef"}
    scored = score(a_profile(one), a_profile({**one, "is": "inquiry"}, record="B"))
    line = next(line for line in explain(scored, "en", lambda field: field != "place") if line.field == "place")
    assert (str(line), line.bits, line.bar) == ("Home: agrees", None, 0)
    readable = next(line for line in explain(scored, "en") if line.field == "place")
    assert (str(readable), readable.bits, readable.bar) == ("Home: same village: strong", 100, 10)
