"""Search by name, code, telephone and place: full-text rows over ASCII tokens, numbered as the shown rows are.

Promise: rows change in the transaction of the record they stand for, and what is removed leaves no trace (FTS5
`secure-delete`). Names in other spellings are found by the candidate index (`match_index.py`).
"""

from collections.abc import Iterable, Mapping, Sequence

from casework.names.tokens import Tokens, escape_token
from field_client.store.database import Database
from field_client.store.record_rows import parts
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError

CANDIDATES = 400


class Search:
    """The `search` table."""

    def __init__(self, database: Database, tokens: Tokens) -> None:
        self._database = database
        self._tokens = tokens

    def is_searched(self, kind: str) -> bool:
        """Whether records of this kind have search rows at all."""
        return bool(self._tokens.sources_of(kind))

    def tokens_of(self, kind: str, groups: Sequence[Json]) -> str:
        """Tokens of a state's compact groups [[incarnation, n, at, offset, by, {register: value}], …]."""
        if len(groups) == 1:
            return self._tokens.of(kind, groups[0][5].items())
        return self._tokens.of(kind, (item for group in groups for item in group[5].items()))

    def add(self, rows: Iterable[tuple[int, str]]) -> None:
        """Rows (number, tokens) that were not there."""
        self._database.execute_many("INSERT INTO search (rowid, tokens) VALUES (?, ?)", rows)

    def change(self, rows: Mapping[int, str]) -> None:
        """Puts {number: tokens} of rows that may be there; what has not changed is left as it is."""
        held: dict[int, str] = {}
        for part in parts(sorted(rows)):
            marks = ",".join("?" * len(part))
            held.update(self._database.rows(f"SELECT rowid, tokens FROM search WHERE rowid IN ({marks})", tuple(part)))
        self.remove(number for number, tokens in held.items() if rows[number] != tokens)
        self.add((number, tokens) for number, tokens in rows.items() if held.get(number) != tokens)

    def remove(self, numbers: Iterable[int]) -> None:
        """Takes rows out."""
        self._database.execute_many("DELETE FROM search WHERE rowid = ?", ((number,) for number in numbers))

    def find(self, typed: Iterable[str]) -> list[int]:
        """Numbers of the rows that hold, for every typed token, a token beginning with it; best first.

        Best = most tokens met whole, then the shorter row.
        """
        wanted = [escape_token(token) for token in typed]
        if not wanted:
            return []
        match = " AND ".join(f'"{token}"*' for token in wanted)
        rows = self._database.rows("SELECT rowid, tokens FROM search WHERE search MATCH ? LIMIT ?", (match, CANDIDATES))
        ranked = []
        for number, tokens in rows:
            held = tokens.split()
            whole = sum(token in held for token in wanted)
            ranked.append((-whole, len(held), number))
        return [number for _whole, _length, number in sorted(ranked)]

    def check(self) -> bool:
        """Whether the index agrees with its rows."""
        try:
            self._database.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
        except HomewardError as error:
            if error.code != "store.damaged":
                raise
            return False
        return True

    def clear(self) -> None:
        """Empties the index, before it is made again."""
        self._database.execute("DELETE FROM search")
        # The index may hold what its rows no longer tell it to remove.
        self._database.execute("INSERT INTO search (search) VALUES ('rebuild')")
