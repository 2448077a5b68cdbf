"""What every command is handed: the shell it speaks through, and the tools of this process."""

from dataclasses import dataclass

from field_client.app import Tools
from field_client.shell import Shell


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the program."""

    shell: Shell
    tools: Tools
