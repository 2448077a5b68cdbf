"""What a line of the review queue says to people, in either language; no answer and no name stands in it."""

from shared_schema.errors import words_of
from shared_schema.vocabularies.review import REVIEW_KIND
from shared_schema.words.rules import rule_words
from sync_server.services.review import SET_ASIDE, Line

RULE_BROKEN = "rule_broken"


def in_words(line: Line, language: str) -> str:
    """Why it was set aside, what the rule or the step asks for, else the name of its kind."""
    label = REVIEW_KIND[line.item_kind].label(language)
    if line.item_kind == SET_ASIDE:
        words = words_of(line.why)
        return (words.km if language == "km" else words.en).happened
    if line.item_kind == RULE_BROKEN:
        return rule_words(line.why, "W" if line.is_warning else "E").say(language)
    return label
