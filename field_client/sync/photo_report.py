"""What a sending and receiving did with photos and papers: counts and kilobytes, and said in words."""

from dataclasses import dataclass

from shared_schema.canonical import Json
from shared_schema.words import photos as words


@dataclass(frozen=True, slots=True)
class PhotoReport:
    """Photos whose every part the server has now, photos that came (small or whole), bytes of chunks both ways, and
    the code of what broke it off."""

    sent: int = 0
    arrived: int = 0
    bytes_up: int = 0
    bytes_down: int = 0
    stopped: str | None = None

    def as_json(self) -> dict[str, Json]:
        """`photos` of the result of `sync --json`."""
        return {
            "sent": self.sent,
            "arrived": self.arrived,
            "bytes_up": self.bytes_up,
            "bytes_down": self.bytes_down,
            "stopped": self.stopped,
        }

    def sentences(self, language: str) -> tuple[str, ...]:
        """In words; nothing where nothing moved."""
        lines = []
        if self.sent or self.bytes_up:
            lines.append(words.SENT.say(language, n=self.sent, kb=kilobytes(self.bytes_up)))
        if self.arrived or self.bytes_down:
            lines.append(words.ARRIVED.say(language, n=self.arrived, kb=kilobytes(self.bytes_down)))
        return tuple(lines)


NOTHING_MOVED = PhotoReport()


def kilobytes(size: int) -> int:
    """Rounded up: what is under way is never said to be nothing."""
    return -(-size // 1024)
