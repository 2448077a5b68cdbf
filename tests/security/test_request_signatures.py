"""A request counts once, for one server, exactly as its laptop signed it; everything else is refused by name."""

import gzip
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partialmethod
from pathlib import Path

import orjson
import pytest
from flask import Blueprint, Flask, Response, request
from flask.testing import FlaskClient
from http_message_signatures import HTTPMessageSigner

from shared_schema.canonical import encode_bytes
from shared_schema.change import link_zero
from shared_schema.identifiers import random_id
from shared_schema.wire.signature_fields import COMPONENTS, EXCHANGE_TYPE, content_digest
from sync_server import app as composition
from sync_server.api.signatures import receive_signed
from sync_server.server import Server
from sync_server.store import devices, tables_people
from tests.central import Central, Laptop, a_central, new_keys
from tests.stores import StoreUrls

PATH = "/api/v1/probe"
Send = Callable[..., tuple[int, str]]


def probe(server: Server) -> Blueprint:
    """A route that does nothing but receive a signed request."""
    routes = Blueprint("probe", __name__)

    @routes.post(PATH)
    def receive() -> Response:
        signed = receive_signed(server, request, content_type=EXCHANGE_TYPE, limit_bytes=1000)
        return Response(f"{signed.standing} {signed.device.code} {signed.nonce} {len(signed.body)} {signed.coding}")

    return routes


@pytest.fixture
def central(store_urls: StoreUrls, tmp_path: Path) -> Iterator[Central]:
    made = a_central(store_urls, tmp_path)
    made.person("sophea", office=made.office("BTB"))
    yield made
    made.close()


@pytest.fixture
def app(central: Central, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr(composition, "BLUEPRINTS", (*composition.BLUEPRINTS, probe))
    return composition.create_app(central.server, with_console=False)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def laptop(central: Central) -> Laptop:
    return central.enrol("sophea")


BODY = b"compressed bytes"


def send(client: FlaskClient, headers: dict[str, str], body: bytes = BODY, path: str = PATH) -> tuple[int, str]:
    """Status, and the code of the error or the words of the probe."""
    answer = client.post(path, data=body, headers=headers)
    if answer.mimetype == "application/problem+json":
        return answer.status_code, str(orjson.loads(answer.get_data())["code"])
    return answer.status_code, answer.get_data(as_text=True)


def signed(laptop: Laptop, body: bytes = BODY, **other: object) -> dict[str, str]:
    """Headers of a request to the probe."""
    path = str(other.pop("path", PATH))
    return laptop.headers(body, path=path, **other)  # type: ignore[arg-type]


def test_a_signed_request_is_received_once(client: FlaskClient, laptop: Laptop) -> None:
    headers = signed(laptop)
    assert send(client, headers) == (200, "good K1 1 16 zstd")
    assert send(client, headers) == (409, "device.nonce_behind")
    assert send(client, signed(laptop)) == (200, "good K1 2 16 zstd")


def test_who_is_behind_is_told_where_the_server_stands(client: FlaskClient, laptop: Laptop) -> None:
    send(client, signed(laptop, nonce=40))
    answer = client.post(PATH, data=BODY, headers=signed(laptop, nonce=39))
    link = link_zero(laptop.incarnation, laptop.key.public_key().public_bytes_raw())
    assert answer.status_code == 409
    facts = orjson.loads(answer.get_data())["facts"]
    assert facts == {"last": 40, "incarnation": laptop.incarnation, "n": 0, "link": encode_bytes(link)}
    assert send(client, signed(laptop, nonce=41))[0] == 200


def test_of_parallel_replays_one_is_received(app: Flask, laptop: Laptop) -> None:
    headers = signed(laptop)
    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(lambda _: send(app.test_client(), headers)[0], range(8)))
    assert answers == [200] + [409] * 7


def test_nothing_of_a_request_can_be_changed(client: FlaskClient, laptop: Laptop) -> None:
    wrong = (401, "device.signature_wrong")
    assert send(client, signed(laptop), body=b"compressed_bytes") == wrong
    assert send(client, signed(laptop, path="/api/v1/other")) == wrong
    assert send(client, signed(laptop), path=PATH + "?more=1") == wrong
    assert send(client, signed(laptop, path=PATH + "?more=1"), path=PATH + "?more=2") == wrong
    assert send(client, signed(laptop, method="PUT")) == wrong
    assert send(client, signed(laptop) | {"Content-Encoding": "gzip"}) == wrong
    assert send(client, signed(laptop) | {"Content-Digest": content_digest(b"compressed_bytes")}) == wrong
    forged = signed(laptop)
    assert send(client, forged | {"Signature-Input": forged["Signature-Input"].replace('nonce="', 'nonce="9')}) == wrong
    assert send(client, signed(laptop, sign=new_keys().signing.sign)) == wrong
    assert send(client, signed(laptop)) == (200, f"good K1 {laptop.nonce} 16 zstd")


def test_a_refused_request_uses_up_no_number(client: FlaskClient, laptop: Laptop) -> None:
    send(client, signed(laptop, nonce=900, sign=new_keys().signing.sign))
    assert send(client, signed(laptop, nonce=1)) == (200, "good K1 1 16 zstd")


@pytest.mark.parametrize("nonce", ["9" * 20, "9" * 5000, "1" * 100_000, str(2**53), "0", "007", "-1", "1e3", "²"])
def test_a_request_number_of_any_length_is_refused_by_name(client: FlaskClient, laptop: Laptop, nonce: str) -> None:
    forged = signed(laptop)
    changed = forged["Signature-Input"].replace(f'nonce="{laptop.nonce}"', f'nonce="{nonce}"')
    assert changed != forged["Signature-Input"]
    status, code = send(client, forged | {"Signature-Input": changed})
    assert (status, code) == (401, "device.signature_wrong")
    assert send(client, signed(laptop))[0] == 200


def test_the_query_as_it_was_sent_is_what_counts(client: FlaskClient, laptop: Laptop) -> None:
    path = PATH + "?a=%20b&c="
    assert send(client, signed(laptop, path=path), path=path)[0] == 200


def test_a_request_to_one_server_is_not_received_by_another(client: FlaskClient, laptop: Laptop) -> None:
    other = random_id(b"o" * 16)
    assert send(client, signed(laptop, server=other)) == (421, "device.other_server")
    headers = signed(laptop, server=other) | {"Homeward-Server": laptop.server}
    assert send(client, headers) == (401, "device.signature_wrong")


@pytest.mark.parametrize("component", COMPONENTS)
def test_every_component_must_be_covered(
    client: FlaskClient, laptop: Laptop, monkeypatch: pytest.MonkeyPatch, component: str
) -> None:
    fewer = tuple(one for one in COMPONENTS if one != component)
    monkeypatch.setattr("shared_schema.wire.signature_fields.COMPONENTS", fewer)
    assert send(client, signed(laptop)) == (401, "device.signature_wrong")


def test_there_is_exactly_one_signature_with_our_tag(
    client: FlaskClient, laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = signed(laptop)
    two = {name: f"{one[name]}, {one[name].replace('h=', 'i=', 1)}" for name in ("Signature-Input", "Signature")}
    assert send(client, one | two) == (401, "device.signature_wrong")
    monkeypatch.setattr("shared_schema.wire.signature_fields.TAG", "someone-else")
    assert send(client, signed(laptop)) == (401, "device.signature_wrong")


def test_expires_is_refused_and_any_clock_is_accepted(
    client: FlaskClient, laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for created_ms in (0, 1_000, 32_503_680_000_000):
        assert send(client, signed(laptop, created_ms=created_ms))[0] == 200
    prepare = HTTPMessageSigner.prepare
    soon = partialmethod(prepare, expires=datetime(2100, 1, 1, tzinfo=UTC))
    monkeypatch.setattr(HTTPMessageSigner, "prepare", soon)
    assert "expires=" in signed(laptop)["Signature-Input"]
    assert send(client, signed(laptop)) == (401, "device.signature_wrong")


@pytest.mark.parametrize("nonce", [-1, 0, "01", "1.5", "x", "", 2**53, "٣"])
def test_a_request_number_is_a_plain_positive_integer(client: FlaskClient, laptop: Laptop, nonce: object) -> None:
    headers = signed(laptop, nonce=5)
    headers["Signature-Input"] = headers["Signature-Input"].replace('nonce="5"', f'nonce="{nonce}"')
    assert send(client, headers) == (401, "device.signature_wrong")


def test_an_unknown_laptop_is_told_so(client: FlaskClient, laptop: Laptop) -> None:
    assert send(client, signed(laptop, device=random_id(b"u" * 16))) == (401, "device.unknown")
    assert send(client, signed(laptop, device="not an id")) == (401, "device.signature_wrong")
    for missing in ("Signature", "Signature-Input"):
        headers = {name: value for name, value in signed(laptop).items() if name != missing}
        assert send(client, headers) == (401, "device.signature_wrong")


def test_length_type_and_coding_are_checked_before_the_body(client: FlaskClient, laptop: Laptop) -> None:
    large = b"x" * 1001
    assert send(client, signed(laptop, large), body=large) == (413, "request.too_large")
    assert send(client, signed(laptop, content_type="text/plain")) == (415, "request.type_unknown")
    assert send(client, signed(laptop, coding="br")) == (415, "request.coding_unknown")
    chunked = {"Transfer-Encoding": "chunked"}
    assert send(client, signed(laptop) | chunked) == (411, "request.length_needed")
    answer = client.post(PATH, data=BODY, headers=signed(laptop, coding="br"))
    assert answer.headers["homeward-codings"] == "gzip, zstd, homeward-zstd"


def test_a_cut_body_is_refused_and_uses_up_no_number(client: FlaskClient, laptop: Laptop) -> None:
    headers, longer = signed(laptop), {"CONTENT_LENGTH": "40"}
    assert client.post(PATH, data=BODY, headers=headers, environ_overrides=longer).status_code == 400
    assert send(client, signed(laptop, nonce=1)) == (200, "good K1 1 16 zstd")


def test_sixty_requests_in_ten_minutes_and_replays_do_not_count(
    central: Central, client: FlaskClient, laptop: Laptop
) -> None:
    first = signed(laptop)
    assert send(client, first)[0] == 200
    assert {send(client, first)[0] for _ in range(5)} == {409}
    assert {send(client, signed(laptop))[0] for _ in range(59)} == {200}
    assert send(client, signed(laptop)) == (429, "server.too_busy")
    assert send(client, signed(central.enrol("sophea")))[0] == 200
    central.clock.advance(ms=600_000)
    assert send(client, signed(laptop))[0] == 200


def test_the_number_is_used_up_before_the_body_is_looked_into(client: FlaskClient, laptop: Laptop) -> None:
    """The body is not gzip at all: it is received all the same, and only then somebody would try to unpack it."""
    assert send(client, signed(laptop, coding="gzip"))[0] == 200
    with pytest.raises(gzip.BadGzipFile):
        gzip.decompress(BODY)


def test_a_lost_or_late_laptop_may_push_only(central: Central, client: FlaskClient, laptop: Laptop) -> None:
    late = central.enrol("sophea")
    with central.server.database.transaction() as connection:
        devices.revoke(connection, laptop.device, reason="lost", number=1, now_ms=central.clock())
    assert send(client, signed(laptop)) == (200, "revoked K1 1 16 zstd")
    central.clock.advance(days=406)
    assert send(client, signed(late)) == (200, "good K2 1 16 zstd")
    central.clock.advance(days=2)
    assert send(client, signed(late)) == (200, "late K2 2 16 zstd")


def test_a_key_put_into_the_table_by_hand_has_no_certificate(
    central: Central, client: FlaskClient, laptop: Laptop
) -> None:
    stranger = new_keys().signing
    with central.server.database.transaction() as connection:
        changed = tables_people.devices.update().values(signing_key=stranger.public_key().public_bytes_raw())
        connection.execute(changed.where(tables_people.devices.c.id == laptop.device))
    assert send(client, signed(laptop, sign=stranger.sign))[0] == 401


def test_the_log_of_requests_holds_no_header_and_no_body(central: Central, client: FlaskClient, laptop: Laptop) -> None:
    headers = signed(laptop, b"canary-body") | {"X-Canary": "canary-header"}
    send(client, headers, b"canary-body", PATH)
    send(client, headers, b"canary-body", PATH + "?q=canary-query")
    lines = central.log.getvalue()
    assert '"route":"/api/v1/probe"' in lines
    assert "canary" not in lines
    assert headers["Signature"] not in lines
