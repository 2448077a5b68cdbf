"""The laptop's side of the escrow ceremony: a request on a stick, two custodians' answers, the way back in.

Promise: the laptop's private key of the ceremony stays in memory, so an answer is of use to this run alone.
"""

from pathlib import Path

from field_client.shell import Shell
from field_client.vault.escrow import LIMIT_BYTES, EscrowAnswer, read_answer, write_request
from field_client.vault.vault import VaultTools, request_escrow
from field_client.vault.ways import Way, by_custodians
from shared_schema.errors import HomewardError
from shared_schema.words import cli as words

REQUEST_NAME = "request.json"
ANSWERS = 2


def way_of_custodians(shell: Shell, tools: VaultTools, folder: Path) -> Way:
    """Writes the request, waits for the person, reads the answers. Raises `vault.no_escrow`, `vault.escrow_refused`."""
    request, private = request_escrow(tools)
    path = folder / REQUEST_NAME
    if path.exists():
        raise HomewardError("cli.file_exists", file=path.name)
    tools.files.write_durably(path, write_request(request))
    shell.note(words.SPOKEN, text=request.spoken)
    shell.ask_secret(words.ANSWERS_ARE_THERE.filled(file=path.name))
    return by_custodians(request, _read_answers(tools, folder), private=private)


def _read_answers(tools: VaultTools, folder: Path) -> list[EscrowAnswer]:
    found: list[EscrowAnswer] = []
    for path in sorted(folder.glob("*.json")):
        data = tools.files.read(path, limit=LIMIT_BYTES)
        if path.name == REQUEST_NAME or data is None:
            continue
        try:
            found.append(read_answer(data))
        except HomewardError:
            continue  # another file on the stick
    if len(found) < ANSWERS:
        raise HomewardError("vault.escrow_refused", part="answers")
    return found
