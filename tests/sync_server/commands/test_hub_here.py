"""A hub is made at its own prompt, joins by two files carried by hand, and speaks with the centre over TLS."""

from dataclasses import replace
from pathlib import Path

from sync_server.config import read_config, write_config
from sync_server.server import open_server
from sync_server.store import people
from tests.central import SteeredClock
from tests.serving import serving
from tests.sync_server.commands.test_first_session import Prompt, init


def result(told: dict[str, object]) -> dict[str, object]:
    """What a command answered."""
    found = told["result"]
    assert isinstance(found, dict)
    return found


def a_centre(folder: Path) -> Prompt:
    centre = Prompt(folder / "centre", SteeredClock())
    folder.mkdir(parents=True, exist_ok=True)
    assert init(centre, folder / "centre")[0] == 0
    assert centre("office", "add", "BTB", "--name", "Battambang")[0] == 0
    assert centre("user", "add", "sophea", "--role", "social-worker", "--office", "BTB")[0] == 0
    assert centre("tls", "--name", "127.0.5.1", "--root-key", str(folder / "centre" / "root-key.json"))[0] == 0
    assert centre("tls", "--name", "127.0.5.2", "--to", str(folder / "for-hub"))[0] == 0
    return centre


def a_new_hub(folder: Path, clock: SteeredClock) -> Prompt:
    hub = Prompt(folder / "hub", clock)
    made = hub(
        "init", "--hub-of", "https://127.0.5.1", "--name", "Battambang office", "--listen", "127.0.5.2:8444",
        "--database", f"sqlite:///{folder / 'hub' / 'hub.db'}", "--key-file", str(folder / "hub" / "keys.json"),
        "--tls", str(folder / "for-hub"),
    )  # fmt: skip
    assert made[0] == 0, made
    return hub


def test_a_hub_is_made_joins_by_hand_and_speaks_over_tls(tmp_path: Path) -> None:
    centre = a_centre(tmp_path)
    hub = a_new_hub(tmp_path, centre.clock)
    assert hub("hub", "sync")[0] == 1  # not joined yet
    settings = tmp_path / "centre" / "server.toml"
    server = open_server(read_config(settings, environment={}), clock=centre.clock)
    with serving(server, listen="127.0.5.1:0") as address:
        write_config(settings, replace(server.config, urls=(f"https://{address}",)))
        answer = tmp_path / "hub-answer.json"
        admitted = centre.json(
            "hub", "admit", str(tmp_path / "hub" / "hub-request.json"), "--office", "BTB",
            "--root-key", str(tmp_path / "centre" / "root-key.json"), "--to", str(answer),
        )  # fmt: skip
        assert admitted["ok"], admitted
        assert hub("hub", "join", str(answer), "--words", "not the right words")[0] != 0
        joined = hub.json("hub", "join", str(answer))
        assert result(joined)["hub"] == "H1", joined
        spoken = hub.json("hub", "sync")
    server.close()
    assert result(spoken)["complete"] is True, spoken
    here = open_server(read_config(tmp_path / "hub" / "server.toml", environment={}), clock=centre.clock)
    with here.database.snapshot() as connection:
        assert people.find_account(connection, "sophea") is not None
    here.close()
    code, _out, err = hub("hub", "sync")
    assert code == 5, err  # the centre is gone: work is safe here
    told = result(hub.json("hub", "status"))
    assert told["problem"] == "sync.no_contact" and told["waits_up"] == 0
    assert centre("hub", "join", str(answer))[0] == 2
