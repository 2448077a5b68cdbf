"""Dictionaries of `homeward-zstd`, one for each schema version: bytes of invented records (`make dictionary`)."""
