"""The commands around a stick, on both sides, as people type them."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from sync_server import cli
from sync_server.config import write_config
from sync_server.shell import Shell
from tests.builders.photos import a_photo
from tests.builders.records import a_case, a_visit
from tests.central import Central, a_central
from tests.field_client.commanding import command
from tests.field_client.sync.laptops import Field, closing, enrol_field, save
from tests.field_client.sync.photos import a_case_here, add
from tests.stores import StoreUrls


@pytest.fixture
def centre(sqlite_urls: StoreUrls, tmp_path: Path) -> Iterator[Central]:
    """A centre with sokha in the office PNH, whose settings stand in a file."""
    made = a_central(sqlite_urls, tmp_path)
    made.person("sokha", office=made.office("PNH"))
    write_config(tmp_path / "central.toml", made.server.config)
    yield made
    made.close()


@pytest.fixture
def laptop(centre: Central, tmp_path: Path) -> Field:
    """Her laptop, enrolled and closed."""
    return enrol_field(centre, tmp_path / "laptops", "sokha")


def at_the_centre(centre: Central, *arguments: str) -> tuple[int, Any]:
    """(exit code, the object on stdout) of a command of the server."""
    out, err = io.StringIO(), io.StringIO()
    shell = Shell(out=out, err=err, clock=centre.clock, config_file=centre.folder / "central.toml")
    code = cli.run(["--json", "--config", str(centre.folder / "central.toml"), *arguments], shell=shell)
    return code, orjson.loads(out.getvalue())


def test_make_read_answer_and_receipt_by_command(centre: Central, laptop: Field, tmp_path: Path) -> None:
    with closing(laptop) as (opened,):
        opened.sync()
        case = a_case(worker=opened.book.person)
        save(opened, case, a_visit(home=case.record))
    stick = tmp_path / "stick"
    stick.mkdir()
    made = command(laptop, "--json", "bundle", "make", "--to", str(stick))
    assert made.code == 0, made.err
    (name,) = made.json["result"]["files"]
    assert made.json["result"]["records"] == 2 and (stick / name).exists()
    code, told = at_the_centre(centre, "bundle", "read", str(stick / name), "--answer", str(stick))
    assert code == 0 and told["result"]["applied"] == 2, told
    code, again = at_the_centre(centre, "bundle", "read", str(stick / name))
    assert again["result"]["already_read"] and again["result"]["applied"] == 0
    answer = stick / told["result"]["answer"]
    looked = command(laptop, "--json", "bundle", "inspect", str(answer))
    assert looked.json["result"]["kind"] == "answer" and looked.json["result"]["whole"]
    read = command(laptop, "--json", "bundle", "read", str(answer))
    assert read.code == 0 and read.json["result"]["sent"] == {"case": 1, "visit": 1}, read.err
    assert read.json["result"]["waiting"] == 0
    twice = command(laptop, "bundle", "read", str(answer))
    assert "Already read on" in twice.out and "nothing changed" in twice.out
    carried = command(laptop, "--json", "bundle", "receipt")
    assert [one["received"] is not None for one in carried.json["result"]["carried"]] == [True]


def test_photos_are_written_beside_the_bundle_and_read_as_a_file_of_their_own(
    centre: Central, laptop: Field, tmp_path: Path
) -> None:
    with closing(laptop) as (opened,):
        opened.sync()
        add(opened, a_case_here(opened), a_photo())
    stick = tmp_path / "stick"
    stick.mkdir()
    without = command(laptop, "--json", "bundle", "make", "--to", str(stick), "--photos", "none")
    assert without.json["result"]["photos"] == []
    made = command(laptop, "--json", "bundle", "make", "--to", str(stick), "--photos", "all")
    (photos,) = made.json["result"]["photos"]
    assert photos["photos"] == 1 and photos["bytes"] > 130_000
    said = command(laptop, "bundle", "make", "--to", str(tmp_path), "--photos", "all").out
    assert "(1 photos, 137 kB)" in said
    code, told = at_the_centre(centre, "bundle", "read", str(stick / photos["file"]))
    assert code == 6 and (told["result"]["received"], told["result"]["unknown"]) == (0, 4)
    at_the_centre(centre, "bundle", "read", str(stick / made.json["result"]["files"][0]))
    code, told = at_the_centre(centre, "bundle", "read", str(stick / photos["file"]), "--answer", str(stick))
    assert code == 0 and told["result"]["received"] == 4
    beside = stick / told["result"]["photos"]["file"]
    looked = command(laptop, "--json", "bundle", "inspect", str(beside))
    assert looked.json["result"]["kind"] == "photos" and looked.json["result"]["whole"]
    code, told = at_the_centre(centre, "bundle", "make", "--device", opened.identity.code, "--to", str(stick))
    assert told["result"]["photos"]["photos"] == 0
    read = command(laptop, "--json", "bundle", "read", str(beside))
    assert read.code == 0 and read.json["result"]["received"] == 1, read.err
    assert "for another office" in command(laptop, "bundle", "read", str(stick / photos["file"])).err


def test_a_bundle_given_to_a_laptop_says_where_it_belongs(laptop: Field, tmp_path: Path) -> None:
    made = command(laptop, "--json", "bundle", "make", "--to", str(tmp_path))
    wrong = command(laptop, "bundle", "read", str(tmp_path / made.json["result"]["files"][0]))
    assert wrong.code == 1 and "for another office" in wrong.err
    (tmp_path / "letter.age").write_bytes(b"Dear all")
    assert "not a bundle" in command(laptop, "bundle", "read", str(tmp_path / "letter.age")).err
