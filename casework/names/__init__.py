"""Khmer and Latin names: their forms, and the tokens under which records are found. Pure."""
