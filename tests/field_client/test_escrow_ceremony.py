"""Two of three custodians open a laptop whose passphrase and recovery code are gone: the ceremony, by commands."""

import io
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from field_client.cli import run
from shared_schema.custodian_public import read_custodian_public
from sync_server.config import Config as ServerConfig
from sync_server.services.setup import initialise
from tests.central import Central, SteeredClock, reopen
from tests.field_client.commanding import command
from tests.field_client.sync.laptops import PASSPHRASE, Field, a_field, enrol_field
from tests.stores import StoreUrls

PHRASES = ("first custodian phrase of words", "second custodian phrase of words", "third custodian phrase of words")
NEW = "a phrase after the ceremony was held"


@pytest.fixture
def custodian(tmp_path: Path) -> Field:
    """A custodian's offline machine: the program without a laptop."""
    return a_field(tmp_path / "offline", name="offline", open_line=lambda _url, _pem: pytest.fail("it is offline"))


@pytest.fixture
def keys(custodian: Field, tmp_path: Path) -> list[Path]:
    """Three key files on three sticks."""
    paths = [tmp_path / f"stick{number}.json" for number in range(3)]
    for path, phrase in zip(paths, PHRASES, strict=True):
        assert command(custodian, "custodian", "make", "--to", str(path), secrets=(phrase,)).code == 0
    return paths


@pytest.fixture
def guarded(keys: list[Path], sqlite_urls: StoreUrls, tmp_path: Path) -> Iterator[Field]:
    """A laptop of an organisation that has named its custodians."""
    publics = tuple(read_custodian_public(path.with_name(path.name + ".pub").read_bytes()) for path in keys)
    config = ServerConfig(
        database=sqlite_urls.records,
        keyset=sqlite_urls.keyset,
        key_file=tmp_path / "keys.json",
        server_key_file=tmp_path / "server-keys.json",
    )
    clock = SteeredClock()
    initialise(config, root_key_file=tmp_path / "root.key", custodians=publics, clock=clock, random=os.urandom)
    central: Central = reopen(config, tmp_path, clock)
    central.person("sokha", office=central.office("PNH"))
    yield enrol_field(central, tmp_path / "laptops", "sokha")
    central.close()


def recover(laptop: Field, folder: Path, answer: "threading.Thread", writing: int, reading: int) -> tuple[int, str]:
    out, err = io.StringIO(), io.StringIO()
    answer.start()
    folders = ["--data", str(laptop.config.data), "--state", str(laptop.config.state)]
    arguments = [*folders, "--passphrase-fd", str(reading), "recovery", "use", "--custodians", str(folder)]
    code = run(arguments, tools=laptop.tools, out=out, err=err)
    answer.join(30)
    return code, err.getvalue()


@pytest.mark.parametrize("present", [(0, 1), (1, 2)])
def test_two_custodians_open_the_laptop_again(
    guarded: Field, custodian: Field, keys: list[Path], tmp_path: Path, present: tuple[int, int]
) -> None:
    folder = tmp_path / "exchange"
    folder.mkdir()
    reading, writing = os.pipe()

    def answer() -> None:
        request = folder / "request.json"
        while not request.exists():
            os.sched_yield()
        for number in present:
            arguments = ("--key", str(keys[number]), "--request", str(request), "--to", str(folder / f"a{number}.json"))
            assert command(custodian, "custodian", "open", *arguments, secrets=(PHRASES[number],)).code == 0
        os.write(writing, f"\n{NEW}\n".encode())
        os.close(writing)

    code, err = recover(guarded, folder, threading.Thread(target=answer), writing, reading)
    assert code == 0, err
    assert command(guarded, "status", secrets=(NEW,)).code == 0
    assert command(guarded, "status", secrets=(PASSPHRASE,)).code == 3


def test_one_custodian_alone_opens_nothing(guarded: Field, custodian: Field, keys: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "exchange"
    folder.mkdir()
    reading, writing = os.pipe()

    def answer() -> None:
        request = folder / "request.json"
        while not request.exists():
            os.sched_yield()
        arguments = ("--key", str(keys[0]), "--request", str(request), "--to", str(folder / "a0.json"))
        command(custodian, "custodian", "open", *arguments, secrets=(PHRASES[0],))
        os.write(writing, b"\n")
        os.close(writing)

    code, err = recover(guarded, folder, threading.Thread(target=answer), writing, reading)
    assert code != 0
    assert "Problem" in err
    assert command(guarded, "status", secrets=(PASSPHRASE,)).code == 0
