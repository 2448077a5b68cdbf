"""What a command of `field-client` speaks through: the common terminal, with this laptop's settings and progress."""

from dataclasses import dataclass, field
from pathlib import Path

from casework.terminal import DONE, WAITS, Terminal
from field_client.config import Config
from field_client.progress import ProgressView, choose_view
from shared_schema.words.cli import Phrase

__all__ = ["DONE", "WAITS", "Shell"]


@dataclass(slots=True, kw_only=True)
class Shell(Terminal):
    """The streams, options and settings of one run."""

    config: Config = field(default_factory=lambda: Config(data=Path(), state=Path()))

    @property
    def progress(self) -> ProgressView:
        """Where long steps are shown."""
        return choose_view(quiet=self.quiet, as_json=self.as_json, no_color=self.no_color, stream=self.err)

    def show_once(self, phrase: Phrase, secret: str) -> None:
        """A recovery code: on stdout, or in the object of `--json`, and nowhere else."""
        self.say(phrase)
        self.print("    " + secret)
