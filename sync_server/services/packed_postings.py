"""Postings in packed arrays: which rows hold a key, four bytes a row. For one process, under its caller's lock."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)

_NO_ROWS: array[int] = array("I")


class PackedPostings(Generic[Key]):
    """{key: rows}, and the packed forms of each row; a forgotten row stays in the arrays and has no forms."""

    def __init__(self) -> None:
        self._rows: dict[Key, array[int]] = {}
        self._forms: dict[int, bytes] = {}

    def add(self, row: int, keys: Iterable[Key], forms: bytes = b"") -> list[Key]:
        """Puts a row under its keys; gives the keys that were new."""
        new: list[Key] = []
        held = self._rows
        for key in keys:
            try:
                held[key].append(row)
            except KeyError:
                held[key] = array("I", (row,))
                new.append(key)
        if forms:
            self._forms[row] = forms
        return new

    def forget(self, row: int) -> None:
        """Lets a row's forms go."""
        self._forms.pop(row, None)

    def keys(self) -> Iterable[Key]:
        """Every key that a row has or had."""
        return self._rows.keys()

    def total(self) -> int:
        """How many rows have forms."""
        return len(self._forms)

    def counts(self, keys: Sequence[Key]) -> Mapping[Key, int]:
        """How many rows hold each key, forgotten ones among them."""
        return {key: len(rows) for key in keys if (rows := self._rows.get(key)) is not None}

    def rows(self, key: Key) -> Sequence[int]:
        """The rows that hold a key."""
        return self._rows.get(key, _NO_ROWS)

    def forms(self, rows: Sequence[int]) -> Mapping[int, bytes]:
        """The packed forms of rows."""
        return {row: found for row in rows if (found := self._forms.get(row)) is not None}

    def renumbered(self, numbers: Mapping[int, int]) -> PackedPostings[Key]:
        """The same with new numbers; rows without a new number are left out."""
        new: PackedPostings[Key] = PackedPostings()
        for key, rows in self._rows.items():
            kept = array("I", (numbers[row] for row in rows if row in numbers))
            if kept:
                new._rows[key] = kept
        new._forms = {numbers[row]: forms for row, forms in self._forms.items() if row in numbers}
        return new
