"""`sync-server hub admit|list|status|withdraw` as an administrator types them at the centre."""

import os
from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyrage import x25519

from shared_schema.identifiers import random_id
from shared_schema.wire.hub_joining import (
    JoinRequest,
    fingerprint_of,
    read_join_answer,
    read_join_request,
    write_join_request,
)
from sync_server.config import read_config, write_config
from sync_server.keys.root_key import make_root_key
from sync_server.server import open_server
from sync_server.services.server_lists import number_of, publish_if_moved
from tests.central import SteeredClock
from tests.sync_server.commands.test_first_session import Prompt, init


def a_request(path: Path, **other: object) -> bytes:
    """A request as a hub writes it."""
    signing, own = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    public = [one.public_key().public_bytes_raw() for one in (signing, own, Ed25519PrivateKey.generate())]
    values: dict[str, object] = {
        "hub": random_id(os.urandom(16)), "name": "Battambang", "signing_key": public[0],
        "age_recipient": str(x25519.Identity.generate().to_public()), "device": random_id(os.urandom(16)),
        "incarnation": random_id(os.urandom(16)), "own_signing_key": public[1], "own_box_key": public[2],
        "urls": ("https://10.0.0.2:8443",), "tls_authority": "", "made_at": 1,
    }  # fmt: skip
    request = JoinRequest(**(values | other))  # type: ignore[arg-type]
    path.write_bytes(write_join_request(request, sign=signing.sign, sign_own=own.sign) + b"\n")
    return path.read_bytes()


def a_centre(folder: Path) -> Prompt:
    """With one office."""
    centre = Prompt(folder / "centre", SteeredClock())
    assert init(centre, folder / "centre")[0] == 0
    assert centre("office", "add", "BTB", "--name", "Battambang")[0] == 0
    return centre


def admit(centre: Prompt, folder: Path, *more: str) -> tuple[int, str, str]:
    """The command with the request and the root key of the folder."""
    root = str(folder / "centre" / "root-key.json")
    answer = str(folder / "answer.json")
    return centre("hub", "admit", str(folder / "request.json"), "--root-key", root, "--to", answer, *more)


def test_a_hub_is_admitted_listed_and_withdrawn(tmp_path: Path) -> None:
    centre = a_centre(tmp_path)
    assert "No hub." in centre("hub", "list")[1]
    data = a_request(tmp_path / "request.json")
    code, out, err = admit(centre, tmp_path, "--office", "btb", "--words", fingerprint_of(data).upper())
    assert code == 0, err
    assert "sync-server hub join answer.json" in out and fingerprint_of(data) in err
    joined = read_join_answer((tmp_path / "answer.json").read_bytes(), request=read_join_request(data))
    assert joined.answer.prefix == "KA" and joined.hub.kind == "hub"
    [row] = centre.json("hub", "list")["result"]["hubs"]
    assert (row["hub"], row["offices"], row["state"]) == ("H1", "BTB", "never")
    assert centre.json("hub", "status", "h1")["result"]["urls"] == ["https://10.0.0.2:8443"]
    assert centre("hub", "withdraw", "H1")[0] == 0
    again = centre.json("hub", "withdraw", "H1", "--with-laptops")["result"]
    assert (again["hub"], again["cut_off"], again["in_use"]) == ("H1", [], [])
    assert centre.json("hub", "list")["result"]["hubs"][0]["state"] == "withdrawn"
    assert admit(centre, tmp_path, "--office", "BTB")[0] == 3  # never again


def test_what_is_wrong_is_refused_before_anything_is_signed(tmp_path: Path) -> None:
    centre = a_centre(tmp_path)
    data = a_request(tmp_path / "request.json")
    assert admit(centre, tmp_path, "--office", "BTB", "--words", "four other little words")[0] == 3
    assert admit(centre, tmp_path, "--office", "XXX")[0] != 0
    make_root_key(tmp_path / "other.json", random=os.urandom)
    root = (
        "hub",
        "admit",
        str(tmp_path / "request.json"),
        "--office",
        "BTB",
        "--root-key",
        str(tmp_path / "other.json"),
    )
    assert centre(*root, "--to", str(tmp_path / "answer.json"))[0] == 3
    (tmp_path / "request.json").write_bytes(data.replace(b"Battambang", b"Somewhere "))
    assert admit(centre, tmp_path, "--office", "BTB")[0] == 2
    assert centre("hub", "withdraw", "H1")[0] == 2
    assert centre("hub", "status", "H1")[0] == 2
    assert not (tmp_path / "answer.json").exists()
    assert centre.json("hub", "list")["result"]["hubs"] == []


def test_laptops_are_told_anew_when_the_centre_has_another_address(tmp_path: Path) -> None:
    centre = a_centre(tmp_path)
    a_request(tmp_path / "request.json")
    assert admit(centre, tmp_path, "--office", "BTB")[0] == 0
    settings = tmp_path / "centre" / "server.toml"
    numbers = []
    for urls in ((), (), ("https://elsewhere",)):
        config = read_config(settings, environment={})
        write_config(settings, replace(config, urls=urls))
        server = open_server(read_config(settings, environment={}), clock=centre.clock)
        publish_if_moved(server)
        with server.database.snapshot() as connection:
            numbers.append(number_of(connection))
        server.close()
    assert numbers[0] == numbers[1] < numbers[2]
