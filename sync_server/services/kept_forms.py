"""A form that came after the five minutes of passphrase and code, or after the session: it waits for its author.

Promise: it lies sealed, belongs to one session and ends with it; a session that ended by itself hands it to the next
of the same person in the same browser (services/sign_in.py). A later form takes its place. Nothing is done with it
here: whoever typed it is shown what waits, sends it again, and it is judged then as any other. Passphrases, codes,
files, and forms beyond `MOST_BYTES` are never kept: a form with a passphrase in it waits without it, and only where its
own page shows it filled for her to type that again.
"""

from dataclasses import dataclass

import orjson

from sync_server.server import Server
from sync_server.services.sessions import SignedIn
from sync_server.store.kept_forms import delete_form, find_form, put_form
from sync_server.store.sealing import ACCOUNTS, DIRECTORY

SECRETS = frozenset({"passphrase", "passphrase_again", "again", "code"})  # fields that hold what nobody keeps
SENT_AGAIN = "_kept"  # marks a form that was shown again
FORM_PATH = "_path"  # where a form would have been sent that was still open
OF_THE_PAGE = frozenset({"csrf", SENT_AGAIN, FORM_PATH})  # the page that shows it again makes them anew
UNTYPED = frozenset({"stand"})  # what the page itself held against a change in between
MOST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class KeptForm:
    """Where it was sent, and its fields in their order; whether its own page shows it filled."""

    path: str
    fields: tuple[tuple[str, str], ...]
    fills_its_page: bool = False


def is_typed(name: str) -> bool:
    """Whether a field holds what a person typed or chose."""
    return not name.startswith("_") and name not in UNTYPED


def keep_form(server: Server, signed_in: SignedIn, form: KeptForm) -> None:
    """Keep what was sent for this session, instead of what was kept before. Where nothing may be kept, nothing is."""
    plain, token = _kept_of(form), signed_in.session.token
    if plain is None:
        server.database.run(lambda connection: delete_form(connection, token))
        return
    server.sealing.prepare([DIRECTORY])
    person = signed_in.session.person
    sealed = server.sealing.seal(
        DIRECTORY, ACCOUNTS, plain, table="kept_forms", column="form", record=person, version=0
    )
    server.database.run(lambda connection: put_form(connection, token, sealed))


def may_be_kept(form: KeptForm) -> bool:
    """Whether something was typed in it, no secret, and not too much."""
    return _kept_of(form) is not None


def kept_form(server: Server, signed_in: SignedIn) -> KeptForm | None:
    """What waits in this session; None where nothing does."""
    with server.database.snapshot() as connection:
        sealed = find_form(connection, signed_in.session.token)
    if sealed is None:
        return None
    person = signed_in.session.person
    plain = server.sealing.open_sealed(
        DIRECTORY, ACCOUNTS, sealed, table="kept_forms", column="form", record=person, version=0
    )
    found = orjson.loads(plain)
    return KeptForm(found["path"], tuple((name, text) for name, text in found["fields"]), found["fills_its_page"])


def is_form_waiting(server: Server, token: bytes) -> bool:
    """Whether a form waits in the session with this hash of a cookie."""
    with server.database.snapshot() as connection:
        return find_form(connection, token) is not None


def drop_form(server: Server, signed_in: SignedIn) -> None:
    """It was sent, or she goes on without it: nothing waits any more."""
    server.database.run(lambda connection: delete_form(connection, signed_in.session.token))


def _kept_of(form: KeptForm) -> bytes | None:
    unkept = OF_THE_PAGE | SECRETS if form.fills_its_page else OF_THE_PAGE
    fields = [one for one in form.fields if one[0] not in unkept]
    plain = orjson.dumps({"path": form.path, "fields": fields, "fills_its_page": form.fills_its_page})
    typed = {name for name, text in fields if text and is_typed(name)}
    return None if not typed or typed & SECRETS or len(plain) > MOST_BYTES else plain
