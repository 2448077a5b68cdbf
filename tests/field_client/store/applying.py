"""A page of a reply put into a laptop's store without a line: what `sync/pages.py` does with states and verdicts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from field_client.store.local_store import LocalStore
from shared_schema.change import Batch
from shared_schema.identifiers import Id
from shared_schema.wire.messages import Gone, StateFrame, Verdicts

PageMessage: TypeAlias = StateFrame | Gone | Batch | Verdicts


def apply_page(
    store: LocalStore, server: Id, messages: Sequence[PageMessage], *, cursors: Mapping[str, int], now: int
) -> tuple[Id, ...]:
    """Applies what stands before a checkpoint together with its cursors, in one transaction; messages in order.

    Gives the records whose delta does not fit what is held.
    """
    missing: list[Id] = []
    with store.transaction():
        for run in _runs(messages):
            if isinstance(run, list):
                missing += store.receiving.apply_states(server, run)
            else:
                _apply(store, server, run, now=now)
        store.marks.clear_seen(server)
        store.cursors.put(server, cursors)
    return tuple(missing)


def apply_verdicts(store: LocalStore, server: Id, verdicts: Verdicts) -> None:
    """Notes one answer for every change sent: taken ones belong to what the server holds, others are marked."""
    with store.transaction():
        _apply_verdicts(store, server, verdicts)


def use_scopes(store: LocalStore, server: Id, scopes: Sequence[str], *, now: int) -> None:
    """The scopes of the server's hello: new ones start at 0, absent ones leave."""
    with store.transaction():
        store.leaving.use_scopes(server, scopes, at=now)


def _apply(store: LocalStore, server: Id, message: Gone | Batch | Verdicts, *, now: int) -> None:
    match message:
        case Gone():
            store.leaving.go(server, message, at=now)
        case Batch():
            store.relayed.keep(server, [message])
        case Verdicts():
            _apply_verdicts(store, server, message)


def _apply_verdicts(store: LocalStore, server: Id, verdicts: Verdicts) -> None:
    taken = (*verdicts.applied, *verdicts.duplicate)
    store.marks.stand(server, taken)
    store.marks.put(server, verdicts.set_aside)
    store.receiving.apply_own(server, taken)


def _runs(messages: Sequence[PageMessage]) -> Iterator[list[StateFrame] | Gone | Batch | Verdicts]:
    run: list[StateFrame] = []
    for message in messages:
        if isinstance(message, StateFrame):
            run.append(message)
            continue
        if run:
            yield run
            run = []
        yield message
    if run:
        yield run
