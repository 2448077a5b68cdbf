"""Every command file of both programs is listed with its commands, so that each is read only when it is asked for."""

from importlib import import_module
from pkgutil import iter_modules

import click
import pytest

import field_client.cli
import field_client.commands
import sync_server.cli
import sync_server.commands


@pytest.mark.parametrize("program", [field_client, sync_server], ids=lambda one: one.__name__)
def test_every_command_is_listed_with_its_file(program):
    found = {}
    for module in iter_modules(program.commands.__path__):
        group = click.Group()
        made = import_module(f"{program.commands.__name__}.{module.name}")
        if hasattr(made, "add_to"):
            made.add_to(group)
        found |= dict.fromkeys(group.commands, module.name)
    assert found == dict(program.cli.MODULES)
