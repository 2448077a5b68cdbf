"""Messages of an `up` bundle, written in steps: a checkpoint after each, so that a cut file can be read that far."""

from collections.abc import Sequence

from shared_schema.wire.bundle import MAX_PAYLOAD_BYTES
from shared_schema.wire.exchange import Checksum, write_message
from shared_schema.wire.messages import Checkpoint, Message
from shared_schema.wire.sections import SectionWriter

GROUP_BYTES = 512 * 1024  # bodies between two checkpoints: what a cut file loses at most
ROOM_BYTES = 512 * 1024  # kept free, so that the last group still fits


class StepWriter:
    """Messages, and a checkpoint after each step of them: that far a cut file can be read."""

    def __init__(self) -> None:
        self._packed = SectionWriter()
        self._checksum = Checksum()

    @property
    def is_full(self) -> bool:
        """Whether no further step fits for certain."""
        return self._packed.packed_bytes > MAX_PAYLOAD_BYTES - ROOM_BYTES

    def write(self, messages: Sequence[Message]) -> None:
        """One step; nothing where there are no messages."""
        for message in messages:
            data = write_message(message)
            for frame in data.splitlines(keepends=True):
                self._checksum.add(frame)
            self._packed.write(data)
        if messages:
            self._packed.write(write_message(Checkpoint({}, *self._checksum.take())))
            self._packed.flush()

    def finish(self) -> SectionWriter:
        """The whole."""
        self._packed.finish()
        return self._packed
