"""Commands are read when they are asked for: a short command does not wait for the pages of the whole program."""

from types import ModuleType

import click
import pytest

from casework.command_shape import Commands


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files of commands that were read, in order; each has one command that answers its name."""
    names: list[str] = []

    def read_file(name: str) -> ModuleType:
        names.append(name)
        file = ModuleType(name)
        file.add_to = lambda group: group.add_command(click.Command(name, callback=lambda: name))  # type: ignore[attr-defined]
        return file

    monkeypatch.setattr("casework.command_shape.import_module", read_file)
    return names


def run(arguments: list[str]) -> object:
    group = Commands("program", modules={"open": "open", "status": "status"}, default="open")
    with group.make_context("program", arguments) as context:
        return group.invoke(context)


def test_a_command_reads_its_own_file_alone(read: list[str]) -> None:
    assert run(["status"]) == "status"
    assert read == ["status"]


def test_without_a_name_the_default_runs(read: list[str]) -> None:
    assert run([]) == "open"
    assert read == ["open"]
