"""The server took a push and its answer never came: the repeat is a duplicate and brings nothing new."""

import random

from sqlalchemy import func, select

from sync_server.store.tables_people import incarnations
from sync_server.store.tables_records import changes
from tests.builders.records import a_case, a_note, a_visit
from tests.central import Central
from tests.field_client.sync.laptops import Field, change, closing, refused, same_everywhere, save
from tests.integration.test_exchange import replaced_line
from tests.soak import trials

SEED, TRIALS = 20261121, trials(8, soak=2_000)


def test_lost_reply_is_harmless_again_and_again(central: Central, sokha: Field, second: Field) -> None:
    chance = random.Random(SEED)
    with closing(sokha, second) as (first, other):
        written = 0
        cases = []
        for trial in range(TRIALS):
            central.clock.advance(hours=1)
            case = a_case(worker=first.book.person)
            cases.append(case.record)
            edits = [case, *(a_visit(home=case.record) for _ in range(chance.randrange(3)))]
            save(first, *edits)
            change(first, chance.choice(cases), {"nickname": f"name {trial}"})
            save(first, a_note(home=case.record))
            written += len(edits) + 2
            with replaced_line(first, lose_reply=True):
                for _ in range(chance.randrange(1, 3)):
                    refused(first.sync, "sync.cut")
            report = first.sync()
            assert (report.waiting, report.set_aside) == (0, 0), SEED
            assert log_length(central) == log_length(central, first.store.log.current().id) == written, SEED
            other.sync()
        assert same_everywhere(first, other)


def log_length(central: Central, incarnation: str | None = None) -> int:
    """How many changes of laptops the centre holds."""
    query = select(func.count()).select_from(changes)
    if incarnation is not None:
        query = query.where(changes.c.incarnation == incarnation)
    else:
        query = query.where(changes.c.incarnation.in_(laptops(central)))
    with central.server.database.snapshot() as connection:
        return int(connection.execute(query).scalar_one())


def laptops(central: Central) -> list[str]:
    """Incarnations of all devices but the server's own."""
    own = central.server.identity.own_device
    with central.server.database.snapshot() as connection:
        rows = connection.execute(select(incarnations.c.id).where(incarnations.c.device != own))
        return list(rows.scalars())
