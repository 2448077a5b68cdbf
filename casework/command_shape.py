"""The shape that every command's help has: one sentence, usage, options, two examples, the exit codes it uses."""

from collections.abc import Callable, Sequence
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
