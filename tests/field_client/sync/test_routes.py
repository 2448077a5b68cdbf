"""A laptop that knows the centre and a hub of its office: whom it asks, in which order, and what it says of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from field_client.app import Laptop
from field_client.sync.line import Answered, Line, Posted, Traffic
from field_client.sync.routes import use_servers
from field_client.web.unsent import waiting_records
from shared_schema import canonical
from shared_schema.certificates import ServerCertificate, make_server_certificate, read_server_certificate
from shared_schema.errors import HomewardError
from shared_schema.signed import body_unverified, make_signed
from shared_schema.signed_lists import SERVERS, ListedServer, ServerList, make_server_list
from shared_schema.wire.messages import End, Notice
from sync_server.keys.root_key import read_root_key
from tests.builders.records import a_case, an_id
from tests.central import Central
from tests.field_client.sync.laptops import Field, closing, save
from tests.field_client.sync.test_engine import HUB, meet, taking_all, with_hub

CENTRE_URLS = ("http://127.0.0.1:8443", "http://127.0.0.2:8443")


@dataclass
class DeadLine:
    """Nobody answers."""

    address: str = "http://127.0.0.9:9"
    traffic: Traffic = field(default_factory=Traffic)

    @contextmanager
    def post(self, posted: Posted) -> Iterator[Answered]:
        raise HomewardError("sync.no_contact")
        yield

    def close(self) -> None:
        """Nothing is held."""


def hub_listed(central: Central, *, offices: tuple[str, ...], serial: int = 9, urls: tuple[str, ...]) -> ListedServer:
    root = read_root_key(central.folder / "root.key")
    says = ServerCertificate(HUB, "hub", bytes(32), "age1hub", offices, b"", serial, 1)
    data = make_server_certificate(says, sign=root.sign)
    return ListedServer(urls, data, "", says)


def listing(central: Central, office: str, *hubs: ListedServer, number: int, withdrawn: tuple[str, ...] = ()) -> bytes:
    identity = central.server.identity
    says = read_server_certificate(identity.certificate, root_key=identity.root_key)
    centre = ListedServer(CENTRE_URLS, identity.certificate, "", says)
    made = ServerList(number, identity.server, office, (centre, *hubs), dict.fromkeys(withdrawn, 9))
    return make_server_list(made, sign=central.server.keys.sign)


def take(laptop: Laptop, data: bytes) -> bool:
    identity = laptop.identity
    with laptop.store.transaction():
        return use_servers(laptop.store, data, root_key=identity.root_key, office=identity.office, at=1)


def test_a_hub_of_the_office_takes_what_waits_where_the_centre_cannot_be_reached(
    laptop: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(laptop) as (opened,):
        with_hub(opened)
        save(opened, a_case(worker=opened.book.person))
        hub, _carrier = meet(opened, taking_all(), server=HUB)
        real = Laptop.engine
        lines: dict[str, Line] = {}

        def engine(self: Laptop, server: str, *, url: str | None = None) -> object:
            if server == HUB:
                return hub
            made = real(self, server, url=url)
            made.carrier.line = lines.setdefault(server, DeadLine())  # type: ignore[attr-defined]
            return made

        monkeypatch.setattr(Laptop, "engine", engine)
        report = opened.sync()
        assert (report.is_office, report.sent, report.as_json()["by"]) == (True, {"case": 1}, "office")
        said = report.sentences("en", centre="Phnom Penh", kinds=opened.store.kinds)
        assert said[0].startswith("Received by the office, which hands it on to Phnom Penh")
        assert waiting_records(opened) == {"case": 1}, "the centre has not got it yet"


def test_what_the_office_says_of_the_centre_is_told_and_shortens_nothing(laptop: Field) -> None:
    with closing(laptop) as (opened,):
        with_hub(opened)
        case = a_case(worker=opened.book.person)
        save(opened, case)

        def answer(asked):  # type: ignore[no-untyped-def]
            *most, _end = taking_all()(asked)
            return [*most, End({}, {}, False, highest=opened.store.log.current().n)]

        engine, _carrier = meet(opened, answer, server=HUB)
        engine.sync()
        assert waiting_records(opened) == {}
        assert opened.book.receipt_of(case.record).at_centre
        assert opened.store.outbox.waiting(opened.centre().server) == 1, "it is sent to the centre all the same"


def test_a_list_of_servers_comes_with_a_reply_and_counts_by_its_number(laptop: Field, centre: Central) -> None:
    with closing(laptop) as (opened,):
        office, store = opened.identity.office, opened.store
        hub = hub_listed(centre, offices=(office,), urls=("http://127.0.0.7:1",))
        data = listing(centre, office, hub, number=5)
        engine, _carrier = meet(opened, taking_all("e1", Notice({"servers": canonical.loads(data, max_depth=16)})))
        engine.sync()
        reached = opened.centre().urls[0]
        assert opened.centre().urls[1:] == tuple(url for url in CENTRE_URLS if url != reached)
        assert store.cursors.server(HUB).urls == ("http://127.0.0.7:1",)
        assert store.identity.list_numbers()["servers"] == 5
        assert not take(opened, listing(centre, office, number=4)), "an older list changes nothing"
        assert store.cursors.server(HUB).kind == "hub"


def test_an_address_that_a_person_named_stays_beside_those_of_the_list(laptop: Field, centre: Central) -> None:
    with closing(laptop) as (opened,):
        row = opened.centre()
        by_hand = "http://127.0.0.66:1"
        opened.store.cursors.put_server(
            row.server, kind="centre", url=by_hand, certificate=row.certificate, tls_authority=b""
        )
        assert take(opened, listing(centre, opened.identity.office, number=2))
        assert opened.centre().urls == (by_hand, *CENTRE_URLS)


def test_a_hub_that_was_withdrawn_is_forgotten_and_nothing_own_is_lost(laptop: Field, centre: Central) -> None:
    with closing(laptop) as (opened,):
        office = opened.identity.office
        assert take(
            opened,
            listing(centre, office, hub_listed(centre, offices=(office,), urls=("http://127.0.0.7:1",)), number=2),
        )
        save(opened, a_case(worker=opened.book.person))
        engine, _carrier = meet(opened, taking_all(), server=HUB)
        engine.sync()
        assert opened.store.outbox.waiting_anywhere() == 0
        assert take(opened, listing(centre, office, number=3, withdrawn=(HUB,)))
        assert [row.kind for row in opened.store.cursors.servers()] == ["centre"]
        assert opened.store.outbox.waiting_anywhere() == 1, "no server that counts holds it"


def test_a_list_that_the_centre_did_not_sign_or_for_another_office_is_not_used(laptop: Field, centre: Central) -> None:
    with closing(laptop) as (opened,):
        office = opened.identity.office
        honest = listing(centre, office, number=9)
        body = body_unverified(honest)
        forged = make_signed(SERVERS, body | {"number": 10}, sign=Ed25519PrivateKey.generate().sign)
        with pytest.raises(HomewardError, match=r"certificate\.not_valid"):
            take(opened, forged)
        assert not take(opened, listing(centre, an_id("other office"), number=9))
        other = hub_listed(centre, offices=(an_id("other office"),), urls=("http://127.0.0.7:1",))
        assert take(opened, listing(centre, office, other, number=10))
        assert [row.kind for row in opened.store.cursors.servers()] == ["centre"]


def test_every_address_of_a_server_is_tried_and_the_one_that_answered_comes_first(laptop: Field) -> None:
    with closing(laptop) as (opened,):
        centre = opened.centre()
        good = centre.urls[0]
        opened.store.cursors.put_server(
            centre.server,
            kind="centre",
            url=f"http://127.0.0.9:9 {good}",
            certificate=centre.certificate,
            tls_authority=b"",
        )
        opened._lines[centre.server] = DeadLine()
        opened._open_at[centre.server] = "http://127.0.0.9:9"
        assert not opened.sync().is_office
        assert opened.centre().urls == (good, "http://127.0.0.9:9")
