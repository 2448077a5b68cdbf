"""Khmer for every message of the pages: one file an area, each with `WORDS = {English message id: Khmer}`."""
