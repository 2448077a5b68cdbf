"""The compact form of a record state: registers grouped under the dot that wrote them. Canonical: one state, one form.

{"i": record, "k": kind, "h": home (absent when it is the record), "r": [[incarnation, n, at, offset, by,
{register: value}], …] by dot, "s": seen (absent when the dots of r say the same), "a": ahead (absent when empty),
"w": registers withheld from this scope (absent when none)}
"""

from collections.abc import Collection, Mapping
from hashlib import sha256

from shared_schema import canonical
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, is_id
from shared_schema.merge.state import Dot, RecordState, Written

DIGEST_MODULUS = 2**64
BUCKETS = 256


def write_state(state: RecordState, *, withheld: Collection[str] = ()) -> bytes:
    """Canonical compact bytes; registers named in `withheld` are left out and listed."""
    return canonical.dumps(state_body(state, withheld=withheld))


def read_state(data: bytes | Json) -> RecordState:
    """The state of compact bytes (or of their parsed body); raises `wire.malformed`. Withheld registers are absent."""
    body = canonical.loads(data, max_depth=12) if isinstance(data, bytes) else data
    try:
        record = body["i"]
        registers = read_registers(body["r"])
        seen = body["s"] if "s" in body else seen_of(body["r"])
        state = RecordState(record, body["k"], body.get("h", record), seen, registers, body.get("a", {}))
        fits = is_id(record) and isinstance(state.kind, str) and _are_counts(seen)
        if not fits or not all(_are_counts(entries) for entries in state.ahead.values()):
            raise TypeError("not a state")
    except (AttributeError, KeyError, TypeError, ValueError, IndexError) as error:
        raise HomewardError("wire.malformed", at=0) from error
    return state


def withheld_of(body: Json) -> tuple[str, ...]:
    """The registers that a parsed compact body lists as withheld."""
    return tuple(body.get("w", ()))


def state_body(state: RecordState, *, withheld: Collection[str] = ()) -> dict[str, Json]:
    """The JSON object of the compact form, not yet bytes."""
    groups = write_registers(state.registers, without=withheld)
    body: dict[str, Json] = {"i": state.record_id, "k": state.kind, "r": groups}
    if state.home != state.record_id:
        body["h"] = state.home
    if dict(state.seen) != seen_of(groups):
        body["s"] = dict(state.seen)
    if state.ahead:
        body["a"] = {name: dict(entries) for name, entries in state.ahead.items()}
    left_out = sorted(name for name in withheld if name in state.registers)
    if left_out:
        body["w"] = left_out
    return body


def write_registers(registers: Mapping[str, Mapping[Dot, Written]], *, without: Collection[str] = ()) -> list[Json]:
    """Registers grouped by dot: [[incarnation, n, at, offset, by, {register: value}], …], sorted by dot."""
    groups: dict[Dot, list[Json]] = {}
    for name, live in registers.items():
        if name in without:
            continue
        for dot, written in live.items():
            group = groups.get(dot)
            if group is None:
                group = groups[dot] = [dot[0], dot[1], written.at, written.offset, written.by, {}]
            group[5][name] = written.value
    return [groups[dot] for dot in sorted(groups)]


def read_registers(groups: Json) -> dict[str, dict[Dot, Written]]:
    """The inverse of `write_registers`."""
    registers: dict[str, dict[Dot, Written]] = {}
    for device, n, at, offset, by, values in groups:
        dot = (device, n)
        if type(n) is not int or type(at) is not int or type(offset) is not int or n < 1:
            raise TypeError("not a dot and its time")
        for name, value in values.items():
            if name in registers:
                registers[name][dot] = Written(value, at, offset, by)
            else:
                registers[name] = {dot: Written(value, at, offset, by)}
    return registers


def seen_of(groups: Json) -> dict[Id, int]:
    """The `seen` that the dots of grouped registers alone would give."""
    seen: dict[Id, int] = {}
    for group in groups:
        if group[1] > seen.get(group[0], 0):
            seen[group[0]] = group[1]
    return seen


def state_digest(record_id: Id, compact: bytes) -> int:
    """64-bit hash of (record id, canonical state as the scope receives it); a scope's digest is their sum mod 2^64."""
    return int.from_bytes(sha256(record_id.encode("ascii") + b"\0" + compact).digest()[:8], "big")


def bucket_of(record_id: Id) -> int:
    """Which of the 256 buckets of a digest comparison the record belongs to."""
    return sha256(record_id.encode("ascii")).digest()[0]


def _are_counts(value: Json) -> bool:
    return all(type(counter) is int and counter > 0 for counter in value.values())
