"""The first run while it goes on: the slip and the passphrase, in memory alone, until the laptop is enrolled.

Promise: nothing is asked twice: what was given stays until it is used, also where the server could not be reached.
"""

from dataclasses import dataclass

from field_client.sync.enrol import enrol
from field_client.vault.lease import read_lease
from field_client.vault.passphrase import require_own_passphrase
from field_client.vault.vault import VaultTools
from field_client.vault.ways import Way, by_passphrase
from field_client.web.program import Program
from shared_schema.errors import HomewardError
from shared_schema.slip import Slip, parse_slip

MAX_SLIP_CHARACTERS = 64 * 1024


@dataclass(slots=True)
class Setup:
    """`slip` and `passphrase` as given so far."""

    slip: Slip | None = None
    passphrase: str = ""

    def take_slip(self, text: str) -> None:
        """Raises `slip.not_a_slip`, `slip.code_mistyped`."""
        self.slip = parse_slip(text[:MAX_SLIP_CHARACTERS])

    def take_passphrase(self, text: str, *, again: str) -> None:
        """Raises `passphrase.*`."""
        normal = require_own_passphrase(text)
        if require_own_passphrase(again) != normal:
            raise HomewardError("passphrase.not_the_same")
        self.passphrase = text


def enrol_and_open(program: Program, setup: Setup) -> str:
    """Enrols with what was given and opens; gives the cookie of the session. Raises `enrol.*`, `sync.*`, `tls.*`."""
    if setup.slip is None or not setup.passphrase:
        raise HomewardError("slip.not_a_slip")
    config, tools, passphrase = program.around.config, program.around.tools, setup.passphrase
    code = enrol(config, tools, setup.slip, passphrase=passphrase)

    def way(vault_tools: VaultTools) -> Way:
        lease = read_lease(vault_tools.files, vault_tools.folder)
        return by_passphrase(passphrase, lease_secrets=lease.secrets, derive=vault_tools.derive)

    session = program.unlock(way)
    program.show_sheet(code)
    program.setup = None
    program.is_first_run = True
    return session
