"""What leaves the centre: figures with hidden cells, and cases under consent; each with purpose, recipient and a trace.

A file is sealed with a passphrase (age) before it is handed out. Figures are kept with their cells, so that the next
release cannot be subtracted from this one. Names leave by two people: one asks, another who has the right agrees, the
first takes the file; a worker may export her own cases. At most five exports with names a day and person.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
import pyrage
from sqlalchemy import Connection

from casework.reports.edition import EDITIONS, Cover, figures_in
from casework.reports.figure import Figure, Place
from casework.reports.htcds import To, exchange
from casework.reports.release import from_json, hidden_places, publish, to_json
from casework.reports.workbook import write_csv, write_workbook
from shared_schema import canonical
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, random_id
from shared_schema.passphrases import PASSPHRASE_LEAST, normalise_passphrase
from shared_schema.rules.reading import PHNOM_PENH, day_of_ms
from shared_schema.scopes import Holders
from shared_schema.words.sentence import Words
from sync_server.server import Server
from sync_server.services.access import Action, Actor, Target, decide
from sync_server.services.book import CentralCaseBook
from sync_server.services.people_names import directory_of, name_in
from sync_server.services.reports import Counted, Wanted, figures_for
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.rates import count_use
from sync_server.store.records import read_dossiers
from sync_server.store.reports import (
    Export,
    exports_with_cells,
    find_export,
    homes_of_numbers,
    list_exports,
    lock_export,
    put_export,
)

XLSX, CSV, PRINT, HTCDS = "xlsx", "csv", "print", "htcds"
FORMS = (XLSX, CSV, PRINT)
ASKED, READY, TAKEN = "asked", "ready", "taken"
MINISTRY, TASK_FORCE, DONOR = "ministry", "task_force", "donor"
NAMES_A_DAY, DAY_MS = 5, 86_400_000
REMEMBERED_RELEASES = 100  # looked through for those that can be subtracted from the next one
WORKER, COORDINATOR, PROVIDER = "social_worker", "coordinator", "provider"
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


def export_figures(server: Server, actor: Actor, wanted: Wanted, leaving: Leaving) -> Made:
    """The figures of an edition as a file, kept with their cells. Raises `report.being_made`, `report.not_quarters`."""
    _require(server, leaving, forms=FORMS)
    if not decide(actor, Action.EXPORT_CODED, own(actor)):
        raise HomewardError("record.not_found", record="")
    counted = figures_for(server, actor, wanted)
    if counted.figures is None:
        raise HomewardError("report.being_made")
    chosen = {one.number: one for one in figures_in(leaving.edition, dict(counted.figures))}
    hidden = _release(server, actor, counted, chosen, leaving)
    cover = cover_of(server, wanted, counted)
    if leaving.form == PRINT:
        return Made("", b"", chosen, hidden, cover)
    if leaving.form == XLSX:
        data = write_workbook(leaving.edition, chosen, cover, hidden)
    else:
        data = write_csv(leaving.edition, chosen, hidden)
    name = f"homeward-{leaving.edition}-{wanted.last.isoformat()}.{leaving.form}.age"
    return Made(name, _seal(data, leaving.passphrase), chosen, hidden, cover)


def hidden_now(server: Server, counted: Counted, edition: str) -> tuple[dict[str, Figure], frozenset[Place]]:
    """What would leave now, and what of it would be hidden; nothing is kept."""
    chosen = {one.number: one for one in figures_in(edition, dict(counted.figures or {}))}
    with server.database.snapshot() as connection:
        before = [one.cells for one in exports_with_cells(connection, limit=REMEMBERED_RELEASES)]
    kept = [from_json(orjson.loads(one)) for one in before if one is not None]
    return chosen, hidden_places(chosen.values(), counted.asked, kept)


def cover_of(server: Server, wanted: Wanted, counted: Counted) -> Cover:
    """Part 1: the period, whose figures, and when the data were cut off."""
    names = counted.asked.names
    offices = counted.asked.offices or frozenset()
    known = [names[one] for one in sorted(offices) if one in names]
    words = Words(", ".join(one.en for one in known) or "–", ", ".join(one.km for one in known) or "–")
    return Cover(wanted.first, wanted.last, words, moment(counted.at), counted.waiting, wanted.grant)


def moment(at_ms: int) -> str:
    """Milliseconds as day and time in Cambodia, for a file."""
    return datetime.fromtimestamp(at_ms / 1000, PHNOM_PENH).strftime("%Y-%m-%d %H:%M")


def export_cases(
    server: Server,
    actor: Actor,
    book: CentralCaseBook,
    numbers: Iterable[str],
    leaving: Leaving,
    *,
    with_names: bool,
    without: bool = False,
) -> Made | Export:
    """Cases for one recipient in the words of HTCDS; with names, but from a worker, a request to a second person.

    Where consent does not reach the recipient nothing is made until the caller goes on `without` those cases: the
    answer names them and has no data. Raises `record.not_found` for a number that is none of hers, `export.too_many`.
    """
    _require(server, leaving, forms=(HTCDS,))
    homes = _homes(server, actor, numbers, Action.EXPORT_NAMES if with_names else Action.EXPORT_CODED)
    if with_names:
        _count_names(server, actor)
    one = _export(server, actor, leaving, with_names=with_names, homes=homes)
    if with_names and actor.person.role != WORKER:
        _keep(server, replace(one, state=ASKED), actor, "export.ask")
        return replace(one, state=ASKED)
    return _make_cases(server, actor, book, one, leaving.passphrase, without=without)


def agree(server: Server, actor: Actor, export: Id) -> None:
    """A second person agrees to an export with names. Raises `export.same_person`, `record.not_found`."""
    one = _find(server, export)
    if one.state != ASKED:
        raise HomewardError("record.not_found", record=export)
    if one.person == actor.person.worker:
        raise HomewardError("export.same_person")
    if actor.person.role != COORDINATOR:
        raise HomewardError("record.not_found", record=export)
    _require_all(server, actor, _what(one)["homes"], Action.EXPORT_NAMES)
    _keep(server, replace(one, state=READY, second=actor.person.worker), actor, "export.agree", after=ASKED)


def take(
    server: Server, actor: Actor, book: CentralCaseBook, export: Id, passphrase: str, *, without: bool = False
) -> Made:
    """The file that a second person agreed to, once, for the person who asked; `without` as in `export_cases`."""
    one = ready_export(server, actor, export)
    _require_passphrase(passphrase)
    return _make_cases(server, actor, book, one, passphrase, without=without)


def ready_export(server: Server, actor: Actor, export: Id) -> Export:
    """An export with names that she asked for, that was agreed to and not yet taken."""
    one = _find(server, export)
    if one.person != actor.person.worker or one.state != READY:
        raise HomewardError("record.not_found", record=export)
    _require_all(server, actor, _what(one)["homes"], Action.EXPORT_NAMES)
    return one


def waiting_export(server: Server, actor: Actor, export: Id) -> Export:
    """An export with names that waits for her as the second person."""
    one = _find(server, export)
    if one.state != ASKED or one.person == actor.person.worker or actor.person.role != COORDINATOR:
        raise HomewardError("record.not_found", record=export)
    _require_all(server, actor, _what(one)["homes"], Action.EXPORT_NAMES)
    return one


def numbers_of(server: Server, homes: Iterable[Id]) -> tuple[str, ...]:
    """The case numbers of these dossiers."""
    with server.database.snapshot() as connection:
        return tuple(sorted(one.number or one.id for one in read_dossiers(connection, homes).values()))


def past_exports(server: Server, actor: Actor) -> tuple[Export, ...]:
    """Exports that she asked for or agreed to; a coordinator sees those that wait for a second person too."""
    with server.database.snapshot() as connection:
        if actor.person.role != COORDINATOR:
            return tuple(list_exports(connection, [actor.person.worker]))
        found = list_exports(connection, None)
        mine = [one for one in found if actor.person.worker in (one.person, one.second)]
        others = [one for one in found if one not in mine and one.state == ASKED]
        return tuple(mine + [one for one in others if _may_all(connection, actor, _what(one)["homes"])])


def recipient_words(server: Server, recipients: Iterable[str]) -> dict[str, Words]:
    """The words of recipients: the ones that are no provider, and providers by their names."""
    wanted = set(recipients)
    with server.database.snapshot() as connection:
        found_there = directory_of(server, connection, wanted - RECIPIENTS.keys())
        named = {key: one for key, one in found_there.items() if one.kind == PROVIDER and not one.is_retracted}
    found = {code: words for code, words in RECIPIENTS.items() if code in wanted}
    return found | {key: Words(name_in(one, "en"), name_in(one, "km")) for key, one in named.items()}


def _release(
    server: Server, actor: Actor, counted: Counted, chosen: Mapping[str, Figure], leaving: Leaving
) -> frozenset[Place]:
    """Hides, and keeps the release; once more where another release left meanwhile."""
    while True:
        with server.database.snapshot() as connection:
            before = exports_with_cells(connection, limit=REMEMBERED_RELEASES)
        earlier = [from_json(orjson.loads(one.cells)) for one in before if one.cells is not None]
        hidden = hidden_places(chosen.values(), counted.asked, earlier)
        cells = canonical.dumps(to_json(publish(chosen.values(), counted.asked, hidden))).decode()
        one = replace(_export(server, actor, leaving, with_names=False, homes=()), cells=cells)
        if server.database.run(lambda c: _keep_if_newest(server, c, one, before, actor)):  # noqa: B023  run at once
            return hidden


def _keep_if_newest(
    server: Server, connection: Connection, one: Export, before: Sequence[Export], actor: Actor
) -> bool:
    newest = exports_with_cells(connection, limit=1)
    if [found.id for found in newest] != [found.id for found in before[:1]]:
        return False
    put_export(connection, one)
    append_rows(connection, [_audit(server, actor, one, "export.figures")], random=server.random)
    return True


def _make_cases(
    server: Server, actor: Actor, book: CentralCaseBook, one: Export, passphrase: str, *, without: bool
) -> Made:
    what = _what(one)
    dossiers = [book.dossier(home) for home in what["homes"]]
    to = To(None, MINISTRY) if what["recipient"] in RECIPIENTS else _provider(server, what["recipient"])
    found = exchange(dossiers, to, day_of_ms(server.clock()), with_names=one.with_names)
    if (found.left_out and not without) or not found.document["cases"]:
        return Made("", b"", {}, frozenset(), None, found.left_out)
    data = orjson.dumps(found.document, option=orjson.OPT_INDENT_2)
    before = one.state if one.state == READY else None
    _keep(server, replace(one, state=TAKEN), actor, "export.names" if one.with_names else "export.cases", after=before)
    name = f"homeward-cases-{day_of_ms(server.clock()).isoformat()}.htcds.json.age"
    return Made(name, _seal(data, passphrase), {}, frozenset(), None, found.left_out)


def _provider(server: Server, provider: Id) -> To:
    words = recipient_words(server, [provider]).get(provider)
    if words is None:
        raise HomewardError("export.nothing_chosen")
    return To(provider, words.en)


def _export(server: Server, actor: Actor, leaving: Leaving, *, with_names: bool, homes: Iterable[Id]) -> Export:
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


def _keep(server: Server, one: Export, actor: Actor, action: str, *, after: str | None = None) -> None:
    """Keeps it; `after` = the state that it must still be in, so that nothing is agreed to or taken twice."""

    def work(connection: Connection) -> None:
        if after is not None and not lock_export(connection, one.id, state=after):
            raise HomewardError("record.not_found", record=one.id)
        put_export(connection, one)
        append_rows(connection, [_audit(server, actor, one, action)], random=server.random)

    server.database.run(work)


def _audit(server: Server, actor: Actor, one: Export, action: str) -> AuditRow:
    purpose = _what(one)["purpose"]
    return AuditRow(server.clock(), action, actor.person.worker, None, "export", one.id, reason_code=purpose)


def _homes(server: Server, actor: Actor, numbers: Iterable[str], action: Action) -> list[Id]:
    wanted = [number for number in dict.fromkeys(numbers) if number]
    with server.database.snapshot() as connection:
        found = homes_of_numbers(connection, wanted)
    missing = [number for number in wanted if number not in found]
    if not wanted or missing:
        raise HomewardError("export.nothing_chosen" if not wanted else "record.not_found", record="")
    _require_all(server, actor, found.values(), action)
    return list(found.values())


def _require_all(server: Server, actor: Actor, homes: Iterable[Id], action: Action) -> None:
    with server.database.snapshot() as connection:
        if not _may_all(connection, actor, homes, action):
            raise HomewardError("record.not_found", record="")


def _may_all(connection: Connection, actor: Actor, homes: Iterable[Id], action: Action = Action.EXPORT_NAMES) -> bool:
    wanted = set(homes)
    found = read_dossiers(connection, wanted)
    return len(found) == len(wanted) and all(
        one.erased_at is None and decide(actor, action, Target(one.holders)) for one in found.values()
    )


def _count_names(server: Server, actor: Actor) -> None:
    name, now = f"export_names/{actor.person.worker}", server.clock()
    used = server.database.run(lambda c: count_use(c, name, window_ms=DAY_MS, now_ms=now))
    if used > NAMES_A_DAY:
        raise HomewardError("export.too_many", limit=NAMES_A_DAY)


def _require(server: Server, leaving: Leaving, *, forms: Iterable[str]) -> None:
    is_known = leaving.edition in EDITIONS or leaving.form == HTCDS
    is_named = bool(recipient_words(server, [leaving.recipient]))  # what is typed past the choices reaches nobody
    if leaving.form not in forms or leaving.purpose not in PURPOSES or not is_named or not is_known:
        raise HomewardError("export.nothing_chosen")
    if leaving.form != PRINT:
        _require_passphrase(leaving.passphrase)


def _require_passphrase(passphrase: str) -> None:
    if len(normalise_passphrase(passphrase)) < PASSPHRASE_LEAST:
        raise HomewardError("export.passphrase_short", least=PASSPHRASE_LEAST)


def _seal(data: bytes, passphrase: str) -> bytes:
    return bytes(pyrage.passphrase.encrypt(data, normalise_passphrase(passphrase)))


def _find(server: Server, export: Id) -> Export:
    with server.database.snapshot() as connection:
        one = find_export(connection, export)
    if one is None:
        raise HomewardError("record.not_found", record=export)
    return one


def _what(one: Export) -> Any:
    return orjson.loads(one.what)


def own(actor: Actor) -> Target:
    """What is hers: a right over some cases is a right over these."""
    return Target(Holders(workers=frozenset({actor.person.worker})))
