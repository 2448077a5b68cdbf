"""join(a, b): two copies of one record become one; commutative, associative, idempotent (sync.md section 1)."""

from collections.abc import Mapping

from shared_schema.canonical import dumps
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.apply import forget_covered
from shared_schema.merge.state import Dot, RecordState, Written, covers, highest


def join(a: RecordState, b: RecordState) -> RecordState:
    """Everything either side knows. Raises `state.dot_forked` where one dot holds two different values."""
    if a is b:
        return a
    if (a.record_id, a.kind, a.home) != (b.record_id, b.kind, b.home):
        raise HomewardError("state.other_record", record=a.record_id)
    registers: dict[str, dict[Dot, Written]] = {}
    for name in a.registers.keys() | b.registers.keys():
        kept = _join_register(a, b, name)
        if kept:
            registers[name] = kept
    seen = highest(a.seen, b.seen)
    ahead: dict[str, dict[Id, int]] = {}
    for name in a.ahead.keys() | b.ahead.keys():
        ahead[name] = highest(a.ahead.get(name, {}), b.ahead.get(name, {}))
    return RecordState(a.record_id, a.kind, a.home, seen, registers, forget_covered(ahead, seen))


def _join_register(a: RecordState, b: RecordState, name: str) -> dict[Dot, Written]:
    left, right = a.registers.get(name, {}), b.registers.get(name, {})
    kept = {dot: written for dot, written in left.items() if dot in right or not _superseded(b, name, dot)}
    for dot, written in right.items():
        if dot in left:
            if not _is_same(left[dot], written):
                raise HomewardError("state.dot_forked", record=a.record_id, device=dot[0], n=dot[1])
        elif not _superseded(a, name, dot):
            kept[dot] = written
    return kept


def _superseded(state: RecordState, name: str, dot: Dot) -> bool:
    ahead: Mapping[Id, int] = state.ahead.get(name, {})
    return covers(state.seen, dot) or covers(ahead, dot)


def _is_same(one: Written, other: Written) -> bool:
    # Python holds 1 and True for equal; canonical bytes do not.
    return one is other or (one == other and dumps(one.value) == dumps(other.value))
