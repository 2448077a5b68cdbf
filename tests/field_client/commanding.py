"""Runs `field-client` in the process of a test: real commands, steered tools, secrets over a descriptor."""

import io
import os
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import orjson

from field_client.cli import run
from tests.field_client.sync.laptops import PASSPHRASE, Field


@dataclass(frozen=True)
class Told:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one object on stdout."""
        return orjson.loads(self.out)


def command(field: Field, *arguments: str, secrets: tuple[str, ...] = (PASSPHRASE,)) -> Told:
    """One command of a laptop; `secrets` are read from a descriptor, one a line."""
    reading, writing = os.pipe()
    os.write(writing, "".join(secret + "\n" for secret in secrets).encode())
    os.close(writing)
    out, err = io.StringIO(), io.StringIO()
    folders = ["--data", str(field.config.data), "--state", str(field.config.state), "--passphrase-fd", str(reading)]
    code = run([*folders, *arguments], tools=field.tools, out=out, err=err)
    with suppress(OSError):  # a command that asked for no secret left it open
        os.close(reading)
    return Told(code, out.getvalue(), err.getvalue())
