"""The command line of a laptop: its shape, its exit codes, what it says and what it never says."""

import os
from dataclasses import replace
from pathlib import Path

import click
import pytest

from field_client.cli import build_group, run
from shared_schema.slip import write_slip
from sync_server.app import create_app
from tests.builders.records import a_case
from tests.central import Central
from tests.field_client.commanding import Told, command
from tests.field_client.sync.laptops import PASSPHRASE, Field, a_field, closing, save
from tests.field_client.sync.lines import CutLine, WsgiLine

NAMES = ("សុខ", "ចិន្តា", "Sok", "Chenda")


def every_command(group: click.Group | None = None, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    group = group or build_group()
    context = click.Context(group)
    for name in group.list_commands(context):
        one = group.get_command(context, name)
        assert one is not None, name
        if isinstance(one, click.Group):
            found += every_command(one, (*path, name))
        else:
            found.append((*path, name))
    return found


@pytest.mark.parametrize("path", every_command(), ids=" ".join)
def test_help_has_usage_two_parts_of_examples_and_the_exit_codes(
    path: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*path, "--help"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("Usage: field-client " + " ".join(path))
    assert "Examples:" in text
    assert "Exit codes: 0 done" in text
    assert all(len(line) <= 79 for line in text.splitlines())


def test_help_of_sync_fits_on_one_screen(capsys: pytest.CaptureFixture[str]) -> None:
    run(["sync", "--help"])
    assert len(capsys.readouterr().out.splitlines()) <= 24


def test_without_a_command_the_program_opens(laptop: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    monkeypatch.setattr("field_client.commands.open.run_program", lambda around, ways, **_other: opened.append(around))
    assert command(laptop, secrets=()).code == 0
    assert len(opened) == 1


def test_a_laptop_is_enrolled_from_a_slip_and_gets_its_code_once(centre: Central, tmp_path: Path) -> None:
    app = create_app(centre.server, with_console=False)
    field = a_field(tmp_path / "new", name="new", open_line=lambda _url, _pem: WsgiLine(app))
    slip = tmp_path / "slip.txt"
    slip.write_text(write_slip(centre.slip("sokha")), "utf-8")
    told = command(field, "--json", "enrol", "--slip", str(slip))
    assert told.code == 0, told.err
    code = told.json["result"]["recovery_code"]
    assert len(code.replace("-", "")) == 28
    assert told.json["result"]["sync"]["waiting"] == 0
    again = command(field, "enrol", "--slip", str(slip))
    assert (again.code, "enrolled already" in again.err) == (1, True)
    assert command(field, "recovery", "use", secrets=(code, "another phrase of six long words")).code == 0
    assert command(field, "status").code == 3  # the old passphrase opens nothing more
    assert command(field, "status", secrets=("another phrase of six long words",)).code == 0


def test_a_wrong_passphrase_ends_with_three_and_later_tries_wait(laptop: Field) -> None:
    pauses: list[float] = []
    steered = replace(laptop, tools=replace(laptop.tools, pause=pauses.append))
    for _ in range(5):
        assert command(steered, "status", secrets=("wrong",)).code == 3
    assert pauses == []
    for _ in range(8):
        command(steered, "status", secrets=("wrong",))
    assert len(pauses) >= 3
    assert 0 < max(pauses) <= 60
    assert command(steered, "status").code == 0


def test_an_error_says_what_happened_what_is_safe_and_what_to_do_next(laptop: Field) -> None:
    told = command(laptop, "status", secrets=("wrong",))
    assert [line.partition(":")[0] for line in told.err.splitlines()] == ["Problem", "What is safe", "Next"]
    khmer = command(laptop, "--language", "km", "status", secrets=("wrong",))
    assert [line.partition("៖")[0] for line in khmer.err.splitlines()] == ["បញ្ហា", "អ្វីដែលមានសុវត្ថិភាព", "បន្ទាប់"]


def test_json_is_one_object_whatever_happens(laptop: Field, tmp_path: Path) -> None:
    good = command(laptop, "--json", "sync")
    assert set(good.json) == {"ok", "command", "exit", "result", "problems"}
    assert (good.json["ok"], good.json["command"], good.json["exit"]) == (True, "sync", 0)
    bad = command(laptop, "--json", "status", secrets=("wrong",))
    assert (bad.json["ok"], bad.json["exit"]) == (False, 3)
    assert set(bad.json["problems"][0]) == {"code", "message", "next", "ids"}
    usage = command(laptop, "--json", "sync", "--never-heard")
    assert usage.code == 2
    assert usage.json["problems"][0]["code"] == "cli.usage"


def test_no_contact_ends_with_five_and_says_that_the_work_is_safe(laptop: Field) -> None:
    inner = laptop.tools.open_line("http://127.0.0.1:8443", None)
    tools = replace(laptop.tools, open_line=lambda _url, _pem: CutLine(inner, lose_request=True))
    told = command(replace(laptop, tools=tools), "sync")
    assert told.code == 5
    assert "Nothing was lost" in told.err


def test_sync_says_what_was_received_and_two_versions_end_with_six(laptop: Field) -> None:
    with closing(laptop) as (opened,):
        save(opened, a_case(worker=opened.book.person))
    told = command(laptop, "sync")
    assert told.code == 0
    assert "Received by Phnom Penh: Case 1." in told.out
    assert "Waiting here: nothing." in told.out
    assert "Sending" in told.err


def test_an_unexpected_problem_ends_with_seventy_and_its_log_holds_no_values(laptop: Field) -> None:
    def broken(_url: str, _pem: str | None) -> WsgiLine:
        raise ValueError("Sok Chenda lives in Phnom Penh")

    told = command(replace(laptop, tools=replace(laptop.tools, open_line=broken)), "sync")
    assert told.code == 70
    log = (laptop.config.data / "problems.log").read_text("utf-8")
    assert "ValueError" in log
    assert "Sok" not in log + told.err


def test_stopped_by_the_person_ends_with_130(laptop: Field) -> None:
    def stopped(_url: str, _pem: str | None) -> WsgiLine:
        raise KeyboardInterrupt

    assert command(replace(laptop, tools=replace(laptop.tools, open_line=stopped)), "sync").code == 130


def test_names_are_never_printed_by_status_sync_and_check(laptop: Field) -> None:
    with closing(laptop) as (opened,):
        save(opened, a_case(worker=opened.book.person))
    for arguments in (("status",), ("sync",), ("check",), ("--json", "status"), ("--verbose", "check", "--rebuild")):
        told = command(laptop, *arguments)
        assert told.code in (0, 6), told.err
        assert not any(name in told.out + told.err for name in NAMES), arguments


def test_a_backup_is_made_checked_and_brought_back_under_a_new_letter(laptop: Field, tmp_path: Path) -> None:
    code = command(laptop, "--json", "recovery", "print").json["result"]["recovery_code"]
    with closing(laptop) as (opened,):
        case = a_case(worker=opened.book.person)
        save(opened, case)
    stick = tmp_path / "stick.hwb"
    assert command(laptop, "backup", "make", "--to", str(stick)).code == 0
    assert command(laptop, "backup", "check", "--from", str(stick)).code == 0
    with closing(laptop) as (opened,):
        save(opened, a_case(worker=opened.book.person))
    phrase = "a new phrase for the restored laptop"
    told = command(laptop, "--json", "backup", "restore", "--from", str(stick), secrets=(code, phrase))
    assert told.code == 0, told.err
    assert told.json["result"]["code"].endswith("B")
    assert (laptop.config.data / told.json["result"]["kept"]).is_dir()
    again = command(laptop, "--json", "sync", secrets=(phrase,))
    assert again.json["result"]["sent"] == {"case": 1}


def test_rekey_leaves_old_key_files_without_a_use(laptop: Field) -> None:
    old = (laptop.config.data / "keyslots.json").read_bytes()
    new = "a new phrase after suspicion arose"
    assert command(laptop, "rekey", secrets=(PASSPHRASE, new)).code == 0
    assert command(laptop, "status", secrets=(new,)).code == 0
    (laptop.config.data / "keyslots.json").write_bytes(old)
    (laptop.config.data / "keyslots.prev.json").write_bytes(old)
    assert command(laptop, "status").code in (3, 7)


def test_a_damaged_key_file_opens_by_its_second_copy_and_is_mended(laptop: Field) -> None:
    file = laptop.config.data / "keyslots.json"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))
    assert command(laptop, "status").code == 7
    assert command(laptop, "check", "--second-copy").code == 0
    assert command(laptop, "status").code == 0


def test_the_passphrase_changes_and_the_old_one_opens_nothing(laptop: Field) -> None:
    new = "six other words for this laptop"
    assert command(laptop, "passphrase", secrets=(PASSPHRASE, new)).code == 0
    assert command(laptop, "status").code == 3
    assert command(laptop, "status", secrets=(new,)).code == 0


def test_a_custodian_makes_her_key_and_it_is_not_written_over(laptop: Field, tmp_path: Path) -> None:
    key = tmp_path / "custodian.json"
    phrase = "custodian phrase of enough characters"
    told = command(laptop, "--json", "custodian", "make", "--to", str(key), secrets=(phrase,))
    assert told.code == 0, told.err
    assert (tmp_path / "custodian.json.pub").exists()
    assert command(laptop, "custodian", "make", "--to", str(key), secrets=(phrase,)).code == 1


def test_secrets_are_not_read_from_the_environment(laptop: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEWARD_PASSPHRASE", PASSPHRASE)
    told = command(laptop, "status", secrets=())
    assert told.code == 3
    assert "terminal" in told.err


def test_an_unknown_folder_says_how_to_begin(tmp_path: Path, laptop: Field) -> None:
    nobody = replace(laptop, config=replace(laptop.config, data=tmp_path / "nobody"))
    told: Told = command(nobody, "status")
    assert told.code == 1
    assert "field-client enrol" in told.err
    assert not os.path.exists(tmp_path / "nobody" / "store.db")
