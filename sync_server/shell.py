"""What a command of `sync-server` speaks through: the common terminal, with this server's settings and composition."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import click

from casework.terminal import DONE, WAITS, Terminal
from shared_schema.identifiers import Clock, Random
from sync_server.config import FILE_NAME, Config, read_config
from sync_server.keys.passwords import Passwords
from sync_server.server import Server, open_server, system_clock

__all__ = ["DONE", "WAITS", "Shell", "pass_shell"]


@dataclass(slots=True, kw_only=True)
class Shell(Terminal):
    """The streams, options and sources of time and randomness of one run."""

    data: Path = field(default_factory=Path)
    config_file: Path | None = None
    clock: Clock = system_clock
    random: Random = os.urandom
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    passwords: Callable[[], Passwords] = Passwords

    @property
    def settings_path(self) -> Path:
        """The settings file of this run."""
        return self.config_file or self.data / FILE_NAME

    def config(self) -> Config:
        """The settings; `server.not_initialised` before `init`."""
        return read_config(self.settings_path, environment=self.environment)

    def open_server(self) -> Server:
        """The composed server of these settings; the command closes it."""
        return self.open_with(self.config())

    def open_with(self, config: Config) -> Server:
        """The same with settings that are not, or not yet, in the file."""
        return open_server(config, clock=self.clock, random=self.random, passwords=self.passwords())


pass_shell = click.make_pass_decorator(Shell)
