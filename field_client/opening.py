"""How commands open the laptop: one passphrase, asked once; wrong ones are counted and the next try waits longer."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from field_client import lease_end
from field_client.app import Laptop, Tools, open_laptop
from field_client.attempts import Attempts
from field_client.cli_run import Run
from field_client.safety import travel, wipe
from field_client.shell import Shell
from field_client.vault.lease import read_lease
from field_client.vault.vault import VaultTools
from field_client.vault.ways import Way, by_passphrase
from shared_schema.errors import HomewardError
from shared_schema.words import cli as words


@contextmanager
def opened(
    run: Run, *, wait_seconds: float = 5.0, previous: bool = False, told: Callable[[str], object] = lambda _text: None
) -> Iterator[Laptop]:
    """The laptop, opened by its passphrase, for the time of a command; what was noticed is said on stderr.

    `told` is handed the passphrase, for a command that makes a new vault with it.
    """
    shell, tools = run.shell, run.tools
    wipe.finish(tools.files, shell.config.folder)
    travel.finish_at_start(tools.files, shell.config.folder, pause=tools.pause)
    code = _lease_code(run)

    def ask(vault_tools: VaultTools) -> Way:
        lease = read_lease(vault_tools.files, vault_tools.folder)
        text = shell.ask_secret(words.PASSPHRASE)
        told(text)
        return by_passphrase(text, lease_secrets=lease.secrets, derive=vault_tools.derive)

    def attempt() -> Laptop:
        with lease_end.by_code(tools.files, shell.config.data, code, now=tools.clock()):
            return open_laptop(shell.config, tools, ask, wait_seconds=wait_seconds, previous=previous)

    laptop = counted(shell, tools, attempt)
    try:
        tell_alerts(shell, laptop)
        yield laptop
    finally:
        laptop.close()
        wipe.finish(tools.files, shell.config.folder)  # where the office ordered it meanwhile


def _lease_code(run: Run) -> str:
    """The code that the office reads out, where the lease has ended; its file is gone before anything is asked."""
    shell, tools = run.shell, run.tools
    slots = tools.vault_tools(shell.config.data).slot_files
    if not slots.exist() or not lease_end.has_ended(tools.files, shell.config.data, now=tools.clock()):
        return ""
    shell.note(words.LEASE_ENDED)
    return shell.ask_secret(words.LEASE_CODE)


def counted(shell: Shell, tools: Tools, attempt: Callable[[], Laptop]) -> Laptop:
    """Opens by `attempt`; after five wrong tries in a row the next one waits, up to 60 s (security.md 2.3)."""
    attempts = Attempts(tools.files, shell.config.folder.shell)
    attempts.wait(clock=tools.clock, pause=tools.pause)
    try:
        laptop = attempt()
    except HomewardError as error:
        if error.code in ("vault.wrong_passphrase", "vault.wrong_code"):
            attempts.failed(clock=tools.clock)
        raise
    attempts.succeeded()
    return laptop


def tell_alerts(shell: Shell, laptop: Laptop) -> None:
    """Says what was noticed at opening, by code and in words."""
    for code in laptop.alerts:
        shell.tell(HomewardError(code))
