"""What every export is made of: purpose, recipient, form, passphrase; who may, what is kept and audited.

A file is sealed with a passphrase (age) before it is handed out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
import pyrage
from sqlalchemy import Connection

from casework.reports.edition import EDITIONS, Cover
from casework.reports.figure import Figure, Place
from shared_schema import canonical
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, random_id
from shared_schema.passphrases import PASSPHRASE_LEAST, normalise_passphrase
from shared_schema.scopes import Holders
from shared_schema.words.sentence import Words
from sync_server.server import Server
from sync_server.services.access import Action, Actor, Target, decide
from sync_server.services.people_names import directory_of, name_in
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.records import read_dossiers
from sync_server.store.reports import Export, find_export, lock_export, put_export

XLSX, CSV, PRINT, HTCDS = "xlsx", "csv", "print", "htcds"
FORMS = (XLSX, CSV, PRINT)
ASKED, READY, TAKEN = "asked", "ready", "taken"
MINISTRY, TASK_FORCE, DONOR = "ministry", "task_force", "donor"
PROVIDER = "provider"
PURPOSES = {
    "reporting": Words("Regular report", "របាយការណ៍ទៀងទាត់"),
    "case_work": Words("Work on the cases by the recipient", "ការងារលើករណីដោយអ្នកទទួល"),
    "court": Words("Court or police", "តុលាការ ឬប៉ូលិស"),
    "research": Words("Study", "ការសិក្សា"),
    "own_planning": Words("Planning within the coalition", "ការរៀបផែនការក្នុងបណ្តាញ"),
}
RECIPIENTS = {
    TASK_FORCE: Words("National Task Force", "គណៈកម្មាធិការជាតិ"),
    MINISTRY: Words("Ministry", "ក្រសួង"),
    DONOR: Words("Donor", "ម្ចាស់ជំនួយ"),
}


@dataclass(frozen=True, slots=True)
class Leaving:
    """How something leaves: edition or HTCDS, form, coded purpose, recipient (code or provider id), passphrase."""

    edition: str
    form: str
    purpose: str
    recipient: str
    passphrase: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: the sealed file (empty for a print), its name, the figures and what of them is hidden."""

    name: str
    data: bytes
    figures: Mapping[str, Figure]
    hidden: frozenset[Place]
    cover: Cover | None = None
    left_out: tuple[str, ...] = ()


def recipient_words(server: Server, recipients: Iterable[str]) -> dict[str, Words]:
    """The words of recipients: the ones that are no provider, and providers by their names."""
    wanted = set(recipients)
    with server.database.snapshot() as connection:
        found_there = directory_of(server, connection, wanted - RECIPIENTS.keys())
        named = {key: one for key, one in found_there.items() if one.kind == PROVIDER and not one.is_retracted}
    found = {code: words for code, words in RECIPIENTS.items() if code in wanted}
    return found | {key: Words(name_in(one, "en"), name_in(one, "km")) for key, one in named.items()}


def own(actor: Actor) -> Target:
    """What is hers: a right over some cases is a right over these."""
    return Target(Holders(workers=frozenset({actor.person.worker})))


def require(server: Server, leaving: Leaving, *, forms: Iterable[str]) -> None:
    """Refuses what is not chosen or not known, each by its own name, and a passphrase that is too short."""
    is_known = leaving.edition in EDITIONS or leaving.form == HTCDS
    if leaving.form not in forms or not is_known:
        raise HomewardError("export.nothing_chosen")
    if leaving.purpose not in PURPOSES:
        raise HomewardError("export.no_purpose")
    if not recipient_words(server, [leaving.recipient]):  # what is typed past the choices reaches nobody
        raise HomewardError("export.no_recipient")
    if leaving.form != PRINT:
        require_passphrase(leaving.passphrase)


def require_passphrase(passphrase: str) -> None:
    """Raises `export.passphrase_short`."""
    if len(normalise_passphrase(passphrase)) < PASSPHRASE_LEAST:
        raise HomewardError("export.passphrase_short", least=PASSPHRASE_LEAST)


def seal(data: bytes, passphrase: str) -> bytes:
    """The file as age seals it."""
    return bytes(pyrage.passphrase.encrypt(data, normalise_passphrase(passphrase)))


def new_export(server: Server, actor: Actor, leaving: Leaving, *, with_names: bool, homes: Iterable[Id]) -> Export:
    """An export of hers, made now."""
    what = {
        "edition": leaving.edition,
        "form": leaving.form,
        "purpose": leaving.purpose,
        "recipient": leaving.recipient,
        "homes": sorted(homes),
    }
    text = canonical.dumps(what).decode()
    export = random_id(server.random(16))
    return Export(export, actor.person.worker, server.clock(), TAKEN, with_names, None, text, None)


def keep(server: Server, one: Export, actor: Actor, action: str, *, after: str | None = None) -> None:
    """Keeps it; `after` = the state that it must still be in, so that nothing is agreed to or taken twice."""

    def work(connection: Connection) -> None:
        if after is not None and not lock_export(connection, one.id, state=after):
            raise HomewardError("record.not_found", record=one.id)
        put_export(connection, one)
        append_rows(connection, [audit_row(server, actor, one, action)], random=server.random)

    server.database.run(work)


def audit_row(server: Server, actor: Actor, one: Export, action: str) -> AuditRow:
    """Who let what leave, and what for."""
    purpose = what_of(one)["purpose"]
    return AuditRow(server.clock(), action, actor.person.worker, None, "export", one.id, reason_code=purpose)


def find(server: Server, export: Id) -> Export:
    """An export by id; `record.not_found`."""
    with server.database.snapshot() as connection:
        one = find_export(connection, export)
    if one is None:
        raise HomewardError("record.not_found", record=export)
    return one


def what_of(one: Export) -> Any:
    """What was asked for: edition, form, purpose, recipient, homes."""
    return orjson.loads(one.what)


def require_all(server: Server, actor: Actor, homes: Iterable[Id], action: Action) -> None:
    """Raises `record.not_found` unless she has this right over each of these dossiers."""
    with server.database.snapshot() as connection:
        if not may_all(connection, actor, homes, action):
            raise HomewardError("record.not_found", record="")


def may_all(connection: Connection, actor: Actor, homes: Iterable[Id], action: Action = Action.EXPORT_NAMES) -> bool:
    """Whether she has this right over each of these dossiers, all of which are there."""
    wanted = frozenset(homes)
    return allowed(connection, actor, wanted, action) == wanted


def allowed(connection: Connection, actor: Actor, homes: Iterable[Id], action: Action) -> frozenset[Id]:
    """Those of these dossiers over which she has this right; none that is not there or was erased."""
    found = read_dossiers(connection, set(homes)).values()
    return frozenset(one.id for one in found if one.erased_at is None and decide(actor, action, Target(one.holders)))
