"""The state of a record that one change created, without making a value of each register until somebody asks.

Most records of a push are new, and most of their registers are looked at by nobody in its transaction.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from shared_schema.merge.state import Change, Dot, RecordState, Written


class CreatedRegisters(Mapping[str, Mapping[Dot, Written]]):
    """Equal to {register: {dot: Written}} of the change, made one by one."""

    def __init__(self, change: Change) -> None:
        self._change = change

    def __getitem__(self, name: str) -> Mapping[Dot, Written]:
        change = self._change
        return {change.dot: Written(change.set[name], change.at, change.offset, change.by)}

    def get(self, name: str, default: Any = None) -> Any:
        """As of any mapping; without an exception for each name that is not there."""
        return self[name] if name in self._change.set else default

    def __iter__(self) -> Iterator[str]:
        return iter(self._change.set)

    def __len__(self) -> int:
        return len(self._change.set)

    def __contains__(self, name: object) -> bool:
        return name in self._change.set


def created_state(change: Change) -> RecordState:
    """What `apply` makes of nothing and a change that has seen nothing."""
    return RecordState(change.record, change.kind, change.home, {change.device: change.n}, CreatedRegisters(change))
