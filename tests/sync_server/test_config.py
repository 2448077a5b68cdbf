"""The settings file: written and read back, refused by name where it is wrong."""

from dataclasses import replace
from pathlib import Path

import pytest

from shared_schema.errors import HomewardError
from sync_server.config import (
    FILE_NAME,
    KEYRING_VARIABLE,
    Config,
    is_loopback,
    read_config,
    split_address,
    write_config,
)


def settings(folder: Path) -> Config:
    return Config(
        database=f"sqlite:///{folder / 'central.db'}",
        key_file=folder / "keys.json",
        server_key_file=folder / "keys-server.json",
        urls=("https://centre.example.org:8443", "https://10.0.0.5:8443"),
        tls_certificate=folder / "tls" / "server.pem",
        centre_name='Phnom "Penh" \\ ភ្នំពេញ',
        behind_proxy=True,
        threads=64,
    )


def test_settings_come_back_as_they_were_written(tmp_path: Path) -> None:
    write_config(tmp_path / FILE_NAME, settings(tmp_path))
    assert read_config(tmp_path / FILE_NAME, environment={}) == settings(tmp_path)


def test_the_environment_may_name_the_key_ring_and_nothing_else(tmp_path: Path) -> None:
    write_config(tmp_path / FILE_NAME, settings(tmp_path))
    read = read_config(tmp_path / FILE_NAME, environment={KEYRING_VARIABLE: "/run/keys/ring", "DATABASE": "x"})
    assert read == replace(settings(tmp_path), key_file=Path("/run/keys/ring"))


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("colour = 1", "colour"),
        ("threads = 'many'", "threads"),
        ("behind_proxy = 1", "behind_proxy"),
        ("= =", FILE_NAME),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, key: str) -> None:
    write_config(tmp_path / FILE_NAME, replace(settings(tmp_path), threads=32, behind_proxy=False))
    path = tmp_path / FILE_NAME
    path.write_text(path.read_text() + line + "\n")
    with pytest.raises(HomewardError) as caught:
        read_config(path, environment={})
    assert (caught.value.code, caught.value.facts) == ("server.config_damaged", {"key": key})


def test_what_is_needed_is_needed(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('database = "sqlite:///x.db"\n')
    with pytest.raises(HomewardError) as caught:
        read_config(tmp_path / FILE_NAME, environment={})
    assert caught.value.facts == {"key": "key_file"}
    with pytest.raises(HomewardError) as caught:
        read_config(tmp_path / "absent.toml", environment={})
    assert caught.value.code == "server.not_initialised"


def test_the_key_set_lies_beside_a_file_and_within_postgresql(tmp_path: Path) -> None:
    config = settings(tmp_path)
    assert config.keyset_url == f"sqlite:///{tmp_path / 'central.keys.db'}"
    postgres = replace(config, database="postgresql://homeward@db/homeward")
    assert postgres.keyset_url == postgres.database
    assert replace(config, keyset="sqlite:///k.db").keyset_url == "sqlite:///k.db"


def test_only_the_loopback_network_is_loopback() -> None:
    assert all(is_loopback(host) for host in ("127.0.0.1", "127.9.8.7"))
    assert not any(is_loopback(host) for host in ("0.0.0.0", "::1", "localhost", "128.0.0.1", "127.0.0.1.example.org"))
    assert split_address("[::1]:80") == ("::1", 80)
    for wrong in ("8443", ":8443", "host:", "host:x", "host:99999"):
        with pytest.raises(HomewardError):
            split_address(wrong)
