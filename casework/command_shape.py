"""The shape that every command's help has: one sentence, usage, options, two examples, the exit codes it uses."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

import click

EXIT_WORDS = {
    0: "done",
    1: "not done",
    2: "wrong usage",
    3: "passphrase or permission",
    4: "already open or busy",
    5: "no contact (work is safe)",
    6: "done, something waits",
    7: "integrity check failed",
    8: "disk full",
    130: "stopped",
}
WIDTH = 79


class ShapedCommand(click.Command):
    """A command with examples and exit codes in its help."""

    def __init__(
        self, *arguments: Any, examples: Sequence[str] = (), exits: Sequence[int] = (0, 1, 2), **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.examples = tuple(examples)
        self.exits = tuple(exits)

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        """A context of a fixed width, so that help looks the same on every terminal."""
        options.setdefault("max_content_width", WIDTH)
        options.setdefault("terminal_width", WIDTH)
        return super().make_context(*arguments, **options)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Examples and exit codes."""
        if self.examples:
            with formatter.section("Examples"):
                for example in self.examples:
                    formatter.write(f"{'':>{formatter.current_indent}}{example}\n")
        codes = " · ".join(f"{code} {EXIT_WORDS[code]}" for code in self.exits)
        formatter.write_paragraph()
        formatter.write_text("Exit codes: " + codes)


def command(
    name: str, *, examples: Sequence[str], exits: Sequence[int] = (0, 1, 2)
) -> Callable[[Callable[..., Any]], click.Command]:
    """Makes a function a command of this shape; its docstring is the one sentence."""
    return click.command(name, cls=ShapedCommand, examples=examples, exits=exits)


def group(name: str, sentence: str) -> click.Group:
    """A noun with its verbs."""
    return click.Group(name, help=sentence, no_args_is_help=True)


class Commands(click.Group):
    """The group of all commands; the file of a command is read when the command is asked for, not at every start.

    `modules` = {command: module with `add_to(group)`}; `default` = the command that runs where none is named.
    """

    def __init__(self, name: str, *, modules: Mapping[str, str], default: str | None = None, **options: Any) -> None:
        super().__init__(name, invoke_without_command=default is not None, **options)
        self._modules, self._default = modules, default

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every name, in the order of help."""
        return sorted(self._modules)

    def invoke(self, ctx: click.Context) -> object:
        """Without the name of a command the default runs."""
        code = super().invoke(ctx)
        if ctx.invoked_subcommand is not None or self._default is None:
            return code
        chosen = self.get_command(ctx, self._default)
        if chosen is None:
            return code
        with chosen.make_context(self._default, [], parent=ctx) as opening:
            return chosen.invoke(opening)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, None for an unknown one."""
        if cmd_name in self._modules and cmd_name not in self.commands:
            import_module(self._modules[cmd_name]).add_to(self)
        return self.commands.get(cmd_name)
