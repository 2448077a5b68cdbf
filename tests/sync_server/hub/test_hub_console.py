"""The console of a hub: the office signs in as in Phnom Penh does; what Phnom Penh keeps is only shown."""

from dataclasses import replace

import pyotp

from sync_server.app import create_app
from sync_server.keys.passwords import seal_totp
from sync_server.services import sign_in
from sync_server.store import people
from sync_server.store.audit import find_rows
from sync_server.store.sessions import OPEN
from tests.builders.town import Town
from tests.sync_server.console.consoles import AConsole
from tests.sync_server.hub.hubs import Hub
from tests.sync_server.hub.sticks import go_round
from tests.sync_server.hub.test_verdicts import change_role

PASSWORD = "seven quiet rivers"


def hub_console(town: Town, hub: Hub) -> AConsole:
    stage = replace(town, central=hub.central)
    return AConsole(stage, create_app(hub.server))


def test_a_person_of_the_office_signs_in_at_the_hub_without_a_line(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    chenda, secret = town.people["chenda"].id, pyotp.random_base32()
    server = town.server
    server.sealing.prepare(["directory"])
    hashed, sealed = server.passwords.hash(PASSWORD), seal_totp(server.sealing, chenda, secret)

    def work(tx) -> None:  # type: ignore[no-untyped-def]
        people.set_credentials(
            tx, chenda, password_hash=hashed, totp_sealed=sealed, recovery_hashes=(), now_ms=town.central.clock()
        )

    server.database.run(work)
    hub.relay()
    hub.line.is_up = False
    begun = sign_in.begin(hub.server, "chenda", PASSWORD, address="127.0.0.9")
    code = pyotp.TOTP(secret).at(town.central.clock() // 1000)
    assert sign_in.finish(hub.server, begun.cookie, code, address="127.0.0.9").stage == OPEN
    with hub.server.database.snapshot() as connection:
        _hash, kept = people.read_credentials(connection, chenda)
    assert kept is not None and kept != sealed and secret.encode() not in kept


def test_a_code_that_was_used_at_the_hub_and_in_phnom_penh_is_told_to_the_auditors_once(
    light_town: Town, light_hub: Hub
) -> None:
    town, hub = light_town, light_hub
    chenda, vanna = town.people["chenda"].id, town.people["vanna"].id
    step = town.central.clock() // 30_000

    def use(server, person, step) -> None:  # type: ignore[no-untyped-def]
        assert server.database.run(lambda tx: people.take_totp_step(tx, person, step))

    use(town.server, vanna, step)  # in Phnom Penh alone
    use(hub.server, chenda, step)
    hub.relay()
    assert told(town) == []
    use(town.server, chenda, step)  # afterwards, by somebody who looked over her shoulder
    for _twice in range(2):
        hub.relay()
    assert told(town) == [(chenda, f"step:{step}")]
    town.central.clock.advance(days=20)
    use(hub.server, chenda, step + 1)
    hub.line.is_up = False
    go_round(town, hub)
    assert len(told(town)) == 1


def told(town: Town) -> list[tuple[str | None, str | None]]:
    """(person, step) of each alarm."""
    with town.server.database.snapshot() as connection:
        rows = [one.row for one in find_rows(connection, action="session.code_twice")]
    return [(row.actor, row.reason_code) for row in rows]


def test_what_phnom_penh_keeps_is_shown_and_not_changed_at_the_hub(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    town.saved_case("sokha")
    hub.relay()
    console = hub_console(town, hub)
    page = console.get("supervisor", "/centre")
    assert "This is a provincial hub." in page.words and "Not yet" not in page.words
    assert "Kept by Phnom Penh: shown here, changed there." in console.get("supervisor", "/users").words
    console.say_khmer()
    assert "នេះជាចំណុចបញ្ជូនខេត្ត" in console.get("supervisor", "/centre").words


def test_what_the_centre_set_aside_is_shown_as_such(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    laptop = hub.meet(town.laptop("sokha"))
    case = town.case_of("sokha")
    laptop.save(case)
    laptop.exchange()
    hub.relay()
    laptop.change(case.record, {"nickname": "Mom"})
    laptop.exchange()
    change_role(town, "sokha", people.LEFT)
    hub.relay()
    console = hub_console(town, hub)
    page = console.get("supervisor", "/centre")
    assert "Set aside in Phnom Penh" in page.words and "K1" in page.words
    history = console.book("supervisor").history(case.record)
    assert not history.is_complete
    assert "set_aside" in {entry.status for entry in history.entries if entry.register == "nickname"}


def test_a_centre_says_that_it_is_the_centre(light_town: Town) -> None:
    console = AConsole(light_town, create_app(light_town.server))
    assert "This server is the centre itself." in console.get("supervisor", "/centre").words
