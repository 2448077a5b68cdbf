"""Khmer of the shell."""

WORDS: dict[str, str] = {}
