"""At a hub: the bundle for its centre, and the centre's answer. What laptops bring stands in `bundle.py`."""

from pathlib import Path

from casework.web.dates import day_of, day_words
from shared_schema.words import bundle_cli as words
from sync_server.hub.batches import OURS
from sync_server.hub.stick import read_answer
from sync_server.hub.stick_packing import make_bundles
from sync_server.server import Server
from sync_server.shell import Shell
from sync_server.store.keyring import write_private
from sync_server.store.upstream import waits_up


def make_for_centre(shell: Shell, server: Server, folder: Path) -> None:
    """Everything that the centre has not confirmed, into as many files as it takes."""
    made = make_bundles(server)
    for one in made:
        write_private(folder / one.name, one.data)
        shell.say(words.MADE_FOR_CENTRE, file=one.name, n=one.bundle.changes, kb=len(one.data) // 1024)
    shell.note(words.STAYS_AT_HUB)
    changes = sum(one.bundle.changes for one in made)
    shell.answer(files=[one.name for one in made], bundles=[one.bundle.id for one in made], changes=changes)


def read_of_centre(shell: Shell, server: Server, data: bytes, *, in_part: bool) -> int:
    """An answer or receipt of the centre."""
    found = read_answer(server, data, in_part=in_part)
    with server.database.snapshot() as connection:
        waits, _oldest = waits_up(connection, kinds=OURS)
    if found.already_at is not None:
        shell.say(words.ALREADY, day=day_words(day_of(found.already_at), shell.language))
    else:
        shell.say(words.ANSWER_READ, n=found.states, waits=waits)
        if not found.checked.is_whole:
            shell.say(words.IN_PART, sections=found.checked.sections, of=found.checked.of)
        elif found.has_more:
            shell.say(words.MORE)
    shell.answer(
        bundle=found.bundle.id,
        kind=found.bundle.kind,
        already_read=found.already_at,
        states=found.states,
        waits_up=waits,
        parts=[found.checked.sections, found.checked.of],
        more=found.has_more,
    )
    return 0
