"""The outcome domains as fields `d_<code>`: eight choices that assessment, visit, closure and study share."""

from shared_schema.records.field import CODED, NON_ANSWERS, Field, When
from shared_schema.records.types import Choice
from shared_schema.vocabularies.outcome import DOMAIN_SCORE, OUTCOME_DOMAIN


def domain_fields(*, asked_when: When | None = None) -> tuple[Field, ...]:
    """One field per outcome domain, a score of 1 to 4 as text; a person may not have been asked or may decline."""
    return tuple(
        Field(
            "d_" + domain.code,
            Choice(DOMAIN_SCORE),
            domain.en,
            domain.km,
            CODED,
            short=True,
            asked_when=asked_when,
            non_answers=NON_ANSWERS,
        )
        for domain in OUTCOME_DOMAIN
    )
