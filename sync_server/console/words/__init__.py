"""Khmer of the console's own messages, one file an area: WORDS = {English: Khmer}."""
