"""Cases that leave the centre under consent, in the words of HTCDS.

Names leave by two people: one asks, another who has the right agrees, the first takes the file; a worker may export her
own cases. At most five exports with names a day and person.
"""

from collections.abc import Iterable
from dataclasses import replace

import orjson

from casework.reports.htcds import To, exchange
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.rules.reading import day_of_ms
from sync_server.server import Server
from sync_server.services.access import Action, Actor
from sync_server.services.book import CentralCaseBook
from sync_server.services.leaving import (
    ASKED,
    HTCDS,
    MINISTRY,
    READY,
    RECIPIENTS,
    TAKEN,
    Leaving,
    Made,
    allowed,
    find,
    keep,
    may_all,
    new_export,
    recipient_words,
    require,
    require_all,
    require_passphrase,
    seal,
    what_of,
)
from sync_server.store.rates import count_use
from sync_server.store.records import read_dossiers
from sync_server.store.reports import Export, homes_of_numbers, list_exports

NAMES_A_DAY, DAY_MS = 5, 86_400_000
MOST_CASES = 50
SAID, LONGEST_NUMBER = 10, 40  # of unknown numbers that are named
WORKER, COORDINATOR = "social_worker", "coordinator"


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
    answer names them and has no data. Raises `export.unknown_numbers` for numbers that are none of hers (the same for
    those of others and those of nobody), `export.too_many_cases`, `export.too_many`.
    """
    require(server, leaving, forms=(HTCDS,))
    homes = _homes(server, actor, numbers, Action.EXPORT_NAMES if with_names else Action.EXPORT_CODED)
    one = new_export(server, actor, leaving, with_names=with_names, homes=homes)
    if with_names and actor.person.role != WORKER:
        _count_names(server, actor)
        keep(server, replace(one, state=ASKED), actor, "export.ask")
        return replace(one, state=ASKED)
    return _make_cases(server, actor, book, one, leaving.passphrase, without=without)


def agree(server: Server, actor: Actor, export: Id) -> None:
    """A second person agrees to an export with names. Raises `export.same_person`, `record.not_found`."""
    one = find(server, export)
    if one.state != ASKED:
        raise HomewardError("record.not_found", record=export)
    if one.person == actor.person.worker:
        raise HomewardError("export.same_person")
    if actor.person.role != COORDINATOR:
        raise HomewardError("record.not_found", record=export)
    require_all(server, actor, what_of(one)["homes"], Action.EXPORT_NAMES)
    keep(server, replace(one, state=READY, second=actor.person.worker), actor, "export.agree", after=ASKED)


def take(
    server: Server, actor: Actor, book: CentralCaseBook, export: Id, passphrase: str, *, without: bool = False
) -> Made:
    """The file that a second person agreed to, once, for the person who asked; `without` as in `export_cases`."""
    one = ready_export(server, actor, export)
    require_passphrase(passphrase)
    return _make_cases(server, actor, book, one, passphrase, without=without)


def ready_export(server: Server, actor: Actor, export: Id) -> Export:
    """An export with names that she asked for, that was agreed to and not yet taken."""
    one = find(server, export)
    if one.person != actor.person.worker or one.state != READY:
        raise HomewardError("record.not_found", record=export)
    require_all(server, actor, what_of(one)["homes"], Action.EXPORT_NAMES)
    return one


def waiting_export(server: Server, actor: Actor, export: Id) -> Export:
    """An export with names that waits for her as the second person."""
    one = find(server, export)
    if one.state != ASKED or one.person == actor.person.worker or actor.person.role != COORDINATOR:
        raise HomewardError("record.not_found", record=export)
    require_all(server, actor, what_of(one)["homes"], Action.EXPORT_NAMES)
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
        return tuple(mine + [one for one in others if may_all(connection, actor, what_of(one)["homes"])])


def _make_cases(
    server: Server, actor: Actor, book: CentralCaseBook, one: Export, passphrase: str, *, without: bool
) -> Made:
    what = what_of(one)
    dossiers = [book.dossier(home) for home in what["homes"]]
    to = To(None, MINISTRY) if what["recipient"] in RECIPIENTS else _provider(server, what["recipient"])
    found = exchange(dossiers, to, day_of_ms(server.clock()), with_names=one.with_names)
    if (found.left_out and not without) or not found.document["cases"]:
        return Made("", b"", {}, frozenset(), None, found.left_out)
    data = orjson.dumps(found.document, option=orjson.OPT_INDENT_2)
    before = one.state if one.state == READY else None
    if one.with_names and before is None:  # a worker's own: only what leaves counts, not a question about consent
        _count_names(server, actor)
    keep(server, replace(one, state=TAKEN), actor, "export.names" if one.with_names else "export.cases", after=before)
    name = f"homeward-cases-{day_of_ms(server.clock()).isoformat()}.htcds.json.age"
    return Made(name, seal(data, passphrase), {}, frozenset(), None, found.left_out)


def _provider(server: Server, provider: Id) -> To:
    words = recipient_words(server, [provider]).get(provider)
    if words is None:
        raise HomewardError("export.no_recipient")
    return To(provider, words.en)


def _homes(server: Server, actor: Actor, numbers: Iterable[str], action: Action) -> list[Id]:
    wanted = [number for number in dict.fromkeys(numbers) if number]
    if not wanted:
        raise HomewardError("export.no_cases")
    if len(wanted) > MOST_CASES:
        raise HomewardError("export.too_many_cases", count=len(wanted), most=MOST_CASES)
    with server.database.snapshot() as connection:
        found = homes_of_numbers(connection, wanted)
        hers = allowed(connection, actor, found.values(), action)
    missing = [number for number in wanted if found.get(number) not in hers]
    if missing:
        raise HomewardError("export.unknown_numbers", numbers=", ".join(one[:LONGEST_NUMBER] for one in missing[:SAID]))
    return [found[number] for number in wanted]


def _count_names(server: Server, actor: Actor) -> None:
    name, now = f"export_names/{actor.person.worker}", server.clock()
    used = server.database.run(lambda c: count_use(c, name, window_ms=DAY_MS, now_ms=now))
    if used > NAMES_A_DAY:
        raise HomewardError("export.too_many", limit=NAMES_A_DAY)
