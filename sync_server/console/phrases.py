"""The console's phrasebook: the shared words and its own."""

from casework.web.saying import read_phrases

PHRASES = read_phrases("casework.web.words", "sync_server.console.words")
say = PHRASES.say
say_count = PHRASES.say_count
