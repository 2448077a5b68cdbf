"""Frames: whole ones are read, torn ones are noticed, and no line can pass for two."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_schema.errors import HomewardError
from shared_schema.wire.frames import MAX_FRAME_BYTES, Frame, read_frames, stream_frames, write_frame

LETTERS = "HIBCXSQWZKhnvsgke"
_FRAMES = st.lists(
    st.builds(Frame, st.sampled_from(LETTERS), st.binary(max_size=30).map(lambda data: data.replace(b"\n", b"\t"))),
    max_size=6,
)


@given(_FRAMES)
def test_frames_are_read_as_they_were_written(frames: list[Frame]) -> None:
    data = b"".join(write_frame(frame.letter, frame.payload) for frame in frames)
    assert list(read_frames(data)) == frames


@given(_FRAMES, st.lists(st.integers(0, 200), max_size=5))
def test_frames_arrive_whole_however_the_stream_is_broken_up(frames: list[Frame], places: list[int]) -> None:
    data = b"".join(write_frame(frame.letter, frame.payload) for frame in frames)
    cuts = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    assert list(stream_frames(data[a:z] for a, z in pairwise(cuts))) == frames


def test_cut_at_every_byte_gives_the_whole_frames_before_the_cut() -> None:
    frames = [Frame("h", b"{}"), Frame("s", "ឈ្មោះ\t".encode()), Frame("k", b""), Frame("e", b"x" * 50)]
    written = [write_frame(frame.letter, frame.payload) for frame in frames]
    data = b"".join(written)
    ends = [sum(map(len, written[: number + 1])) for number in range(len(written))]
    for cut in range(len(data) + 1):
        whole = sum(end <= cut for end in ends)
        assert list(stream_frames([data[:cut]])) == frames[:whole], cut
        if cut in (0, *ends):
            assert list(read_frames(data[:cut])) == frames[:whole]
        else:
            with pytest.raises(HomewardError, match=r"wire\.malformed"):
                list(read_frames(data[:cut]))


@pytest.mark.parametrize("line", [b"", b"H", b"H ", b"H{}", b"\t{}", b"HH\t{}", b"1\t{}", b"\xe1\t{}", b" H\t{}"])
def test_a_line_that_is_no_frame_is_malformed(line: bytes) -> None:
    for read in (read_frames(line + b"\n"), stream_frames([line + b"\n"])):
        with pytest.raises(HomewardError, match=r"wire\.malformed"):
            list(read)


def test_an_endless_frame_is_refused_before_it_fills_the_memory() -> None:
    given_out = 0

    def endless() -> object:
        nonlocal given_out
        yield b"C\t"
        while True:
            given_out += 1
            yield b"x" * 65536

    with pytest.raises(HomewardError, match=r"wire\.frame_too_large"):
        list(stream_frames(endless()))  # type: ignore[arg-type]
    assert given_out <= MAX_FRAME_BYTES // 65536 + 1
    with pytest.raises(HomewardError, match=r"wire\.frame_too_large"):
        list(read_frames(b"C\t" + b"x" * MAX_FRAME_BYTES + b"\n"))
