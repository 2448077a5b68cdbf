"""Laptops speak TLS 1.3 with servers of their own authority and with nobody else, also when their clock is dead."""

import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from cryptography import x509

from field_client.sync.tls import client_context, fetch_authority, pinned_session, require_allowed
from shared_schema.errors import HomewardError
from sync_server.config import Config
from sync_server.serve_http import make_http_server
from sync_server.server import Server
from sync_server.tls import (
    AUTHORITY,
    AUTHORITY_KEY,
    CERTIFICATE,
    KEY,
    authority_hash,
    ensure_authority,
    issue_certificate,
    read_authority,
)
from tests.central import START_MS, Central, a_central
from tests.serving import serving
from tests.stores import StoreUrls

YEAR_MS = 365 * 86_400_000


def make_tls(folder: Path, *, names: tuple[str, ...] = ("127.0.0.1",), now_ms: int = START_MS) -> Path:
    """An authority and a certificate for `names` in `folder`."""
    folder.mkdir(exist_ok=True)
    authority = ensure_authority(folder, names=names, now_ms=now_ms)
    issue_certificate(authority, folder, names=names, now_ms=now_ms)
    return folder


def with_tls(config: Config, folder: Path) -> Config:
    return replace(
        config,
        tls_certificate=folder / CERTIFICATE,
        tls_key=folder / KEY,
        tls_authority=folder / AUTHORITY,
    )


@pytest.fixture
def central(sqlite_urls: StoreUrls, tmp_path: Path) -> Iterator[Central]:
    made = a_central(sqlite_urls, tmp_path)
    yield made
    made.close()


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    return make_tls(tmp_path / "ours")


def pem(folder: Path) -> str:
    return (folder / AUTHORITY).read_text("ascii")


def reach(address: str, authority_pem: str) -> int:
    with pinned_session(authority_pem) as session:
        return session.get(f"https://{address}/healthz", timeout=5).status_code


def test_a_server_of_our_authority_is_reached(central: Central, ours: Path) -> None:
    with serving(central.server, config=with_tls(central.server.config, ours)) as address:
        assert reach(address, pem(ours)) == 200


def test_a_server_of_another_authority_is_refused(central: Central, ours: Path, tmp_path: Path) -> None:
    theirs = make_tls(tmp_path / "theirs")
    with serving(central.server, config=with_tls(central.server.config, theirs)) as address:
        with pytest.raises(requests.exceptions.SSLError):
            reach(address, pem(ours))
        assert reach(address, pem(theirs)) == 200


def test_the_public_authorities_of_this_machine_do_not_count(ours: Path) -> None:
    context = client_context(pem(ours))
    assert [dict(entry[0] for entry in one["subject"])["commonName"] for one in context.get_ca_certs()] == [  # type: ignore[misc]
        "Homeward authority"
    ]
    with pinned_session(pem(ours)) as session:
        adapter = session.get_adapter("https://x/")
        request = requests.Request("GET", "https://x/").prepare()
        _, options = adapter.build_connection_pool_key_attributes(request, True)  # type: ignore[attr-defined]
        assert "ca_certs" not in options
        assert options["ssl_context"].get_ca_certs() == context.get_ca_certs()
        assert session.trust_env is False


def test_a_certificate_for_another_name_is_refused(central: Central, tmp_path: Path) -> None:
    other = make_tls(tmp_path / "other", names=("127.0.0.2", "centre.homeward.internal"))
    with (
        serving(central.server, config=with_tls(central.server.config, other)) as address,
        pytest.raises(requests.exceptions.SSLError),
    ):
        reach(address, pem(other))


def test_a_certificate_of_another_date_is_accepted_because_clocks_die(central: Central, tmp_path: Path) -> None:
    for name, made in (("old", START_MS - 50 * YEAR_MS), ("future", START_MS + 40 * YEAR_MS)):
        folder = make_tls(tmp_path / name, now_ms=made)
        with serving(central.server, config=with_tls(central.server.config, folder)) as address:
            assert reach(address, pem(folder)) == 200


def test_tls_1_2_is_spoken_by_neither_end(central: Central, ours: Path) -> None:
    older = client_context(pem(ours))
    older.minimum_version = older.maximum_version = ssl.TLSVersion.TLSv1_2
    with serving(central.server, config=with_tls(central.server.config, ours)) as address:
        host, _, port = address.partition(":")
        with socket.create_connection((host, int(port)), timeout=5) as plain, pytest.raises(ssl.SSLError):
            older.wrap_socket(plain, server_hostname=host)
    assert client_context(pem(ours)).minimum_version == ssl.TLSVersion.TLSv1_3


def test_plain_http_is_refused_off_loopback_on_both_ends(central: Central, ours: Path) -> None:
    config = replace(central.server.config, listen="0.0.0.0:0")
    for host in ("0.0.0.0", "10.0.0.1", "192.168.1.5", "localhost", "[::1]"):
        with pytest.raises(HomewardError) as caught:
            make_http_server(None, config, listen=f"{host}:0")  # type: ignore[arg-type]
        assert caught.value.code == "server.plain_http_refused"
    for url in ("http://10.0.0.1/", "http://localhost/", "http://127.0.0.1.example.org/", "ftp://127.0.0.1/"):
        with pytest.raises(HomewardError) as caught:
            require_allowed(url)
        assert caught.value.code == "tls.plain_http"
    with pinned_session(pem(ours)) as session, pytest.raises(HomewardError):
        session.get("http://10.0.0.1/", timeout=1)
    require_allowed("http://127.9.8.7:1/")


def test_without_an_authority_only_loopback_is_reached(central: Central) -> None:
    with serving(central.server) as address, pinned_session(None) as session:
        assert session.get(f"http://{address}/healthz", timeout=5).status_code == 200
        with pytest.raises(HomewardError):
            session.get(f"https://{address}/healthz", timeout=5)


def test_a_redirect_to_plain_http_elsewhere_is_not_followed(ours: Path) -> None:
    with pinned_session(pem(ours)) as session, pytest.raises(HomewardError):
        answer = requests.Response()
        answer.status_code, answer.url = 302, "https://127.0.0.1/"
        answer.headers["Location"] = "http://198.51.100.7/"
        answer.request = requests.Request("GET", "https://127.0.0.1/").prepare()
        answer.raw = None
        list(session.resolve_redirects(answer, answer.request))


def test_the_first_contact_fetches_the_authority_and_believes_the_hash_on_the_slip(
    central: Central, ours: Path, tmp_path: Path
) -> None:
    with serving(
        replace_config(central, with_tls(central.server.config, ours)), config=with_tls(central.server.config, ours)
    ) as address:
        url = f"https://{address}"
        pinned = authority_hash(ours / AUTHORITY)
        assert reach(address, fetch_authority(url, pinned_sha256=pinned)) == 200
        with pytest.raises(HomewardError) as caught:
            fetch_authority(url, pinned_sha256=bytes(32))
        assert caught.value.code == "tls.not_our_authority"


def replace_config(central: Central, config: Config) -> Server:
    return replace(central.server, config=config)


def test_the_authority_may_certify_only_its_own_names_and_private_addresses(central: Central, tmp_path: Path) -> None:
    folder = tmp_path / "constrained"
    folder.mkdir()
    authority = ensure_authority(folder, names=("centre.example.org", "203.0.113.9"), now_ms=START_MS)
    constraints = authority.certificate.extensions.get_extension_for_class(x509.NameConstraints)
    assert constraints.critical
    permitted = {str(one.value) for one in constraints.value.permitted_subtrees or ()}
    assert {"example.org", "203.0.113.9/32", "10.0.0.0/8", "localhost"} <= permitted
    assert "0.0.0.0/0" not in permitted
    issue_certificate(authority, folder, names=("bank.example.com", "127.0.0.1"), now_ms=START_MS)
    with (
        serving(central.server, config=with_tls(central.server.config, folder)) as address,
        pytest.raises(requests.exceptions.SSLError, match="permitted subtree"),
    ):
        reach(address, pem(folder))


def test_the_private_keys_are_for_the_owner_alone(ours: Path) -> None:
    for name in (AUTHORITY_KEY, KEY):
        assert (ours / name).stat().st_mode & 0o777 == 0o600
    (ours / AUTHORITY_KEY).chmod(0o640)
    with pytest.raises(HomewardError) as caught:
        read_authority(ours)
    assert caught.value.code == "sealing.keyring_mode"


def test_a_second_certificate_comes_from_the_same_authority(ours: Path, tmp_path: Path) -> None:
    before = pem(ours)
    make_tls(ours, names=("127.0.0.5",))
    assert pem(ours) == before


def test_who_connects_and_says_nothing_holds_up_nobody(central: Central, ours: Path) -> None:
    with serving(central.server, config=with_tls(central.server.config, ours)) as address:
        host, _, port = address.partition(":")
        silent = [socket.create_connection((host, int(port))) for _ in range(20)]
        try:
            assert reach(address, pem(ours)) == 200
        finally:
            for one in silent:
                one.close()


def test_plain_words_on_the_tls_port_get_no_answer_in_the_clear(central: Central, ours: Path) -> None:
    with serving(central.server, config=with_tls(central.server.config, ours)) as address:
        host, _, port = address.partition(":")
        with socket.create_connection((host, int(port)), timeout=5) as plain:
            plain.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert b"alive" not in plain.recv(1000)
        assert reach(address, pem(ours)) == 200


def test_answers_do_not_tell_which_program_sends_them(central: Central) -> None:
    with serving(central.server) as address, pinned_session(None) as session:
        for path in ("/healthz", "/nowhere"):
            headers = session.get(f"http://{address}{path}", timeout=5).headers
            assert "Server" not in headers
            assert headers["Cache-Control"] == "no-store"
