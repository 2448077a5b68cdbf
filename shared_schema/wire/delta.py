"""A delta: full `seen` and `ahead` and only the registers changed since the receiver's state (sync.md section 3).

Put onto the received state it equals the full state; the digest of the scope proves it.
"""

from collections.abc import Collection

from shared_schema import canonical
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.merge.state import RecordState
from shared_schema.wire.compact import read_registers, write_registers


def write_delta(state: RecordState, *, changed: Collection[str], withheld: Collection[str] = ()) -> bytes:
    """Canonical bytes of the difference: `changed` = registers that changed since the receiver's copy."""
    left_out = sorted(name for name in withheld if name in state.registers)
    visible = {name: live for name, live in state.registers.items() if name in changed and name not in withheld}
    body: dict[str, Json] = {"i": state.record_id, "s": dict(state.seen), "r": write_registers(visible)}
    emptied = sorted(name for name in changed if name not in state.registers)
    if emptied:
        body["x"] = emptied
    if state.ahead:
        body["a"] = {name: dict(entries) for name, entries in state.ahead.items()}
    if left_out:
        body["w"] = left_out
    return canonical.dumps(body)


def put_delta(received: RecordState, body: Json) -> RecordState:
    """The full state that `body` (a parsed delta) makes of the received one. Raises `wire.malformed`."""
    try:
        if body["i"] != received.record_id:
            raise HomewardError("wire.malformed", at=0)
        changed = read_registers(body["r"])
        registers = {name: live for name, live in received.registers.items() if name not in body.get("x", ())}
        registers.update(changed)
        seen, ahead = body["s"], body.get("a", {})
    except (AttributeError, KeyError, TypeError, ValueError, IndexError) as error:
        raise HomewardError("wire.malformed", at=0) from error
    return RecordState(received.record_id, received.kind, received.home, seen, registers, ahead)
