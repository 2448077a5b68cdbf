"""Khmer of the shell's sentences, one file an area; English is the message id."""
