"""The shell's phrasebook: the shared words and its own."""

from casework.web.saying import read_phrases

PHRASES = read_phrases("casework.web.words", "field_client.web.words")
say = PHRASES.say
say_count = PHRASES.say_count
