"""What is read off two states: values that the newer one no longer holds, and whether it counts all changes."""

from hypothesis import given
from hypothesis import strategies as st

from field_client.store.states import Replaced, difference, is_covered
from shared_schema.merge.state import RecordState, Written
from shared_schema.wire.compact import read_state, write_state
from tests.builders.records import an_id

RECORD = an_id("record")
LIVES = (an_id("life one"), an_id("life two"))
DOTS = st.tuples(st.sampled_from(LIVES), st.integers(1, 6))
WRITTEN = st.builds(Written, st.sampled_from(["Pov", "Touch", None, 7]), st.integers(1, 9), st.just(0), st.just(RECORD))
REGISTERS = st.dictionaries(st.sampled_from(["nickname", "village", "sex"]), st.dictionaries(DOTS, WRITTEN, min_size=1))


def a_state(registers: dict[str, dict[tuple[str, int], Written]]) -> bytes:
    """Compact bytes; a dot has one time and one author, so those of its first register count."""
    first: dict[tuple[str, int], Written] = {}
    for live in registers.values():
        for dot, one in live.items():
            first.setdefault(dot, one)
    same = {
        name: {dot: Written(one.value, first[dot].at, 0, RECORD) for dot, one in live.items()}
        for name, live in registers.items()
    }
    return write_state(RecordState(RECORD, "case", RECORD, registers=same))


@given(before=REGISTERS, after=REGISTERS)
def test_each_value_that_is_gone_is_told_once_and_none_that_stands(before: dict, after: dict) -> None:  # type: ignore[type-arg]
    old, new = a_state(before), a_state(after)
    held = read_state(old).registers
    gone = [
        Replaced(RECORD, name, dot, written)
        for name, live in held.items()
        for dot, written in live.items()
        if dot not in read_state(new).registers.get(name, {})
    ]
    told = difference(old, new)
    assert len(told.values) == len(gone) and all(one in told.values for one in gone)
    assert told.knew_more == (not is_covered(read_state(old).seen, read_state(new).seen))
