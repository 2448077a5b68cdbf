"""A stick between hub and centre as people handle it: at both consoles, and by the commands."""

import io
from pathlib import Path
from typing import Any

import orjson

from sync_server import cli
from sync_server.app import create_app
from sync_server.config import write_config
from sync_server.shell import Shell
from tests.builders.town import Town
from tests.casework.web.desks import APage
from tests.central import BASE, Central
from tests.sync_server.console.consoles import AConsole
from tests.sync_server.hub.hubs import Hub, are_equal
from tests.sync_server.hub.test_hub_console import hub_console


def upload(console: AConsole, data: bytes) -> APage:
    """Posts a file at the console, and follows to what it brought."""
    posted = console.post("supervisor", "/bundles/read", {"file": (io.BytesIO(data), "a.age")}, status=303)
    return console.follow("supervisor", posted)


def download(console: AConsole, url: str, **form: str) -> bytes:
    """Presses a button that gives a file."""
    token = console.get("supervisor", "/bundles").text.split('name="csrf" value="')[1].split('"')[0]
    answer = console.client("supervisor").post(
        url, base_url=BASE, data={"csrf": token, **form}, headers={"Origin": BASE}
    )
    assert answer.status_code == 200 and "homeward-" in answer.headers["Content-Disposition"]
    return answer.data


def test_the_consoles_of_hub_and_centre_offer_it_in_words(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    laptop = hub.meet(town.laptop("sokha"))
    laptop.save(town.case_of("sokha"))
    laptop.exchange()
    here, there = hub_console(town, hub), AConsole(town, create_app(town.server))
    page = here.get("supervisor", "/bundles").words
    assert "Make a bundle for Phnom Penh" in page and "Read an answer" in page
    assert "Make a bundle for Phnom Penh" not in there.get("supervisor", "/bundles").words
    there.post("supervisor", "/bundles/make", {}, status=404)
    bundle = download(here, "/bundles/make")
    read = upload(there, bundle)
    assert "Hub H1" in read.words and "Changes received 1" in read.words
    answered = there.get("supervisor", "/bundles").text.split('href="/bundles/')[1].split('"')[0]
    answer = download(there, f"/bundles/{answered}/answer", what="answer")
    shown = upload(here, answer)
    assert "Answer of Phnom Penh read" in shown.words and "Records in it" in shown.words
    again = upload(here, answer)
    assert "nothing changed" in again.words
    listed = here.get("supervisor", "/bundles")
    assert "Made for Phnom Penh" in listed.words
    urls = [one.split('"')[0] for one in listed.text.split('href="/bundles/')[1:]]
    made = next(
        page for one in urls if "Made for Phnom Penh" in (page := here.get("supervisor", f"/bundles/{one}")).words
    )
    assert "Received in Phnom Penh Yes" in made.words
    assert are_equal(town.server, hub)
    here.say_khmer()
    assert "បង្កើតកញ្ចប់សម្រាប់ភ្នំពេញ" in here.get("supervisor", "/bundles").words


def by_command(central: Central, *arguments: str) -> tuple[int, dict[str, Any]]:
    """(exit code, result) of a command of this server."""
    settings = central.folder / "settings.toml"
    write_config(settings, central.server.config)
    out = io.StringIO()
    shell = Shell(out=out, err=io.StringIO(), clock=central.clock, config_file=settings)
    code = cli.run(["--json", "--config", str(settings), *arguments], shell=shell)
    return code, orjson.loads(out.getvalue()).get("result", {})


def test_the_commands_of_hub_and_centre(light_town: Town, light_hub: Hub, tmp_path: Path) -> None:
    town, hub = light_town, light_hub
    laptop = hub.meet(town.laptop("sokha"))
    laptop.save(town.case_of("sokha"))
    laptop.exchange()
    stick = tmp_path / "stick"
    stick.mkdir()
    code, made = by_command(hub.central, "bundle", "make", "--to", str(stick))
    assert code == 0 and made["changes"] == 1, made
    assert by_command(town.central, "bundle", "make", "--to", str(stick))[0] == 2
    code, read = by_command(town.central, "bundle", "read", str(stick / made["files"][0]))
    assert (code, read["device"], read["applied"], read["refused"]) == (0, "H1", 1, 0)
    code, answer = by_command(town.central, "bundle", "make", "--device", "H1", "--to", str(stick))
    assert code == 0 and answer["kind"] == "answer"
    code, done = by_command(hub.central, "bundle", "read", str(stick / answer["file"]))
    assert (code, done["states"], done["waits_up"], done["already_read"]) == (0, 1, 0, None)
    code, again = by_command(hub.central, "bundle", "read", str(stick / answer["file"]))
    assert code == 0 and again["already_read"] is not None
    assert are_equal(town.server, hub)
