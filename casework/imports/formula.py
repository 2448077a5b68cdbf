"""What a table may hold instead of an answer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that holds a formula: it is never read as its result."""
